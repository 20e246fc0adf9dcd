"""polars and pandas read and write the files of Assay's CSV benchmarks."""

from timing import DATA, report  # first: it sets the number of threads

import pandas as pd
import polars as pl

SHORT, LONG, ISO = (str(DATA / f"bars-{kind}.csv") for kind in ("short", "long", "iso8601"))
ROWS = 2_000_000

for name, path in (("csv.read-bars", SHORT), ("csv.read-bars-17-digits", LONG), ("csv.read-table", SHORT)):
    report(name, "polars", ROWS, lambda: pl.read_csv(path))
    # Its default is faster, but does not give every number that was written.
    report(name, "pandas, exact", ROWS, lambda: pd.read_csv(path, float_precision="round_trip"))
    report(name, "pandas, inexact", ROWS, lambda: pd.read_csv(path))
report("csv.read-bars-iso8601", "polars", ROWS, lambda: pl.read_csv(ISO, try_parse_dates=True))
frame = pl.read_csv(SHORT)
report("csv.write-bars", "polars", ROWS, lambda: frame.write_csv(str(DATA / "written-by-polars.csv")))
