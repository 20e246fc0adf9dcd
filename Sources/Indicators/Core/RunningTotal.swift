/// Adds up a whole series, four rows at a time, so that a row does not have to wait for the one before it.
///
/// - Parameters:
///   - total: what has been added up so far; afterwards all of it.
///   - count: how many rows there are.
///   - amount: what a row adds; one that is not a finite number adds nothing.
///   - emit: takes a row and the total up to it; NaN where the amount is not a number.
@inlinable
@inline(__always)
func runningTotal(_ total: inout Double, _ rows: Range<Int>, _ amount: (Int) -> Double, _ emit: (Int, Double) -> Void) {
  var row = rows.lowerBound
  while row < rows.upperBound {
    let left = rows.upperBound &- row
    let (a, b) = (amount(row), left > 1 ? amount(row &+ 1) : 0)
    let (c, d) = (left > 2 ? amount(row &+ 2) : 0, left > 3 ? amount(row &+ 3) : 0)
    let sum = (a + b) + (c + d)
    if left > 3, sum.isFinite {
      emit(row, total + a)
      emit(row &+ 1, total + (a + b))
      emit(row &+ 2, total + ((a + b) + c))
      total += sum
      emit(row &+ 3, total)
    } else {
      let amounts = SIMD4(a, b, c, d)
      let known = amounts.replacing(with: 0, where: .!((amounts - amounts) .== 0))
      let sums = SIMD4(known.x, known.x + known.y, (known.x + known.y) + known.z, (known.x + known.y) + (known.z + known.w))
      for lane in 0..<min(left, 4) { emit(row &+ lane, amounts[lane].isFinite ? total + sums[lane] : .nan) }
      total += sums.w
    }
    row &+= 4
  }
}
