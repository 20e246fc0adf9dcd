/// Whether the market trends (1) or cycles (0), by its dominant cycle (Ehlers).
///
/// It trends unless the sine lines have crossed within half a cycle, or the phase advances as that of a cycle does; far from the trendline it trends anyway. A
/// missing value is skipped.
public struct HilbertTrendMode: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HT_TRENDMODE", .cycle, "1 in a trend, 0 in a cycle", zeroWhileWarmingUp: [WholeNumber.unnamed], memory: .recursive)

  @usableFromInline var phase = CyclePhase()
  @usableFromInline var trend = CycleTrend()
  @usableFromInline var sines = SIMD2<Double>.zero
  @usableFromInline var rowsInTrend = 0
  @usableFromInline var inputsToCome = 63

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// 63, as TA-Lib has it.
  public var warmUp: Int { 63 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> WholeNumber? {
    guard input.isFinite else { return inputsToCome > 0 ? nil : WholeNumber(.nan) }
    trend.push(input)
    let before = phase.degrees
    let isTrend = phase.advance(input) && decide(before)
    guard inputsToCome == 0 else {
      inputsToCome -= 1
      return nil
    }
    return WholeNumber(isTrend ? 1 : 0)
  }

  @inlinable
  mutating func decide(_ before: Double) -> Bool {
    let period = phase.cycle.smoothPeriod
    let line = trend.advance(period)
    let last = sines
    sines = SIMD2(CyclePhase.sine(phase.degrees), CyclePhase.sine(phase.degrees + 45))
    var isTrend = true
    if sines.x > sines.y && last.x <= last.y || sines.x < sines.y && last.x >= last.y {
      rowsInTrend = 0
      isTrend = false
    }
    rowsInTrend += 1
    if Double(rowsInTrend) < 0.5 * period { isTrend = false }
    let advance = phase.degrees - before
    if period != 0, advance > 0.67 * 360 / period, advance < 1.5 * 360 / period { isTrend = false }
    if line != 0, abs((phase.cycle.smooth - line) / line) >= 0.015 { isTrend = true }
    return isTrend
  }
}
