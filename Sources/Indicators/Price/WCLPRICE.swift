public import Market

/// Weighted close: the mean of high, low and twice the close.
public struct WCLPRICE: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "WCLPRICE", .price, "weighted close: the mean of high, low and twice the close", inputs: ["high", "low", "close"])

  /// The indicator; it has no state.
  public init() {}

  /// The indicator; it has no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None: every bar has its price.
  public var warmUp: Int { 0 }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? { (bar.high + bar.low + bar.close * 2) * 0.25 }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    let highs = input.high.span.extracting(first: count)
    let lows = input.low.span.extracting(first: count)
    let closes = input.close.span.extracting(first: count)
    var result = output.mutableSpan
    for row in 0..<count { result.put((highs.at(row) + lows.at(row) + closes.at(row) * 2) * 0.25, at: row) }
  }
}
