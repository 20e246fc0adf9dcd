"""LightGBM, XGBoost and scikit-learn train and predict on the rows of Assay's gradient boosting benchmarks, with equal parameters and threads."""

import os

# Every peer is told its threads; OpenMP must be allowed the second one.
os.environ["OMP_NUM_THREADS"] = "2"

from timing import DATA, report  # first: it sets the number of threads of the others

import lightgbm
import numpy
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

TREES = 100


def rows(count, features):
    values = numpy.fromfile(DATA / f"boost-{count}x{features}.f64").reshape(features + 1, count)
    # Both like rows side by side best: making them so is not timed.
    return numpy.ascontiguousarray(values[:-1].T), values[-1].copy()


def lightgbm_train(data, threads, **extra):
    x, y = data
    parameters = dict(
        objective="binary", num_leaves=31, learning_rate=0.1, max_bin=255, min_data_in_leaf=20, num_threads=threads, verbose=-1, **extra
    )
    return lightgbm.train(parameters, lightgbm.Dataset(x, y, params=parameters), TREES)


def xgboost_train(data, threads):
    x, y = data
    parameters = dict(
        objective="binary:logistic", tree_method="hist", grow_policy="lossguide", max_leaves=31, max_depth=0, eta=0.1, max_bin=255,
        reg_lambda=0, min_child_weight=1e-3, nthread=threads,
    )
    return xgboost.train(parameters, xgboost.QuantileDMatrix(x, y, max_bin=255, nthread=threads), TREES)


def sklearn_train(data, threads):
    with threadpool_limits(threads):
        return HistGradientBoostingClassifier(
            max_iter=TREES, max_leaf_nodes=31, learning_rate=0.1, max_bins=255, min_samples_leaf=20, early_stopping=False
        ).fit(*data)


for count, features in ((1_000, 25), (20_000, 50), (100_000, 50), (1_000_000, 28)):
    for threads in (1, 2):
        name = f"gradientboost.train-{count}x{features}-{threads}-thread"
        made = lambda: rows(count, features)
        report(name, "lightgbm", 1, lambda data: lightgbm_train(data, threads), set_up=made)
        report(name, "xgboost", 1, lambda data: xgboost_train(data, threads), set_up=made)
        if count < 100_000:
            report(name, "scikit-learn", 1, lambda data: sklearn_train(data, threads), set_up=made)
        if count == 1_000_000:
            report(name, "lightgbm quantised", 1, lambda data: lightgbm_train(data, threads, use_quantized_grad=True), set_up=made)

DATA_20 = rows(20_000, 50)
LIGHTGBM, XGBOOST = lightgbm_train(DATA_20, 2), xgboost_train(DATA_20, 2)
XGBOOST.set_param(dict(nthread=1))
report("gradientboost.predict-20000x50-1-thread", "lightgbm", 20_000, lambda: LIGHTGBM.predict(DATA_20[0], num_threads=1))
report("gradientboost.predict-20000x50-1-thread", "xgboost", 20_000, lambda: XGBOOST.inplace_predict(DATA_20[0]))
ONE = DATA_20[0][:1]
report("gradientboost.predict-one-row", "lightgbm", 1, lambda: LIGHTGBM.predict(ONE, num_threads=1))
report("gradientboost.predict-one-row", "xgboost", 1, lambda: XGBOOST.inplace_predict(ONE))
FEW = DATA_20[0][:1_000]
report("gradientboost.contributions-1000x50-1-thread", "lightgbm", 1_000, lambda: LIGHTGBM.predict(FEW, pred_contrib=True, num_threads=1))
report("gradientboost.contributions-1000x50-1-thread", "xgboost", 1_000, lambda: XGBOOST.predict(xgboost.DMatrix(FEW), pred_contribs=True))
