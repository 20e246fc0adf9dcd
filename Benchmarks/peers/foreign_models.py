"""Makes the fixtures of models of XGBoost and scikit-learn and of LightGBM's newer kinds; not a benchmark.

    python Benchmarks/peers/foreign_models.py

Works in Tests/Fixtures/GradientBoost, on the numbers of `rows.csv` there; feature d becomes a category where a kind has one.
"""

import json
from pathlib import Path

import lightgbm
import numpy
import sklearn.ensemble as sklearn
import xgboost

from lightgbm_models import labels, with_categories
from sklearn_export import export

FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "Fixtures" / "GradientBoost"
NAMES = ["a", "b", "c", "d"]
VALUES = numpy.genfromtxt(FOLDER / "rows.csv", delimiter=",", skip_header=1)
CATEGORIES = with_categories(VALUES)
AMOUNT = numpy.exp(numpy.clip(numpy.nan_to_num(VALUES[:, 0]) + numpy.nan_to_num(VALUES[:, 1] * VALUES[:, 2]), -3, 2))


def by_category(values):
    own = numpy.nan_to_num(values[:, 3], nan=3)
    return numpy.where(own % 3 == 0, 2, -1) + numpy.nan_to_num(values[:, 0]) + 0.1 * own


def by_groups(values):
    """What divides categories with missing values on either side."""
    own = values[:, 3]
    return 3.0 * (numpy.isin(own, [1, 5, 7]) | numpy.isnan(own)) - 2 * (own == 2) + numpy.nan_to_num(values[:, 0])


XGBOOST = {
    "squarederror": (dict(objective="reg:squarederror"), VALUES, labels("regression", VALUES)),
    "logistic": (dict(objective="binary:logistic"), VALUES, labels("binary", VALUES)),
    "softprob": (dict(objective="multi:softprob", num_class=3), VALUES, labels("multiclass", VALUES)),
    "poisson": (dict(objective="count:poisson"), VALUES, labels("poisson", VALUES)),
    "base_score": (dict(objective="binary:logistic", base_score=0.3), VALUES, labels("binary", VALUES)),
    "dart": (dict(objective="reg:squarederror", booster="dart", rate_drop=0.5, seed=3), VALUES, labels("regression", VALUES)),
    "forest": (dict(objective="reg:squarederror", num_parallel_tree=2, subsample=0.7, seed=3), VALUES, labels("regression", VALUES)),
    "forest_softprob": (
        dict(objective="multi:softprob", num_class=3, num_parallel_tree=2, subsample=0.7, seed=3), VALUES, labels("multiclass", VALUES)),
    "category": (dict(objective="reg:squarederror", tree_method="hist", max_cat_to_onehot=1), CATEGORIES, by_category(CATEGORIES)),
    "onehot": (dict(objective="reg:squarederror", tree_method="hist", max_cat_to_onehot=20), CATEGORIES, by_category(CATEGORIES)),
}


def write_xgboost():
    for kind, (parameters, values, truth) in XGBOOST.items():
        types = ["q", "q", "q", "c"] if kind in ("category", "onehot") else None
        data = lambda x: xgboost.DMatrix(x, truth if len(x) == len(truth) else None, feature_names=NAMES, feature_types=types, enable_categorical=True)
        model = xgboost.train({"max_depth": 3, "nthread": 1, **parameters}, data(values), 4)
        asked = numpy.vstack([values, unseen(values)])
        answer = {
            "rows": [[None if numpy.isnan(x) else float(x) for x in row] for row in unseen(values)],
            "raw": model.predict(data(asked), output_margin=True).tolist(),
            "prediction": model.predict(data(asked)).tolist(),
        }
        if kind in ("squarederror", "category"):
            few = data(values[:6])
            explained = {
                "contributions": model.predict(few, pred_contribs=True).tolist(), "interactions": model.predict(few, pred_interactions=True).tolist()}
            (FOLDER / f"xgboost-{kind}.shap.json").write_text(json.dumps(explained))
        for suffix in ("json", "ubj"):
            model.save_model(FOLDER / f"xgboost-{kind}.{suffix}")
        (FOLDER / f"xgboost-{kind}.said.json").write_text(json.dumps(answer))


def unseen(values):
    """Rows the training has not seen: missing values, values on thresholds of single precision, categories that were not there."""
    generator = numpy.random.default_rng(3)
    rows = values[generator.integers(0, len(values), 20)].copy()
    rows[:, 0] = numpy.nextafter(rows[:, 0], 10)
    rows[:4] = numpy.nan
    if numpy.nanmax(values[:, 3]) > 9:
        rows[4:8, 3] = 40
    return rows


def write_scikit_learn():
    filled = numpy.nan_to_num(VALUES, nan=-0.7)
    kinds = {
        "regressor": (sklearn.GradientBoostingRegressor(n_estimators=4, max_depth=3, random_state=1), filled, labels("regression", VALUES)),
        "huber": (sklearn.GradientBoostingRegressor(loss="huber", n_estimators=4, random_state=1), filled, labels("regression", VALUES)),
        "classifier": (sklearn.GradientBoostingClassifier(n_estimators=4, random_state=1), filled, labels("binary", VALUES)),
        "exponential": (
            sklearn.GradientBoostingClassifier(loss="exponential", n_estimators=4, random_state=1), filled, labels("binary", VALUES)),
        "classes": (sklearn.GradientBoostingClassifier(n_estimators=3, random_state=1), filled, labels("multiclass", VALUES)),
        "histogram": (sklearn.HistGradientBoostingRegressor(max_iter=4, min_samples_leaf=5), VALUES, labels("regression", VALUES)),
        "histogram_classes": (sklearn.HistGradientBoostingClassifier(max_iter=3, min_samples_leaf=5), VALUES, labels("multiclass", VALUES)),
        "histogram_poisson": (sklearn.HistGradientBoostingRegressor(loss="poisson", max_iter=4, min_samples_leaf=5), VALUES, AMOUNT),
        "histogram_category": (
            sklearn.HistGradientBoostingRegressor(max_iter=4, min_samples_leaf=5, categorical_features=[3]), CATEGORIES, by_groups(CATEGORIES)),
    }
    for kind, (estimator, values, truth) in kinds.items():
        estimator.fit(values, truth)
        (FOLDER / f"sklearn-{kind}.json").write_text(json.dumps(export(estimator, NAMES)))
        predict = estimator.predict_proba if hasattr(estimator, "predict_proba") else estimator.predict
        more = unseen(values) if values is CATEGORIES else values[:0]
        answer = predict(numpy.vstack([values, more]))
        if answer.ndim == 2 and answer.shape[1] == 2:
            answer = answer[:, 1]
        said = {"rows": [[None if numpy.isnan(x) else float(x) for x in row] for row in more]} if len(more) else {}
        (FOLDER / f"sklearn-{kind}.said.json").write_text(json.dumps({**said, "prediction": answer.tolist()}))


LIGHTGBM = {
    "category": (dict(objective="regression", max_cat_to_onehot=1, min_data_per_group=5, cat_smooth=1, cat_l2=1), CATEGORIES, by_category(CATEGORIES)),
    "onehot": (dict(objective="binary", max_cat_to_onehot=20), CATEGORIES, (by_category(CATEGORIES) > 0).astype(float)),
    "linear": (dict(objective="regression", linear_tree=True, linear_lambda=0.1), VALUES, labels("regression", VALUES)),
    "forest": (dict(objective="binary", boosting="rf", bagging_freq=1, bagging_fraction=0.7), VALUES, labels("binary", VALUES)),
    "gamma": (dict(objective="gamma"), VALUES, AMOUNT),
    "tweedie": (dict(objective="tweedie", tweedie_variance_power=1.3), VALUES, labels("poisson", VALUES)),
    "cross_entropy": (dict(objective="cross_entropy"), VALUES, 1 / (1 + 1 / AMOUNT)),
    "mape": (dict(objective="mape"), VALUES, AMOUNT),
    "dart": (dict(objective="regression", boosting="dart", drop_rate=0.5, skip_drop=0), VALUES, labels("regression", VALUES)),
    "lambdarank": (dict(objective="lambdarank"), VALUES, labels("multiclass", VALUES)),
}


def write_lightgbm():
    for kind, (parameters, values, truth) in LIGHTGBM.items():
        categories = [3] if kind in ("category", "onehot") else "auto"
        group = [10] * 12 if kind == "lambdarank" else None
        data = lightgbm.Dataset(values, truth, feature_name=NAMES, categorical_feature=categories, group=group)
        fixed = dict(num_leaves=5, min_data_in_leaf=5, verbose=-1, seed=1, num_threads=1, deterministic=True)
        text = lightgbm.train({**parameters, **fixed}, data, 4).model_to_string()
        head, rest = text.split("\nparameters:\n")
        text = head + "\nparameters:\n[boosting: gbdt]\n\nend of parameters\n" + rest.split("\nend of parameters\n")[1]
        (FOLDER / f"lightgbm-{kind}.txt").write_text(text)
        model = lightgbm.Booster(model_str=text)
        asked = numpy.vstack([values, unseen(values)])
        answer = {
            "rows": [[None if numpy.isnan(x) else float(x) for x in row] for row in unseen(values)],
            "raw": model.predict(asked, raw_score=True).tolist(), "prediction": model.predict(asked).tolist(),
        }
        (FOLDER / f"lightgbm-{kind}.said.json").write_text(json.dumps(answer))


if __name__ == "__main__":
    write_xgboost()
    write_scikit_learn()
    write_lightgbm()
