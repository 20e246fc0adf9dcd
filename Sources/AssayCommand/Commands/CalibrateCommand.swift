import Assay

extension Command {
  /// `assay calibrate`: what trading really cost.
  static let calibrate = Command(
    declaration: CommandDeclaration(
      name: "calibrate", summary: "Measure from fills what trading really costs",
      options: [workspace.declaration, minimumTrades.declaration, bySymbol.declaration, dryRun.declaration, json.declaration],
      discussion: """
        Reads the journals fills, orders and trades of the store in DIR/store, writes the document calibration/execution and appends it to the
        journal calibrations. Paper trading has no part in it: its slippage is what was assumed. What is assumed until there is evidence is the
        document costs/assumed, else the costs of settings.json, else what the last calibration found.
        Exit status 2, and nothing is written, if trades are too few, or if every slippage is what was assumed for it: then an engine may have
        measured its own assumption. Where the assumption came from is assumed_from in the document.
        """,
      example: "assay calibrate --workspace workspace --by-symbol"),
    run: { arguments, console in
      let folder = try arguments[workspace] + "/store"
      let isDry = try arguments[dryRun]
      let reader = try await JSONFileStore.open(folder, options: .init(access: .readOnly))
      var options = ExecutionCalibration.Options()
      options.minimumTrades = try arguments[minimumTrades]
      let assumed = try await reader.get("costs/assumed", as: AssumedCosts.self)?.costs ?? Workspace(arguments[workspace]).settings()?.costs
      let state = try await reader.calibrationState()
      let source: ExecutionCalibration.AssumptionSource = assumed != nil ? .given : state.previous != nil ? .previousCalibration : .nothing
      let calibration = ExecutionCalibration(
        fills: state.fills, orders: state.orders, trades: state.trades, assumed: assumed ?? state.previous?.costs ?? .frictionless,
        assumedFrom: source, previous: state.previous, options: options)
      try await reader.close()
      if calibration.verdict.isPass && !isDry, let through = calibration.through {
        let store = try await JSONFileStore.open(folder)
        try await store.commit { changes in
          try changes.put(calibration, at: document)
          try changes.append(calibration, to: "calibrations", at: RecordTime(nanosecondsSince1970: through.nanoseconds))
        }
        try await store.close()
      }
      if try arguments[json] {
        try console.print(json: calibration)
      } else {
        print(calibration, bySymbol: try arguments[bySymbol], on: console)
      }
      if source == .nothing {
        console.message(
          "assay: nothing was assumed: neither costs/assumed nor settings.json says what trading costs, and frictionless stands for that")
      }
      return calibration.verdict.isPass ? .done : .refused
    })

  private static let document: StoreKey = "calibration/execution"
  private static let workspace = Option<String>.defaulted(
    "workspace", "DIR", "the folder that holds the store", .text, "workspace", shown: "workspace")
  private static let minimumTrades = Option<Int>.defaulted(
    "min-trades", "N", "trades under which nothing is learned", .whole(1...1_000_000_000), 10, shown: "10")
  private static let bySymbol = Option<Bool>.flag("by-symbol", "show every symbol")
  private static let dryRun = Option<Bool>.flag("dry-run", "write nothing")
  private static let json = Option<Bool>.flag("json", "print the calibration as one JSON document")

  private static func print(_ calibration: ExecutionCalibration, bySymbol: Bool, on console: Console) {
    func points(_ fraction: Double?) -> String { fraction.map { NumberStyle.plain.text($0 * 1e4, decimals: 2) } ?? "-" }
    console.print(calibration.description)
    if calibration.slippage.count == 0 {
      return console.print("There are no fills in the journal fills: record what your orders came to, and calibrate again.")
    }
    var table = Table(
      .text("by"), .text("which"), .number("fills"), .number("slippage_bp"), .number("from"), .number("to"), .number("use_bp"),
      .number("position"))
    table.rows = calibration.buckets.filter { bySymbol || $0.dimension != .symbol }.map { bucket in
      [
        bucket.dimension.rawValue, bucket.name, "\(bucket.slippage.count)", points(bucket.slippage.measured),
        points(bucket.slippage.interval?.lower),
        points(bucket.slippage.interval?.upper), points(bucket.slippage.value),
        NumberStyle.plain.text(bucket.positionMultiplier, decimals: 2),
      ]
    }
    console.print(table: table)
    for recommendation in calibration.recommendations { console.print("\(recommendation.code): \(recommendation.text)") }
    if !calibration.drift.isInsufficient { console.print(calibration.drift.description) }
  }
}
