/// What a file of market data holds, told by the names of its columns.
public enum MarketFileKind: String, Hashable, CaseIterable, Codable, Sendable {
  /// Open, high, low, close.
  case bars
  /// Trades: a price and a size.
  case ticks

  /// Looks at the beginning of a file; a pipe would lose it, and is an error.
  ///
  /// A file with a price but no high and low holds ticks; without a header, one of 3 or 4 columns does, and a dump of Binance's trades.
  public init(of path: String, options: CSVOptions = CSVOptions()) throws(InvalidFile) {
    guard try InputFile(path).size != nil else {
      throw InvalidFile(
        path: path, .cannotRead, "what comes through a pipe can be read only once", remedy: "say what it holds (kind): bars or ticks")
    }
    let head = try CSVHead.of(path, options)
    guard let names = head.names else {
      // Binance's dumps of trades have 7 or 8 columns, like some of bars; theirs end in whether the buyer was the maker, and the best match.
      let mark = head.sample.first.flatMap { $0.count >= 7 ? $0[$0.count - 2].lowercased() : nil }
      let isTrades = [3, 4].contains(head.width) || [7, 8].contains(head.width) && (mark == "true" || mark == "false")
      self = isTrades ? .ticks : .bars
      return
    }
    let finder = ColumnFinder(path: path, line: 1, names: names)
    let (high, low, price) = (
      try finder.find(ColumnSynonyms.high), try finder.find(ColumnSynonyms.low), try finder.find(ColumnSynonyms.price)
    )
    self = high == nil && low == nil && price != nil ? .ticks : .bars
  }
}
