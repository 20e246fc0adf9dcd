public import Market

/// Chaikin oscillator: a fast minus a slow exponential average of the accumulation and distribution line ``AD``.
///
/// As TA-Lib does it, both averages begin at the line's first value rather than at a mean.
public struct ADOSC: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ADOSC", .volume, "Chaikin oscillator: fast minus slow average of accumulation and distribution",
    parameters: [.period(3, "fast", least: 2), .period(10, "slow", least: 2)], inputs: ["high", "low", "close", "volume"],
    memory: .recursive)

  @usableFromInline var line = AD()
  @usableFromInline var fast: Smoothing
  @usableFromInline var slow: Smoothing
  @usableFromInline var seen = 0
  /// One less than the longer period.
  public let warmUp: Int

  /// The periods of both averages, each at least 2.
  public init(_ fast: Int = 3, _ slow: Int = 10) throws(InvalidParameter) { try self.init(parameters: [Double(fast), Double(slow)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    fast = Smoothing(period: 1, weight: 2 / (periods[0] + 1))
    slow = Smoothing(period: 1, weight: 2 / (periods[1] + 1))
    warmUp = Int(max(periods[0], periods[1])) - 1
  }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    let value = line.update(bar) ?? .nan
    let averages = (fast.update(value), slow.update(value))
    if seen < warmUp {
      if value.isFinite { seen += 1 }
      return nil
    }
    guard case (let quick?, let late?) = averages else { return nil }
    return quick - late
  }
}
