public import Backtest
import Features
import GradientBoost
public import Market
import Strategies

/// A strategy that asks a registered model of direction: long where it finds a rise probable, short where it finds a fall probable; out when it changes
/// its mind, or after some bars.
public struct ModelDriven: Strategy {
  private let file: ModelFile
  private var stream: FeatureStream
  private let threshold: Double
  private let hold: Int
  private let sellsShort: Bool

  /// For bars of a symbol and timeframe.
  ///
  /// - Throws: `StrategyError` if the model gives no probability, and `FeatureError` if its features can't be computed any more as they were.
  public init(_ file: ModelFile, symbol: Symbol, timeframe: Timeframe, threshold: Double, hold: Int, sellsShort: Bool) throws {
    guard file.kind.isProbability else { throw StrategyError("a model of \(file.kind.rawValue) gives no probability of a rise") }
    guard threshold >= 0.5, threshold <= 1, hold >= 1 else {
      throw StrategyError("the threshold is \(threshold) and hold \(hold): a threshold is from 0.5 to 1, and hold at least 1")
    }
    let plan = try FeaturePlan(FeatureSet(file.model.featureNames), symbol: symbol, timeframe: timeframe)
    try plan.fingerprint.check(against: file.fingerprint)
    stream = plan.stream()
    self.file = file
    self.threshold = threshold
    self.hold = hold
    self.sellsShort = sellsShort
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent? {
    guard bar.series == 0 else { return nil }
    try stream.update(bar.bar)
    guard stream.isComplete else { return nil }
    let row = stream.values
    let rise = file.prediction(row.span)
    if account.isFlat || account.direction == .short && rise >= threshold || account.direction == .long && 1 - rise >= threshold {
      if rise >= threshold { return Intent(.long, confidence: rise, timeLimit: hold, winProbability: rise) }
      if sellsShort, 1 - rise >= threshold { return Intent(.short, confidence: 1 - rise, timeLimit: hold, winProbability: 1 - rise) }
    }
    let isOver = account.direction == .long ? rise < 0.5 : account.direction == .short && rise > 0.5
    return isOver ? .flat : nil
  }

  /// That of the model.
  public var trainingSpan: ClosedRange<Timestamp>? { file.trainingSpan }
}

extension StrategySpecification {
  /// The name of strategies that a registered model drives.
  public static let modelDriven = "model_direction"

  /// What a registered model of direction trades.
  public static func modelDriven(
    symbol: Symbol, timeframe: Timeframe, threshold: Double = 0.55, hold: Int = 12, short: Bool = true
  ) throws(StrategyError) -> StrategySpecification {
    try StrategySpecification(
      modelDriven, ["threshold": threshold, "hold": Double(hold), "short": short ? 1 : 0], symbol: symbol, timeframe: timeframe,
      catalogue: StrategyCatalogue([entry]))
  }

  private static let entry = StrategyEntry(
    modelDriven, "long where a registered model finds a rise probable, short where it finds a fall probable",
    [
      StrategyParameter("threshold", "least probability of the side that is taken", 0.55, in: 0.5...1, isWhole: false),
      StrategyParameter("hold", "after how many bars it leaves", 12, in: 1...10_000),
      StrategyParameter("short", "1 to be short too, 0 for long only", 1, in: 0...1),
    ]
  ) { _, _ in AlwaysFlat() }

  /// The strategy with the model that drives it, and its filters around it.
  func strategy(for backtest: Backtest, drivenBy file: ModelFile) throws -> any Strategy {
    guard strategy == StrategySpecification.modelDriven else {
      throw StrategyError("\(strategy) is not driven by a model: only \(StrategySpecification.modelDriven) is")
    }
    let resolved = try StrategySpecification.entry.resolve(values)
    var made: any Strategy = try ModelDriven(
      file, symbol: symbol, timeframe: timeframe, threshold: resolved[0], hold: Int(resolved[1]), sellsShort: resolved[2] == 1)
    for filter in filters { made = try filter.around(made) }
    return made
  }
}
