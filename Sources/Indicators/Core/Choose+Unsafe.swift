// A comparison of two vectors makes lanes of ones and zeros, with which a choice is three operations. Of masks and `replacing`, and of a choice for each
// lane, the compiler makes jumps, every other of which is foreseen wrongly: AROON takes 10 ns a bar so, and 3.6 with this
// (`Benchmarks/compare indicators`). What is reinterpreted here are two numbers of 64 bits as two others.

/// Chooses lane by lane, without a branch: one number where the first is greater than the second, otherwise another.
@inline(__always)
func choose(
  _ numbers: SIMD2<Double>, where first: SIMD2<Double>, isGreaterThan second: SIMD2<Double>, otherwise others: SIMD2<Double>
) -> SIMD2<Double> {
  choose(numbers, unsafe unsafeBitCast(first .> second, to: SIMD2<UInt64>.self), others)
}

/// The same where the first is at least the second.
@inline(__always)
func choose(
  _ numbers: SIMD2<Double>, where first: SIMD2<Double>, isAtLeast second: SIMD2<Double>, otherwise others: SIMD2<Double>
) -> SIMD2<Double> {
  choose(numbers, unsafe unsafeBitCast(first .>= second, to: SIMD2<UInt64>.self), others)
}

/// The same where the first is equal to the second.
@inline(__always)
func choose(
  _ numbers: SIMD2<Double>, where first: SIMD2<Double>, isEqualTo second: SIMD2<Double>, otherwise others: SIMD2<Double>
) -> SIMD2<Double> {
  choose(numbers, unsafe unsafeBitCast(first .== second, to: SIMD2<UInt64>.self), others)
}

@inline(__always)
private func choose(_ numbers: SIMD2<Double>, _ lanes: SIMD2<UInt64>, _ others: SIMD2<Double>) -> SIMD2<Double> {
  let chosen = unsafe unsafeBitCast(numbers, to: SIMD2<UInt64>.self) & lanes
  let rest = unsafe unsafeBitCast(others, to: SIMD2<UInt64>.self) & ~lanes
  return unsafe unsafeBitCast(chosen | rest, to: SIMD2<Double>.self)
}
