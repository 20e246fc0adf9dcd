"""polars and pandas make the bars that Assay's resampling benchmarks make, from the same columns."""

from timing import DATA, report  # first: it sets the number of threads

import numpy as np
import pandas as pd
import polars as pl


def column(name, kind=np.float64):
    return np.fromfile(DATA / name, dtype=kind)


time, price, size = column("ticks.time", np.int64), column("ticks.price"), column("ticks.size")
ticks = pl.DataFrame({"time": time, "price": price, "size": size}).with_columns(pl.col("time").cast(pl.Datetime("ns"))).set_sorted("time")
ohlcv = [
    pl.col("price").first().alias("open"),
    pl.col("price").max().alias("high"),
    pl.col("price").min().alias("low"),
    pl.col("price").last().alias("close"),
    pl.col("size").sum().alias("volume"),
]
for every in ("5m", "1d"):
    report(f"resampling.ticks-to-{every}", "polars", len(time), lambda: ticks.group_by_dynamic("time", every=every).agg(ohlcv))
report(
    "resampling.ticks-to-100t", "polars", len(time),
    lambda: ticks.with_columns((pl.int_range(pl.len()) // 100).alias("bar")).group_by("bar", maintain_order=True).agg(ohlcv),
)
# The usual vectorised approximation: a tick that overshoots its bar shifts every later one.
report(
    "resampling.ticks-to-volume", "polars", len(time),
    lambda: ticks.with_columns((pl.col("size").cum_sum() // 1000).alias("bar")).group_by("bar", maintain_order=True).agg(ohlcv),
)
frame = pd.DataFrame({"price": price, "size": size}, index=pd.to_datetime(time))
report(
    "resampling.ticks-to-5m", "pandas", len(time),
    lambda: frame["price"].resample("5min").ohlc().assign(volume=frame["size"].resample("5min").sum()),
)

names = ("open", "high", "low", "close", "volume")
bars = (
    pl.DataFrame({"time": column("bars.time", np.int64)} | {name: column(f"bars.{name}") for name in names})
    .with_columns(pl.col("time").cast(pl.Datetime("ns")))
    .set_sorted("time")
)
longer = [pl.col("open").first(), pl.col("high").max(), pl.col("low").min(), pl.col("close").last(), pl.col("volume").sum()]
report("resampling.bars-1s-to-1h", "polars", bars.height, lambda: bars.group_by_dynamic("time", every="1h").agg(longer))
