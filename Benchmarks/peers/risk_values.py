#!/usr/bin/env python3
"""Prints what scikit-learn, scipy and skfolio answer for the portfolio tests, as Swift literals.

    python Benchmarks/peers/risk_values.py ../shared/data/portfolio/sp500-20-adjusted-closes.csv

The returns are the last 500 daily ones of twenty shares. Tests/RiskTests/PortfolioValues.swift holds what this printed.
"""

import sys
import warnings

import numpy as np
import pandas as pd
import scipy.cluster.hierarchy as sch
import scipy.integrate as si
import scipy.spatial.distance as ssd
import scipy.stats as st
from skfolio import RiskMeasure
from skfolio.cluster import HierarchicalClustering, LinkageMethod
from skfolio.distance import PearsonDistance
from skfolio.measures import cvar, value_at_risk
from skfolio.moments import EmpiricalCovariance, EWCovariance
from skfolio.optimization import (HierarchicalRiskParity, InverseVolatility, MaximumDiversification, MeanRisk, ObjectiveFunction,
                                  RiskBudgeting)
from skfolio.seriation import HierarchicalSeriation
from sklearn.covariance import OAS, LedoitWolf

warnings.filterwarnings("ignore")
prices = pd.read_csv(sys.argv[1], index_col=0).iloc[-501:]
returns = prices.pct_change().iloc[1:]
X = returns.to_numpy()
TIGHT = {"solver": "CLARABEL", "solver_params": {"tol_gap_abs": 1e-14, "tol_gap_rel": 1e-14, "tol_feas": 1e-14, "max_iter": 500}}
PRECISE = {**TIGHT, "scale_objective": 1.0}


def swift(name, values):
    values = np.atleast_1d(np.asarray(values, dtype=float))
    print(f"  static let {name}: [Double] = [")
    for start in range(0, len(values), 5):
        print("    " + ", ".join(repr(float(v)) for v in values[start:start + 5]) + ",")
    print("  ]")


for name, model in (("ledoitWolf", LedoitWolf()), ("oracleApproximating", OAS())):
    model.fit(X)
    swift(f"{name}Shrinkage", model.shrinkage_)
    swift(f"{name}FirstRow", model.covariance_[0])
swift("exponentialFirstRow", EWCovariance(half_life=40).fit(X).covariance_[0])

equal = X.mean(axis=1)
swift("historical", [value_at_risk(equal, 0.95), cvar(equal, 0.95), value_at_risk(equal, 0.99), cvar(equal, 0.99),
                     value_at_risk(equal, 0.973), cvar(equal, 0.973)])
mean, deviation = equal.mean(), equal.std(ddof=1)
z = st.norm.ppf(0.05)
swift("parametric", [-(mean + deviation * z), -mean + deviation * st.norm.pdf(z) / 0.05])
skew, kurt = st.skew(equal), st.kurtosis(equal)


def cornish(p):
    q = st.norm.ppf(p)
    return q + (q * q - 1) * skew / 6 + (q**3 - 3 * q) * kurt / 24 - (2 * q**3 - 5 * q) * skew**2 / 36


tail = si.quad(cornish, 0, 0.05, epsabs=1e-13, epsrel=1e-12, limit=500)[0] / 0.05
swift("cornishFisher", [-(mean + deviation * cornish(0.05)), -(mean + deviation * tail)])

n, x, p = 500, 33, 0.05
kupiec = 2 * (st.binom.logpmf(x, n, x / n) - st.binom.logpmf(x, n, p))
swift("kupiec", [kupiec, st.chi2.sf(kupiec, 1)])
hits = (equal < np.quantile(equal, 0.06)).astype(int)
swift("hitCount", [hits.sum()])
pairs = np.array([[np.sum((hits[:-1] == i) & (hits[1:] == j)) for j in (0, 1)] for i in (0, 1)])
lr = st.chi2_contingency(pairs, correction=False, lambda_="log-likelihood")[0]
swift("christoffersen", [lr, st.chi2.sf(lr, 1)])

cov = EmpiricalCovariance(nearest=False).fit(X).covariance_
sample = np.cov(X.T)
assert np.allclose(cov, sample)
w = np.full(20, 0.05)
swift("contributions", w * (sample @ w) / np.sqrt(w @ sample @ w))
swift("inverseVolatility", InverseVolatility().fit(X).weights_)
budget = RiskBudgeting(risk_measure=RiskMeasure.VARIANCE, solver=TIGHT["solver"], solver_params=TIGHT["solver_params"]).fit(X).weights_
swift("riskParity", budget)
for name, linkage in (("Ward", LinkageMethod.WARD), ("Single", LinkageMethod.SINGLE), ("Average", LinkageMethod.AVERAGE)):
    for suffix, ordering in (("", False), ("Ordered", True)):
        model = HierarchicalRiskParity(risk_measure=RiskMeasure.VARIANCE, distance_estimator=PearsonDistance(),
                                       seriation_estimator=HierarchicalSeriation(
                                           hierarchical_clustering_estimator=HierarchicalClustering(linkage_method=linkage),
                                           optimal_ordering=ordering)).fit(X)
        swift(f"hierarchical{name}{suffix}", model.weights_)
swift("hierarchicalDefault", HierarchicalRiskParity().fit(X).weights_)
correlation = np.corrcoef(X.T)
distance = np.sqrt(np.clip((1 - correlation) / 2, 0, 1))
np.fill_diagonal(distance, 0)
links = sch.linkage(ssd.squareform(distance, checks=False), "average")
swift("averageHeights", links[:, 2])
for method in ("ward", "single", "complete", "average"):
    method_links = sch.linkage(ssd.squareform(distance, checks=False), method)
    swift(f"{method}Leaves", sch.leaves_list(method_links))
    swift(f"{method}LeavesOrdered", sch.leaves_list(sch.optimal_leaf_ordering(method_links, ssd.squareform(distance, checks=False))))
swift("clustersAtHalf", sch.fcluster(links, np.sqrt((1 - 0.5) / 2), "distance"))
swift("minimumVariance", MeanRisk(**PRECISE).fit(X).weights_)
swift("minimumVarianceCapped", MeanRisk(max_weights=0.1, **PRECISE).fit(X).weights_)
swift("maximumDiversification", MaximumDiversification(**TIGHT).fit(X).weights_)
previous = np.full(20, 0.05)
swift("meanVarianceCost", MeanRisk(objective_function=ObjectiveFunction.MAXIMIZE_UTILITY, risk_aversion=5, transaction_costs=0.0005,
                                   previous_weights=previous, max_weights=0.3, **PRECISE).fit(X).weights_)
swift("meanReturns", X.mean(axis=0))
