import Assay
import Foundation

/// What `Features` promises.
enum FeaturesProofs {
  static var all: [Proof] {
    [
      Proof("features.stream-equals-matrix", "on all shared bars a stream gives the rows of the matrix to the bit", streamEqualsMatrix),
      Proof("features.memory", "the standard set over 1 M bars needs at most 1.2 GB, bars included", memory),
      Proof("features.stream-row", "a row of the standard set takes a stream at most 20 µs", streamRow),
      Proof("features.audit", "no listed feature and no strategy sees the future on shared bars", audit),
    ]
  }

  private static let bars = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../shared/data/bars").standardizedFileURL

  /// Every shared file of bars; the one without a header is told its order.
  private static func shared() throws -> [BarSeries] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: bars.path).filter { $0.hasSuffix(".csv") }.sorted()) ?? []
    return try names.map { name in
      var options = CSVOptions()
      if name.contains("headerless") {
        options.columns = ["time", "open", "close", "low", "high", "volume", "trades"]
        options.strictness = .lenient
      }
      return try BarFile(bars.appendingPathComponent(name).path, options: options).series
    }
  }

  private static func streamEqualsMatrix() throws -> Verdict {
    let name = "features.stream-equals-matrix"
    let files = try shared()
    guard !files.isEmpty else { return .insufficient(name, "There is no folder shared/data/bars beside the checkout.") }
    var (rows, values, worst, place) = (0, 0, 0.0, "nothing")
    for series in files {
      let other = files.first {
        $0.symbol != series.symbol && $0.timeframe == series.timeframe && $0.time[0] < series.end(at: series.count - 1)
      }
      let step = series.timeframe.duration ?? .seconds(86_400)
      let longer = Timeframe.time(step * (step < .seconds(86_400) ? 4 : 7))
      var names = try FeatureSet(named: "standard").names + ["\(longer).rsi_14", "\(longer).ema_21", "\(longer).regime_type"]
      if let other { names += ["roc_5", "correlation_20", "beta_20", "\(longer).adx_14"].map { "\(other.symbol).\($0)" } }
      let plan = try FeaturePlan(
        FeatureSet(names), symbol: series.symbol, timeframe: series.timeframe,
        others: Dictionary(uniqueKeysWithValues: other.map { [($0.symbol, $0.timeframe)] } ?? []))
      let matrix = try plan.matrix(of: series, others: other.map { [$0] } ?? [])
      var stream = plan.stream()
      var next = 0
      for (row, bar) in series.enumerated() {
        // Put away and taken up again, wherever a stream may be.
        if row % 9_973 == 4_999 { stream = try FeatureStream(plan, resuming: stream.snapshot()) }
        while let other, next < other.count, other.end(at: next) <= bar.end {
          try stream.observe(other[next], of: other.symbol)
          next += 1
        }
        try stream.update(bar)
        for (position, value) in stream.values.enumerated() {
          let known = matrix.columns[position][row]
          if value.isNaN && known.isNaN || value == known { continue }
          let difference = abs(value - known) / max(abs(value), abs(known))
          if !(difference <= worst) {
            (worst, place) = (difference.isNaN ? .infinity : difference, "\(series.symbol) \(plan.names[position]), row \(row)")
          }
        }
      }
      rows += series.count
      values += series.count * plan.names.count
    }
    let evidence: KeyValuePairs = ["files": Double(files.count), "rows": Double(rows), "values": Double(values), "worst": worst]
    return worst == 0
      ? .pass(name, "\(values) values of \(rows) rows in \(files.count) files are the same to the bit.", evidence)
      : .fail(name, "\(place) differs by \(worst).", evidence)
  }

  private static func memory() throws -> Verdict {
    let name = "features.memory"
    let series = try SyntheticMarket(seed: 42).bars(.minutes(1), count: 1_000_000)[0]
    let plan = try FeaturePlan(FeatureSet(named: "standard"), symbol: series.symbol, timeframe: series.timeframe)
    guard let before = peakMemory() else { return .insufficient(name, "The system does not tell how much memory was in use.") }
    let clock = ContinuousClock()
    var seconds = Double.infinity
    // A second table beside the first would take as much again: the first is let go before.
    for _ in 0..<3 {
      let start = clock.now
      let matrix = try plan.matrix(of: series)
      seconds = min(seconds, (clock.now - start) / .seconds(1))
      guard matrix.columns.count == plan.names.count, matrix.rowCount == series.count else { return .fail(name, "The table is not whole.") }
    }
    guard let peak = peakMemory() else { return .insufficient(name, "The system does not tell how much memory was in use.") }
    let evidence: KeyValuePairs = [
      "peak_megabytes": peak / 1e6, "before_megabytes": before / 1e6,
      "columns_megabytes": Double(plan.names.count * series.count * 8) / 1e6,
      "seconds": seconds,
    ]
    let text = "At most \(Int(peak / 1e6)) MB were in use; the fastest of three tables took \(seconds) s."
    return peak <= 1.2e9 && seconds < 1.5 ? .pass(name, text, evidence) : .fail(name, text, evidence)
  }

  private static func streamRow() throws -> Verdict {
    let name = "features.stream-row"
    let series = Array(try SyntheticMarket(seed: 42).bars(.minutes(1), count: 100_000)[0])
    let plan = try FeaturePlan(FeatureSet(named: "standard"), symbol: "SYN-A", timeframe: .minutes(1))
    var stream = plan.stream()
    let clock = ContinuousClock()
    var times: [Double] = []
    times.reserveCapacity(series.count)
    for bar in series {
      let start = clock.now
      try stream.update(bar)
      times.append((clock.now - start) / .microseconds(1))
    }
    let mean = times.reduce(0, +) / Double(times.count)
    let high = times.sorted()[times.count * 999 / 1_000]
    let text = "A row took \(mean) µs, one in a thousand more than \(high)."
    let evidence: KeyValuePairs = ["mean_microseconds": mean, "one_in_a_thousand_microseconds": high]
    return mean <= 20 && high <= 20 ? .pass(name, text, evidence) : .fail(name, text, evidence)
  }

  private static func audit() throws -> Verdict {
    let name = "features.audit"
    let files = try shared()
    guard let bitcoin = files.first(where: { $0.symbol == "BTCUSDT" && $0.timeframe == .minutes(1) }),
      let ether = files.first(where: { $0.symbol.name.hasPrefix("ETH") && $0.timeframe == bitcoin.timeframe })
    else { return .insufficient(name, "There is no folder shared/data/bars beside the checkout.") }
    let series = bitcoin.part(0..<4_000)
    let others = [ether.part(0..<4_000)]
    let names = FeatureCatalogue.definitions.flatMap { definition in
      definition.comparesSymbols ? definition.listedNames.map { "\(ether.symbol).\($0)" } : definition.listedNames
    }
    let plan = try FeaturePlan(
      FeatureSet(names + ["\(Timeframe.hours(12)).rsi_14"]), symbol: series.symbol, timeframe: series.timeframe,
      others: [ether.symbol: ether.timeframe])
    let features = try LookaheadAudit(cuts: 48, seed: 1, tolerance: 0).run(on: series, others: others) {
      try plan.matrix(of: $0, others: $1).audited
    }
    var verdicts = [features.verdict]
    let rules = try TradingRules(capital: 10_000, costs: .frictionless, fills: .nextOpen)
    for entry in StrategyCatalogue.standard.entries where entry.bars != .learning && entry.name != "always_flat" {
      let backtest = try Backtest(entry.bars == .leader ? [series] + others : [series], rules, sizing: FixedFraction(1))
      verdicts.append(try entry.audit(backtest, by: LookaheadAudit(cuts: 24)).verdict)
    }
    return .combining(verdicts, name: name)
  }
}
