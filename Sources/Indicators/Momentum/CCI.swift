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
    guard window.ring.isEmpty else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let period = window.period
    var sums = window.sums
    var result = output.mutableSpan
    result.fillMissing(period - 1)
    // Typical prices a stretch at a time, behind those of the window before it.
    let stretch = max(1_024, period)
    var prices = [Double](repeating: 0, count: stretch + period)
    var start = 0
    while start < count {
      let rows = start..<min(start + stretch, count)
      let offset = period &- start
      do {
        var typical = prices.mutableSpan
        for row in rows { typical.put((highs.at(row) + lows.at(row) + closes.at(row)) / 3, at: row &+ offset) }
        let known = prices.span
        sums.sweep(rows, { known.at($0 &+ offset) }) { row, sum in
          let mean = sum.value / Double(period)
          let values = known.extracting(row &+ offset &- period &+ 1..<row &+ offset &+ 1)
          result.put(Self.index(known.at(row &+ offset), mean, DeviationWindow.deviation(of: values, from: mean)), at: row)
        }
      }
      if rows.upperBound < count {
        for index in 0..<period { prices[index] = prices[index + stretch] }
      }
      start = rows.upperBound
    }
  }
}
