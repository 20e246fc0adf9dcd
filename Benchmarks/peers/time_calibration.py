"""scikit-learn on the scores and labels of Assay's calibration benchmarks."""

from timing import DATA, report  # first: it sets the number of threads

import numpy as np
from sklearn.calibration import _sigmoid_calibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss

scores = np.fromfile(DATA / "calibration-scores")
labels = np.fromfile(DATA / "calibration-labels")
MANY = len(scores)
isotonic = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(scores, labels)
columns = np.column_stack([np.log(scores), -np.log1p(-scores)])
logits = np.log(scores / (1 - scores))[:, None]


def reliability():
    calibration_curve(labels, scores, n_bins=10)
    calibration_curve(labels, scores, n_bins=10, strategy="quantile")
    brier_score_loss(labels, scores)
    log_loss(labels, scores)


for name, work in (
    ("isotonic-fit", lambda: IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(scores, labels)),
    ("isotonic-predict", lambda: isotonic.predict(scores)),
    ("platt-fit", lambda: _sigmoid_calibration(scores, labels)),
    ("beta-fit", lambda: LogisticRegression(C=np.inf).fit(columns, labels)),
    ("temperature-fit", lambda: LogisticRegression(C=np.inf, fit_intercept=False).fit(logits, labels)),
    ("reliability", reliability),
):
    report(f"calibration.{name}", "scikit-learn", MANY, work)
