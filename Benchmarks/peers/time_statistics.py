"""numpy, scipy and arch on the numbers of Assay's statistics benchmarks."""

from timing import DATA, report  # first: it sets the number of threads

import numpy as np
from arch.bootstrap import StationaryBootstrap
from scipy import special, stats


def column(name):
    return np.fromfile(DATA / name)


MANY, FEW = 1_000_000, 100_000
x, y, few_x, few_y = (column(name) for name in ("x-1m", "y-1m", "x-100k", "y-100k"))
normals, shares, short = (column(name) for name in ("normals-100k", "shares-100k", "normals-2k"))
random = np.random.default_rng(1)

for name, work in (
    ("draw-uniform", lambda: random.random(MANY)),
    ("draw-normal", lambda: random.standard_normal(MANY)),
    ("draw-exponential", lambda: random.standard_exponential(MANY)),
    ("draw-student-t", lambda: random.standard_t(4, MANY)),
    ("permutation", lambda: random.permutation(MANY)),
    ("median", lambda: np.median(x)),
    ("five-quantiles", lambda: np.quantile(x, [0.01, 0.25, 0.5, 0.75, 0.99])),
    ("pearson", lambda: np.corrcoef(x, y)),
):
    report(f"statistics.{name}", "numpy", MANY, work)
for name, work in (
    ("moments", lambda: (x.mean(), x.var(), stats.skew(x), stats.kurtosis(x))),
    ("ranks", lambda: stats.rankdata(x)),
    ("spearman", lambda: stats.spearmanr(x, y)),
):
    report(f"statistics.{name}", "scipy", MANY, work)
for name, work in (
    ("kendall", lambda: stats.kendalltau(few_x, few_y)),
    ("normal-cumulative", lambda: special.ndtr(normals)),
    ("normal-quantile", lambda: special.ndtri(shares)),
    ("student-t-cumulative", lambda: special.stdtr(5, normals)),
    ("student-t-quantile", lambda: special.stdtrit(5, shares)),
    ("chi-squared-cumulative", lambda: special.chdtr(5, normals * normals * 5)),
    ("chi-squared-quantile", lambda: 2 * special.gammaincinv(2.5, shares)),
    ("kolmogorov-smirnov", lambda: stats.ks_2samp(few_x, few_y)),
    ("mann-whitney", lambda: stats.mannwhitneyu(few_x, few_y)),
    ("welch", lambda: stats.ttest_ind(few_x, few_y, equal_var=False)),
    ("benjamini-hochberg", lambda: stats.false_discovery_control(shares)),
):
    report(f"statistics.{name}", "scipy", FEW, work)
report("statistics.bootstrap-independent", "numpy", 2_000_000, lambda: short[random.integers(0, 2_000, (1_000, 2_000))].mean(1))
report("statistics.bootstrap-stationary", "arch", 2_000_000, lambda: StationaryBootstrap(10, short, seed=1).apply(np.mean, 1_000))
