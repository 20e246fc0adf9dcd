/// Weighted moving average: the mean of the last `period` values, in which the oldest counts once, the next twice, the latest `period` times.
public struct WMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "WMA", .overlap, "weighted moving average: later values count more, in even steps", parameters: [.period(30)])

  @usableFromInline var window: Window<WeightedSum>

  /// The weighted mean of the last `period` values, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// The sum of all weights.
  @usableFromInline var weights: Double { Self.weights(window.period) }

  /// The sum of so many weights.
  @inlinable
  @inline(__always)
  static func weights(_ period: Int) -> Double { Double(period) * Double(period + 1) / 2 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { window.update(input).map { $0.weighted / weights } }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty, window.period > 1 else { return mapStep(over: input, into: &output) }
    output.fillMissing(warmUp)
    Self.sums(input, window.period, 1 / weights, into: &output, at: 0)
  }

  /// The weighted sums of the windows of some values, times a scale; each so many rows further on than it ends.
  @inline(never)
  static func sums(
    _ values: Span<Double>, _ period: Int, _ scale: Double, into output: inout MutableSpan<Double>, at shift: Int
  ) {
    var tails = BlockTails<WeightedLanes>()
    sweepBlocks(0..<values.count, period, &tails, { values.two(at: $0) }, { $0.weighted * scale }) {
      output.put($1, at: $0 &+ shift, $2)
    }
  }
}
