public import Backtest
internal import Features
public import Market

/// Long where a model finds a rise probable, short where it finds a fall probable; out when it changes its mind, or after some bars.
///
/// The features come from the feature stream, so that a live bar gives the numbers of the training matrix. The engine refuses to score bars of
/// the model's training span.
public struct ModelStrategy: Strategy {
  private var probability: ProbabilityStream
  private let threshold: Double
  private let hold: Int
  private let sides: Sides
  private let span: ClosedRange<Timestamp>

  /// For bars of a symbol and timeframe.
  ///
  /// - Parameters:
  ///   - model: what finds the probabilities.
  ///   - symbol: what is traded.
  ///   - timeframe: how much its bars hold.
  ///   - threshold: the least probability of the side that is taken, from 0.5 to 1.
  ///   - hold: after how many bars it leaves, at least 1.
  ///   - sides: whether it is short too.
  public init(
    _ model: DirectionModel, symbol: Symbol, timeframe: Timeframe, threshold: Double = 0.55, hold: Int = 10, sides: Sides = .longOnly
  ) throws {
    guard threshold >= 0.5, threshold <= 1, hold >= 1 else {
      throw StrategyError("the threshold is \(threshold) and hold \(hold): a threshold is from 0.5 to 1, and hold at least 1")
    }
    probability = try ProbabilityStream(model, symbol: symbol, timeframe: timeframe)
    self.threshold = threshold
    self.hold = hold
    self.sides = sides
    span = model.trainingSpan
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent? {
    guard bar.series == 0, let rise = try probability.update(bar.bar) else { return nil }
    var wish = Turn(long: rise >= threshold, short: 1 - rise >= threshold, leaveLong: rise < 0.5, leaveShort: rise > 0.5)
      .intent(account, sides, hold: hold)
    if let direction = wish?.direction, direction != .flat {
      let chance = direction == .long ? rise : 1 - rise
      wish?.confidence = chance
      wish?.winProbability = chance
    }
    return wish
  }

  /// That of the model.
  public var trainingSpan: ClosedRange<Timestamp>? { span }

  /// For an entry of the catalogue, whose last four parameters are these.
  init(_ model: DirectionModel, _ backtest: Backtest, _ values: ArraySlice<Double>) throws {
    let last = Array(values)
    try self.init(
      model, symbol: backtest.series[0].symbol, timeframe: backtest.series[0].timeframe, threshold: last[0], hold: Int(last[1]),
      sides: Sides(last[2]))
  }

  static let parameters: [StrategyParameter] = [
    .number("threshold", "least probability of the side that is taken", 0.55, in: 0.5...1), .hold, .short,
  ]
  static let learning: [StrategyParameter] = [
    StrategyParameter("horizon", "bars ahead that the model is taught", 5, in: 1...10_000),
    StrategyParameter("seed", "the same seed makes the same model", 1, in: 0...4_294_967_295),
  ]
}
