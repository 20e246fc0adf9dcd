// What is measured of these on a million bars (`Benchmarks/compare indicators`): with a check at every access the kernels take 1.3 to 2 times as
// long, because the compiler can neither hoist the checks out of closures nor join two loads around one. A kernel checks the lengths of
// its columns once and asks for rows in that range only; debug builds check every access, and the law tests run every kernel so.

extension Span {
  /// The element in a row that is known to exist.
  @usableFromInline
  @inline(__always)
  func at(_ row: Int) -> Element {
    assert(row >= 0 && row < count, "a kernel asks for rows of its columns only")
    return unsafe self[unchecked: row]
  }
}

extension MutableSpan {
  /// The element in a row that is known to exist.
  @usableFromInline
  @inline(__always)
  func at(_ row: Int) -> Element {
    assert(row >= 0 && row < count, "a kernel asks for rows of its columns only")
    return unsafe self[unchecked: row]
  }

  /// Writes an element into a row that is known to exist.
  @usableFromInline
  @inline(__always)
  mutating func put(_ value: Element, at row: Int) {
    assert(row >= 0 && row < count, "a kernel writes rows of its columns only")
    unsafe self[unchecked: row] = value
  }
}

extension Span where Element == Double {
  /// A row and the one after it, which are known to exist.
  @usableFromInline
  @inline(__always)
  func two(at row: Int) -> SIMD2<Double> { SIMD2(at(row), at(row &+ 1)) }

  /// A row and the three after it, which are known to exist.
  @usableFromInline
  @inline(__always)
  func four(at row: Int) -> SIMD4<Double> { SIMD4(at(row), at(row &+ 1), at(row &+ 2), at(row &+ 3)) }
}

extension MutableSpan where Element == Double {
  /// A row and the one after it, which are known to exist.
  @usableFromInline
  @inline(__always)
  func two(at row: Int) -> SIMD2<Double> { SIMD2(at(row), at(row &+ 1)) }

  /// Writes a row and the three after it, which are known to exist.
  @usableFromInline
  @inline(__always)
  mutating func put(_ values: SIMD4<Double>, at row: Int) {
    put(values.lowHalf, at: row)
    put(values.highHalf, at: row &+ 2)
  }

  /// Writes a row and the one after it, which are known to exist.
  @usableFromInline
  @inline(__always)
  mutating func put(_ values: SIMD2<Double>, at row: Int) {
    put(values.x, at: row)
    put(values.y, at: row &+ 1)
  }
}
