/// Detrended price oscillator: what the value was half a period and one step ago, minus the average of the last `period` values.
///
/// Nothing of the future is in it, and so it ends half a period behind, as TA-Lib has it.
public struct DPO: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "DPO", .momentum, "detrended price oscillator: the value half a period ago minus the average", parameters: [.period(20, least: 2)])

  @usableFromInline var average: SMA
  @usableFromInline var past: Delay

  /// Against the average of `period` values, at least 2.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    average = try SMA(parameters: [period])
    past = Delay(Int(period) / 2 + 1)
  }

  /// One less than the period, or half the period and one if that is longer.
  public var warmUp: Int { max(average.warmUp, past.length) }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let (before, mean) = (past.update(input), average.update(input))
    guard let before, let mean else { return nil }
    return before - mean
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard past.isEmpty else { return mapStep(over: input, into: &output) }
    average.over(input, into: &output)
    output.fillMissing(warmUp)
    let first = min(warmUp, input.count)
    let lag = past.length
    for row in first..<input.count { output.put(input.at(row &- lag) - output.at(row), at: row) }
  }
}
