"""Times TA-Lib's C core, through its Python package, on what the Swift benchmarks compute: same columns, same parameters."""

import json

import numpy
import talib
import talib.abstract

from timing import DATA, report

columns = {}


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
    report(job["name"], f"talib {talib.__version__}", len(inputs[0]), lambda: function(*inputs, *parameters))


for job in json.loads((DATA / "indicators.json").read_text()):
    # What is not in TA-Lib has no peer.
    if job["code"] in talib.get_functions():
        run(job)
