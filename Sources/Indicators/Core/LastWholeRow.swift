/// The last row before another in which nothing is missing: what the rows near missing ones go on from.
struct LastWholeRow {
  /// The last one there was; `nil` if it lies before all rows.
  private var known: Int?
  private var cursor: Int

  /// Up to a row, before which the last whole one is known.
  init(_ known: Int?, before row: Int) {
    self.known = known
    cursor = row
  }

  /// Asked for in order, of some rows.
  mutating func before(_ row: Int, isWhole: (Int) -> Bool) -> Int? {
    // Backwards, because most rows are never asked for.
    var place = row - 1
    while place >= cursor, !isWhole(place) { place -= 1 }
    if place >= cursor { known = place }
    cursor = max(cursor, row)
    return known
  }
}
