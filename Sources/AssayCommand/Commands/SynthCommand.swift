import Assay

extension Command {
  /// `assay synth`: a made-up market.
  static let synth = Command(
    declaration: CommandDeclaration(
      name: "synth", summary: "Make up a market of which everything is known, as bars or trades",
      options: [
        bars.declaration, ticks.declaration, symbols.declaration, timeframe.declaration, seed.declaration, edge.declaration,
        volatility.declaration, outages.declaration, out.declaration, json.declaration,
      ],
      discussion: """
        With an edge of 0 every price is a martingale: no rule earns anything before costs. With another, the planted rule earns that annual
        Sharpe ratio before costs: \(SyntheticMarket.PlantedRule.summary).
        For one symbol --out may be a file; for several it is a folder that gets a file for each. The same options make the same bytes.
        """,
      example: "assay synth --bars 20000 --symbols SYN-A,SYN-B --timeframe 5m --seed 7 --out market"),
    run: { arguments, console in
      let (barCount, tickCount) = (try arguments[bars], try arguments[ticks])
      guard (barCount == nil) != (tickCount == nil) else { throw arguments.error("say either --bars N or --ticks N") }
      let gaps = try arguments[outages].map { SyntheticMarket.Gaps(outagesPerYear: $0) } ?? .none
      let market = try SyntheticMarket(
        symbols: arguments[symbols], seed: arguments[seed], edge: arguments[edge], annualVolatility: arguments[volatility], gaps: gaps)
      let timeframe = try arguments[timeframe]
      let targets = try Targets(arguments[out], market.symbols)
      let count = barCount ?? tickCount ?? 0
      let progress = Locked(Progress("writing", total: count * targets.paths.count, unit: "rows", on: console))
      _ = try parallelMap(Array(zip(market.symbols, targets.paths))) { symbol, path in
        if barCount != nil {
          try writeBars(market.barStream(of: symbol, timeframe), count, to: path, progress)
        } else {
          try writeTicks(market.tickStream(of: symbol), count, to: path, progress)
        }
      }
      progress.withLock { $0.finish() }
      let report = SynthReport(
        synthetic: market.description, rule: SyntheticMarket.PlantedRule.summary, files: targets.paths, rowsPerFile: count)
      if try arguments[json] {
        try console.print(json: report)
      } else {
        console.print(
          "synthetic data, not a market's: \(market.description)\n"
            + targets.paths.map { "\($0): \(count) \(barCount == nil ? "trades" : "bars of \(timeframe)")" }.joined(separator: "\n"))
      }
      return .done
    })

  private static let bars = Option<Int?>.optional("bars", "N", "how many bars of each symbol", .whole(0...10_000_000_000))
  private static let ticks = Option<Int?>.optional("ticks", "N", "how many trades of each symbol", .whole(0...10_000_000_000))
  private static let symbols = Option<[Symbol]>.defaulted(
    "symbols", "A,B", "their names", .symbols, SyntheticMarket.symbols(1), shown: "SYN-A")
  private static let timeframe = Option<Timeframe>.defaulted(
    "timeframe", "5m", "how much a bar holds", .timeframe, .minutes(5), shown: "5m")
  private static let seed = Option<UInt64>.defaulted("seed", "S", "another seed is another market", .seed, 7, shown: "7")
  private static let edge = Option<Double>.defaulted(
    "edge", "X", "the annual Sharpe ratio, before costs, of the planted rule", .number(-30...30), 0, shown: "0")
  private static let volatility = Option<Double>.defaulted(
    "volatility", "V", "the standard deviation of a year's return", .number(0.001...5), 0.6, shown: "0.6")
  private static let outages = Option<Double?>.optional(
    "outages", "N", "how often a year, on average, data is missing for some hours", .number(0...1_000))
  private static let out = Option<String>.required("out", "FILE|DIR", "where to", .text)
  private static let json = Option<Bool>.flag("json", "print one JSON document")

  private static func writeBars(_ stream: consuming SyntheticMarket.BarStream, _ count: Int, to path: String, _ progress: Locked<Progress>)
    throws
  {
    var stream = stream
    var writer = try BarWriter(path)
    for row in 0..<count {
      if row % 4_096 == 0, row > 0 { progress.withLock { $0.advance(4_096) } }
      guard let bar = stream.next() else { throw EndOfTime(path: path) }
      try writer.write(bar)
    }
    try writer.finish()
  }

  private static func writeTicks(
    _ stream: consuming SyntheticMarket.TickStream, _ count: Int, to path: String, _ progress: Locked<Progress>
  ) throws {
    var stream = stream
    var writer = try TickWriter(path, writesSide: true)
    for row in 0..<count {
      if row % 4_096 == 0, row > 0 { progress.withLock { $0.advance(4_096) } }
      guard let tick = stream.next() else { throw EndOfTime(path: path) }
      try writer.write(tick)
    }
    try writer.finish()
  }
}

/// What `assay synth` says of its work.
private struct SynthReport: Encodable {
  let synthetic: String
  let rule: String
  let files: [String]
  let rowsPerFile: Int
}

/// More rows than fit before time ends.
private struct EndOfTime: Error, CustomStringConvertible {
  let path: String
  var description: String { "\(path): so many rows would run past the year 2262; ask for fewer, or for shorter bars" }
}

/// The file of each symbol: the one that was named, or one for each in a folder.
private struct Targets {
  let paths: [String]

  init(_ out: String, _ symbols: [Symbol]) throws {
    if symbols.count == 1, !out.hasSuffix("/"), !Folder.exists(out) {
      paths = [out]
    } else {
      let folder = out.hasSuffix("/") ? String(out.dropLast()) : out
      try Folder.make(folder)
      paths = symbols.map { "\(folder)/\($0).csv" }
    }
  }
}
