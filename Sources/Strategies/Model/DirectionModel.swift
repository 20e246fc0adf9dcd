public import Backtest
internal import Features
public import GradientBoost
public import Market

/// How probable a rise is, by a model or by the mean of several, and the span of bars that they were trained on.
///
///     let model = try DirectionModel([trained], trainedOn: first...last)
///     let strategy = try ModelStrategy(model, symbol: "BTC-USDT", timeframe: .minutes(5))
///
/// Nothing is known of a model's training but what is said here: a span that is told wrong is believed.
public struct DirectionModel: Sendable {
  /// The models, all of the same features.
  public let models: [Model]
  /// From the first bar that was learned from to the moment at which the last label was known.
  public let trainingSpan: ClosedRange<Timestamp>

  /// Models that predict a probability: binary ones, or regressions of labels 0 and 1.
  public init(_ models: [Model], trainedOn span: ClosedRange<Timestamp>) throws(StrategyError) {
    guard let first = models.first else { throw StrategyError("there is no model: give at least one") }
    for model in models {
      guard model.featureNames == first.featureNames else {
        throw StrategyError("the models are of different features: give those of one training")
      }
      switch model.objective {
      case .binary, .regression: continue
      default: throw StrategyError("a model of the objective \(model.objective) gives no probability of a rise: train it as binary")
      }
    }
    self.models = models
    trainingSpan = span
  }

  /// The names of the features it is fed.
  public var featureNames: [String] { models[0].featureNames }

  /// The rows of a series that are labelled by an instant, and what trained on them comes to.
  ///
  /// - Parameters:
  ///   - series: the bars; only those that begin before `end` are looked at.
  ///   - end: every label was known before it.
  ///   - horizon: bars after which a close is higher or lower.
  ///   - train: makes models of the rows.
  public static func learned(
    from series: BarSeries, before end: Timestamp, horizon: Int, _ train: (Dataset) throws -> [Model]
  ) throws -> DirectionModel {
    let history = series.part(to: end)
    var rows: [Int] = []
    if history.count >= leastRows {
      let matrix = try FeaturePlan(FeatureSet(named: "direction"), symbol: series.symbol, timeframe: series.timeframe).matrix(of: history)
      let labels = try Label("direction:\(horizon)").of(history)
      // A label that is known only when the window begins would tell of its first bar.
      rows = matrix.completeRows.filter { row in labels.values[row].magnitude == 1 && labels.ends[row].map { $0 < end } ?? false }
      let rises = rows.count { labels.values[$0] > 0 }
      if rows.count >= leastRows, rises > 0, rises < rows.count, let last = rows.compactMap({ labels.ends[$0] }).max() {
        let data = try Dataset(
          columns: matrix.columns.map { column in rows.map { column[$0] } }, featureNames: matrix.names,
          labels: rows.map { labels.values[$0] > 0 ? 1 : 0 }, threads: 1)
        return try DirectionModel(train(data), trainedOn: history[0].start...last)
      }
    }
    throw StrategyError(
      "there are \(rows.count) usable rows before the window to learn from, but at least \(leastRows) with rises and falls are needed: let the window begin later (--from), and give bars before it",
      isInsufficient: true)
  }

  private static let leastRows = 200
}

/// A model's probability at each bar.
struct ProbabilityStream: Sendable {
  private var stream: FeatureStream
  private let predictors: [Predictor]

  init(_ model: DirectionModel, symbol: Symbol, timeframe: Timeframe) throws(FeatureError) {
    stream = try FeaturePlan(FeatureSet(model.featureNames), symbol: symbol, timeframe: timeframe).stream()
    predictors = model.models.map(\.predictor)
  }

  /// Takes the next bar; `nil` while a feature is missing, since a model is not asked about what is not known.
  mutating func update(_ bar: Bar) throws(FeatureError) -> Double? {
    try stream.update(bar)
    guard stream.isComplete else { return nil }
    let row = stream.values
    var sum = 0.0
    for predictor in predictors { sum += predictor.predict(row) }
    return min(1, max(0, sum / Double(predictors.count)))
  }
}
