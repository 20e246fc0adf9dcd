/// The greatest of each of two blocks.
struct GreatestLanes: ExtremeLanes {
  let best: SIMD2<Double>

  @inline(__always)
  init(_ values: SIMD2<Double>, from origin: SIMD2<Double>) { best = values }

  @inline(__always)
  static func nothing(from origin: SIMD2<Double>) -> GreatestLanes { GreatestLanes(SIMD2(repeating: -.infinity), from: origin) }

  @inline(__always)
  func followed(by later: GreatestLanes) -> GreatestLanes {
    GreatestLanes(best.greatest(later.best), from: .zero)
  }

  static var kind: ExtremumWindow.Kind { .maximum }
}

/// The least of each of two blocks.
struct LeastLanes: ExtremeLanes {
  let best: SIMD2<Double>

  @inline(__always)
  init(_ values: SIMD2<Double>, from origin: SIMD2<Double>) { best = values }

  @inline(__always)
  static func nothing(from origin: SIMD2<Double>) -> LeastLanes { LeastLanes(SIMD2(repeating: .infinity), from: origin) }

  @inline(__always)
  func followed(by later: LeastLanes) -> LeastLanes {
    LeastLanes(best.least(later.best), from: .zero)
  }

  static var kind: ExtremumWindow.Kind { .minimum }
}

/// One end of each of two blocks, of values none of which is NaN.
protocol ExtremeLanes: BlockSummary where Values == SIMD2<Double> {
  var best: SIMD2<Double> { get }
  static var kind: ExtremumWindow.Kind { get }
}

/// The greatest of one column and the least of another, of each of two blocks.
struct BothExtremes: BlockSummary {
  let greatest: GreatestLanes
  let least: LeastLanes

  @inline(__always)
  init(_ values: TwoColumns, from origin: TwoColumns) {
    self.init(GreatestLanes(values.first, from: origin.first), LeastLanes(values.second, from: origin.second))
  }

  @inline(__always)
  init(_ greatest: GreatestLanes, _ least: LeastLanes) {
    self.greatest = greatest
    self.least = least
  }

  @inline(__always)
  static func nothing(from origin: TwoColumns) -> BothExtremes {
    BothExtremes(.nothing(from: origin.first), .nothing(from: origin.second))
  }

  @inline(__always)
  func followed(by later: BothExtremes) -> BothExtremes {
    BothExtremes(greatest.followed(by: later.greatest), least.followed(by: later.least))
  }

  /// Both.
  @inline(__always) var columns: TwoColumns { TwoColumns(greatest.best, least.best) }
}

/// Both extremes of each of two blocks, and the rows in which they are; of equal values the latest.
struct PlacedExtremes: BlockSummary {
  let extremes: BothExtremes
  /// The rows of the greatest and of the least.
  let rows: TwoColumns

  @inline(__always)
  init(_ values: ThreeColumns, from origin: ThreeColumns) {
    let both = TwoColumns(values.first, values.second)
    self.init(BothExtremes(both, from: both), TwoColumns(values.third, values.third))
  }

  @inline(__always)
  init(_ extremes: BothExtremes, _ rows: TwoColumns) {
    self.extremes = extremes
    self.rows = rows
  }

  @inline(__always)
  static func nothing(from origin: ThreeColumns) -> PlacedExtremes {
    PlacedExtremes(.nothing(from: TwoColumns(origin.first, origin.second)), TwoColumns(origin.third, origin.third))
  }

  @inline(__always)
  func followed(by later: PlacedExtremes) -> PlacedExtremes {
    let (now, then) = (extremes.columns, later.extremes.columns)
    return PlacedExtremes(
      extremes.followed(by: later.extremes),
      TwoColumns(
        choose(rows.first, where: now.first, isGreaterThan: then.first, otherwise: later.rows.first),
        choose(rows.second, where: then.second, isGreaterThan: now.second, otherwise: later.rows.second)))
  }
}

/// Goes through the windows of a series by a kernel, and once more by steps where not all values are finite.
///
/// To look at all values first is a pass that waits for memory and takes as long as half of the kernel. But what is missing is an end of the window that ends
/// with it, as the later of two numbers is taken where one is NaN: if the sum of all ends is a number, nothing was missing.
///
/// - Parameters:
///   - count: how many rows there are.
///   - period: how many of them a window has, at least 2.
///   - values: what a row and the one after it hold.
///   - ends: the sum of the ends of two windows.
///   - answer: what is made of a summary, whatever the rows.
///   - emit: takes a row with the answers of it and the one after it, and which of both are meant.
///   - isFinite: whether nothing is missing or infinite in some rows.
///   - exact: takes rows, beginning with those of a window, and answers those that end one, by steps.
@inline(__always)
private func sweepEnds<Summary: BlockSummary, Answer: RowPair>(
  _ count: Int, _ period: Int, _ values: (Int) -> Summary.Values, ends: (Summary) -> SIMD2<Double>, _ answer: (Summary) -> Answer,
  _ emit: (Int, Answer, RowPart) -> Void, isFinite: (Range<Int>) -> Bool, exact: (Range<Int>) -> Void
) {
  var tails = BlockTails<Summary>()
  var all = SIMD2<Double>.zero
  sweepBlocks(
    0..<count, period, &tails, values,
    { summary in
      all += ends(summary)
      return answer(summary)
    }, emit)
  // The first rows end no window.
  if all.sum().isFinite, isFinite(0..<min(period - 1, count)) { return }
  var start = period - 1
  while start < count {
    let rows = start - (period - 1)..<min(start + max(1_024, period), count)
    if !isFinite(rows) { exact(rows) }
    start = rows.upperBound
  }
}

/// The greatest or least of the windows of a column; rows without a whole window are left out.
@inline(__always)
func slidingExtreme<Extreme: ExtremeLanes>(
  _ type: Extreme.Type, _ values: Span<Double>, _ period: Int, _ emit: (Int, SIMD2<Double>, RowPart) -> Void
) {
  sweepEnds(
    values.count, period, { values.two(at: $0) }, ends: { (summary: Extreme) in summary.best }, { $0.best }, emit,
    isFinite: { values.extracting($0).isFinite },
    exact: { rows in
      var window = ExtremumWindow(type.kind, period)
      for row in rows { if let found = window.update(values[row]) { emit(row &- 1, SIMD2(repeating: found.value), .second) } }
    })
}

/// The same a stretch of rows at a time, as a column.
@inline(__always)
func slidingExtreme<Extreme: ExtremeLanes>(
  _ type: Extreme.Type, _ values: Span<Double>, _ period: Int, _ emit: (Range<Int>, Span<Double>) -> Void
) {
  let length = max(1, 512 / period) * 2 * period + 1
  var column = [Double](repeating: 0, count: length)
  var start = period - 1
  while start < values.count {
    let rows = start..<min(start + length, values.count)
    let first = start - (period - 1)
    do {
      var best = column.mutableSpan
      slidingExtreme(type, values.extracting(first..<rows.upperBound), period) { best.put($1, at: $0 &+ first &- start, $2) }
    }
    emit(rows, column.span.extracting(0..<rows.count))
    start = rows.upperBound
  }
}

/// The greatest of the windows of one column and the least of those of another; NaN as long as either is missing a value.
///
/// - Parameters:
///   - answer: what is made of both, whatever the row.
///   - emit: takes a row with the answers of it and the one after it, and which of both are meant.
@inline(__always)
func slidingExtremes<Answer: RowPair>(
  _ highs: Span<Double>, _ lows: Span<Double>, _ period: Int, _ answer: (BothExtremes) -> Answer, _ emit: (Int, Answer, RowPart) -> Void
) {
  sweepEnds(
    highs.count, period, { TwoColumns(highs.two(at: $0), lows.two(at: $0)) },
    ends: { (both: BothExtremes) in both.greatest.best + both.least.best }, answer, emit,
    isFinite: { highs.extracting($0).isFinite && lows.extracting($0).isFinite },
    exact: { rows in
      var (top, bottom) = (ExtremumWindow(.maximum, period), ExtremumWindow(.minimum, period))
      for row in rows {
        // Named before they are matched: a tuple that is matched at once is evaluated up to the first part that does not match.
        let found = (top.update(highs[row]), bottom.update(lows[row]))
        guard case (let high?, let low?) = found else { continue }
        let both = BothExtremes(
          GreatestLanes(SIMD2(repeating: high.value), from: .zero), LeastLanes(SIMD2(repeating: low.value), from: .zero))
        emit(row &- 1, answer(both), .second)
      }
    })
}

/// The same a stretch of rows at a time, with a column of the greatest and one of the least.
@inline(__always)
func slidingExtremes(
  _ highs: Span<Double>, _ lows: Span<Double>, _ period: Int, _ emit: (Range<Int>, Span<Double>, Span<Double>) -> Void
) {
  let length = max(1, 512 / period) * 2 * period + 1
  var top = [Double](repeating: 0, count: length)
  var bottom = top
  var start = period - 1
  while start < highs.count {
    let rows = start..<min(start + length, highs.count)
    let first = start - (period - 1)
    do {
      var highest = top.mutableSpan
      var lowest = bottom.mutableSpan
      slidingExtremes(highs.extracting(first..<rows.upperBound), lows.extracting(first..<rows.upperBound), period, { $0.columns }) {
        row, both, part in
        highest.put(both.first, at: row &+ first &- start, part)
        lowest.put(both.second, at: row &+ first &- start, part)
      }
    }
    emit(rows, top.span.extracting(0..<rows.count), bottom.span.extracting(0..<rows.count))
    start = rows.upperBound
  }
}

/// The rows of the greatest of the windows of one column and of the least of those of another, the latest of equal ones; NaN as long as either column
/// is missing a value.
@inline(__always)
func slidingPlaces(
  _ highs: Span<Double>, _ lows: Span<Double>, _ period: Int, _ emit: (Int, TwoColumns, RowPart) -> Void
) {
  sweepEnds(
    highs.count, period, { ThreeColumns(highs.two(at: $0), lows.two(at: $0), SIMD2(Double($0), Double($0 &+ 1))) },
    ends: { (placed: PlacedExtremes) in placed.extremes.greatest.best + placed.extremes.least.best }, { $0.rows }, emit,
    isFinite: { highs.extracting($0).isFinite && lows.extracting($0).isFinite },
    exact: { rows in
      var (top, bottom) = (ExtremumWindow(.maximum, period), ExtremumWindow(.minimum, period))
      for row in rows {
        // Named before they are matched: a tuple that is matched at once is evaluated up to the first part that does not match.
        let found = (top.update(highs[row]), bottom.update(lows[row]))
        guard case (let high?, let low?) = found else { continue }
        let places = TwoColumns(
          SIMD2(repeating: high.value.isNaN ? .nan : Double(row &- high.age)),
          SIMD2(repeating: low.value.isNaN ? .nan : Double(row &- low.age)))
        emit(row &- 1, places, .second)
      }
    })
}
