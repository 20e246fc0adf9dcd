"""Times a peer the way the Swift harness times Assay: a warm-up, then batches; the median is quoted."""

import json
import os
import sys
import time
from pathlib import Path
from statistics import median

# One thread, as Assay's single-threaded benchmarks; set before any peer is imported.
for variable in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

#: Where the files lie that both sides read; made by the Swift benchmarks.
DATA = Path(os.environ.get("ASSAY_BENCHMARK_DATA", Path(__file__).resolve().parent.parent / ".data"))


def seconds():
    """How long each peer is timed, as the command line says."""
    return float(sys.argv[sys.argv.index("--seconds") + 1]) if "--seconds" in sys.argv else 1.0


def report(name, peer, units, work, *, budget=None, set_up=None, why=None):
    """Times `work()`, which does `units` units, and prints one JSON line; skipped if the command line filters it out.

    `set_up`, if given, makes what `work` is called with, outside the timing. `why` says what keeps Assay from being twice as fast, for the table.
    """
    wanted = sys.argv[sys.argv.index("--filter") + 1] if "--filter" in sys.argv else ""
    if not any(text in name for text in wanted.split(",")):
        return
    budget = budget or seconds()
    arguments = (set_up(),) if set_up else ()
    work(*arguments)
    batches = []
    start = time.perf_counter()
    while len(batches) < 5 or (time.perf_counter() - start < budget and len(batches) < 1000):
        begin = time.perf_counter()
        work(*arguments)
        batches.append((time.perf_counter() - begin) * 1e9 / units)
        if time.perf_counter() - start > 4 * budget:
            break
    print(json.dumps({"name": name, "peer": peer, "median": median(batches), "best": min(batches), "why": why}), flush=True)


def limit(name, nanoseconds, why=None):
    """Says how long a unit of a benchmark without a peer may take, and what keeps it from that, for the table."""
    print(json.dumps({"name": name, "limit": nanoseconds, "why": why}), flush=True)
