/// The greatest or least of the last `period` values of a whole series, a stretch of rows at a time: the shared kernel of all extremes.
///
/// The greatest of two neighbours, then of four and of eight, all in registers; from there on of four times as many from four of the level before; the
/// last level covers the window with up to four, overlapping. Every row is computed alike and from its own window only.
@usableFromInline
struct SlidingExtremum {
  @usableFromInline let period: Int
  @usableFromInline let isGreatest: Bool
  /// What was computed last, where no other target was named: the extremum of each row of the stretch, in order.
  @usableFromInline var results: [Double] = []
  private var lower: [Double] = []
  private var upper: [Double] = []
  /// The step, for windows so long that looking at all of them again for a stretch would take longer; and the row it was handed last.
  private var live: ExtremumWindow
  private var liveRow = -1

  /// Windows longer than this are left to the step.
  private static let longestWindow = 2_048

  /// How many rows a stretch should have.
  @usableFromInline
  static func stretch(_ period: Int) -> Int { Swift.max(1_024, 2 * Swift.min(period, longestWindow)) }

  @usableFromInline
  init(_ kind: ExtremumWindow.Kind, _ period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.period = period
    isGreatest = kind == .maximum
    live = ExtremumWindow(kind, period)
    guard period <= Self.longestWindow else { return }
    lower = [Double](repeating: 0, count: Self.stretch(period) + period)
    upper = lower
  }

  /// Computes the extrema of rows all of which have a whole window into ``results``: `rows.lowerBound` is at least one less than the period. At
  /// most a stretch at a time, one after the other.
  @usableFromInline
  mutating func compute(_ values: Span<Double>, _ rows: Range<Int>) {
    var target: [Double] = []
    swap(&target, &results)
    if target.isEmpty { target = [Double](repeating: 0, count: Self.stretch(period)) }
    var span = target.mutableSpan
    compute(values, rows, into: &span, at: 0)
    swap(&target, &results)
  }

  /// The same into storage of the caller's, the first row at a place.
  @usableFromInline
  mutating func compute(_ values: Span<Double>, _ rows: Range<Int>, into target: inout MutableSpan<Double>, at place: Int) {
    precondition(place >= 0 && rows.count <= target.count - place, "there must be room for every row")
    guard period <= Self.longestWindow else { return goOn(values, rows, &target, place) }
    let part = values.extracting(rows.lowerBound - (period - 1)..<rows.upperBound)
    let isWhole = isGreatest ? climb(Greatest.self, part, &target, place) : climb(Least.self, part, &target, place)
    if !isWhole { computeCarefully(part, &target, place) }
  }

  /// - Returns: whether no value is missing or infinite; otherwise the target is to be filled again.
  @inline(__always)
  private mutating func climb<Choice: ExtremumChoice>(
    _ choice: Choice.Type, _ part: Span<Double>, _ target: inout MutableSpan<Double>, _ place: Int
  ) -> Bool {
    let rows = part.count - (period - 1)
    guard period >= 8 else {
      guard part.isFinite else { return false }
      if period < 5 {
        choose(choice, part, min(1, period - 1), min(2, period - 1), period - 1, rows, &target, place)
      } else {
        Self.level(choice, part, 1, 2, 3, part.count - 3, &lower)
        choose(choice, lower.span, 0, 0, period - 4, rows, &target, place)
      }
      return true
    }
    guard Self.chooseEight(choice, part, &lower) else { return false }
    var width = 8
    while width * 4 < period {
      swap(&lower, &upper)
      Self.levelOn(choice, upper, width, part.count - (4 * width - 1), &lower)
      width *= 4
    }
    if period <= 2 * width {
      choose(choice, lower.span, 0, 0, period - width, rows, &target, place)
    } else {
      choose(choice, lower.span, width, period - 2 * width, period - width, rows, &target, place)
    }
    return true
  }

  /// The best of each value and those at three distances from it, the last the farthest; two distances of 0 make it the best of two.
  @inline(__always)
  private func choose<Choice: ExtremumChoice>(
    _ choice: Choice.Type, _ values: Span<Double>, _ first: Int, _ second: Int, _ third: Int, _ count: Int,
    _ target: inout MutableSpan<Double>, _ place: Int
  ) {
    let near = values.extracting(0..<count)
    let far = values.extracting(third..<third + count)
    guard second > 0 else {
      for row in 0..<count { target.put(choice.better(near.at(row), far.at(row)), at: place &+ row) }
      return
    }
    let (next, last) = (values.extracting(first..<first + count), values.extracting(second..<second + count))
    for row in 0..<count {
      target.put(choice.better(choice.better(near.at(row), next.at(row)), choice.better(last.at(row), far.at(row))), at: place &+ row)
    }
  }

  /// The same of an array. (Of a span of it the compiler would say that it overlaps the other array.)
  @inline(__always)
  private static func levelOn<Choice: ExtremumChoice>(
    _ choice: Choice.Type, _ values: [Double], _ width: Int, _ count: Int, _ target: inout [Double]
  ) {
    level(choice, values.span, width, 2 * width, 3 * width, count, &target)
  }

  @inline(__always)
  private static func level<Choice: ExtremumChoice>(
    _ choice: Choice.Type, _ values: Span<Double>, _ first: Int, _ second: Int, _ third: Int, _ count: Int, _ target: inout [Double]
  ) {
    var span = target.mutableSpan
    let near = values.extracting(0..<count)
    let (next, last) = (values.extracting(first..<first + count), values.extracting(second..<second + count))
    let far = values.extracting(third..<third + count)
    for row in 0..<count {
      span.put(choice.better(choice.better(near.at(row), next.at(row)), choice.better(last.at(row), far.at(row))), at: row)
    }
  }

  /// The best of each value and the seven after it; false if any value is missing or infinite.
  @inline(__always)
  private static func chooseEight<Choice: ExtremumChoice>(_ choice: Choice.Type, _ values: Span<Double>, _ target: inout [Double]) -> Bool {
    var span = target.mutableSpan
    let count = values.count - 7
    // The difference of a number and itself is 0, or NaN if it is not finite.
    var missing = SIMD2<Double>.zero
    @inline(__always) func two(_ row: Int) -> SIMD2<Double> { choice.better(values.two(at: row), values.two(at: row &+ 1)) }
    var row = 0
    if values.count >= 11 {
      // Of two from row + 4 on, of four from row and row + 2 on.
      var pair = two(4)
      let middle = two(2)
      var (first, second) = (choice.better(two(0), middle), choice.better(middle, pair))
      while row &+ 11 <= values.count {
        let next = two(row &+ 6)
        let third = choice.better(pair, next)
        span.put(choice.better(first, third), at: row)
        pair = two(row &+ 8)
        let fourth = choice.better(next, pair)
        span.put(choice.better(second, fourth), at: row &+ 2)
        (first, second) = (third, fourth)
        let (a, b) = (values.two(at: row), values.two(at: row &+ 2))
        missing += (a - a) + (b - b)
        row &+= 4
      }
    }
    var rest = missing.x + missing.y
    for row in row..<values.count { rest += values.at(row) - values.at(row) }
    while row < count {
      var best = values.at(row)
      for offset in 1..<8 { best = choice.better(best, values.at(row &+ offset)) }
      span.put(best, at: row)
      row &+= 1
    }
    return rest == 0
  }

  /// The same where values are missing or infinite: NaN as long as a missing one is in the window.
  private func computeCarefully(_ part: Span<Double>, _ target: inout MutableSpan<Double>, _ place: Int) {
    var window = ExtremumWindow(isGreatest ? .maximum : .minimum, period)
    for row in 0..<part.count {
      if let extremum = window.update(part[row]) { target[place + row - (period - 1)] = extremum.value }
    }
  }

  /// The same by steps, from where the last stretch ended.
  private mutating func goOn(_ values: Span<Double>, _ rows: Range<Int>, _ target: inout MutableSpan<Double>, _ place: Int) {
    if liveRow != rows.lowerBound - 1 {
      live = ExtremumWindow(live.kind, period)
      for row in rows.lowerBound - (period - 1)..<rows.lowerBound { _ = live.update(values[row]) }
    }
    for row in rows { target[place + row - rows.lowerBound] = live.update(values[row])?.value ?? .nan }
    liveRow = rows.upperBound - 1
  }
}

/// Which of two numbers is wanted.
private protocol ExtremumChoice {
  static func better(_ first: Double, _ second: Double) -> Double
}

extension ExtremumChoice {
  @inline(__always)
  static func better(_ first: SIMD2<Double>, _ second: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(better(first.x, second.x), better(first.y, second.y))
  }
}

private enum Greatest: ExtremumChoice {
  @inline(__always)
  static func better(_ first: Double, _ second: Double) -> Double { first > second ? first : second }
}

private enum Least: ExtremumChoice {
  @inline(__always)
  static func better(_ first: Double, _ second: Double) -> Double { first < second ? first : second }
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
  eachStretch(highs.count, period) { rows in
    highest.compute(highs, rows)
    lowest.compute(lows, rows)
    emit(rows, highest.results.span.extracting(first: rows.count), lowest.results.span.extracting(first: rows.count))
  }
}

/// The highest or lowest of the windows of one column; rows without a whole window are NaN.
@usableFromInline
func slidingExtremum(_ kind: ExtremumWindow.Kind, _ values: Span<Double>, _ period: Int, into output: inout MutableSpan<Double>) {
  var extremum = SlidingExtremum(kind, period)
  output.fillMissing(period - 1)
  eachStretch(values.count, period) { rows in extremum.compute(values, rows, into: &output, at: rows.lowerBound) }
}

/// The rows that have a whole window, a stretch at a time.
@inlinable
@inline(__always)
func eachStretch(_ count: Int, _ period: Int, _ body: (Range<Int>) -> Void) {
  var start = period - 1
  while start < count {
    let rows = start..<min(start + SlidingExtremum.stretch(period), count)
    body(rows)
    start = rows.upperBound
  }
}
