// What a row takes where the features are computed that are a function of the numbers in it (`Benchmarks/compare features`): with a check at every access
// the loops are not vectorised and take two to three times as long. A loop checks the lengths of its columns once and asks for rows in that range
// only; debug builds check every access, and the law tests run every function so.

extension Span<Double> {
  /// The number in a row that is known to exist.
  @inline(__always)
  func at(_ row: Int) -> Double {
    assert(row >= 0 && row < count, "a loop asks for rows of its columns only")
    return unsafe self[unchecked: row]
  }
}

extension MutableSpan<Double> {
  /// Writes a number into a row that is known to exist.
  @inline(__always)
  mutating func put(_ value: Double, at row: Int) {
    assert(row >= 0 && row < count, "a loop writes rows of its columns only")
    unsafe self[unchecked: row] = value
  }
}

extension MutableSpan<Double> {
  /// Lends some rows for writing: what a loop writes to lies in a register then, and not where the numbers it writes could change it.
  ///
  /// The one place in this module that uses the standard library's underscored name: the public `extracting(_:)` is deprecated in its favour.
  @inline(__always)
  mutating func withRows(_ rows: Range<Int>, _ body: (inout MutableSpan<Double>) -> Void) {
    var part = _mutatingExtracting(rows)
    body(&part)
  }
}
