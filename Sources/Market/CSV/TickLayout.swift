/// Which columns of a file of trades are which.
struct TickLayout {
  static let price = 0
  static let size = 1
  static let side = 2

  let rows: RowLayout
  let hasSide: Bool

  init(_ head: inout CSVHead) throws(InvalidFile) {
    let names: [String]
    if let written = head.names { names = written } else { names = try TickLayout.usualNames(head) }
    let finder = ColumnFinder(path: head.path, line: head.firstLine - (head.hasHeader ? 1 : 0), names: names)
    var roles = [CellRole](repeating: .ignored, count: names.count)
    guard let time = try TimeColumns(finder, head) else { throw finder.missing("time", orCalled: ["timestamp", "date", "datetime", "ts"]) }
    roles[time.column] = time.clock == nil ? .time(0) : .day(0)
    if let clock = time.clock { roles[clock] = .clock(0) }
    let notation = try head.notation(ofColumn: time.column, name: names[time.column])

    guard let price = try finder.find(ColumnSynonyms.price) else {
      throw finder.missing("price", orCalled: Array(ColumnSynonyms.price.dropFirst()))
    }
    roles[price] = .number(TickLayout.price)
    guard let size = try finder.find(ColumnSynonyms.size) else {
      throw finder.missing("size", orCalled: Array(ColumnSynonyms.size.dropFirst()))
    }
    roles[size] = .number(TickLayout.size)
    var sideRole: (column: Int, role: CellRole)?
    if !head.options.ignoresSide {
      if let column = try finder.find(ColumnSynonyms.side) {
        sideRole = (column, .side(TickLayout.side))
      } else if let column = try finder.find(ColumnSynonyms.buyerIsMaker) {
        sideRole = (column, .buyerIsMaker(TickLayout.side))
      }
    }
    hasSide = sideRole != nil
    if let sideRole { roles[sideRole.column] = sideRole.role }
    rows = RowLayout(splitter: head.splitter, names: names, roles: roles, notations: [notation])
  }

  /// The order of files without a header: time, price, size and perhaps the side; or Binance's trades and aggregated trades.
  private static func usualNames(_ head: borrowing CSVHead) throws(InvalidFile) -> [String] {
    switch head.width {
    case 3: return ["time", "price", "size"]
    case 4: return ["time", "price", "size", "side"]
    case 7: return ["id", "price", "size", "quote_size", "time", "is_buyer_maker", "is_best_match"]
    case 8: return ["id", "price", "size", "first_id", "last_id", "time", "is_buyer_maker", "is_best_match"]
    default:
      throw InvalidFile(
        path: head.path, line: head.firstLine, .missingColumn,
        "the file has no header and \(head.width) column\(head.width == 1 ? "" : "s"), but trades need time, price and size",
        remedy: "write a header, or name the columns by position (--columns, or `CSVOptions.columns`)")
    }
  }
}
