"""SQLite (Python's sqlite3 with a write-ahead log) doing what the store's benchmarks do, on values of the same shape."""

import json
import random
import sqlite3
import tempfile

from timing import report

RECORDS = 200_000
BATCH = 100


def trades():
    chance = random.Random(7)
    return [
        {"symbol": "BTCUSDT", "side": "buy" if i % 2 == 0 else "sell", "price": chance.uniform(20_000, 60_000),
         "size": chance.randrange(1, 1000) / 1000, "profit": chance.uniform(-5, 5), "bars": i % 97}
        for i in range(RECORDS)
    ]


def connect(path, synchronous):
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("pragma journal_mode = wal")
    base.execute(f"pragma synchronous = {synchronous}")
    base.execute("create table if not exists journal (name text, position integer, time integer, value text, primary key (name, position))")
    base.execute("create table if not exists document (key text primary key, version integer, value text)")
    return base


def append(base, values, first, count):
    base.execute("begin immediate")
    base.executemany("insert into journal values (?, ?, ?, ?)", [
        ("trades", i, 1_700_000_000_000_000_000 + i * 1_000_000, json.dumps(values[i % RECORDS])) for i in range(first, first + count)])
    base.execute("commit")


def main():
    values = trades()
    with tempfile.TemporaryDirectory() as folder:
        # NORMAL synchronises at checkpoints only: the peer of `.grouped`.
        growing = connect(f"{folder}/growing.db", "normal")
        end = 0

        def append_some():
            nonlocal end
            for _ in range(20):
                append(growing, values, end, BATCH)
                end += BATCH

        report("store.append", "sqlite3", 20 * BATCH, append_some)
        growing.close()

        path = f"{folder}/full.db"
        base = connect(path, "normal")
        for first in range(0, RECORDS, BATCH):
            append(base, values, first, BATCH)
        query = "select position, time, value from journal where name = 'trades' order by position"
        report("store.read.raw", "sqlite3", RECORDS, lambda: sum(len(value) for _, _, value in base.execute(query)))
        report("store.read.decoded", "sqlite3", RECORDS, lambda: sum(json.loads(value)["profit"] for _, _, value in base.execute(query)))
        base.execute("insert into document values ('models/x', 1, ?)", (json.dumps({"a": 1.5, "b": 2.0}),))
        get = "select value from document where key = 'models/x'"
        report("store.get", "sqlite3", 1, lambda: json.loads(base.execute(get).fetchone()[0]))
        base.close()

        def open_and_look():
            base = sqlite3.connect(path)
            base.execute("select max(position) from journal where name = 'trades'").fetchone()
            base.close()

        report("store.open", "sqlite3", 1, open_and_look)

        # FULL synchronises in every commit: the peer of `.everyCommit`.
        durable = connect(f"{folder}/durable.db", "full")
        number = 0

        def commit():
            nonlocal number
            durable.execute("begin immediate")
            durable.execute(
                "insert into document values ('state', 1, ?) on conflict (key) do update set version = version + 1, value = excluded.value",
                (json.dumps({"n": number}),))
            durable.execute("insert into journal values ('log', ?, ?, ?)", (number, number, json.dumps(values[number % RECORDS])))
            durable.execute("commit")
            number += 1

        report("store.commit.durable", "sqlite3", 1, commit)
        durable.close()


main()
