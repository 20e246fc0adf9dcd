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

@inlinable
@inline(__always)
func choose(_ numbers: SIMD2<Double>, _ lanes: SIMD2<UInt64>, _ others: SIMD2<Double>) -> SIMD2<Double> {
  let chosen = unsafe unsafeBitCast(numbers, to: SIMD2<UInt64>.self) & lanes
  let rest = unsafe unsafeBitCast(others, to: SIMD2<UInt64>.self) & ~lanes
  return unsafe unsafeBitCast(chosen | rest, to: SIMD2<Double>.self)
}

/// Whether each of sixteen numbers is below another: ones or zeros. Of comparisons one by one the compiler packs two at a time, in three steps.
@inline(__always)
func sixteen(_ first: Span<Double>, areBelow second: Span<Double>, at row: Int) -> SIMD16<Int8> {
  // A byte of each of eight masks, those of even rows in the first eight bytes, those of odd rows in the others.
  @inline(__always) func byte(_ pair: Int) -> SIMD2<UInt64> {
    let mask = unsafe unsafeBitCast(first.two(at: row &+ 2 &* pair) .< second.two(at: row &+ 2 &* pair), to: SIMD2<UInt64>.self)
    return mask & SIMD2(repeating: 0xFF &<< UInt64(8 &* pair))
  }
  let all = ((byte(0) | byte(1)) | (byte(2) | byte(3))) | ((byte(4) | byte(5)) | (byte(6) | byte(7)))
  let bytes = unsafe unsafeBitCast(all, to: SIMD16<Int8>.self)
  return SIMD16(
    bytes[0], bytes[8], bytes[1], bytes[9], bytes[2], bytes[10], bytes[3], bytes[11], bytes[4], bytes[12], bytes[5], bytes[13], bytes[6],
    bytes[14], bytes[7], bytes[15])
}
