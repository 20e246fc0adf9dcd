/// The greatest or least of the last `period` values of a whole series, a stretch of rows at a time: the shared kernel of all extremes.
///
/// The greatest of two neighbours, then of four, of eight and so on, each from two of the level before; two of the last level that is not
/// longer than the window cover it, overlapping. Plain loops over slices, which the compiler turns into vector instructions.
@usableFromInline
struct SlidingExtremum {
  @usableFromInline let period: Int
  @usableFromInline let isGreatest: Bool
  /// What was computed last: the extremum of each row of the stretch, in order.
  @usableFromInline var results: [Double]
  private var scratch: [Double]

  /// How many rows a stretch should have.
  @usableFromInline static func stretch(_ period: Int) -> Int { Swift.max(1_024, Swift.min(period, 1 << 16)) }

  @usableFromInline
  init(_ kind: ExtremumWindow.Kind, _ period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.period = period
    isGreatest = kind == .maximum
    let room = Self.stretch(period) + period
    results = [Double](repeating: 0, count: room)
    scratch = results
  }

  /// Computes the extrema of rows all of which have a whole window: `rows.lowerBound` is at least one less than the period. At most a stretch at a time.
  @usableFromInline
  mutating func compute(_ values: Span<Double>, _ rows: Range<Int>) {
    let start = rows.lowerBound - (period - 1)
    let part = values.extracting(start..<rows.upperBound)
    guard part.isFinite else { return computeCarefully(part) }
    if isGreatest { climb(part, { $0 > $1 ? $0 : $1 }) } else { climb(part, { $0 < $1 ? $0 : $1 }) }
  }

  @inline(__always)
  private mutating func climb(_ part: Span<Double>, _ better: (Double, Double) -> Double) {
    let rows = part.count - (period - 1)
    guard period > 1 else {
      for row in 0..<rows { results[row] = part[row] }
      return
    }
    var width = 2
    if period < 4 {
      Self.merge(part, 1, part.count - 1, &results, better)
    } else {
      Self.mergeFour(part, part.count - 3, &results, better)
      width = 4
    }
    while width * 2 <= period {
      swap(&results, &scratch)
      Self.climbOn(scratch, width, part.count - (width * 2 - 1), &results, better)
      width *= 2
    }
    if width < period {
      swap(&results, &scratch)
      Self.climbOn(scratch, period - width, rows, &results, better)
    }
  }

  /// The same of an array. (Of a span of it the compiler would say that it overlaps the other array.)
  @inline(__always)
  private static func climbOn(
    _ values: [Double], _ distance: Int, _ length: Int, _ target: inout [Double], _ better: (Double, Double) -> Double
  ) {
    merge(values.span, distance, length, &target, better)
  }

  /// The better of each value and the one so many rows on.
  @inline(__always)
  private static func merge(
    _ values: Span<Double>, _ distance: Int, _ length: Int, _ target: inout [Double], _ better: (Double, Double) -> Double
  ) {
    let near = values.extracting(0..<length)
    let far = values.extracting(distance..<distance + length)
    var span = target.mutableSpan
    for row in 0..<length { span.put(better(near.at(row), far.at(row)), at: row) }
  }

  /// The best of each value and the three after it: two levels at once.
  @inline(__always)
  private static func mergeFour(
    _ values: Span<Double>, _ length: Int, _ target: inout [Double], _ better: (Double, Double) -> Double
  ) {
    let first = values.extracting(0..<length)
    let second = values.extracting(1..<length + 1)
    let third = values.extracting(2..<length + 2)
    let fourth = values.extracting(3..<length + 3)
    var span = target.mutableSpan
    for row in 0..<length {
      span.put(better(better(first.at(row), second.at(row)), better(third.at(row), fourth.at(row))), at: row)
    }
  }

  /// The same where values are missing or infinite: NaN as long as a missing one is in the window.
  private mutating func computeCarefully(_ part: Span<Double>) {
    var window = ExtremumWindow(isGreatest ? .maximum : .minimum, period)
    for row in 0..<part.count {
      if let extremum = window.update(part[row]) { results[row - (period - 1)] = extremum.value }
    }
  }
}

/// The highest and lowest of the windows of two columns, a stretch of rows at a time.
///
/// - Parameters:
///   - highs: the values of which the greatest are looked for.
///   - lows: the values of which the least are looked for; as many.
///   - period: how many rows a window has.
///   - emit: takes a range of rows, with the greatest and the least of each; rows without a whole window are left out.
@inlinable
@inline(__always)
func slidingExtremes(
  _ highs: Span<Double>, _ lows: Span<Double>, _ period: Int, _ emit: (Range<Int>, Span<Double>, Span<Double>) -> Void
) {
  var highest = SlidingExtremum(.maximum, period)
  var lowest = SlidingExtremum(.minimum, period)
  var start = period - 1
  while start < highs.count {
    let rows = start..<min(start + SlidingExtremum.stretch(period), highs.count)
    highest.compute(highs, rows)
    lowest.compute(lows, rows)
    emit(rows, highest.results.span.extracting(first: rows.count), lowest.results.span.extracting(first: rows.count))
    start = rows.upperBound
  }
}

/// The highest or lowest of the windows of one column, a stretch of rows at a time; see ``slidingExtremes(_:_:_:_:)``.
@inlinable
@inline(__always)
func slidingExtremum(_ kind: ExtremumWindow.Kind, _ values: Span<Double>, _ period: Int, _ emit: (Range<Int>, Span<Double>) -> Void) {
  var extremum = SlidingExtremum(kind, period)
  var start = period - 1
  while start < values.count {
    let rows = start..<min(start + SlidingExtremum.stretch(period), values.count)
    extremum.compute(values, rows)
    emit(rows, extremum.results.span.extracting(first: rows.count))
    start = rows.upperBound
  }
}
