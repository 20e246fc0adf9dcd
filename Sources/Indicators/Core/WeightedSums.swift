/// The sums of all windows of a series in which the oldest value counts once and the latest `period` times, in blocks as ``Window`` works.
///
/// What the tails of the last block weigh is known from a backward pass. When a window moves on, every value of its head counts one more for the tail
/// that got shorter; that it is less by the head before is subtracted within the block only, where all of it is in the window anyway, so that
/// nothing is remembered that has left.
///
/// - Parameters:
///   - count: how many rows there are, at least `period`.
///   - period: how many values a window has, at least 2.
///   - value: the value of a row, cheap: it is asked for twice.
///   - emit: takes a row and its sum, from row `period - 1` on.
@inlinable
@inline(__always)
func weightedSums(_ count: Int, _ period: Int, _ value: (Int) -> Double, _ emit: (Int, Double) -> Void) {
  var tails = [Double](repeating: 0, count: period + 1)
  let most = Double(period)
  var start = 0
  while start < count {
    let length = min(period, count - start)
    var known = tails.mutableSpan
    var (head, weighted) = (0.0, 0.0)
    if start > 0 {
      for offset in 0..<length {
        let next = value(start &+ offset)
        weighted += next * most - head
        head += next
        emit(start &+ offset, known.at(offset &+ 1) + weighted)
      }
    }
    guard length == period else { return }
    // The tails of this block; the last place stays 0, for the window that is the block itself.
    (head, weighted) = (0.0, 0.0)
    for offset in stride(from: period &- 1, through: 0, by: -1) {
      head += value(start &+ offset)
      weighted += head
      known.put(weighted, at: offset)
    }
    if start == 0 { emit(period &- 1, known.at(0)) }
    start &+= period
  }
}
