"""Writes the folds that skfolio makes, as the literals of Tests/WalkForwardTests/PeerSplits.swift; not a benchmark.

    python Benchmarks/peers/splits.py > Tests/WalkForwardTests/PeerSplits.swift

WalkForward: rows, and spans of days on an hourly clock. CombinatorialPurgedCV: folds, purge, embargo and paths. KFold is scikit-learn's.
"""


import numpy
import pandas
import skfolio
import sklearn
from skfolio.model_selection import CombinatorialPurgedCV, WalkForward
from sklearn.model_selection import KFold


def ranges(rows):
    """Rows as [start, end) pairs."""
    rows = sorted(int(row) for row in rows)
    result = []
    for row in rows:
        if result and result[-1][1] == row:
            result[-1][1] = row + 1
        else:
            result.append([row, row + 1])
    return result


def literal(rows):
    return "[" + ", ".join(f"{a}..<{b}" for a, b in ranges(rows)) + "]"


def folds(pairs):
    return ",\n".join(f"        .init(train: {literal(train)}, test: {literal(test)})" for train, test in pairs)


print(f"""// Written by Benchmarks/peers/splits.py with skfolio {skfolio.__version__} and scikit-learn {sklearn.__version__}; do not edit.

/// What other libraries make of the same rows.
enum PeerSplits {{
  struct Fold: Sendable {{
    let train: [Range<Int>]
    let test: [Range<Int>]
  }}

  struct Walk: Sendable {{
    let rows: Int
    let train: Int
    let test: Int
    let gap: Int
    let expands: Bool
    let keepsPartialTest: Bool
    let folds: [Fold]
  }}

  struct Combinatorial: Sendable {{
    let rows: Int
    let groups: Int
    let testGroups: Int
    let purge: Int
    let embargo: Int
    let folds: [Fold]
    let paths: [[Int]]
  }}

  struct KFold: Sendable {{
    let rows: Int
    let folds: Int
    let tests: [Range<Int>]
  }}

  /// skfolio's WalkForward by rows.
  static let walks: [Walk] = [""")
for rows, train, test, gap, expands, partial in [
    (20, 6, 3, 0, False, False), (20, 6, 3, 0, True, False), (20, 6, 4, 2, False, True), (23, 7, 5, 1, True, True),
    (50, 10, 7, 3, False, False), (50, 10, 7, 3, False, True), (11, 10, 1, 0, False, False), (101, 30, 10, 5, True, False),
]:
    splitter = WalkForward(test_size=test, train_size=train, purged_size=gap, expand_train=expands, reduce_test=partial)
    pairs = list(splitter.split(numpy.zeros((rows, 1))))
    print(f"""    Walk(
      rows: {rows}, train: {train}, test: {test}, gap: {gap}, expands: {str(expands).lower()}, keepsPartialTest: {str(partial).lower()},
      folds: [
{folds(pairs)},
      ]),""")
print("""  ]

  /// skfolio's WalkForward by the calendar on an hourly clock with holes: days of training, days of test.
  static let calendarWalks: [Walk] = [""")
clock = pandas.date_range("2024-01-01", periods=24 * 30, freq="h")
clock = clock[[hour for hour in range(len(clock)) if hour % 7 != 3]]
for train, test, expands in [(7, 3, False), (10, 5, True), (5, 1, False)]:
    splitter = WalkForward(test_size=test, train_size=train, freq="D", expand_train=expands)
    pairs = list(splitter.split(pandas.DataFrame({"x": numpy.zeros(len(clock))}, index=clock)))
    print(f"""    Walk(
      rows: {len(clock)}, train: {train}, test: {test}, gap: 0, expands: {str(expands).lower()}, keepsPartialTest: false,
      folds: [
{folds(pairs)},
      ]),""")
print("""  ]

  /// skfolio's CombinatorialPurgedCV, with `recombined_paths` transposed: for each path, the fold of each group.
  static let combinatorial: [Combinatorial] = [""")
for rows, groups, tests, purge, embargo in [
    (12, 3, 2, 0, 0), (12, 3, 2, 1, 0), (12, 3, 2, 0, 1), (40, 5, 2, 2, 1), (43, 5, 2, 2, 1), (60, 6, 3, 3, 2), (47, 4, 3, 1, 4),
]:
    splitter = CombinatorialPurgedCV(n_folds=groups, n_test_folds=tests, purged_size=purge, embargo_size=embargo)
    pairs = [(train, numpy.concatenate(test)) for train, test in splitter.split(numpy.zeros((rows, 1)))]
    paths = splitter.recombined_paths.T.tolist()
    print(f"""    Combinatorial(
      rows: {rows}, groups: {groups}, testGroups: {tests}, purge: {purge}, embargo: {embargo},
      folds: [
{folds(pairs)},
      ],
      paths: {paths}),""")
print("""  ]

  /// scikit-learn's KFold without shuffling.
  static let kFolds: [KFold] = [""")
for rows, count in [(10, 5), (11, 3), (103, 10), (17, 17)]:
    tests = [test for _, test in KFold(count).split(numpy.zeros((rows, 1)))]
    print(f"    KFold(rows: {rows}, folds: {count}, tests: [{', '.join(literal(test)[1:-1] for test in tests)}]),")
print("""  ]
}""")
