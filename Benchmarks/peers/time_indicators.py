"""Times TA-Lib's C core, through its Python package, on what the Swift benchmarks compute: same columns, same parameters."""

import json

import numpy
import talib
import talib.abstract

from timing import DATA, report

columns = {}

# What a profile or the machine code says of functions that do not reach twice TA-Lib's speed; what is not here was not looked at yet. TA-Lib picks
# code for AVX2 when it runs; a Swift package is compiled for the machine everyone has, with registers of two numbers (SSE2).
MEMORY = "machine code is vector loads, one operation, a store: bound by memory"
EXTREMES = "profile of MIDPRICE: half of the samples of the shared inner loop stand at one minimum behind its loads"
LIBRARY = "the same function of the system's library on both sides"
CHAIN = "a chain of dependent operations from bar to bar, with two divisions and an arc tangent; TA-Lib's clones fuse multiplications and additions"
PLAN = "combined column by column; a sum is one addition after the other, in TA-Lib's order, because ties are decided by its last bit"
SUMS = "profile: about half goes into sums of windows, from which nothing is ever subtracted"
WHY = {
    "MEDPRICE": MEMORY,
    "MOM": "24 bytes a bar move in 0.17 ns on both sides: bound by memory",
    **dict.fromkeys(["MAX", "MIN", "MINMAX", "MIDPOINT", "MIDPRICE"], EXTREMES),
    "ULTOSC": SUMS,
    **dict.fromkeys(["ADD", "SUB", "MULT", "DIV", "SQRT", "CUMSUM"], MEMORY),
    **dict.fromkeys(["ACOS", "ASIN", "ATAN", "COS", "COSH", "EXP", "LN", "LOG10", "SIN", "SINH", "TAN", "TANH"], LIBRARY),
    **dict.fromkeys(["HT_DCPERIOD", "HT_PHASOR", "HT_TRENDLINE", "MAMA"], CHAIN),
    **{code: PLAN for code in talib.get_functions() if code.startswith("CDL")},
}


def column(name):
    if name not in columns:
        columns[name] = numpy.fromfile(DATA / f"indicators-{name}.f64")
    return columns[name]


def run(job):
    function = getattr(talib, job["code"])
    inputs = [column(name) for name in job["inputs"]]
    # Whole numbers stay floats in JSON; TA-Lib tells periods from factors by their type.
    defaults = talib.abstract.Function(job["code"]).info["parameters"].values()
    parameters = [type(default)(value) for default, value in zip(defaults, job["parameters"], strict=True)]
    report(job["name"], f"talib {talib.__version__}", len(inputs[0]), lambda: function(*inputs, *parameters), why=WHY.get(job["code"]))


for job in json.loads((DATA / "indicators.json").read_text()):
    # What is not in TA-Lib has no peer.
    if job["code"] in talib.get_functions():
        run(job)

# All candlestick patterns: one pass of ours, a call for each of theirs.
PATTERNS = [getattr(talib, code) for code in talib.get_functions() if code.startswith("CDL")]
bars = [column(name) for name in ("open", "high", "low", "close")]
report("indicators.patternscanner", f"talib {talib.__version__}, {len(PATTERNS)} calls", len(bars[0]), lambda: [find(*bars) for find in PATTERNS])
