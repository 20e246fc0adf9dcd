/// Goes through a series a stretch at a time, up to the first row in which anything is missing; gives back that row, or the number of rows.
///
/// What is missing is looked for only where what was made of a stretch is not a number: to go through whole columns for it first takes as long as memory needs to
/// bring them.
///
/// - Parameters:
///   - rows: the rows to be answered; those before them are known to be whole.
///   - length: how many rows a stretch has.
///   - firstMissing: the first of some rows in which anything is missing, counted from the first of them; how many they are if nothing is.
///   - body: takes some of the rows, and whether they are known to be whole. If they are not and what is made of them is not a number, it answers false and
///     leaves all as it was.
@inline(__always)
func eachWholeStretch(
  _ rows: Range<Int>, length: Int, firstMissing: (Range<Int>) -> Int, _ body: (Range<Int>, _ isWhole: Bool) -> Bool
) -> Int {
  var start = rows.lowerBound
  while start < rows.upperBound {
    let next = start..<min(start &+ length, rows.upperBound)
    if !body(next, false) {
      let whole = firstMissing(next)
      if whole > 0 { _ = body(start..<start &+ whole, true) }
      guard whole == next.count else { return start &+ whole }
    }
    start = next.upperBound
  }
  return rows.upperBound
}
