extension Symbol {
  /// The symbol that a file's name tells: `BTCUSDT` for `bars/BTCUSDT-perp-1m.csv`, `BTC-USDT` for `BTC-USDT.csv`; `nil` if it tells none.
  ///
  /// It is what stands before the first part that is a number, a timeframe or a word such as `spot` or `trades`.
  public init?(fileName path: String) {
    let name = path.split(separator: "/").last ?? ""
    let stem = name.lastIndex(of: ".").map { $0 > name.startIndex ? name[..<$0] : name } ?? name
    var end = stem.startIndex
    var start = stem.startIndex
    while start < stem.endIndex {
      let next = stem[start...].firstIndex { $0 == "-" || $0 == "_" || $0 == " " } ?? stem.endIndex
      let part = stem[start..<next].lowercased()
      if end > stem.startIndex, part.first?.isNumber ?? true || Symbol.words.contains(part) { break }
      end = next
      start = next < stem.endIndex ? stem.index(after: next) : next
    }
    try? self.init(String(stem[..<end].map { $0 == " " || $0 == "," || $0 == ";" || $0 == "'" || $0 == "\"" ? "-" : $0 }))
  }

  private static let words: Set<String> = [
    "spot", "perp", "perpetual", "swap", "future", "futures", "daily", "hourly", "weekly", "monthly", "day", "hour", "minute", "trades",
    "ticks", "aggtrades", "bars", "candles", "klines", "ohlc", "ohlcv", "quotes", "prices", "binance", "coinbase", "kraken", "bitstamp",
    "bitfinex", "bybit", "okx", "deribit",
  ]

  /// The caller's symbol or the file's.
  static func named(_ symbol: Symbol?, path: String) throws(InvalidFile) -> Symbol {
    if let symbol { return symbol }
    if let symbol = Symbol(fileName: path) { return symbol }
    throw InvalidFile(
      path: path, .notASymbol, "the file's name tells no symbol", remedy: "say which symbol it is (symbol), such as BTC-USDT")
  }
}
