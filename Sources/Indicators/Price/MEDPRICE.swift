/// Median price: the middle of high and low.
public struct MEDPRICE: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MEDPRICE", .price, "median price: the middle of high and low", inputs: ["high", "low"])

  /// The indicator; it has no state.
  public init() {}

  /// The indicator; it has no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None: every bar has its price.
  public var warmUp: Int { 0 }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? { (input.x + input.y) * 0.5 }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let count = input.x.count
    precondition(output.count == count, "the output must have a row for every input")
    let highs = input.x.span
    let lows = input.y.span.extracting(first: count)
    var result = output.mutableSpan
    for row in 0..<count { result.put((highs.at(row) + lows.at(row)) * 0.5, at: row) }
  }
}
