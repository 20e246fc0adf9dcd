/// Adds up a whole series, four rows at a time, so that a row does not have to wait for the one before it.
///
/// - Parameters:
///   - total: what has been added up so far; afterwards all of it.
///   - rows: the rows.
///   - four: what a row and the three after it add; an amount that is not a finite number adds nothing.
///   - exact: what a row adds where some near it are missing, and at the end; to the same bits where none is. Asked for in order.
///   - emit: takes a row and the total up to it; NaN where the amount is not a number.
@inlinable
@inline(__always)
func runningTotal(
  _ total: inout Double, _ rows: Range<Int>, four: (Int) -> SIMD4<Double>, exact: (Int) -> Double, _ emit: (Int, Double) -> Void
) {
  var row = rows.lowerBound
  while row &+ 4 <= rows.upperBound {
    let amounts = four(row)
    let (first, second) = (amounts.x + amounts.y, amounts.z + amounts.w)
    let sum = first + second
    if sum.isFinite {
      emit(row, total + amounts.x)
      emit(row &+ 1, total + first)
      emit(row &+ 2, total + (first + amounts.z))
      total += sum
      emit(row &+ 3, total)
    } else {
      addCarefully(&total, row, 4, exact, emit)
    }
    row &+= 4
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
    while cursor < row {
      if xs[cursor].isFinite, ys[cursor].isFinite { pair = Pair(xs[cursor], ys[cursor]) }
      cursor += 1
    }
    return pair
  }
}

extension Span where Element == Double {
  /// A row and the three after it, which are known to exist.
  @usableFromInline
  @inline(__always)
  func four(at row: Int) -> SIMD4<Double> { SIMD4(at(row), at(row &+ 1), at(row &+ 2), at(row &+ 3)) }
}
