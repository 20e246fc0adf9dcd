extension MutableSpan {
  /// Lends some rows for writing.
  ///
  /// The one place that uses the standard library's underscored name: the public `extracting(_:)` of a mutable span is deprecated in its favour, and
  /// to replace either of them later is one line here.
  @inlinable
  @inline(__always)
  mutating func withRows(_ rows: Range<Int>, _ body: (inout MutableSpan<Element>) -> Void) {
    var part = _mutatingExtracting(rows)
    body(&part)
  }
}
