import Assay
import Foundation

/// What the overfitting statistics of `WalkForward` promise.
enum OverfittingProofs {
  static var all: [Proof] {
    [
      Proof("overfitting.null", "of 500 markets without an edge, a search over 50 configurations is accepted in at most 5 %", null),
      Proof("overfitting.power", "a planted annual Sharpe ratio of 3.5 over two years of hours is accepted in at least 80 %", power),
      Proof("overfitting.curve", "acceptance rises with the edge; the curve of acceptance against edge", curve),
      Proof("overfitting.independent", "50 independent strategies without an edge are accepted in at most 5 %", independent),
      Proof("overfitting.cscv-speed", "16 blocks of 1 000 strategies over 2 000 observations take under 5 s", speed),
    ]
  }

  private static let twoYears = 17_532

  private static func rate(edge: Double, markets: Int) throws -> AcceptanceRate {
    let curve = try AcceptanceCurve(edges: [edge], markets: markets, bars: twoYears) { try CrossoverSearch().verdict(on: $0) }
    return curve.points[0].rate
  }

  private static func null() throws -> Verdict {
    let rate = try rate(edge: 0, markets: 500)
    let interval = rate.interval()
    let believed = try parallelMap(0..<500) { seed throws -> Bool in
      let bars = try SyntheticMarket(seed: UInt64(seed), edge: 0).bars(.hours(1), count: twoYears)[0]
      let sharpes = try CrossoverSearch().results(on: bars).map { try SharpeRatio(of: $0, periodsPerYear: 8_766) }
      return sharpes.contains { $0.probability(ofMoreThan: 0) > 0.95 }
    }
    let alone = AcceptanceRate(accepted: believed.count { $0 }, of: believed.count)
    print("    taken by themselves, winners of \(percent(alone.share)) would be believed, 95 % interval \(percent(alone.interval()))")
    let reason = "\(rate.accepted) of \(rate.count) accepted: \(percent(rate.share)), 95 % interval \(percent(interval))."
    let evidence: KeyValuePairs = ["share": rate.share, "low": interval.lowerBound, "high": interval.upperBound, "limit": 0.05]
    return rate.share <= 0.05 ? .pass("overfitting.null", reason, evidence) : .fail("overfitting.null", reason, evidence)
  }

  private static func power() throws -> Verdict {
    let rate = try rate(edge: 3.5, markets: 500)
    let interval = rate.interval()
    let reason = "\(rate.accepted) of \(rate.count) accepted: \(percent(rate.share)), 95 % interval \(percent(interval))."
    let evidence: KeyValuePairs = ["share": rate.share, "low": interval.lowerBound, "high": interval.upperBound, "limit": 0.8]
    return rate.share >= 0.8 ? .pass("overfitting.power", reason, evidence) : .fail("overfitting.power", reason, evidence)
  }

  private static func curve() throws -> Verdict {
    let edges = stride(from: 0.0, through: 6, by: 0.5).map { $0 }
    let curve = try AcceptanceCurve(edges: edges, markets: 200, bars: twoYears) { try CrossoverSearch().verdict(on: $0) }
    for point in curve.points {
      let interval = point.rate.interval()
      let bar = String(repeating: "#", count: Int((point.rate.share * 50).rounded()))
      print("    edge \(point.edge)  \(percent(point.rate.share)) \(percent(interval))  \(bar)")
    }
    let folder = FileManager.default.currentDirectoryPath + "/Benchmarks/.data"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try curve.plot().svg().write(toFile: "\(folder)/acceptance.svg", atomically: true, encoding: .utf8)
    let shares = curve.points.map(\.rate.share)
    let evidence = curve.points.map { Verdict.Evidence(name: "edge_\($0.edge)", value: $0.rate.share) }
    // Neighbours may swap by chance; over the whole range it must rise.
    let isRising = zip(shares, shares.dropFirst(2)).allSatisfy { $0 <= $1 + 0.05 } && (shares.last ?? 0) > 0.95
    return Verdict(
      name: "overfitting.curve", outcome: isRising ? .pass : .fail,
      reason: "From \(percent(shares.first ?? .nan)) without an edge to \(percent(shares.last ?? .nan)) at 6.", evidence: evidence)
  }

  private static func independent() throws -> Verdict {
    let verdicts = try parallelMap(0..<1_000) { seed throws -> Verdict in
      var generator = SeededGenerator(seed: UInt64(seed))
      let strategies = (0..<50).map { _ in (0..<500).map { _ in generator.studentT(degreesOfFreedom: 5) } }
      return try DeflatedSharpe(ofBestOf: strategies, periodsPerYear: 252, threads: 1).verdict("skill")
    }
    let rate = AcceptanceRate(verdicts)
    let interval = rate.interval()
    let reason = "\(rate.accepted) of \(rate.count) accepted: \(percent(rate.share)), 95 % interval \(percent(interval))."
    let evidence: KeyValuePairs = ["share": rate.share, "low": interval.lowerBound, "high": interval.upperBound, "limit": 0.05]
    return rate.share <= 0.05 ? .pass("overfitting.independent", reason, evidence) : .fail("overfitting.independent", reason, evidence)
  }

  private static func speed() throws -> Verdict {
    let strategies = parallelMap(0..<1_000) { index -> [Double] in
      var generator = SeededGenerator(seed: UInt64(index))
      return (0..<2_000).map { _ in generator.normal() }
    }
    let clock = ContinuousClock()
    let start = clock.now
    let overfitting = try BacktestOverfitting(strategies: strategies, blocks: 16)
    let seconds = (clock.now - start) / .seconds(1)
    let reason = "\(overfitting.selections.count) cuts took \(seconds) s."
    let evidence: KeyValuePairs = ["seconds": seconds, "limit": 5, "probability": overfitting.probability]
    return seconds < 5 ? .pass("overfitting.cscv-speed", reason, evidence) : .fail("overfitting.cscv-speed", reason, evidence)
  }
}

/// A share in per cent, to a tenth.
func percent(_ share: Double) -> String { "\((share * 1_000).rounded() / 10) %" }

/// An interval of shares in per cent.
func percent(_ interval: ClosedRange<Double>) -> String { "\(percent(interval.lowerBound)) to \(percent(interval.upperBound))" }
