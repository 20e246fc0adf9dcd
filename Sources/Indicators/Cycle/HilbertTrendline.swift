/// The instantaneous trendline (Ehlers): the mean over the dominant cycle, so that of the cycle itself nothing is left.
///
/// A missing value is skipped.
public struct HilbertTrendline: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HT_TRENDLINE", .cycle, "instantaneous trendline: the mean over the dominant cycle", memory: .recursive)

  @usableFromInline var cycle = HilbertCycle(head: 37)
  @usableFromInline var trend = CycleTrend()
  @usableFromInline var inputsToCome = 63

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// 63, as TA-Lib has it.
  public var warmUp: Int { 63 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard input.isFinite else { return inputsToCome > 0 ? nil : .nan }
    trend.push(input)
    let line = cycle.advance(input) ? trend.advance(cycle.smoothPeriod) : .nan
    guard inputsToCome == 0 else {
      inputsToCome -= 1
      return nil
    }
    return line
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard cycle.seen == 0 else { return mapStep(over: input, into: &output) }
    var live = self
    sweepBetweenSteps(&live, input, { output.put($1 ?? .nan, at: $0) }) { live, rows in
      var means = live.trend.means
      live.cycle.sweep(input, rows) { output.put(CycleTrend.line(input, endingAt: $0, period: $1.smoothPeriod, &means), at: $0) }
      live.trend.means = means
      for row in rows.upperBound - CyclePhase.longest..<rows.upperBound { live.trend.push(input[row]) }
    }
  }
}
