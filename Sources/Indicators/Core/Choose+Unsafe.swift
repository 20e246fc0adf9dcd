// A comparison of two vectors makes lanes of ones and zeros, with which a choice is three operations. Of masks and `replacing`, and of a choice for each
// lane, the compiler makes jumps, every other of which is foreseen wrongly: AROON takes 10 ns a bar so, and 3.6 with this
// (`Benchmarks/compare indicators`). What is reinterpreted here are two numbers of 64 bits as two others.

/// Chooses lane by lane, without a branch: one number where the first is greater than the second, otherwise another.
@inlinable
@inline(__always)
func choose(
  _ numbers: SIMD2<Double>, where first: SIMD2<Double>, isGreaterThan second: SIMD2<Double>, otherwise others: SIMD2<Double>
) -> SIMD2<Double> {
  choose(numbers, unsafe unsafeBitCast(first .> second, to: SIMD2<UInt64>.self), others)
}

/// The same where the first is at least the second.
@inlinable
@inline(__always)
func choose(
  _ numbers: SIMD2<Double>, where first: SIMD2<Double>, isAtLeast second: SIMD2<Double>, otherwise others: SIMD2<Double>
) -> SIMD2<Double> {
  choose(numbers, unsafe unsafeBitCast(first .>= second, to: SIMD2<UInt64>.self), others)
}

/// The same where the first is equal to the second.
@inlinable
@inline(__always)
func choose(
  _ numbers: SIMD2<Double>, where first: SIMD2<Double>, isEqualTo second: SIMD2<Double>, otherwise others: SIMD2<Double>
) -> SIMD2<Double> {
  choose(numbers, unsafe unsafeBitCast(first .== second, to: SIMD2<UInt64>.self), others)
}

/// The numbers, but NaN where one is at least another: what the choice of the greater or of the less passes over, of which it is the first.
@inline(__always)
func spoilt(_ numbers: SIMD2<Double>, where first: SIMD2<Double>, isAtLeast second: SIMD2<Double>) -> SIMD2<Double> {
  // Ones alone are a NaN.
  let lanes = unsafe unsafeBitCast(first .>= second, to: SIMD2<UInt64>.self)
  return unsafe unsafeBitCast(unsafeBitCast(numbers, to: SIMD2<UInt64>.self) | lanes, to: SIMD2<Double>.self)
}

@inlinable
@inline(__always)
func choose(_ numbers: SIMD2<Double>, _ lanes: SIMD2<UInt64>, _ others: SIMD2<Double>) -> SIMD2<Double> {
  let chosen = unsafe unsafeBitCast(numbers, to: SIMD2<UInt64>.self) & lanes
  let rest = unsafe unsafeBitCast(others, to: SIMD2<UInt64>.self) & ~lanes
  return unsafe unsafeBitCast(chosen | rest, to: SIMD2<Double>.self)
}

/// Whether each of sixteen numbers is below another: ones or zeros, a byte for each. Of comparisons one by one the compiler packs two at a time, in three steps.
@inline(__always)
func sixteen(_ first: Span<Double>, areBelow second: Span<Double>, at row: Int) -> SIMD2<UInt64> {
  // Rows that are eight apart are compared together: of their two masks each goes into the half that is its own, a byte for a row, and nothing has to be moved.
  @inline(__always) func pair(_ column: Span<Double>, _ index: Int) -> SIMD2<Double> {
    SIMD2(column.at(row &+ index), column.at(row &+ index &+ 8))
  }
  // A mask is 0 or all ones, which is −1.
  @inline(__always) func add(_ index: Int, to bytes: SIMD2<UInt64>) -> SIMD2<UInt64> {
    (bytes &<< 8) &- (unsafe unsafeBitCast(pair(first, index) .< pair(second, index), to: SIMD2<UInt64>.self))
  }
  let ones = add(0, to: add(1, to: add(2, to: add(3, to: add(4, to: add(5, to: add(6, to: add(7, to: .zero))))))))
  return (ones &<< 8) &- ones
}

extension MutableSpan where Element == Int8 {
  /// Writes sixteen rows, whose bytes may be any.
  @inline(__always)
  mutating func put(_ sixteen: SIMD2<UInt64>, at row: Int) {
    var bytes = unsafe mutableBytes
    bytes.storeBytes(of: sixteen, toByteOffset: row, as: SIMD2<UInt64>.self)
  }
}
