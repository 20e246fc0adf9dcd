"""Prints what Optuna's TPE finds over 20 seeds: on test functions, and tuning LightGBM on the sets in a folder shared/data/ml beside the checkout.

The numbers stand in Benchmarks/Sources/Truth/SearchProofs.swift, which lets Assay search the same spaces at equal trials.

    python Benchmarks/peers/tune_search.py
"""

import math
import statistics
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import lightgbm
import numpy
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "ml"
SEEDS = range(20)
WIDTHS = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
CENTERS = [
    [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991], [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
]


def branin(trial):
    x, y = trial.suggest_float("x", -5, 10), trial.suggest_float("y", 0, 15)
    return (y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(
        scale * math.exp(-sum(w * (a - c / 10_000) ** 2 for w, a, c in zip(widths, x, centers)))
        for scale, widths, centers in zip([1, 1.2, 3, 3.2], WIDTHS, CENTERS)
    )


def mixed(trial):
    kind = trial.suggest_categorical("kind", ["a", "b", "c"])
    rate, size = trial.suggest_float("rate", 1e-4, 1, log=True), trial.suggest_int("n", 1, 64, log=True)
    value = (math.log10(rate) + 2) ** 2 + (math.log2(size) - 4) ** 2 / 4
    return value + {"a": 1, "c": 0.5}[kind] if kind != "b" else value + abs(trial.suggest_float("extra", 0, 1) - 0.7)


def table(name):
    if name.endswith(".csv"):
        rows = numpy.loadtxt(FOLDER / name, delimiter=",", skiprows=1)
        return rows[:, :-1], rows[:, -1]
    rows = numpy.loadtxt(FOLDER / name, delimiter="\t")
    return rows[:, 1:], rows[:, 0]


def tuned(name, objective, metric):
    x, y = table(name)
    judging = numpy.arange(len(y)) % 3 == 0

    def value(trial):
        parameters = dict(
            objective=objective, num_threads=1, verbose=-1, learning_rate=trial.suggest_float("learning_rate", 0.01, 0.5, log=True),
            num_leaves=trial.suggest_int("num_leaves", 2, 128, log=True), min_data_in_leaf=trial.suggest_int("min_data_in_leaf", 1, 100, log=True),
            lambda_l1=trial.suggest_float("lambda_l1", 1e-8, 10, log=True), lambda_l2=trial.suggest_float("lambda_l2", 1e-8, 10, log=True),
            feature_fraction=trial.suggest_float("feature_fraction", 0.3, 1), bagging_fraction=trial.suggest_float("bagging_fraction", 0.3, 1),
            bagging_freq=trial.suggest_int("bagging_freq", 0, 7),
        )
        data = lightgbm.Dataset(x[~judging], y[~judging], params=dict(verbose=-1))
        return metric(y[judging], lightgbm.train(parameters, data, 40).predict(x[judging], num_threads=1))

    return value


def log_loss(truth, share):
    share = numpy.clip(share, 1e-15, 1 - 1e-15)
    return float(-numpy.mean(truth * numpy.log(share) + (1 - truth) * numpy.log(1 - share)))


def squared(truth, value):
    return float(numpy.mean((truth - value) ** 2))


CASES = {
    "branin": (60, branin), "hartmann6": (100, hartmann6), "mixed": (60, mixed),
    "breast-cancer": (40, lambda trial: tuned("breast_cancer.csv", "binary", log_loss)(trial)),
    "lightgbm-binary": (40, lambda trial: tuned("lightgbm-binary.train", "binary", log_loss)(trial)),
    "lightgbm-regression": (40, lambda trial: tuned("lightgbm-regression.test", "regression", squared)(trial)),
}


def best(case, seed, sampler):
    trials, objective = CASES[case]
    made = {"tpe": lambda: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True), "random": lambda: optuna.samplers.RandomSampler(seed=seed)}
    study = optuna.create_study(sampler=made[sampler]())
    study.optimize(objective, n_trials=trials)
    return study.best_value


if __name__ == "__main__":
    import sys
    import warnings

    warnings.simplefilter("ignore")
    chosen = sys.argv[1:] or list(CASES)
    with ProcessPoolExecutor(2) as pool:
        for case in chosen:
            for sampler in ("tpe", "random"):
                values = list(pool.map(best, [case] * 20, SEEDS, [sampler] * 20))
                print(f"{case} {sampler}: mean {statistics.mean(values):.6g}, deviation {statistics.stdev(values):.5g}, median {statistics.median(values):.6g}", flush=True)
