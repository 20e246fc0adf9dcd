public import Market

/// Volatility from highs and lows (Parkinson 1980): five times as efficient as closes where prices move without gaps.
///
/// The root of the mean of ln(high / low)² / (4 ln 2).
public struct Parkinson: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PARKINSON", .volatility, "volatility from highs and lows (Parkinson)", parameters: [.period(20), .barsPerYear],
    inputs: ["high", "low"])

  @usableFromInline var window: Window<StretchSum>
  @usableFromInline let barsPerYear: Double

  /// The volatility over `period` bars, at least 1; per bar, or per year of so many bars.
  public init(_ period: Int = 20, barsPerYear: Double = 1) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), barsPerYear])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    window = Window(Int(values[0]))
    barsPerYear = values[1]
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// What one bar tells of the variance.
  @inlinable
  static func variance(_ high: Double, _ low: Double) -> Double {
    let reach = logarithm(of: high, over: low)
    return reach * reach * (1 / (4 * logarithmOf2))
  }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let factor = barsPerYear / Double(window.period)
    return window.update(Self.variance(bar.high, bar.low)).map { ($0.value * factor).squareRoot() }
  }
  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.high.count, "the output must have a row for every input")
    let (highs, lows) = (input.high.span, input.low.span)
    var window = window
    let factor = barsPerYear / Double(window.period)
    var result = output.mutableSpan
    // What a bar tells is asked for twice, and a logarithm is dear.
    var variances = [Double](repeating: 0, count: Self.stretch)
    result.fillMissing(window.inputsToCome)
    for start in stride(from: 0, to: highs.count, by: Self.stretch) {
      let rows = start..<min(start + Self.stretch, highs.count)
      var room = variances.mutableSpan
      for row in rows { room.put(Self.variance(highs.at(row), lows.at(row)), at: row &- start) }
      let known = variances.span
      window.sweep(rows, { known.at($0 &- start) }) { result.put(($1.value * factor).squareRoot(), at: $0) }
    }
  }

  /// How many bars are gone through at a time.
  private static let stretch = 4_096
}
