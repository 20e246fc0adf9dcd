"""Prints how good Assay's models are beside LightGBM's: the same rows and parameters, 5 seeds of data or of division into training and test.

    python Benchmarks/peers/accuracy_gradientboost.py BOOST_PREDICT [PART_OF_A_NAME]

The sets of real data are read from `../shared/data/ml` beside the checkout, or from the folder ASSAY_SHARED_DATA names; those that are not
there are left out. Exits with 1 if a mean differs for the worse by more than 0.001.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "2"

import lightgbm
import numpy
from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error
from sklearn.model_selection import train_test_split

SEEDS = 5
LIMIT = 0.001
TOOL = sys.argv[1]
FILTER = sys.argv[2] if len(sys.argv) > 2 else ""
SHARED = Path(os.environ.get("ASSAY_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared")) / "data" / "ml"


def assay(x, y, test, objective):
    classes = int(objective.split(":")[1]) if ":" in objective else 1
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / name) for name in ("training", "test", "predictions")]
        numpy.vstack([x.T, y]).astype("<f8").tofile(paths[0])
        numpy.ascontiguousarray(test.T).astype("<f8").tofile(paths[1])
        subprocess.run([TOOL, paths[0], str(len(x)), paths[1], str(len(test)), str(x.shape[1]), objective, paths[2], "2"], check=True)
        predictions = numpy.fromfile(paths[2])
    return predictions.reshape(-1, classes) if classes > 1 else predictions


def peer(x, y, test, objective, seed):
    name, _, classes = objective.partition(":")
    parameters = dict(objective=name, num_leaves=31, learning_rate=0.1, max_bin=255, min_data_in_leaf=20, verbose=-1, num_threads=2, seed=seed)
    if classes:
        parameters["num_class"] = int(classes)
    return lightgbm.train(parameters, lightgbm.Dataset(x, y, params=parameters), 100).predict(test)


def synthetic(rows, features, objective):
    def make(count, seed):
        generator = numpy.random.default_rng(seed)
        x = generator.standard_normal((count, features))
        score = x[:, 0] + 0.6 * x[:, 1] + 0.5 * (x[:, 1] > 0) * x[:, 2] + numpy.sin(3 * x[:, 3]) + 0.3 * x[:, 4] ** 2
        score += generator.standard_normal(count)
        return x, score if objective == "regression" else (score > 0.3).astype(float)

    return lambda seed: (*make(rows, seed), *make(20_000, 1_000 + seed))


def divided(x, y):
    def rows(seed):
        training, test, labels, truth = train_test_split(x, y, test_size=0.3, random_state=seed)
        return training, labels, test, truth

    return rows


def table(name, delimiter=None, skip=0):
    return numpy.loadtxt(SHARED / name, delimiter=delimiter, skiprows=skip)


def sets():
    for rows, features in ((1_000, 25), (20_000, 50), (100_000, 50), (1_000_000, 28)):
        for objective in ("binary", "regression"):
            yield f"{rows}x{features} {objective}", objective, synthetic(rows, features, objective)
    if not SHARED.exists():
        print(f"the sets of real data are not at {SHARED}")
        return
    for name, objective in (("binary", "binary"), ("regression", "regression"), ("multiclass", "multiclass:5")):
        parts = numpy.vstack([table(f"lightgbm-{name}.{part}") for part in ("train", "test")])
        yield f"lightgbm-{name}", objective, divided(parts[:, 1:], parts[:, 0])
    cancer = table("breast_cancer.csv", ",", 1)
    yield "breast_cancer", "binary", divided(cancer[:, :-1], cancer[:, -1])
    digits = table("digits.csv", ",")
    yield "digits", "multiclass:10", divided(digits[:, :-1], digits[:, -1])


METRICS = {
    "binary": ("AUC", lambda truth, p: roc_auc_score(truth, p), 1),
    "regression": ("RMSE", lambda truth, p: root_mean_squared_error(truth, p), -1),
    "multiclass": ("log loss", lambda truth, p: log_loss(truth, p), -1),
}
worse = 0
print(f"{'set':24}{'metric':>10}{'assay':>10}{'lightgbm':>10}{'better by':>11}{'seed spread':>13}")
for name, objective, rows in sets():
    if FILTER not in name:
        continue
    metric, value, sign = METRICS[objective.partition(":")[0]]
    ours, theirs = [], []
    for seed in range(SEEDS):
        x, y, test, truth = rows(seed)
        ours.append(value(truth, assay(x, y, test, objective)))
        theirs.append(value(truth, peer(x, y, test, objective, seed)))
    gain = sign * (numpy.mean(ours) - numpy.mean(theirs))
    worse += gain < -LIMIT
    print(f"{name:24}{metric:>10}{numpy.mean(ours):10.5f}{numpy.mean(theirs):10.5f}{gain:+11.5f}{numpy.std(theirs):13.5f}", flush=True)
print(f"{worse} sets on which Assay's mean is worse by more than {LIMIT}")
sys.exit(1 if worse else 0)
