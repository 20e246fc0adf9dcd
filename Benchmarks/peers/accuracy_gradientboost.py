"""Prints how good Assay's models are beside LightGBM's, XGBoost's and CatBoost's: the same rows and budget (100 trees of 31 leaves, learning
rate 0.1, 255 bins), 5 seeds of data or of division into training and test.

    python Benchmarks/peers/accuracy_gradientboost.py BOOST_PREDICT [PART_OF_A_NAME]

The sets of real data are read from `../shared/data/ml` beside the checkout, or from the folder ASSAY_SHARED_DATA names; those that are not
there are left out; CatBoost is left out where it is not installed. Exits with 1 if Assay's mean is worse than the best
peer's by more than that peer's spread over the seeds.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "2"

import lightgbm
import numpy
import xgboost
from sklearn.metrics import log_loss, ndcg_score, roc_auc_score, root_mean_squared_error
from sklearn.datasets import load_svmlight_file
from sklearn.model_selection import train_test_split

try:
    import catboost
except ImportError:
    catboost = None

SEEDS = 5
TOOL = sys.argv[1]
FILTER = sys.argv[2] if len(sys.argv) > 2 else ""
SHARED = Path(os.environ.get("ASSAY_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared")) / "data" / "ml"


def assay(x, y, test, objective, seed, queries=None):
    classes = int(objective.split(":")[1]) if objective.startswith("multiclass") else 1
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / name) for name in ("training", "test", "predictions", "queries")]
        numpy.vstack([x.T, y]).astype("<f8").tofile(paths[0])
        numpy.ascontiguousarray(test.T).astype("<f8").tofile(paths[1])
        more = [f"seed={seed}"]
        if queries is not None:
            Path(paths[3]).write_text("\n".join(str(int(count)) for count in queries))
            more.append(f"queries={paths[3]}")
        command = [TOOL, paths[0], str(len(x)), paths[1], str(len(test)), str(x.shape[1]), objective, paths[2], "2", *more]
        subprocess.run(command, check=True)
        predictions = numpy.fromfile(paths[2])
    return predictions.reshape(-1, classes) if classes > 1 else predictions


def with_lightgbm(x, y, test, objective, seed, queries=None):
    name, _, classes = objective.partition(":")
    parameters = dict(objective=name, num_leaves=31, learning_rate=0.1, max_bin=255, min_data_in_leaf=20, verbose=-1, num_threads=2, seed=seed)
    if classes:
        parameters["num_class"] = int(classes)
    return lightgbm.train(parameters, lightgbm.Dataset(x, y, params=parameters, group=queries), 100).predict(test)


def with_xgboost(x, y, test, objective, seed, queries=None):
    name, _, classes = objective.partition(":")
    names = {"binary": "binary:logistic", "regression": "reg:squarederror", "multiclass": "multi:softprob", "lambdarank": "rank:ndcg"}
    parameters = dict(
        objective=names[name], tree_method="hist", grow_policy="lossguide", max_leaves=31, max_depth=0, eta=0.1, max_bin=255, nthread=2, seed=seed)
    if classes:
        parameters["num_class"] = int(classes)
    data = xgboost.DMatrix(x, y)
    if queries is not None:
        data.set_group(queries)
    return xgboost.train(parameters, data, 100).predict(xgboost.DMatrix(test))


def with_catboost(x, y, test, objective, seed, queries=None):
    name, _, classes = objective.partition(":")
    names = {"binary": "Logloss", "regression": "RMSE", "multiclass": "MultiClass", "lambdarank": "YetiRank"}
    parameters = dict(
        loss_function=names[name], iterations=100, learning_rate=0.1, grow_policy="Lossguide", max_leaves=31, border_count=254, thread_count=2,
        random_seed=seed, verbose=False, allow_writing_files=False)
    if queries is not None:
        parameters["grow_policy"], _ = "SymmetricTree", parameters.pop("max_leaves")
        parameters["depth"] = 5
    groups = None if queries is None else numpy.repeat(numpy.arange(len(queries)), queries)
    model = catboost.CatBoost(parameters).fit(catboost.Pool(x, y, group_id=groups))
    if name == "binary":
        return model.predict(test, prediction_type="Probability")[:, 1]
    return model.predict(test, prediction_type="Probability" if classes else "RawFormulaVal")


PEERS = {"lightgbm": with_lightgbm, "xgboost": with_xgboost} | ({"catboost": with_catboost} if catboost else {})


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
    yield "lightgbm-rank", "lambdarank", ranked()


def ranked():
    """The queries of the ranking set, both files together, divided anew by each seed: as many queries train as in the original."""
    parts = [load_svmlight_file(str(SHARED / f"lightgbm-rank.{part}"), n_features=301) for part in ("train", "test")]
    counts = [numpy.loadtxt(SHARED / f"lightgbm-rank.{part}.query", dtype=int) for part in ("train", "test")]
    x = numpy.vstack([part[0].toarray() for part in parts])
    y = numpy.concatenate([part[1] for part in parts])
    sizes = numpy.concatenate(counts)
    ends = numpy.cumsum(sizes)

    def rows(seed):
        order = numpy.random.default_rng(seed).permutation(len(sizes))
        chosen = [order[: len(counts[0])], order[len(counts[0]) :]]
        picked = [numpy.concatenate([numpy.arange(ends[query] - sizes[query], ends[query]) for query in own]) for own in chosen]
        return x[picked[0]], y[picked[0]], x[picked[1]], y[picked[1]], sizes[chosen[0]], sizes[chosen[1]]

    return rows


def mean_ndcg(truth, scores, sizes, places=10):
    """As LightGBM counts it: a query without anything relevant is 1."""
    values, start = [], 0
    for size in sizes:
        own = slice(start, start + size)
        gains = 2.0 ** truth[own] - 1
        values.append(ndcg_score([gains], [scores[own]], k=places) if gains.any() and size > 1 else 1)
        start += size
    return numpy.mean(values)


METRICS = {
    "binary": ("AUC", roc_auc_score, 1), "regression": ("RMSE", root_mean_squared_error, -1), "multiclass": ("log loss", log_loss, -1),
    "lambdarank": ("NDCG@10", mean_ndcg, 1),
}
worse = 0
print(f"{'set':24}{'metric':>10}{'assay':>10}" + "".join(f"{name:>10}" for name in PEERS) + f"{'best peer':>11}{'better by':>11}{'its spread':>12}")
for name, objective, rows in sets():
    if FILTER not in name:
        continue
    metric, value, sign = METRICS[objective.partition(":")[0]]
    scores = {peer: [] for peer in ("assay", *PEERS)}
    for seed in range(SEEDS):
        x, y, test, truth, *queries = rows(seed)
        for peer, train in {"assay": assay, **PEERS}.items():
            predictions = train(x, y, test, objective, seed, *queries[:1])
            scores[peer].append(value(truth, predictions, *queries[1:]))
    means = {peer: numpy.mean(values) for peer, values in scores.items()}
    best = max(PEERS, key=lambda peer: sign * means[peer])
    spread = numpy.std(scores[best])
    gain = sign * (means["assay"] - means[best])
    worse += gain < -spread
    print(
        f"{name:24}{metric:>10}" + "".join(f"{means[peer]:10.5f}" for peer in means) + f"{best:>11}{gain:+11.5f}{spread:12.5f}", flush=True)
print(f"{worse} sets on which Assay's mean is worse than the best peer's by more than that peer's spread over the seeds")
sys.exit(1 if worse else 0)
