/// Awesome oscillator (Bill Williams 1998): a fast minus a slow simple average of the median price.
public struct AO: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "AO", .momentum, "awesome oscillator: fast minus slow simple average of the median price",
    parameters: [.period(5, "fast", least: 2), .period(34, "slow", least: 2)], inputs: ["high", "low"])

  /// The fast and the slow one, and that of the ``AC``.
  @usableFromInline var windows: WindowTrio<StretchSum>

  /// The periods of both averages, each at least 2.
  public init(_ fast: Int = 5, _ slow: Int = 34) throws(InvalidParameter) {
    try self.init(parameters: [Double(fast), Double(slow)])
  }

  /// With a third window, for the average of the oscillator.
  init(_ periods: [Double], signal: Int) { windows = WindowTrio(Int(periods[0]), Int(periods[1]), signal) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    windows = WindowTrio(Int(periods[0]), Int(periods[1]))
  }

  /// One less than the longer period.
  public var warmUp: Int { max(windows.first.period, windows.second.period) - 1 }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    windows.step { slots, fast, slow, _ in Self.value((input.x + input.y) / 2, &slots, &fast, &slow) }
  }

  @inlinable
  @inline(__always)
  static func value(
    _ price: Double, _ slots: inout MutableSpan<StretchSum>, _ fast: inout WindowCursor<StretchSum>, _ slow: inout WindowCursor<StretchSum>
  ) -> Double? {
    let sums = (fast.update(StretchSum(price), &slots), slow.update(StretchSum(price), &slots))
    guard let quick = sums.0, let late = sums.1 else { return nil }
    return quick.value / Double(fast.period) - late.value / Double(slow.period)
  }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    precondition(output.count == input.x.count, "the output must have a row for every input")
    guard windows.first.isEmpty else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    sweep(input.x.span, input.y.span, into: &result)
  }

  /// Goes through whole columns: the fast average is put into a row, then read again when the slow one is known.
  func sweep(_ highs: Span<Double>, _ lows: Span<Double>, into result: inout MutableSpan<Double>) {
    // Half the mean of both, so that the division by 2 is done with the other.
    let (fast, slow) = (windows.first.period, windows.second.period)
    averages(highs, lows, fast, 0.5 / Double(fast), into: &result)
    subtract(highs, lows, slow, 0.5 / Double(slow), from: &result)
    result.fillMissing(warmUp)
  }

  // Functions of their own, so that what is asked of each row becomes part of the loop: of two such loops in one the compiler makes calls.
  @inline(never)
  private func averages(
    _ highs: Span<Double>, _ lows: Span<Double>, _ period: Int, _ share: Double, into result: inout MutableSpan<Double>
  ) {
    var tails = BlockTails<SIMD2<Double>>()
    sweepBlocks(0..<highs.count, period, &tails, { highs.two(at: $0) + lows.two(at: $0) }, { $0 * share }) { result.put($1, at: $0, $2) }
  }

  @inline(never)
  private func subtract(
    _ highs: Span<Double>, _ lows: Span<Double>, _ period: Int, _ share: Double, from result: inout MutableSpan<Double>
  ) {
    var tails = BlockTails<SIMD2<Double>>()
    sweepBlocks(0..<highs.count, period, &tails, { highs.two(at: $0) + lows.two(at: $0) }, { $0 * share }) { row, late, part in
      result.put(result.two(at: row) - late, at: row, part)
    }
  }
}
