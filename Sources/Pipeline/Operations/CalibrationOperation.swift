import Backtest
public import Calibration
public import Market
import Statistics
public import Store

/// Measures what trading cost, and lets it take the place of what was assumed if it can be relied on.
public struct CalibrationOperation: Sendable {
  /// Where the calibration is kept that is in use.
  public static let document: StoreKey = "calibration/execution"
  /// Where every calibration is journaled.
  public static let journal: StoreKey = "calibrations"

  /// Under so many trades nothing is learned.
  public let minimumTrades: Int

  /// An operation.
  /// - Parameter minimumTrades: 1 or more.
  public init(minimumTrades: Int = 10) {
    precondition(minimumTrades >= 1, "A calibration needs at least one trade.")
    self.minimumTrades = minimumTrades
  }

  /// What is known.
  public struct State: Sendable {
    /// Fills, those of a market and those of paper trading.
    public var fills: [ExecutedFill] = []
    /// Orders that are no longer working.
    public var orders: [OrderOutcome] = []
    /// Trades that are over.
    public var trades: [Trade] = []
    /// The calibration that is in use.
    public var previous: ExecutionCalibration?

    /// Nothing.
    public init() {}
  }

  /// Calibrates.
  ///
  /// - Parameters:
  ///   - state: what is known.
  ///   - assumed: what the fills were reckoned with.
  public func run(_ state: State, assumed: Costs) throws -> (result: OperationResult, calibration: ExecutionCalibration) {
    var options = ExecutionCalibration.Options()
    options.minimumTrades = minimumTrades
    let calibration = ExecutionCalibration(
      fills: state.fills, orders: state.orders, trades: state.trades, assumed: assumed, previous: state.previous, options: options)
    guard calibration.verdict.isPass, let through = calibration.through else {
      return (
        OperationResult(
          .blocked, "What was assumed stays in use: \(calibration.verdict.reason)", verdicts: [calibration.verdict, calibration.drift]),
        calibration
      )
    }
    var changes = StoreChanges()
    try changes.put(calibration, at: CalibrationOperation.document)
    try changes.append(calibration, to: CalibrationOperation.journal, at: RecordTime(through))
    return (
      OperationResult(
        .done, "What was measured is in use: \(calibration.verdict.reason)", verdicts: [calibration.verdict, calibration.drift],
        actions: calibration.recommendations.map(\.text), changes: changes), calibration
    )
  }
}

extension Storage {
  /// What a calibration wants to know: the journals `fills`, `orders` and `trades` of a market where there are any, else those of paper trading.
  public func calibrationState() async throws -> CalibrationOperation.State {
    var state = CalibrationOperation.State()
    for try await record in read("fills", as: ExecutedFill.self) { state.fills.append(record.value) }
    for try await record in read("orders", as: OrderOutcome.self) { state.orders.append(record.value) }
    for try await record in read("trades", as: Trade.self) { state.trades.append(record.value) }
    if state.fills.isEmpty {
      for try await record in read(PaperKeys.fills, as: PaperFill.self) { state.fills.append(ExecutedFill(record.value.fill)) }
      for try await record in read(PaperKeys.trades, as: PaperTrade.self) { state.trades.append(record.value.record.trade) }
    }
    state.previous = try await get(CalibrationOperation.document, as: ExecutionCalibration.self)
    return state
  }
}
