/// Rolling z-score: how many standard deviations the value is away from the mean of the last `period` values, itself among them.
///
/// The deviation divides by the count, as ``STDDEV`` does.
///
///     try ZScore(2).over([1, 3, 4])          // [nan, 1, 1]
public struct ZScore: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ZSCORE", .statistics, "distance from the mean of the last values in standard deviations", parameters: [.period(20, least: 2)])

  @usableFromInline var window: MomentWindow

  /// Over `period` values, at least 2.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = MomentWindow(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value; among values that never move the score is 0.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let share = 1 / Double(window.period)
    return window.update(input).map { Self.score(input, $0, share) }
  }

  @inlinable
  @inline(__always)
  static func score(_ value: Double, _ moments: WindowMoments, _ share: Double) -> Double {
    let mean = moments.mean(share: share)
    let deviation = moments.variance(share: share).squareRoot()
    return isNoMoreThanRounding(deviation, of: abs(mean) + abs(value)) ? value - value : (value - mean) / deviation
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let share = 1 / Double(window.period)
    output.fillMissing(warmUp)
    var tails = BlockTails<MomentLanes>()
    sweepBlocks(
      0..<input.count, window.period, &tails, { input.two(at: $0) },
      { TwoColumns($0.mean(share: share), $0.variance(share: share).roots) }
    ) { row, moments, part in
      let value = input.two(at: row)
      let rounding = 1e-14 * (moments.first.sizes + value.sizes)
      let score = choose(
        value - value, where: rounding, isAtLeast: moments.second, otherwise: (value - moments.first) / moments.second)
      output.put(score, at: row, part)
    }
  }
}
