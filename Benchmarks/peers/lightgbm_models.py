"""Makes and checks the model files that Assay and LightGBM exchange; not a benchmark.

    python Benchmarks/peers/lightgbm_models.py write    trains models and writes them with their predictions
    python Benchmarks/peers/lightgbm_models.py check    has LightGBM predict with the models that Assay wrote, and writes what it says

Both work in Tests/Fixtures/GradientBoost. The rows are the numbers of `rows.csv` there.
"""

import json
import sys
from pathlib import Path

import lightgbm
import numpy

FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "Fixtures" / "GradientBoost"
KINDS = {
    "binary": dict(objective="binary"),
    "multiclass": dict(objective="multiclass", num_class=3),
    "regression": dict(objective="regression", lambda_l1=0.1, lambda_l2=1),
    "regression_l1": dict(objective="regression_l1"),
    "huber": dict(objective="huber", alpha=0.7),
    "quantile": dict(objective="quantile", alpha=0.3),
    "poisson": dict(objective="poisson"),
    "zeroes": dict(objective="regression", zero_as_missing=True),
    "present": dict(objective="regression", use_missing=False),
}


def rows():
    return numpy.genfromtxt(FOLDER / "rows.csv", delimiter=",", skip_header=1)


def labels(kind, values):
    filled = numpy.nan_to_num(values)
    score = filled[:, 0] + filled[:, 1] * filled[:, 2] - 0.5 * filled[:, 3]
    if kind == "binary":
        return (score > 0).astype(float)
    if kind == "multiclass":
        return (score > -0.7).astype(float) + (score > 0.7)
    if kind == "poisson":
        return numpy.floor(numpy.exp(numpy.clip(score, -3, 2)))
    return score


def said(model, values):
    return {
        "raw": model.predict(values, raw_score=True).tolist(),
        "prediction": model.predict(values).tolist(),
        "leaves": model.predict(values, pred_leaf=True).reshape(len(values), -1).tolist(),
        # LightGBM has no contributions of linear leaves.
        "contributions": [] if "is_linear=1" in model.model_to_string() else model.predict(values[:20], pred_contrib=True).tolist(),
    }


def with_categories(values):
    """The rows with the last feature made into twelve categories."""
    values = values.copy()
    values[:, 3] = numpy.mod(numpy.round(numpy.abs(values[:, 3]) * 1000), 12)
    return values


def write():
    generator = numpy.random.default_rng(7)
    values = generator.standard_normal((120, 4)).round(3)
    values[generator.random(values.shape) < 0.08] = numpy.nan
    values[generator.random(values.shape) < 0.08] = 0
    lines = [",".join("" if numpy.isnan(x) else repr(float(x)) for x in row) for row in values]
    (FOLDER / "rows.csv").write_text("a,b,c,d\n" + "\n".join(lines) + "\n")
    for kind, parameters in KINDS.items():
        data = lightgbm.Dataset(values, labels(kind, values), feature_name=["a", "b", "c", "d"])
        fixed = dict(num_leaves=5, min_data_in_leaf=5, verbose=-1, seed=1, num_threads=1, deterministic=True)
        model = lightgbm.train({**parameters, **fixed}, data, 3)
        text = model.model_to_string()
        head, parameters_part = text.split("\nparameters:\n")
        # The hundred parameters of LightGBM mean nothing to anybody else.
        text = head + "\nparameters:\n[boosting: gbdt]\n\nend of parameters\n" + parameters_part.split("\nend of parameters\n")[1]
        (FOLDER / f"lightgbm-{kind}.txt").write_text(text)
        (FOLDER / f"lightgbm-{kind}.json").write_text(json.dumps(said(lightgbm.Booster(model_str=text), values)))


def check():
    for path in sorted(FOLDER.glob("assay-*.txt")):
        model = lightgbm.Booster(model_str=path.read_text())
        path.with_suffix(".said.json").write_text(json.dumps(said(model, with_categories(rows()) if "category" in path.name else rows())))
        print(path.name, "is understood")


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]]()
