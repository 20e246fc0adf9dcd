public import Market

/// Balance of power (Livshin 2001): how far the close is above the open, as a part of the bar's range.
public struct BOP: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "BOP", .momentum, "balance of power: the body of the bar as a part of its range", inputs: ["open", "high", "low", "close"])

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None.
  public var warmUp: Int { 0 }

  /// Takes the next bar; without any range the balance is 0.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? { Self.balance(bar.open, bar.high, bar.low, bar.close) }

  @inlinable
  @inline(__always)
  static func balance(_ open: Double, _ high: Double, _ low: Double, _ close: Double) -> Double {
    let body = close - open
    let range = high - low
    return range <= 0 ? body - body : body / range
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    let (opens, highs, lows, closes) = (input.open.span, input.high.span, input.low.span, input.close.span)
    var result = output.mutableSpan
    for row in 0..<closes.count { result.put(Self.balance(opens.at(row), highs.at(row), lows.at(row), closes.at(row)), at: row) }
  }
}
