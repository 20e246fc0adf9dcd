"""Prints what scikit-learn, betacal and venn-abers answer on small data that Tests/CalibrationTests makes by the same formula.

The curves are fitted by scikit-learn's LogisticRegression without a penalty and to the last digits: CalibratedClassifierCV and betacal fit the same
curves, but stop at a tolerance of 1e-4 to 1e-6.
"""

import numpy as np
from betacal import BetaCalibration
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss
from venn_abers import VennAbers

N = 60
scores = np.array([((i * 37) % 41 + 0.5) / 41 for i in range(N)])
labels = np.array([((i * 73 + 11) % 97) / 97 < s * s for i, s in enumerate(scores)]).astype(int)
points = np.array([0.0, 0.05, 0.2, 0.37, 0.5 / 41, 0.5, 0.61, 0.8, 0.95, 1.0])


def newton(columns, targets, weights=None, intercept=True):
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-15, max_iter=1000, fit_intercept=intercept)
    model.fit(np.column_stack(columns), targets, sample_weight=weights)
    return model


def show(name, values):
    print(name, "[" + ", ".join(repr(float(v)) for v in np.atleast_1d(values)) + "]")


show("isotonic", IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(scores, labels).predict(points))
positives, negatives = labels.sum(), N - labels.sum()
high, low = (positives + 1) / (positives + 2), 1 / (negatives + 2)
t = np.where(labels == 1, high, low)
platt = newton([np.r_[scores, scores]], np.r_[np.ones(N), np.zeros(N)], np.r_[t, 1 - t])
show("platt", platt.predict_proba(points[:, None])[:, 1])
held = np.clip(points, 2**-52, 1 - 2**-52)
beta = newton([np.log(scores), -np.log(1 - scores)], labels)
show("beta coefficients", [*beta.coef_[0], *beta.intercept_])
show("beta", beta.predict_proba(np.column_stack([np.log(held), -np.log(1 - held)]))[:, 1])
show("betacal itself", BetaCalibration("abm").fit(scores[:, None], labels).predict(points[:, None]))
logit = lambda p: np.log(p / (1 - p))
warm = newton([logit(scores)], labels, intercept=False)
show("temperature", 1 / warm.coef_[0])
va = VennAbers()
va.fit(np.column_stack([1 - scores, scores]), labels, precision=None)
p, p01 = va.predict_proba(np.column_stack([1 - points, points]))
show("venn-abers 0", p01[:, 0])
show("venn-abers 1", p01[:, 1])
show("venn-abers", p[:, 1])
show("brier", brier_score_loss(labels, scores))
show("log loss", log_loss(labels, scores))
for strategy in ("uniform", "quantile"):
    observed, predicted = calibration_curve(labels, scores, n_bins=5, strategy=strategy)
    show(f"curve {strategy} observed", observed)
    show(f"curve {strategy} predicted", predicted)
index = np.searchsorted(np.linspace(0, 1, 6)[1:-1], scores)
gaps = [(np.sum(index == b), abs(labels[index == b].mean() - scores[index == b].mean())) for b in np.unique(index)]
show("ece, mce", [sum(n * g for n, g in gaps) / N, max(g for _, g in gaps)])
