"""scikit-learn, SciPy and skfolio on the sort of returns that Assay's risk benchmarks make: twenty assets with a common factor, 500 days."""

from timing import report  # first: it sets the number of threads

import numpy as np
from skfolio.optimization import HierarchicalRiskParity, MeanRisk, RiskBudgeting
from sklearn.covariance import LedoitWolf

random = np.random.default_rng(1)
market = random.standard_normal(500)
returns = np.column_stack([0.01 * ((0.5 + asset / 20) * market + random.standard_normal(500)) for asset in range(20)])

for name, peer, work, why in (
    ("ledoit-wolf", "scikit-learn", lambda: LedoitWolf().fit(returns), "both are one product of the returns with themselves; theirs is BLAS"),
    # skfolio's estimators take returns, so its times hold a sample covariance too, of some 20 microseconds.
    ("risk-parity", "skfolio", lambda: RiskBudgeting().fit(returns), None),
    ("hierarchical", "skfolio", lambda: HierarchicalRiskParity().fit(returns), None),
    ("minimum-variance", "skfolio", lambda: MeanRisk(max_weights=0.1).fit(returns), None),
):
    report(f"risk.{name}", peer, 1, work, why=why)
