/// Adds up a whole series, four rows at a time, so that a row does not have to wait for the one before it.
///
/// - Parameters:
///   - total: what has been added up so far; afterwards all of it.
///   - rows: the rows.
///   - isWhole: whether nothing is missing in a row that others look back at; asked once a stretch.
///   - four: what a row and the three after it add; not a finite number where anything of a row is missing. Such an amount adds nothing.
///   - exact: what a row adds where some near it are missing, and at the end; to the same bits where none is. Asked for in order.
///   - emit: takes a row and the total up to it; NaN where the amount is not a number. Called again for rows near a missing one.
@inlinable
@inline(__always)
func runningTotal(
  _ total: inout Double, _ rows: Range<Int>, isWhole: (Int) -> Bool, four: (Int) -> SIMD4<Double>, exact: (Int) -> Double,
  _ emit: (Int, Double) -> Void
) {
  var row = rows.lowerBound
  while row &+ 4 <= rows.upperBound {
    let end = row &+ min(256, (rows.upperBound &- row) / 4 &* 4)
    // What is missing spoils the total for good: it is looked for once a stretch, which is done again if anything is.
    var live = isWhole(row &- 1) ? total : .nan
    var start = row
    while start < end {
      let amounts = four(start)
      let (first, second) = (amounts.x + amounts.y, amounts.z + amounts.w)
      emit(start, live + amounts.x)
      emit(start &+ 1, live + first)
      emit(start &+ 2, live + (first + amounts.z))
      live += first + second
      emit(start &+ 3, live)
      start &+= 4
    }
    if live.isFinite {
      total = live
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
@inlinable
@inline(never)
func addCarefully(_ total: inout Double, _ row: Int, _ count: Int, _ exact: (Int) -> Double, _ emit: (Int, Double) -> Void) {
  var amounts = SIMD4<Double>.zero
  for lane in 0..<count { amounts[lane] = exact(row &+ lane) }
  let known = amounts.replacing(with: 0, where: .!((amounts - amounts) .== 0))
  let (first, second) = (known.x + known.y, known.z + known.w)
  let sums = SIMD4(known.x, first, first + known.z, first + second)
  for lane in 0..<count { emit(row &+ lane, amounts[lane].isFinite ? total + sums[lane] : .nan) }
  total += sums.w
}

/// The last pair of a series in which nothing is missing, before a row; asked for in order.
@usableFromInline
struct LastPair {
  @usableFromInline var pair: Pair
  @usableFromInline var cursor: Int

  @inlinable
  init(_ pair: Pair, before row: Int) {
    self.pair = pair
    cursor = row
  }

  @inlinable
  mutating func before(_ row: Int, _ xs: Span<Double>, _ ys: Span<Double>) -> Pair {
    // Backwards, because most rows are never asked for.
    var place = row - 1
    while place >= cursor, !xs[place].isFinite || !ys[place].isFinite { place -= 1 }
    if place >= cursor { pair = Pair(xs[place], ys[place]) }
    cursor = max(cursor, row)
    return pair
  }
}

extension Span where Element == Double {
  /// A row and the three after it, which are known to exist.
  @usableFromInline
  @inline(__always)
  func four(at row: Int) -> SIMD4<Double> { SIMD4(at(row), at(row &+ 1), at(row &+ 2), at(row &+ 3)) }
}
