/// MACD with the two weights Appel published: 0.15 for the fast average of 12 values and 0.075 for the slow one of 26.
///
/// ``MACD`` derives its weights from the periods instead: 2/13 and 2/27.
public struct MACDFIX: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MACDFIX", .momentum, "moving average convergence divergence with the weights first published, 0.15 and 0.075",
    parameters: [.period(9, "signal")], outputs: ["line", "signal", "histogram"], memory: .recursive)

  @usableFromInline var averages: ConvergingAverages

  /// The period of the signal, at least 1.
  public init(_ signal: Int = 9) throws(InvalidParameter) { try self.init(parameters: [Double(signal)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    averages = ConvergingAverages(
      fast: Smoothing(period: 12, weight: 0.15), slow: Smoothing(period: 26, weight: 0.075),
      signal: Smoothing(period: Int(period), weight: 2 / (period + 1)))
  }

  /// Those of the slow average and of the signal, added.
  public var warmUp: Int { averages.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> MACD.Output? { averages.update(input) }

  /// Computes a whole series into columns that have a row for every input.
  public func over(_ input: [Double], into output: inout OutputColumns<MACD.Output>) { averages.over(input, into: &output) }
}
