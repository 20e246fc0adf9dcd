public import Market
public import Statistics

/// A search as it is really done, to prove the statistics on: fifty crossings of exponential averages, the best of which is judged by its
/// deflated Sharpe ratio and by what choosing earns out of fold.
///
///     let verdict = try CrossoverSearch().verdict(on: bars)
///
/// Each configuration is long while its fast average of closes is above its slow one and short while below, decided at the close and filled
/// at the next open, before costs. The pair 9/21 is what a `SyntheticMarket` with an edge pays for (`SyntheticMarket.PlantedRule`); the
/// others earn the less the farther they are from it.
public struct CrossoverSearch: Sendable, Hashable {
  /// The lengths of the fast averages.
  public let fast: [Int]
  /// The lengths of the slow averages.
  public let slow: [Int]
  /// How many tests follow each other in time, each chosen for by everything before it.
  public let folds: Int
  /// How sure the deflated Sharpe ratio must be.
  public let confidence: Double

  /// The fifty configurations.
  public init() {
    fast = [5, 7, 9, 12, 16]
    slow = [21, 26, 33, 41, 51, 64, 80, 100, 125, 156]
    folds = 5
    confidence = 0.95
  }

  /// How many configurations are tried.
  public var count: Int { fast.count * slow.count }

  /// The result of every bar for every configuration, from the first bar on at which all of them have a position; empty if there is none.
  ///
  /// - Complexity: O(configurations × bars).
  public func results(on bars: BarSeries) -> [[Double]] {
    let first = (slow.max() ?? 1) - 1
    let last = bars.count - 2
    guard first < last else { return [] }
    let open = bars.open
    var moves: [Double] = []
    moves.reserveCapacity(last - first)
    for index in first..<last { moves.append(open[index + 2] / open[index + 1] - 1) }
    let slowAverages: [[Double]] = slow.map { Self.average(bars.close, $0) }
    var all: [[Double]] = []
    for length in fast {
      let fastAverage = Self.average(bars.close, length)
      for slowAverage in slowAverages {
        var earned = moves
        for index in moves.indices {
          let (above, below) = (fastAverage[first + index], slowAverage[first + index])
          if above < below { earned[index] = -moves[index] } else if above == below { earned[index] = 0 }
        }
        all.append(earned)
      }
    }
    return all
  }

  /// Whether the search has found something: the winner's deflated Sharpe ratio is above the confidence, and choosing earns out of fold.
  public func verdict(on bars: BarSeries) throws(WalkForwardError) -> Verdict {
    let results = results(on: bars)
    // A fold of fewer observations than a Sharpe ratio needs cannot be chosen for.
    let needed = SharpeRatio.fewestObservations * (folds + 1)
    guard let observations = results.first?.count, observations >= needed else {
      return .insufficient("search", samples: results.first?.count ?? 0, needed: needed)
    }
    let deflated = try DeflatedSharpe(ofBestOf: results, periodsPerYear: SyntheticMarket.PlantedRule.barsPerYear, threads: 1)
    let outOfFold = Moments(outOfFold(results))
    let earned = outOfFold.mean
    let evidence: KeyValuePairs = ["mean": earned, "standard_error": outOfFold.standardError, "samples": Double(outOfFold.count)]
    return .combining(
      [
        deflated.verdict("deflated_sharpe", confidence: confidence),
        earned > 0
          ? .pass("out_of_fold", "Choosing earned \(Verdict.text(earned)) a bar out of fold.", evidence)
          : .fail("out_of_fold", "Choosing earned \(Verdict.text(earned)) a bar out of fold.", evidence),
      ], name: "search")
  }

  /// What is earned by trading, in each part of the history but the first, the configuration that had the best Sharpe ratio in all parts
  /// before.
  func outOfFold(_ results: [[Double]]) -> [Double] {
    let observations = results[0].count
    let ends = (0...folds + 1).map { $0 * (observations / (folds + 1)) }
    var past = results.map { _ in Moments() }
    var earned: [Double] = []
    for fold in 0..<folds {
      for index in results.indices { past[index].merge(Moments(Array(results[index][ends[fold]..<ends[fold + 1]]))) }
      let ratios = past.map { $0.mean / $0.standardDeviation }
      let best = ratios.indices.max { ratios[$0] < ratios[$1] } ?? 0
      earned += results[best][ends[fold + 1]..<ends[fold + 2]]
    }
    return earned
  }

  /// The exponential average of each close, begun with the plain mean of the first ones, as the planted rule does; 0 before.
  private static func average(_ closes: [Double], _ length: Int) -> [Double] {
    var averages = [Double](repeating: 0, count: closes.count)
    var average = 0.0
    for (index, close) in closes.enumerated() {
      if index < length - 1 {
        average += close
      } else {
        average = index == length - 1 ? (average + close) / Double(length) : average + (close - average) * (2 / Double(length + 1))
        averages[index] = average
      }
    }
    return averages
  }
}
