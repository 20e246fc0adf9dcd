"""arch's SPA, Optuna's TPE and numpy's way to the cuts of CSCV, on the numbers of Assay's overfitting benchmarks."""

from timing import DATA, report  # first: it sets the number of threads

from itertools import combinations

import numpy as np
import optuna
from arch.bootstrap import SPA

optuna.logging.set_verbosity(optuna.logging.ERROR)
strategies = np.fromfile(DATA / "strategies-20x1000.f64").reshape(20, 1_000)


def cuts():
    blocks = np.array_split(np.arange(1_000), 8)
    below = 0
    for chosen in combinations(range(8), 4):
        past = strategies[:, np.concatenate([blocks[i] for i in chosen])]
        future = strategies[:, np.concatenate([blocks[i] for i in range(8) if i not in chosen])]
        best = np.argmax(past.mean(1) / past.std(1, ddof=1))
        ratios = future.mean(1) / future.std(1, ddof=1)
        below += (ratios < ratios[best]).sum() < 10
    return below


def spa():
    test = SPA(np.zeros(1_000), -strategies.T, block_size=10, reps=500, seed=1)
    test.compute()
    return test.pvalues


def tpe():
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1, multivariate=True))
    study.optimize(lambda trial: sum(abs(trial.suggest_float(f"x{i}", 0, 1) - 0.3) for i in range(8)), n_trials=100)


report("overfitting.cscv-20x1000-8-blocks", "numpy", 70, cuts)
report("overfitting.spa-20x1000", "arch", 500, spa)
report("overfitting.tpe-100-trials-8-dimensions", "optuna", 100, tpe)
