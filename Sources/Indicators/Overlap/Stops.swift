/// Computes stops that follow whole columns of highs (x) and lows (y) in which nothing is missing.
///
/// Each bar waits for the one before it, some twenty ticks, and the processor could do two of them in the time: so two stretches are gone through side
/// by side. Where the later one begins nobody knows the stop; it begins some bars earlier as the first bar of a series would. Once both have turned at the same
/// bars all that came before is forgotten, to the last bit. That is seen where the stretches meet, and where it is not so, the later one is
/// done again until it is.
///
/// - Parameters:
///   - first: the state that the first two bars make.
///   - next: the stop for a bar, given the one before; of the second bar, itself.
@inline(__always)
func followStops<State: Equatable>(
  _ input: Pair.Columns, into output: inout [Double], first: (Pair, Pair) -> State, next: (inout State, Pair, Pair) -> Double
) {
  let (highs, lows) = (input.x.span, input.y.span)
  let count = highs.count
  precondition(output.count == count && lows.count == count, "the output must have a row for every input")
  var result = output.mutableSpan
  result.fillMissing(1)
  guard count > 1 else { return }
  @inline(__always) func bar(_ row: Int) -> Pair { Pair(highs.at(row), lows.at(row)) }
  var state = first(bar(0), bar(1))
  result.put(next(&state, bar(1), bar(1)), at: 1)
  var row = 2
  // Whether the last two stretches met; if they did not, the next goes alone.
  var meets = true
  let (lead, longest) = (128, 8_192)
  while row < count {
    let length = min(longest, (count - row + lead) / 2)
    guard meets, length > 2 * lead else {
      let end = meets ? count : min(count, row + longest)
      while row < end {
        result.put(next(&state, bar(row &- 1), bar(row)), at: row)
        row &+= 1
      }
      meets = true
      continue
    }
    let (middle, far) = (row + length, row + length - lead)
    var later = first(bar(far - 1), bar(far))
    for offset in 0..<lead {
      result.put(next(&state, bar(row &+ offset &- 1), bar(row &+ offset)), at: row &+ offset)
      _ = next(&later, bar(far &+ offset &- 1), bar(far &+ offset))
    }
    var meeting = later
    for offset in lead..<length {
      result.put(next(&state, bar(row &+ offset &- 1), bar(row &+ offset)), at: row &+ offset)
      result.put(next(&later, bar(far &+ offset &- 1), bar(far &+ offset)), at: far &+ offset)
    }
    let end = far + length
    row = middle
    while row < end, state != meeting {
      result.put(next(&state, bar(row &- 1), bar(row)), at: row)
      _ = next(&meeting, bar(row &- 1), bar(row))
      row &+= 1
    }
    meets = row < end
    if meets { state = later }
    row = end
  }
}
