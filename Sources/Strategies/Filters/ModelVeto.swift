public import Backtest
internal import Features
public import Market

/// Entries only where a model finds their side probable enough; none while its features are not known.
public struct ModelVeto: EntryFilter {
  private var probability: ProbabilityStream
  private var rise: Double?
  private let threshold: Double
  private let span: ClosedRange<Timestamp>

  /// The least probability of the entry's side, 0 to 1.
  public init(_ model: DirectionModel, symbol: Symbol, timeframe: Timeframe, threshold: Double) throws {
    guard threshold >= 0, threshold <= 1 else { throw StrategyError("the threshold is \(threshold), but a probability is from 0 to 1") }
    probability = try ProbabilityStream(model, symbol: symbol, timeframe: timeframe)
    self.threshold = threshold
    span = model.trainingSpan
  }

  /// Sees the bar that just closed.
  public mutating func observe(_ bar: ClosedBar, _ account: AccountView) throws { rise = try probability.update(bar.bar) }

  /// Whether the model agrees.
  public func allows(_ wish: Intent, at bar: ClosedBar) -> Bool {
    rise.map { (wish.direction == .long ? $0 : 1 - $0) >= threshold } ?? false
  }

  /// That of the model.
  public var trainingSpan: ClosedRange<Timestamp>? { span }
}
