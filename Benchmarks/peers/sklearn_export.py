"""Writes scikit-learn's gradient boosting as the JSON that Assay reads (`Model(scikitLearnJSON:)`, `assay predict`).

    python Benchmarks/peers/sklearn_export.py MODEL.joblib MODEL.json [NAME,NAME…]

or, in a program of one's own, `json.dump(export(estimator), file)`. Estimators: GradientBoostingRegressor and GradientBoostingClassifier
(`init` their own or "zero"), HistGradientBoostingRegressor and HistGradientBoostingClassifier, categorical features included if their
values are whole numbers from 0 on. The format is described in Docs/model-format.md.
"""

import json
import sys

import numpy

OBJECTIVES = {
    "squared_error": "regression", "absolute_error": "regression_l1", "huber": "regression", "quantile": "regression",
    "poisson": "poisson", "gamma": "gamma",
}


def objective(estimator):
    """The objective and what scores are multiplied with: exponential loss has half of log loss's scores."""
    if hasattr(estimator, "classes_"):
        classes = len(estimator.classes_)
        return ("binary" if classes == 2 else f"multiclass:{classes}"), (2.0 if estimator.loss == "exponential" else 1.0)
    return OBJECTIVES[estimator.loss], 1.0


def numbered(is_leaf, left, right):
    """Children by the numbers of inner nodes and, negative, of leaves."""
    inner, leaves = numpy.cumsum(~is_leaf) - 1, numpy.cumsum(is_leaf) - 1
    number = numpy.where(is_leaf, -1 - leaves, inner)
    return number[left[~is_leaf]].tolist(), number[right[~is_leaf]].tolist()


def tree(is_leaf, left, right, feature, threshold, missing_left, gain, count, value, categories=None):
    lefts, rights = numbered(is_leaf, left, right)
    inner = ~is_leaf
    document = {
        "feature": feature[inner].tolist(), "threshold": [float(x) for x in threshold[inner]], "missing_left": missing_left[inner].astype(int).tolist(),
        "left": lefts, "right": rights, "gain": [float(x) for x in gain[inner]], "count": count[inner].astype(int).tolist(),
        "leaf_value": [float(x) for x in value[is_leaf]], "leaf_count": count[is_leaf].astype(int).tolist(),
    }
    if categories is not None:
        document["categories"] = [own for own, is_inner in zip(categories, inner) if is_inner]
    return document


def boosted(estimator, factor):
    for round_of_trees in estimator.estimators_:
        for one in round_of_trees:
            t = one.tree_
            missing = getattr(t, "missing_go_to_left", numpy.zeros(t.node_count))
            yield tree(
                t.children_left < 0, t.children_left, t.children_right, t.feature, t.threshold, missing, numpy.zeros(t.node_count),
                t.n_node_samples, t.value[:, 0, 0] * estimator.learning_rate * factor,
            )


def encoded(estimator):
    """For each column that trees ask for: which feature it is and, if that is categorical, its values in the order of their codes."""
    if estimator._preprocessor is None:
        return [(feature, None) for feature in range(estimator.n_features_in_)]
    # The encoder puts categorical features first.
    chosen = numpy.asarray(estimator.is_categorical_)
    values = []
    for own in estimator._preprocessor.named_transformers_["encoder"].categories_:
        numbers = [float(x) for x in own if x == x]
        if any(x < 0 or x != int(x) for x in numbers):
            raise SystemExit("Categories are exported if they are whole numbers from 0 on.")
        values.append([int(x) for x in numbers])
    return list(zip(numpy.flatnonzero(chosen).tolist(), values)) + [(feature, None) for feature in numpy.flatnonzero(~chosen).tolist()]


def histogram(estimator):
    columns = encoded(estimator)
    is_categorical = any(values is not None for _, values in columns)
    for round_of_trees in estimator._predictors:
        for one in round_of_trees:
            n = one.nodes
            left, right, missing = n["left"].astype(int), n["right"].astype(int), n["missing_go_to_left"].astype(bool)
            categories = [[] for _ in n]
            for index in numpy.flatnonzero(n["is_categorical"] & ~n["is_leaf"].astype(bool)):
                bits = one.raw_left_cat_bitsets[n["bitset_idx"][index]]
                values = columns[n["feature_idx"][index]][1]
                goes_left = [bool(bits[code // 32] >> (code % 32) & 1) for code in range(len(values))]
                # What was not seen in training goes where missing values go; to the right, then, after an exchange of both sides.
                if missing[index]:
                    left[index], right[index], missing[index] = right[index], left[index], False
                    goes_left = [not own for own in goes_left]
                categories[index] = [value for value, own in zip(values, goes_left) if own]
            feature = numpy.array([columns[index][0] for index in n["feature_idx"].astype(int)])
            yield tree(
                n["is_leaf"].astype(bool), left, right, feature, n["num_threshold"], missing, n["gain"], n["count"], n["value"],
                categories if is_categorical else None,
            )


def export(estimator, names=None):
    kind, factor = objective(estimator)
    is_histogram = hasattr(estimator, "_predictors")
    if is_histogram:
        start = numpy.ravel(estimator._baseline_prediction)
    else:
        rows = numpy.zeros((2, estimator.n_features_in_))
        start = estimator._raw_predict_init(rows)
        if not numpy.array_equal(start[0], start[1]):
            raise SystemExit("The estimator's init is a model of its own, which cannot be exported.")
        start = start[0] * factor
    if names is None:
        names = getattr(estimator, "feature_names_in_", [f"x{i}" for i in range(estimator.n_features_in_)])
    trees = list(histogram(estimator) if is_histogram else boosted(estimator, factor))
    return {
        "format": "scikit-learn-gradient-boosting", "version": 2 if any("categories" in tree for tree in trees) else 1, "objective": kind, "feature_names": [str(name) for name in names],
        "initial_scores": [float(x) for x in numpy.ravel(start)], "single_precision": 0 if is_histogram else 1,
        "learning_rate": float(estimator.learning_rate), "trees": trees,
    }


if __name__ == "__main__":
    import joblib

    document = export(joblib.load(sys.argv[1]), sys.argv[3].split(",") if len(sys.argv) > 3 else None)
    with open(sys.argv[2], "w") as file:
        json.dump(document, file)
