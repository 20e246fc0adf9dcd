public import Market

/// Stochastic momentum index (Blau 1993): how far the close is from the middle of the range of the last bars, smoothed twice, in percent of half
/// that range, smoothed twice; and its exponential average.
public struct SMI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "SMI", .momentum, "stochastic momentum index: the close around the middle of its range, smoothed twice, and its average",
    parameters: [
      .period(13, "range", least: 2), .period(2, "fast", least: 2), .period(25, "slow", least: 2), .period(9, "signal", least: 2),
    ],
    inputs: ["high", "low", "close"], outputs: ["line", "signal"], memory: .recursive)

  /// Both lines.
  public struct Output: MultipleOutput {
    /// The index, from −100 to 100.
    public let line: Double
    /// Its exponential average.
    public let signal: Double

    @inlinable
    init(line: Double, signal: Double) {
      self.line = line
      self.signal = signal
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("line", \.line), ("signal", \.signal)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? line : signal }
  }

  @usableFromInline var highs: ExtremumWindow
  @usableFromInline var lows: ExtremumWindow
  @usableFromInline var distances: DoubleSmoothing
  @usableFromInline var ranges: DoubleSmoothing
  @usableFromInline var average: Smoothing

  /// The periods of the range, of the second and of the first smoothing, and of the signal line; each at least 2.
  public init(_ range: Int = 13, _ fast: Int = 2, _ slow: Int = 25, _ signal: Int = 9) throws(InvalidParameter) {
    try self.init(parameters: [Double(range), Double(fast), Double(slow), Double(signal)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    highs = ExtremumWindow(.maximum, Int(periods[0]))
    lows = ExtremumWindow(.minimum, Int(periods[0]))
    distances = DoubleSmoothing(periods[2], periods[1])
    ranges = distances
    average = .exponential(periods[3])
  }

  /// Those of the range, of both smoothings and of the signal line, added.
  public var warmUp: Int { highs.period - 1 + distances.warmUp + average.warmUp }

  /// Takes the next bar; without any range the index is 0.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Output? {
    let (highest, lowest) = (highs.update(bar.high), lows.update(bar.low))
    guard let highest, let lowest else { return nil }
    return smooth(Self.place(highest.value, lowest.value, bar.close))
  }

  /// How far a close is from the middle of a range, and the range; both or neither missing.
  @inlinable
  @inline(__always)
  static func place(_ highest: Double, _ lowest: Double, _ close: Double) -> SIMD2<Double> {
    let range = highest - lowest
    let distance = close - (highest + lowest) * 0.5
    return SIMD2(distance, range + (distance - distance))
  }

  @inlinable
  mutating func smooth(_ place: SIMD2<Double>) -> Output? {
    let averages = (distances.update(place.x), ranges.update(place.y))
    guard case (let distance?, let range?) = averages else { return nil }
    let half = 0.5 * range
    let line = half > 0 ? 100 * distance / half : half - half
    guard let signal = average.update(line) else { return nil }
    return Output(line: line, signal: signal)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Output>) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    guard highs.step == 0 else { return mapStep(over: input, into: &output) }
    let closes = input.close.span
    output.withColumns { lines, signals in
      lines.fillMissing(min(highs.period - 1, count))
      signals.fillMissing(min(highs.period - 1, count))
      var (live, pipeline) = (self, MomentumIndexPipeline?.none)
      slidingExtremes(input.high.span, input.low.span, highs.period) { rows, highest, lowest in
        live.smooth(&pipeline, highest, lowest, closes.extracting(rows), from: rows.lowerBound, lines: &lines, signals: &signals)
      }
    }
  }

  /// Goes on with some rows: by steps until all is seeded, then in a pipeline.
  private mutating func smooth(
    _ pipeline: inout MomentumIndexPipeline?, _ highest: Span<Double>, _ lowest: Span<Double>, _ closes: Span<Double>, from first: Int,
    lines: inout MutableSpan<Double>, signals: inout MutableSpan<Double>
  ) {
    let isCoarse = min(distances.first.weight, min(distances.second.weight, average.weight)) < Smoothing.leastKernelWeight
    var row = 0
    while row < closes.count, isCoarse || !average.isSeeded {
      let result = smooth(Self.place(highest[row], lowest[row], closes[row]))
      lines[first + row] = result?.line ?? .nan
      signals[first + row] = result?.signal ?? .nan
      row += 1
    }
    guard row < closes.count else { return }
    var known = pipeline ?? MomentumIndexPipeline(self)
    known.sweep(
      row..<closes.count,
      { row in
        let (top, bottom) = (highest.two(at: row), lowest.two(at: row))
        let distance = closes.two(at: row) - (top + bottom) * 0.5
        return TwoColumns(distance, top - bottom + (distance - distance))
      },
      exact: { row in
        let place = Self.place(highest.at(row), lowest.at(row), closes.at(row))
        return TwoColumns(SIMD2(repeating: place.x), SIMD2(repeating: place.y))
      }
    ) { row, line, signal, part in
      lines.put(line, at: first &+ row, part)
      signals.put(signal, at: first &+ row, part)
    }
    pipeline = known
  }
}

/// Distances and ranges, each smoothed twice, the one divided by the other, and that smoothed again.
private struct MomentumIndexPipeline: SmoothingPipeline {
  var once: SmoothingTwins
  var twice: SmoothingTwins
  var average: SmoothingPairs

  init(_ index: SMI) {
    (once, twice) = index.distances.twins(with: index.ranges)
    average = SmoothingPairs(weight: index.average.weight, average: index.average.average)
  }

  @inline(__always)
  mutating func advance(_ rows: TwoColumns) -> (SIMD2<Double>, SIMD2<Double>) {
    let first = once.advance(rows)
    let averages = columns(twice.advance(first.0, first.1))
    // Where there was no range at all this is NaN, and the row is left to the step.
    let line = 200 * averages.first / averages.second
    return (line, average.advance(line) * average.weight)
  }

  mutating func step(_ place: TwoColumns) -> (Double, Double) {
    guard place.first.x.isFinite, place.second.x.isFinite else { return (.nan, .nan) }
    let averages = twice.step(once.step(SIMD2(place.first.x, place.second.x)))
    let line = averages.y > 0 ? 200 * averages.x / averages.y : 0
    return (line, average.advance(line) * average.weight)
  }
}
