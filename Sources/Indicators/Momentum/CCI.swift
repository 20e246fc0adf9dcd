public import Market

/// Commodity channel index (Lambert 1980): how many mean deviations the typical price is away from its average, divided by 0.015.
public struct CCI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "CCI", .momentum, "commodity channel index: distance of the typical price from its mean in mean deviations",
    parameters: [.period(14, least: 2)], inputs: ["high", "low", "close"])

  @usableFromInline var window: DeviationWindow

  /// Over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = DeviationWindow(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next bar; without any deviation the index is 0.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let price = (bar.high + bar.low + bar.close) / 3
    guard let (mean, deviation) = window.update(price) else { return nil }
    return Self.index(price, mean, deviation)
  }

  @inlinable
  @inline(__always)
  static func index(_ price: Double, _ mean: Double, _ deviation: Double) -> Double {
    isNoMoreThanRounding(deviation, of: abs(mean)) ? 0 : (price - mean) / (0.015 * deviation)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    // As a whole column: windows have to be those of the step, since so little is left of a price less its mean that the order of additions shows.
    var column = [Double](toBeWritten: count)
    var typical = column.mutableSpan
    for row in 0..<count { typical.put((highs.at(row) + lows.at(row) + closes.at(row)) / 3, at: row) }
    let prices = typical.span
    var tails = BlockTails<SIMD2<Double>>()
    DeviationWindow.sweep(prices, window.period, &tails) { row, moments, part in
      let (mean, deviation) = (moments.first, moments.second)
      let index = (prices.two(at: row) - mean) / (deviation * 0.015)
      result.put(choose(.zero, where: 1e-14 * mean.sizes, isAtLeast: deviation, otherwise: index), at: row, part)
    }
  }
}
