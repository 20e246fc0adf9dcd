public import Market

/// True range (Wilder 1978): how far a bar reaches, counting the gap since the close before it.
public struct TRANGE: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TRANGE", .volatility, "true range: the reach of a bar, counting the gap before it", inputs: ["high", "low", "close"])

  @usableFromInline var hasPrevious = false
  @usableFromInline var previousClose: Double?

  /// The range, before any bar.
  public init() {}

  /// The indicator; it has no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// One: the first bar has no close before it.
  public var warmUp: Int { 1 }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    defer {
      hasPrevious = true
      previousClose = bar.close.isNaN ? nil : bar.close
    }
    return hasPrevious ? trueRange(bar.high, bar.low, after: previousClose ?? .nan) : nil
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    guard !hasPrevious, count > 1 else { return mapStep(over: input, into: &output) }
    output[0] = .nan
    let highs = input.high.span.extracting(1..<count)
    let lows = input.low.span.extracting(1..<count)
    let closes = input.close.span.extracting(0..<count - 1)
    var result = output.mutableSpan
    for row in 0..<count - 1 { result[row &+ 1] = trueRange(highs[row], lows[row], after: closes[row]) }
  }
}
