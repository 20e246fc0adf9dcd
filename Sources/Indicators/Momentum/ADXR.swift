public import Market

/// Average directional movement rating (Wilder 1978): the mean of the ``ADX`` and of what it was `period` − 1 bars ago.
public struct ADXR: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ADXR", .momentum, "average directional movement rating: the mean of the ADX now and a period ago",
    parameters: [.period(14, least: 2)], inputs: ["high", "low", "close"], memory: .recursive)

  @usableFromInline var adx: ADX
  @usableFromInline var past: Delay

  /// Over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    adx = try ADX(parameters: [period])
    past = Delay(Int(period) - 1)
  }

  /// That of the ADX, and one less than the period.
  public var warmUp: Int { adx.warmUp + past.length }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    guard let value = adx.update(bar) else { return nil }
    // A missing bar is passed over: the ADX of before is as many bars ago as were not missing.
    guard value.isFinite else { return past.isFull ? .nan : nil }
    return past.update(value).map { (value + $0) / 2 }
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard past.isEmpty else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    adx.sweep(input) { result.put($1, at: $0, $2) }
    let (start, lag) = (min(adx.warmUp, result.count), past.length)
    if result.span.extracting(start..<result.count).isFinite {
      // Backwards, so that what is looked back at is there still.
      for row in stride(from: result.count &- 1, through: start &+ lag, by: -1) {
        result.put((result.at(row) + result.at(row &- lag)) * 0.5, at: row)
      }
      for row in start..<min(start + lag, result.count) { result.put(.nan, at: row) }
      return
    }
    // A missing bar is passed over: the values of the last bars are in a ring.
    var ring = [Double](repeating: .nan, count: lag)
    var position = 0
    for row in 0..<result.count {
      let value = result.at(row)
      result.put((value + ring[position]) * 0.5, at: row)
      guard value.isFinite else { continue }
      ring[position] = value
      position += 1
      if position == lag { position = 0 }
    }
  }
}
