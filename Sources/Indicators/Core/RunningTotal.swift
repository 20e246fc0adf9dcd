/// Adds up a whole series, four rows at a time, so that a row does not have to wait for the one before it.
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
  // The amounts of a stretch first: added up at once they would be computed one by one.
  var column = [Double](repeating: 0, count: rows.count < 4 ? 0 : 256)
  var row = rows.lowerBound
  while row &+ 4 <= rows.upperBound {
    let end = row &+ min(256, (rows.upperBound &- row) / 4 &* 4)
    // What is missing spoils the total for good: it is looked for once a stretch, which is done again if anything is.
    var live = SIMD2(repeating: isWhole(row &- 1) ? total : .nan)
    var amounts = column.mutableSpan
    for offset in stride(from: 0, to: end &- row, by: 2) { amounts.put(two(row &+ offset), at: offset) }
    var start = row
    while start < end {
      let (a, b) = (amounts.two(at: start &- row), amounts.two(at: start &- row &+ 2))
      let (first, second) = (a + SIMD2(0, a.x), b + SIMD2(0, b.x))
      let later = live + (SIMD2(repeating: first.y) + second)
      emit(start, live + first, .both)
      emit(start &+ 2, later, .both)
      live = SIMD2(repeating: later.y)
      start &+= 4
    }
    if live.x.isFinite {
      total = live.x
    } else {
      start = row
      while start < end {
        addCarefully(&total, start, 4, exact, emit)
        start &+= 4
      }
    }
    row = end
  }
  if row < rows.upperBound { addCarefully(&total, row, rows.upperBound &- row, exact, emit) }
}

/// Up to four rows, of which some may be missing, to the same bits for those before them.
@inline(never)
func addCarefully(
  _ total: inout Double, _ row: Int, _ count: Int, _ exact: (Int) -> Double, _ emit: (Int, SIMD2<Double>, RowPart) -> Void
) {
  var amounts = SIMD4<Double>.zero
  for lane in 0..<count { amounts[lane] = exact(row &+ lane) }
  var known = amounts
  for lane in 0..<count where !known[lane].isFinite { known[lane] = 0 }
  let (first, second) = (known.x + known.y, known.z + known.w)
  let sums = SIMD4(known.x, first, first + known.z, first + second)
  for lane in 0..<count {
    emit(row &+ lane &- 1, SIMD2(repeating: amounts[lane].isFinite ? total + sums[lane] : .nan), .second)
  }
  total += sums.w
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
