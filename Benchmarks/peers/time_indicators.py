"""Times TA-Lib's C core, through its Python package, on what the Swift benchmarks compute: same columns, same parameters."""

import json

import numpy
import talib
import talib.abstract

from timing import DATA, limit, report

columns = {}

# What a profile, the machine code or an experiment says of functions that do not reach twice TA-Lib's speed. TA-Lib picks code for AVX2 when it runs; a
# Swift package is compiled for the machine everyone has, with registers of two numbers (SSE2).
MEMORY = "machine code is vector loads, a few operations, a store: bound by memory (20 000 bars, which fit a cache: 1.04 to 1.4 times)"
DIVISION = "a division a bar, two at a time: 0.5 ns of it (what ROC takes more than MOM); TA-Lib divides four"
ROOT = "a root and a division a bar, two at a time; TA-Lib takes four"
EXTREMES = "three choices, two shuffles and a tail written and read a bar; TA-Lib chooses among four at a time"
SUMS = "profile: most goes into sums of windows, from which nothing is ever subtracted, so that all heals"
LINE = "sums slide in TA-Lib's order of additions, or a billionth could not be met; four segments, scattered stores"
STRETCHES = "two stretches side by side, in each of which a bar waits for three operations and two choices of the bar before it; when it turns cannot be foreseen"
SMOOTHING = "five operations for each average and two bars, 0.1 ns an operation and bar; TA-Lib multiplies and adds in one instruction"
ELEMENTARY = "loops of two numbers without a call; what is left is how long a polynomial and its divisions wait for themselves"
CHAIN = "from row to row a cubic, two divisions and two polynomials one after the other, some 70 cycles; TA-Lib waits for half as much again"
PLAN = "profile: 40 % reads prices and moves sums on one by one, in TA-Lib's order, because ties are decided by the last bit; 15 % is the first conditions, at all bars"
DOJI = "one loop, as TA-Lib's: each sum waits for the one before, and what is written is 8 bytes a bar, not 4"
START = "profile: half is ten comparisons of columns, at all bars: a false start within three bars is open at a third of them, so that nothing can be left out"
WHY = {
    **dict.fromkeys(["AVGPRICE", "MEDPRICE", "TYPPRICE", "WCLPRICE", "MOM", "TRANGE"], MEMORY),
    **dict.fromkeys(["ROC", "ROCP", "ROCR", "ROCR100", "BOP", "AD", "PVT", "VWAP", "NATR", "COPPOCK", "BETA"], DIVISION),
    **dict.fromkeys(["STDDEV", "BBANDS", "CORREL", "SQRT"], ROOT),
    **dict.fromkeys(["MAX", "MIN", "MINMAX", "MIDPOINT", "MIDPRICE", "WILLR"], EXTREMES),
    **dict.fromkeys(["WMA", "HMA", "TRIMA", "DPO", "VAR", "VORTEX", "MACDEXT"], SUMS),
    "LINEARREG_SLOPE": LINE,
    **dict.fromkeys(["SAR", "SAREXT"], STRETCHES),
    **dict.fromkeys(["ATR", "TEMA", "TRIX", "TSI", "MACD", "MACDFIX", "KC"], SMOOTHING),
    "ADOSC": "profile: four columns and a division are 0.9 ns, which is what AD takes; two recursions the rest",
    "MASSI": "profile: two averages one after the other and a division, 0.9 ns, and the sum of a window, from which nothing is ever subtracted, 0.5",
    "CMF": "profile: half is loads of three columns and a division, half the sums of two windows, from which nothing is ever subtracted, and a division (20 000 bars: 1.35 times)",
    "ULTOSC": "profile: 30 of 76 samples at loads and true ranges, 24 in sums of the shortest windows, 23 at the longer ones and the division",
    "KAMA": "profile: the sum of a window, from which nothing is ever subtracted, and a division for each weight 1.1 ns; the recursion 0.35",
    "SMI": "the greatest and the least of a window, five averages and a division",
    "LN": "a table and a polynomial of five coefficients for two numbers at a time: 34 operations on vectors, five of them to take two places in the table",
    "T3": "six averages, each waiting for a product and a sum of its last bar; two bars or two stages at once were tried and took longer",
    "HA": "72 bytes a bar move; the chain from bar to bar is one addition",
    "LINEARREG_ANGLE": "an arc tangent a bar: two divisions and twenty products for two",
    "PERCENTRANK": "looks at all values of the window, two at a time; TA-Lib at four",
    "PERCENTILE": "a pass over the sorted window, two at a time",
    **dict.fromkeys(["ADD", "SUB", "MULT", "DIV", "CUMSUM"], MEMORY),
    **dict.fromkeys(["ATAN", "COSH", "EXP", "LOG10", "SINH", "TANH"], ELEMENTARY),
    **dict.fromkeys(["HT_DCPERIOD", "HT_PHASOR", "HT_TRENDLINE", "MAMA"], CHAIN),
    **dict.fromkeys(["AO", "AC"], SUMS),
    **{code: PLAN for code in talib.get_functions() if code.startswith("CDL")},
    "CDLDOJI": DOJI,
    "CDLHIKKAKE": START,
}


# How long one update of an indicator with one output may take, and why some take longer.
STEP = 6.0
QUEUE = "the candidates are kept in a queue: how many leave it cannot be foreseen"
WINDOWS = "each window is joined of two blocks, one of which is summarised backwards once it is full, so that nothing is ever subtracted"
SENTENCE = "a sentence about up to seven candles, read without a branch, and a sum and a division for each threshold"
LOOK = "looks at all values of the window, two at a time, and adds in the order of the series"
SORTED = "a pass over the sorted window, two values at a time, in a direction that cannot be foreseen"
MOVEMENT = "about 150 instructions: a choice between two movements, a true range, three averages and a division, and what may be missing"
STOPS = "every bar waits for three operations and two choices of the bar before it"
LOGARITHMS = "logarithms of quotients, two at a time, of about 30 operations each, and a root after them"
PAIRS = "five sums of a window from which nothing is ever subtracted, 64 bytes a row, and divisions or a root"
POLYNOMIALS = "one or two polynomials and divisions, each waiting for the one before"
STEP_WHY = {
    **dict.fromkeys(["ACOS", "ASIN", "ATAN", "COS", "COSH", "EXP", "SIN", "SINH", "TAN", "TANH"], POLYNOMIALS),
    **dict.fromkeys(["YANGZHANG", "GARMANKLASS", "ROGERSSATCHELL", "PARKINSON", "REALIZEDVOL"], LOGARITHMS),
    "HURST": "five windows of squared changes and two logarithms, about 500 instructions",
    "CHOP": "two divisions and a logarithm that wait for one another, beside a window of three numbers",
    **dict.fromkeys(["HT_DCPERIOD", "HT_DCPHASE", "HT_TRENDLINE", "HT_TRENDMODE"], CHAIN),
    **dict.fromkeys(["CCI", "AVGDEV", "PERCENTRANK"], LOOK),
    **dict.fromkeys(["MAXINDEX", "MININDEX"], QUEUE),
    **dict.fromkeys(["ADX", "ADXR", "DX", "PLUS_DI", "MINUS_DI"], MOVEMENT),
    **dict.fromkeys(["SAR", "SAREXT"], STOPS),
    **dict.fromkeys(["BETA", "CORREL"], PAIRS),
    "PERCENTILE": SORTED,
    "LINEARREG_ANGLE": "an arc tangent: a division and twenty products",
    "MAVP": "an average of another period at every step, of any the parameters allow",
    "FRACTAL": "compares with every neighbour",
}


def why_step(code):
    return SENTENCE if code.startswith("CDL") else STEP_WHY.get(code, WINDOWS)


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
    if job["outputs"] == 1:
        limit(job["name"].replace("indicators.", "indicators.stream."), STEP, why_step(job["code"]))
    # What is not in TA-Lib has no peer.
    if job["code"] in talib.get_functions():
        run(job)


# All candlestick patterns: one pass of ours, a call for each of theirs.
PATTERNS = [getattr(talib, code) for code in talib.get_functions() if code.startswith("CDL")]
bars = [column(name) for name in ("open", "high", "low", "close")]
report("indicators.patternscanner", f"talib {talib.__version__}, {len(PATTERNS)} calls", len(bars[0]), lambda: [find(*bars) for find in PATTERNS])
