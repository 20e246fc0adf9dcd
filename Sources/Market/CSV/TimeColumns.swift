/// The columns that tell the time of a row: one, or one for the day and one for the time of day.
struct TimeColumns {
  let column: Int
  let clock: Int?

  /// Finds them by the caller's name, or by the usual ones.
  init?(_ finder: ColumnFinder, _ head: borrowing CSVHead) throws(InvalidFile) {
    if let name = head.options.timeColumn {
      column = try finder.named(name)
      clock = nil
      return
    }
    if let date = try finder.find(ColumnSynonyms.date), let clock = try finder.find(ColumnSynonyms.clock), clock != date {
      let cells = head.sample.prefix(20).filter { $0.count > max(date, clock) }
      let clocks = cells.count { row in
        let bytes = Array(row[clock].utf8)
        return row[clock].contains(":") && TimeText.clock(bytes.span, bytes.indices) != nil
      }
      if clocks > 0, 2 * clocks >= cells.count {
        column = date
        self.clock = clock
        return
      }
    }
    guard let found = try finder.find(ColumnSynonyms.time) else { return nil }
    column = found
    clock = nil
  }
}
