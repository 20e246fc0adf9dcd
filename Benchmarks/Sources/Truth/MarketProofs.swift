import Assay
import Foundation

/// What `Market` promises.
enum MarketProofs {
  static var all: [Proof] {
    [
      Proof("market.csv-memory", "reading 2 M bars from CSV needs at most the columns and 64 MiB", csvMemory),
      Proof("market.ticks-file-memory", "25 M trades of a file become 5-minute bars in at most 64 MiB", tickFileMemory),
      Proof("market.synthetic-null", "no simple rule earns anything in 2 000 markets without an edge", syntheticNull),
      Proof("market.synthetic-edge", "the planted rule earns the planted Sharpe ratio", syntheticEdge),
    ]
  }

  private static let mebibyte = 1_048_576.0

  private static func csvMemory() throws -> Verdict {
    let rows = 2_000_000
    return try withTemporaryFile("bars.csv") { path in
      let market = try SyntheticMarket()
      var stream = try market.barStream(of: market.symbols[0], .minutes(1))
      var writer = try BarWriter(path, format: .number(.milliseconds))
      for _ in 0..<rows { if let bar = stream.next() { try writer.write(bar) } }
      try writer.finish()
      let series = try BarSeries(csv: path)
      return try withinMemory("market.csv-memory", limit: Double(rows * 48) + 64 * mebibyte, ["rows": Double(series.count)])
    }
  }

  private static func tickFileMemory() throws -> Verdict {
    try withTemporaryFile("ticks.csv") { path in
      let market = try SyntheticMarket(ticksPerDay: 100_000)
      var writer = try TickWriter(path, format: .number(.milliseconds))
      for tick in try market.tickStream(of: market.symbols[0]).prefix(25_000_000) { try writer.write(tick) }
      try writer.finish()
      let clock = ContinuousClock()
      let start = clock.now
      let bars = try ResampledFile(ticks: path, to: .minutes(5)).resampled.series
      let seconds = (clock.now - start) / .seconds(1)
      return try withinMemory("market.ticks-file-memory", limit: 64 * mebibyte, ["bars": Double(bars.count), "seconds": seconds])
    }
  }

  private static func syntheticNull() throws -> Verdict {
    let rules: [(name: String, position: @Sendable (BarSeries, Int) -> Double)] = [
      ("last move", { $0.close[$1] > $0.close[$1 - 1] ? 1 : -1 }),
      ("against the last move", { $0.close[$1] > $0.close[$1 - 1] ? -1 : 1 }),
      ("a day's move", { $0.close[$1] > $0.close[$1 - 24] ? 1 : -1 }),
      ("place in the bar", { $0.close[$1] * 2 > $0.high[$1] + $0.low[$1] ? 1 : -1 }),
      ("rising volume", { $0.volume[$1] > $0.volume[$1 - 1] ? 1 : -1 }),
      ("from the open", { $0.open[$1] > $0.close[$1 - 1] ? -1 : 1 }),
    ]
    let results = try parallelMap(Array(0..<2_000)) { seed throws -> [Double] in
      let bars = try SyntheticMarket(seed: UInt64(seed)).bars(.hours(1), count: 2_000, threads: 1)[0]
      return rules.map { rule in
        (24..<bars.count - 2).reduce(0) { $0 + rule.position(bars, $1) * (bars.open[$1 + 2] / bars.open[$1 + 1] - 1) }
      }
    }
    let scores = rules.indices.map { rule in
      let moments = Moments(results.map { $0[rule] })
      return moments.mean / (moments.standardDeviation / Double(results.count).squareRoot())
    }
    let worst = scores.map(abs).max() ?? .nan
    // Six rules, two sides, one in a thousand: 3.76 standard errors.
    return worst < 3.76
      ? .pass("market.synthetic-null", "The farthest of \(rules.count) rules lies \(worst) standard errors from zero.", ["worst": worst])
      : .fail("market.synthetic-null", "One rule lies \(worst) standard errors from zero.", ["worst": worst])
  }

  private static func syntheticEdge() throws -> Verdict {
    var parts: [Verdict] = []
    for edge in [0.0, 1, 3.5, 6, -3.5] {
      let pooled = try parallelMap(Array(0..<500)) { seed throws -> Moments in
        let bars = try SyntheticMarket(seed: UInt64(seed), edge: edge).bars(.hours(1), count: 17_532, threads: 1)[0]
        return Moments(SyntheticMarket.PlantedRule.results(on: bars))
      }.reduce(into: Moments()) { $0.merge($1) }
      let measured = pooled.mean / pooled.standardDeviation * SyntheticMarket.PlantedRule.barsPerYear.squareRoot()
      let error = (SyntheticMarket.PlantedRule.barsPerYear / Double(pooled.count)).squareRoot()
      let evidence: KeyValuePairs = ["measured": measured, "standard_error": error]
      parts.append(
        abs(measured - edge) < 4 * error
          ? .pass("edge_\(edge)", "\(measured) measured.", evidence)
          : .fail("edge_\(edge)", "\(measured) measured where \(edge) was planted.", evidence))
    }
    return .combining(parts, name: "market.synthetic-edge")
  }

  private static func withinMemory(_ name: String, limit: Double, _ evidence: [String: Double]) throws -> Verdict {
    guard let peak = peakMemory() else { return .insufficient(name, "The system does not tell how much memory was in use.") }
    let numbers = [
      Verdict.Evidence(name: "peak_mebibytes", value: peak / mebibyte), .init(name: "limit_mebibytes", value: limit / mebibyte),
    ]
    return Verdict(
      name: name, outcome: peak <= limit ? .pass : .fail, reason: "At most \(Int(peak / mebibyte)) MiB were in use.",
      evidence: numbers + evidence.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
  }
}

/// A file in a folder that goes away afterwards.
func withTemporaryFile<Result>(_ name: String, _ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("assay-truth-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.appendingPathComponent(name).path)
}
