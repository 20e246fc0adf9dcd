/// Adds up a whole series, four rows at a time, so that a row does not have to wait for the one before it.
///
/// - Parameters:
///   - total: what has been added up so far; afterwards all of it.
///   - rows: the rows.
///   - four: what a row and the three after it add; an amount that is not a finite number adds nothing.
///   - one: what a row adds, to the same bits, for the rows that are left.
///   - emit: takes a row and the total up to it; NaN where the amount is not a number.
@inlinable
@inline(__always)
func runningTotal(
  _ total: inout Double, _ rows: Range<Int>, four: (Int) -> SIMD4<Double>, one: (Int) -> Double, _ emit: (Int, Double) -> Void
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
      addCarefully(&total, row, amounts, 4, emit)
    }
    row &+= 4
  }
  var rest = SIMD4<Double>.zero
  let left = rows.upperBound &- row
  for lane in 0..<left { rest[lane] = one(row &+ lane) }
  if left > 0 { addCarefully(&total, row, rest, left, emit) }
}

/// Some amounts of which one may not be a number, to the same bits for those before it.
@inlinable
@inline(never)
func addCarefully(_ total: inout Double, _ row: Int, _ amounts: SIMD4<Double>, _ count: Int, _ emit: (Int, Double) -> Void) {
  let known = amounts.replacing(with: 0, where: .!((amounts - amounts) .== 0))
  let (first, second) = (known.x + known.y, known.z + known.w)
  let sums = SIMD4(known.x, first, first + known.z, first + second)
  for lane in 0..<count { emit(row &+ lane, amounts[lane].isFinite ? total + sums[lane] : .nan) }
  total += sums.w
}

extension Span where Element == Double {
  /// A row and the three after it, which are known to exist.
  @usableFromInline
  @inline(__always)
  func four(at row: Int) -> SIMD4<Double> { SIMD4(at(row), at(row &+ 1), at(row &+ 2), at(row &+ 3)) }
}
