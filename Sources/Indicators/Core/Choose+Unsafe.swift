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
///
/// - Parameters:
///   - row: the first of sixteen rows.
///   - first: gives the numbers of two rows.
///   - second: gives what they are compared with.
@inline(__always)
func sixteen(
  at row: Int, _ first: (Int, Int) -> SIMD2<Double>, areBelow second: (Int, Int) -> SIMD2<Double>
) -> SIMD16<UInt8> {
  // Of the two masks of two rows in a row each goes into the half that is its own, a byte for a row, and at the end the halves are interleaved. A mask is 0
  // or all ones, which is −1.
  @inline(__always) func add(_ index: Int, to bytes: SIMD2<UInt64>) -> SIMD2<UInt64> {
    let (one, other) = (row &+ index, row &+ index &+ 1)
    return (bytes &<< 8) &- (unsafe unsafeBitCast(first(one, other) .< second(one, other), to: SIMD2<UInt64>.self))
  }
  let ones = add(0, to: add(2, to: add(4, to: add(6, to: add(8, to: add(10, to: add(12, to: add(14, to: .zero))))))))
  let halves = unsafe unsafeBitCast((ones &<< 8) &- ones, to: SIMD16<UInt8>.self)
  var bytes = SIMD16<UInt8>()
  (bytes.evenHalf, bytes.oddHalf) = (halves.lowHalf, halves.highHalf)
  return bytes
}

extension MutableSpan where Element == Int8 {
  /// Sixteen rows.
  @inline(__always)
  func sixteen(at row: Int) -> SIMD16<UInt8> {
    assert(row >= 0 && row + 16 <= count, "a kernel asks for rows of its columns only")
    return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: row, as: SIMD16<UInt8>.self)
  }

  /// Writes sixteen rows, whose bytes may be any.
  @inline(__always)
  mutating func put(_ sixteen: SIMD16<UInt8>, at row: Int) {
    var bytes = unsafe mutableBytes
    bytes.storeBytes(of: sixteen, toByteOffset: row, as: SIMD16<UInt8>.self)
  }
}

extension Span where Element == Int8 {
  /// Eight bytes from a row on, as a word whose lowest byte is the first.
  @inline(__always)
  func word(at row: Int) -> UInt64 {
    assert(row >= 0 && row + 8 <= count, "a kernel asks for rows of its columns only")
    return UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: row, as: UInt64.self))
  }
}
