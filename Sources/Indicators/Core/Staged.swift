/// Hands a column from one stage to the next in pieces that stay in the nearest cache, instead of as a whole.
///
/// - Parameters:
///   - count: how many rows there are.
///   - skipped: how many rows the first stage leaves without a value; the second is not shown them.
///   - first: fills the column for a range of rows; row `range.lowerBound` is its first place.
///   - second: reads the column for a range of rows.
@inlinable
@inline(__always)
func staged(
  _ count: Int, _ skipped: Int, _ first: (Range<Int>, inout MutableSpan<Double>) -> Void, _ second: (Range<Int>, Span<Double>) -> Void
) {
  let length = 1_024
  var column = [Double](repeating: .nan, count: length)
  var start = 0
  while start < count {
    let end = min(start + length, count)
    var filled = column.mutableSpan
    first(start..<end, &filled)
    if skipped < end {
      let from = max(start, skipped)
      second(from..<end, column.span.extracting((from - start)..<(end - start)))
    }
    start = end
  }
}
