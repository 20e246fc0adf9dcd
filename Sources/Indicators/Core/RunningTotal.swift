/// Adds up a whole series, two rows at a time, so that a row does not have to wait for the one before it.
///
/// - Parameters:
///   - total: what has been added up so far; afterwards all of it.
///   - rows: the rows.
///   - isWhole: whether nothing is missing in a row that others look back at; asked once a stretch.
///   - two: what a row and the one after it add; not a finite number where anything of a row is missing. Such an amount adds nothing.
///   - exact: what a row adds where some near it are missing, and at the end; to the same bits where none is. Asked for in order.
///   - emit: takes a row with the totals up to it and up to the one after it, and which of both are meant; NaN where the amount is not a number. Called
///     again for rows near a missing one.
@inline(__always)
func runningTotal(
  _ total: inout Double, _ rows: Range<Int>, isWhole: (Int) -> Bool, two: (Int) -> SIMD2<Double>, exact: (Int) -> Double,
  _ emit: (Int, SIMD2<Double>, RowPart) -> Void
) {
  // The amounts of a stretch first: where they are chosen lane by lane, they would be computed one by one when they are added up.
  var column = [Double](repeating: 0, count: min(rows.count, 256))
  var pipeline = TotalPipeline(total)
  var row = rows.lowerBound
  while row < rows.upperBound {
    let part = row..<min(row &+ 256, rows.upperBound)
    if isWhole(row &- 1) {
      var filled = column.mutableSpan
      for offset in stride(from: 0, to: part.count / 2 * 2, by: 2) { filled.put(two(row &+ offset), at: offset) }
      let amounts = column.span
      pipeline.sweep(part, { amounts.two(at: $0 &- row) }, exact: { SIMD2(repeating: exact($0)) }) { emit($0, $1, $3) }
    } else {
      pipeline.carefully(part, { SIMD2(repeating: exact($0)) }) { emit($0, $1, $3) }
    }
    row = part.upperBound
  }
  total = pipeline.totals.y
}

/// A smoothing that forgets nothing.
private struct TotalPipeline: SmoothingPipeline {
  /// The amounts of the last two rows, of which the first does not count; nothing if the last was alone.
  var amounts = SIMD2<Double>.zero
  /// The totals after the last two rows.
  var totals: SIMD2<Double>

  init(_ total: Double) { totals = SIMD2(repeating: total) }

  @inline(__always)
  mutating func advance(_ rows: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>) {
    totals += SIMD2(amounts.y, rows.x) + rows
    amounts = rows
    return (totals, .zero)
  }

  mutating func step(_ row: SIMD2<Double>) -> (Double, Double) {
    guard row.x.isFinite else { return (.nan, .nan) }
    amounts = .zero
    totals = SIMD2(repeating: totals.y + row.x)
    return (totals.y, 0)
  }
}

/// Adds up what each row of closes and volumes adds, from the first in which nothing is missing on: under ``OBV`` and ``PVT``.
///
/// - Parameters:
///   - beginning: the total of that first row, from its volume.
///   - two: what two rows add, from their closes, the closes before them and their volumes; whatever it likes where anything is missing.
///   - one: what one row adds, to the same bits.
@inline(__always)
func totalOfCloses(
  _ input: Pair.Columns, into output: inout [Double], beginning: (Double) -> Double,
  two: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>, one: (Double, Double, Double) -> Double
) {
  let (closes, volumes) = (input.x.span, input.y.span)
  precondition(output.count == closes.count, "the output must have a row for every input")
  var result = output.mutableSpan
  var row = 0
  while row < closes.count, !closes[row].isFinite || !volumes[row].isFinite {
    result[row] = .nan
    row += 1
  }
  guard row < closes.count else { return }
  var total = beginning(volumes[row])
  var last = LastWholeRow(row, before: row + 1)
  result[row] = total
  runningTotal(
    &total, row + 1..<closes.count, isWhole: { closes[$0].isFinite && volumes[$0].isFinite },
    two: { row in
      let (now, volume) = (closes.two(at: row), volumes.two(at: row))
      // 0, or NaN where anything is missing.
      let all = now + volume
      return two(now, closes.two(at: row &- 1), volume) + (all - all)
    },
    exact: { row in
      let before = last.before(row) { closes[$0].isFinite && volumes[$0].isFinite } ?? row
      let (now, volume) = (closes[row], volumes[row])
      return now.isFinite && volume.isFinite ? one(now, closes[before], volume) : .nan
    }
  ) { result.put($1, at: $0, $2) }
}
