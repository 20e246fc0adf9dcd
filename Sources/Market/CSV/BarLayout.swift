/// Which columns of a file of bars are which.
struct BarLayout {
  static let prices = 0..<4
  static let volume = 4

  let rows: RowLayout
  /// The place of the filled marks among the numbers, if there is a column for them.
  let filled: Int?
  /// Whether a column says when each bar was over.
  let hasEnds: Bool
  let hasVolume: Bool
  /// The extra columns that are kept, and their places among the numbers.
  let extras: [(name: String, slot: Int)]
  /// Whether the columns were told by their position, not by names in the file.
  let isByPosition: Bool

  init(_ head: inout CSVHead) throws(InvalidFile) {
    isByPosition = !head.hasHeader && head.options.columns == nil
    let names: [String]
    if let written = head.names { names = written } else { names = try BarLayout.usualNames(head) }
    let finder = ColumnFinder(path: head.path, line: head.firstLine - (head.hasHeader ? 1 : 0), names: names)
    var roles = [CellRole](repeating: .ignored, count: names.count)
    guard let time = try TimeColumns(finder, head) else { throw finder.missing("time", orCalled: ["timestamp", "date", "datetime", "ts"]) }
    roles[time.column] = time.clock == nil ? .time(0) : .day(0)
    if let clock = time.clock { roles[clock] = .clock(0) }
    var notations = [try head.notation(ofColumn: time.column, name: names[time.column])]

    let wanted = [
      ("open", ColumnSynonyms.open), ("high", ColumnSynonyms.high), ("low", ColumnSynonyms.low), ("close", ColumnSynonyms.close),
    ]
    for (slot, (name, synonyms)) in wanted.enumerated() {
      guard let column = try finder.find(synonyms) else { throw finder.missing(name, orCalled: Array(synonyms.dropFirst())) }
      roles[column] = .number(slot)
    }
    var volume = try finder.find(ColumnSynonyms.volume)
    if volume == nil { volume = names.firstIndex { $0.lowercased().hasPrefix("volume") } }
    hasVolume = volume != nil
    if let volume {
      roles[volume] = .number(BarLayout.volume)
    } else if !head.options.volumeMayBeMissing {
      let error = finder.missing("volume", orCalled: Array(ColumnSynonyms.volume.dropFirst()))
      throw InvalidFile(
        path: error.path, line: error.line, column: error.column, error.problem, error.explanation,
        remedy: error.remedy + ", or allow bars without volume (volumeMayBeMissing)")
    }
    var next = BarLayout.volume + 1
    let end = try finder.find(ColumnSynonyms.end)
    hasEnds = end != nil && !isByPosition
    if hasEnds, let end {
      roles[end] = .time(1)
      notations.append(try head.notation(ofColumn: end, name: names[end]))
    }
    if let column = try finder.find(ColumnSynonyms.filled), roles[column] == .ignored {
      roles[column] = .number(next)
      filled = next
      next += 1
    } else {
      filled = nil
    }
    var extras: [(name: String, slot: Int)] = []
    if case .named(let wanted) = head.options.extraColumns {
      for name in wanted {
        let column = try finder.named(name)
        switch roles[column] {
        case .ignored:
          roles[column] = .optionalNumber(next)
          extras.append((name, next))
          next += 1
        case .number(let slot), .optionalNumber(let slot): extras.append((name, slot))
        default: throw finder.missing(name, orCalled: [])
        }
      }
    }
    self.extras = extras
    rows = RowLayout(splitter: head.splitter, names: names, roles: roles, notations: notations)
  }

  /// The order of files without a header: time, open, high, low, close, volume, as in Binance's klines, which have six more columns.
  private static func usualNames(_ head: borrowing CSVHead) throws(InvalidFile) -> [String] {
    let kline = [
      "time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "trades", "taker_buy_volume",
      "taker_buy_quote_volume",
      "ignore",
    ]
    let width = head.width
    guard width >= 5 else {
      throw InvalidFile(
        path: head.path, line: head.firstLine, .missingColumn,
        "the file has no header and \(width) column\(width == 1 ? "" : "s"), but bars need time, open, high, low, close and volume",
        remedy: "write a header, or name the columns by position (--columns, or `CSVOptions.columns`)")
    }
    return (0..<width).map { $0 < (width == 12 ? 12 : 6) ? kline[$0] : "column_\($0 + 1)" }
  }
}

extension BarLayout {
  /// The order of the four prices that makes every bar possible, if the one that was read does not and another one does.
  ///
  /// Open and close can be exchanged in any such order; the one in which bars open nearest to the last close is told.
  static func order(makingPossible sample: [[String]], _ layout: RowLayout) -> [String]? {
    guard let columns = priceColumns(layout) else { return nil }
    let rows = sample.compactMap { row -> [Double]? in
      let values = columns.compactMap { row.indices.contains($0) ? Double(row[$0]) : nil }
      return values.count == 4 ? values : nil
    }
    guard rows.count > 1 else { return nil }
    var best: (jumps: Double, order: [Int])?
    for order in permutations where isPossible(rows, order) {
      let jumps = zip(rows, rows.dropFirst()).reduce(0.0) { $0 + abs($1.1[order[0]] - $1.0[order[3]]) }
      if best.map({ jumps < $0.jumps }) ?? true { best = (jumps, order) }
    }
    guard let order = best?.order, order != [0, 1, 2, 3] else { return nil }
    var names = layout.names
    for (price, place) in order.enumerated() { names[columns[place]] = ["open", "high", "low", "close"][price] }
    return names
  }

  private static func priceColumns(_ layout: RowLayout) -> [Int]? {
    let columns = prices.compactMap { slot in layout.roles.firstIndex(of: .number(slot)) }
    return columns.count == 4 ? columns : nil
  }

  private static func isPossible(_ rows: [[Double]], _ order: [Int]) -> Bool {
    rows.allSatisfy {
      ImpossibleBar.Reason(open: $0[order[0]], high: $0[order[1]], low: $0[order[2]], close: $0[order[3]], volume: 0) == nil
    }
  }

  private static var permutations: [[Int]] {
    var result: [[Int]] = [[]]
    for _ in 0..<4 { result = result.flatMap { part in (0..<4).filter { !part.contains($0) }.map { part + [$0] } } }
    return result
  }
}
