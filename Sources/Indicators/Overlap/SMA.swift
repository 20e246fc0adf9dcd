/// Simple moving average: the mean of the last `period` values.
///
///     try SMA(3).over([1, 2, 3, 4])          // [nan, nan, 2, 3]
public struct SMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "SMA", .overlap, "simple moving average: the mean of the last values", parameters: [.period(30)])

  @usableFromInline var window: Window<StretchSum>

  /// The mean of the last `period` values, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value.
  @inlinable
  @inline(__always)
  public mutating func update(_ input: Double) -> Double? {
    // As the kernel does it, so that both give the same bits.
    let share = 1 / Double(window.period)
    return window.update(input).map { $0.value * share }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty, window.period > 1 else { return mapStep(over: input, into: &output) }
    output.fillMissing(warmUp)
    var tails = BlockTails<SIMD2<Double>>()
    Self.sums(input, window.period, 1 / Double(window.period), &tails, into: &output, at: 0)
  }

  /// The sums of the windows of some values, times a scale; each so many rows further on than it ends.
  @inline(never)
  static func sums(
    _ values: Span<Double>, _ period: Int, _ scale: Double, _ tails: inout BlockTails<SIMD2<Double>>,
    into output: inout MutableSpan<Double>,
    at shift: Int
  ) {
    sweepBlocks(0..<values.count, period, &tails, { values.two(at: $0) }, { $0 * scale }) { output.put($1, at: $0 &+ shift, $2) }
  }
}
