import Assay

extension Command {
  /// `assay resample`: longer bars from bars, or bars from trades.
  static let resample = Command(
    declaration: CommandDeclaration(
      name: "resample", summary: "Make longer bars from bars, or bars from trades",
      operands: [.init(name: "FILE", help: "a CSV file of bars or trades")],
      options: [to.declaration, out.declaration] + MarketFileOptions.declarations
        + [MarketFileOptions.calendar.declaration, MarketFileOptions.lenient.declaration, json.declaration],
      discussion: """
        Only bars that have closed are written. Bars of time begin at whole multiples since 1970 UTC, weeks on Mondays; with a calendar
        other than continuous they begin when a session opens. Missing bars stay missing and are reported.
        """,
      example: "assay resample BTC-USDT-5m.csv --to 1h --out BTC-USDT-1h.csv"),
    run: { arguments, console in
      let path = arguments.operands[0]
      let (timeframe, target) = (try arguments[to], try arguments[out])
      var options = try MarketFileOptions.reading(arguments)
      if try arguments[MarketFileOptions.lenient] { options.strictness = .lenient }
      let calendar = try arguments[MarketFileOptions.calendar]
      let alignment = calendar.isContinuous ? BarAlignment.utc : .session(calendar)
      let symbol = try arguments[MarketFileOptions.symbol]
      let file: ResampledFile
      switch try MarketFileOptions.kind(of: path, arguments, options) {
      case .bars:
        file = try ResampledFile(
          bars: path, symbol: symbol, from: arguments[MarketFileOptions.timeframe], to: timeframe, alignment: alignment, options: options)
      case .ticks:
        var progress = Progress("reading", total: 100, unit: "%", on: console)
        file = try ResampledFile(ticks: path, symbol: symbol, to: timeframe, alignment: alignment, options: options) {
          progress.update(Int($0 * 100))
        }
        progress.finish()
      }
      try file.resampled.series.write(csv: target)
      let report = ResampleReport(file, in: calendar, out: target)
      if try arguments[json] { try console.print(json: report) } else { console.print(report.text) }
      return .done
    })

  private static let to = Option<Timeframe>.required("to", "1h", "how much a bar is to hold: 5m, 1h, 1d, 500t, 1000v, 1e6n", .timeframe)
  private static let out = Option<String>.required("out", "FILE", "where the bars are written", .text)
  private static let json = Option<Bool>.flag("json", "print one JSON document")
}

/// What `assay resample` says of its work.
private struct ResampleReport: Encodable {
  let out: String
  let symbol: Symbol
  let timeframe: Timeframe
  let bars: Int
  let partialBars: Int
  let gaps: [Gap]
  let missingBars: Int
  let unfinishedSince: Timestamp?
  let outsideSessions: Int
  let leftOut: Int

  init(_ file: ResampledFile, in calendar: TradingCalendar, out: String) {
    let resampled = file.resampled
    self.out = out
    symbol = resampled.series.symbol
    timeframe = resampled.series.timeframe
    bars = resampled.series.count
    partialBars = resampled.partial.count
    gaps = resampled.series.gaps(in: calendar)
    missingBars = gaps.reduce(0) { $0 + $1.missing }
    unfinishedSince = resampled.unfinished?.start
    outsideSessions = resampled.outside
    leftOut = file.quality.leftOut
  }

  var text: String {
    var lines = ["\(out): \(bars) bars of \(timeframe) for \(symbol)"]
    if partialBars > 0 { lines.append("bars that hold less than they should: \(partialBars)") }
    if !gaps.isEmpty {
      lines.append("missing bars: \(missingBars), in \(gaps.count) \(gaps.count == 1 ? "gap" : "gaps")")
      lines += gaps.prefix(10).map { "  \($0.start) to \($0.end): \($0.missing)" }
      if gaps.count > 10 { lines.append("  and \(gaps.count - 10) more") }
    }
    if let unfinishedSince { lines.append("not closed, and left out: the bar that began at \(unfinishedSince)") }
    if outsideSessions > 0 { lines.append("rows outside the sessions, left out: \(outsideSessions)") }
    if leftOut > 0 { lines.append("rows that break a rule, left out: \(leftOut); 'assay check' lists them") }
    return lines.joined(separator: "\n")
  }
}
