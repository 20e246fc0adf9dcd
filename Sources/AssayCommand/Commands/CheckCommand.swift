import Assay

extension Command {
  /// `assay check`: what is wrong or suspicious with a file.
  static let check = Command(
    declaration: CommandDeclaration(
      name: "check", summary: "Tell what is wrong or suspicious with a file of bars or trades",
      operands: [.init(name: "FILE", help: "a CSV file of bars or trades")],
      options: MarketFileOptions.declarations + [MarketFileOptions.calendar.declaration, json.declaration],
      discussion: """
        Lines that break a rule are counted and left out: values that are missing or no numbers, impossible bars, repeated times, time that
        goes back. What is possible but suspicious is counted too: missing bars, bars without volume, runs of one price, outliers.
        Exit status 2 if a line breaks a rule.
        """,
      example: "assay check BTC-USDT.csv"),
    run: { arguments, console in
      let path = arguments.operands[0]
      let options = try MarketFileOptions.reading(arguments)
      let symbol = try arguments[MarketFileOptions.symbol]
      var progress = Progress("reading", total: 100, unit: "%", on: console)
      let quality =
        switch try MarketFileOptions.kind(of: path, arguments, options) {
        case .bars:
          try DataQuality(
            ofBars: path, symbol: symbol, timeframe: arguments[MarketFileOptions.timeframe],
            calendar: arguments[MarketFileOptions.calendar], options: options
          ) { progress.update(Int($0 * 100)) }
        case .ticks: try DataQuality(ofTicks: path, symbol: symbol, options: options) { progress.update(Int($0 * 100)) }
        }
      progress.finish()
      let verdict = quality.verdict
      if try arguments[json] {
        try console.print(json: CheckReport(quality: quality, verdict: verdict))
      } else {
        console.print(text(quality, verdict))
      }
      return verdict.isFail ? .refused : .done
    })

  private static let json = Option<Bool>.flag("json", "print one JSON document")

  private static func text(_ quality: DataQuality, _ verdict: Verdict) -> String {
    var text = ""
    for finding in quality.findings {
      text += "\(finding.problem): \(finding.count)\n"
      for example in finding.examples {
        let place = [example.line.map { "line \($0)" }, example.column.map { "column '\($0)'" }, example.time.map { "\($0)" }].compactMap(
          \.self)
        text += "  \(place.joined(separator: ", "))\(place.isEmpty ? "" : ": ")\(example.explanation)\n"
      }
    }
    return text + "\(quality.source): \(verdict.outcome.rawValue). \(verdict.reason)"
  }
}

/// What `assay check --json` prints.
private struct CheckReport: Encodable {
  let quality: DataQuality
  let verdict: Verdict
}
