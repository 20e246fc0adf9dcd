public import Market

/// Accumulation and distribution line (Chaikin): all volume so far, each weighted by where the close lay within its bar.
public struct AD: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "AD", .volume, "accumulation and distribution: volume so far, weighted by where the close lay in its bar",
    inputs: ["high", "low", "close", "volume"], memory: .recursive)

  @usableFromInline var total = 0.0

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None.
  public var warmUp: Int { 0 }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let flow = moneyFlowVolume(bar.high, bar.low, bar.close, bar.volume)
    guard flow.isFinite else { return .nan }
    total += flow
    return total
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    var result = output.mutableSpan
    var total = total
    Self.sweep(&total, input, 0..<input.close.count) { result.put($1, at: $0, $2) }
  }

  /// Computes some rows of a series of bars.
  @inline(__always)
  static func sweep(_ total: inout Double, _ input: Bar.Columns, _ rows: Range<Int>, _ emit: (Int, SIMD2<Double>, RowPart) -> Void) {
    let (highs, lows, closes, volumes) = (input.high.span, input.low.span, input.close.span, input.volume.span)
    runningTotal(
      &total, rows, isWhole: { _ in true },
      two: { moneyFlowVolume(highs.two(at: $0), lows.two(at: $0), closes.two(at: $0), volumes.two(at: $0)) },
      exact: { moneyFlowVolume(highs.at($0), lows.at($0), closes.at($0), volumes.at($0)) }, emit)
  }
}
