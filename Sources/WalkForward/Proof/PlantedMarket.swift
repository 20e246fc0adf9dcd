internal import Market
internal import Statistics

/// A market without anything to find, and what happens to its dataset when somebody errs: the truth that an audit is measured by.
///
///     let dataset = try PlantedMarket(rows: 900, seed: 1).dataset(.futureBar)
///     try LeakageAudit().run(on: dataset.samples, splits: dataset.splits, recipe: dataset.recipe).verdict.outcome     // .fail
///
/// Volatility clusters, the direction is a coin. A sample has five features made of the past; its label is the return of the next five rows,
/// or whether it is positive.
public struct PlantedMarket: Sendable {
  static let horizon = 5
  private static let before = 40
  private static let after = 60
  let returns: [Double]
  let names = ["return_1", "momentum_5", "momentum_20", "volatility_20", "noise"]

  let seed: UInt64

  /// A market.
  ///
  /// - Parameters:
  ///   - rows: how many samples it gives, from 100 to 10 million.
  ///   - seed: another seed is another market.
  public init(rows: Int, seed: UInt64) {
    precondition((100...10_000_000).contains(rows), "PlantedMarket: rows is \(rows); it must be from 100 to 10 000 000.")
    self.seed = seed
    var generator = SeededGenerator(seed: seed)
    var volatility = 1.0
    returns = (0..<rows + Self.before + Self.after).map { _ in
      volatility = 0.9 * volatility + 0.1 * (0.5 + generator.uniform())
      return volatility * generator.normal()
    }
  }

  /// The rows that have features and a label.
  var rows: Range<Int> { Self.before..<returns.count - Self.after }

  func sum(_ range: Range<Int>) -> Double { returns[range].reduce(0, +) }

  /// What is known at a row: the returns up to and including it.
  func features(_ row: Int) -> [Double] {
    [
      returns[row], sum(row - 4..<row + 1), sum(row - 19..<row + 1),
      returns[row - 19..<row + 1].reduce(0) { $0 + $1 * $1 }.squareRoot(),
      Double((row &* 2_654_435_761) % 1_000) / 1_000,
    ]
  }

  func label(_ row: Int) -> Double { sum(row + 1..<row + 1 + Self.horizon) }

  func samples(
    _ target: LabeledSamples.Target, extra: [(String, (Int) -> Double)] = [], rows chosen: [Int]? = nil
  ) throws(WalkForwardError) -> LabeledSamples {
    let chosen = chosen ?? Array(rows)
    let columns = chosen.map(features)
    return try LabeledSamples(
      spans: SampleSpans(
        times: chosen.map { Timestamp(seconds: Int64($0) * 3_600) },
        ends: chosen.map { Timestamp(seconds: Int64($0 + Self.horizon) * 3_600) }),
      names: names + extra.map(\.0),
      columns: names.indices.map { feature in columns.map { $0[feature] } } + extra.map { make in chosen.map { make.1($0) } },
      labels: chosen.map { target == .binary ? (label($0) > 0 ? 1 : 0) : label($0) }, target: target)
  }

  func splits(_ samples: LabeledSamples) throws(WalkForwardError) -> Splits {
    try PurgedKFold(4, embargo: .hours(20)).splits(of: samples.spans)
  }
}
