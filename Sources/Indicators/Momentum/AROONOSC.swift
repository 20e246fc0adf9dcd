public import Market

/// Aroon oscillator: how recent the highest high is minus how recent the lowest low is, see ``AROON``.
public struct AROONOSC: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "AROONOSC", .momentum, "recency of the highest high minus that of the lowest low", parameters: [.period(14, least: 2)],
    inputs: ["high", "low"])

  @usableFromInline var aroon: AROON

  /// Over `period` bars and the one before them; at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { aroon = try AROON(parameters: try Self.declaration.resolve(parameters)) }

  /// The period.
  public var warmUp: Int { aroon.warmUp }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? { aroon.update(bar).map { $0.up - $0.down } }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard aroon.window.isEmpty else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    aroon.sweep(input) { row, both, part in result.put(both.first - both.second, at: row, part) }
  }
}
