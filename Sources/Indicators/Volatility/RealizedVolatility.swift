public import Market

/// Realised volatility: the root of the mean squared logarithmic return of the last `period` closes, per bar or per year.
///
///     let calendar = TradingCalendar.newYorkStockExchange
///     try RealizedVolatility(20, calendar: calendar, timeframe: .days(1)).over(closes)
///
/// The mean return is taken as 0, which over such windows it is to within its own error.
public struct RealizedVolatility: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "REALIZEDVOL", .volatility, "realised volatility: root of the mean squared logarithmic return", parameters: [.period(20), .barsPerYear])

  @usableFromInline var window: Window<StretchSum>
  @usableFromInline var previous: Double?
  @usableFromInline let barsPerYear: Double

  /// The volatility over `period` returns, at least 1; per bar, or per year of so many bars.
  public init(_ period: Int = 20, barsPerYear: Double = 1) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), barsPerYear])
  }

  /// The volatility per year over `period` returns, where a calendar says how many bars of a timeframe a year has.
  public init(_ period: Int = 20, calendar: TradingCalendar, timeframe: Timeframe) throws(InvalidParameter) {
    try self.init(period, barsPerYear: calendar.observationsPerYear(timeframe) ?? .nan)
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    window = Window(Int(values[0]))
    barsPerYear = values[1]
  }

  /// The period: the first close has no return.
  public var warmUp: Int { window.period }

  /// Takes the next close.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    defer { previous = input.isFinite ? input : 0 }
    guard let previous else { return nil }
    // Not a number where either close is missing or not positive.
    let change = input.isFinite && input > 0 && previous > 0 ? logarithm(of: input, over: previous) : .nan
    let factor = barsPerYear / Double(window.period)
    return window.update(change * change).map { ($0.value * factor).squareRoot() }
  }
}
