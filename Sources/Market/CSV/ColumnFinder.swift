internal import Statistics

/// Finds the columns of a file by their names.
struct ColumnFinder {
  let path: String
  let line: Int
  let names: [String]
  /// The names without case, blanks and punctuation.
  private let plain: [String]
  /// The part behind the last point, as in `candlestick.open`.
  private let lastParts: [String]

  init(path: String, line: Int, names: [String]) {
    self.path = path
    self.line = line
    self.names = names
    plain = names.map(ColumnFinder.plain)
    lastParts = names.map { name in ColumnFinder.plain(name.split(separator: ".").last.map(String.init) ?? "") }
  }

  /// A name without case, blanks, punctuation and unit of time.
  private static func plain(_ name: String) -> String {
    var name = Substring(name.lowercased())
    if TimeUnit(suffixOf: String(name)) != nil, let cut = name.lastIndex(where: { !$0.isLetter }) { name = name[..<cut] }
    return String(name.unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) }.map(Character.init))
  }

  /// The column with one of these names, the first that is there; `nil` if none is.
  func find(_ synonyms: [String]) throws(InvalidFile) -> Int? {
    for candidates in [plain, lastParts] {
      for synonym in synonyms {
        let found = candidates.indices.filter { candidates[$0] == synonym }
        if found.count > 1 { throw repeated(names[found[1]]) }
        if let column = found.first { return column }
      }
    }
    return nil
  }

  /// The column that the caller named: as it is written, or but for case and punctuation.
  func named(_ name: String) throws(InvalidFile) -> Int {
    let exact = names.indices.filter { names[$0] == name }
    let found = exact.isEmpty ? plain.indices.filter { plain[$0] == ColumnFinder.plain(name) } : exact
    if found.count > 1 { throw repeated(name) }
    guard let column = found.first else { throw missing(name, orCalled: []) }
    return column
  }

  func repeated(_ name: String) -> InvalidFile {
    InvalidFile(
      path: path, line: line, column: name, .repeatedColumn, "more than one column has this name",
      remedy: "rename them, or name the columns by position (--columns, or `CSVOptions.columns`)")
  }

  func missing(_ name: String, orCalled synonyms: [String]) -> InvalidFile {
    let present = names.prefix(12).map(quoted).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    let also = synonyms.isEmpty ? "" : " (also called \(synonyms.prefix(4).joined(separator: ", ")))"
    let near = nearest(to: name).map { "; did you mean \(quoted($0))?" } ?? ""
    return InvalidFile(
      path: path, line: line, column: name, .missingColumn, "there is no such column\(also) among \(present)\(near)",
      remedy: "rename the column, or name the columns by position (--columns, or `CSVOptions.columns`)")
  }

  /// The name that was probably meant: one that differs little, or one that ends in it.
  private func nearest(to name: String) -> String? {
    if let near = Suggestion.nearest(to: name, in: names.prefix(200)) { return near }
    let wanted = ColumnFinder.plain(name)
    return plain.firstIndex { !wanted.isEmpty && $0.hasSuffix(wanted) }.map { names[$0] }
  }
}

/// The names that columns go by, without case and punctuation; the first that is there wins.
enum ColumnSynonyms {
  /// An exchange's clock comes before the recorder's.
  static let time = [
    "time", "timestamp", "datetime", "ts", "exchts", "exchtime", "exchangets", "exchangetime", "exchangetimestamp", "eventtime",
    "tradetime", "transacttime", "opentime", "starttime", "timeopen", "start", "begin", "begins", "periodstart", "gmttime", "utctime",
    "timeutc", "unix", "unixtime", "unixtimestamp", "epoch", "date", "day", "localtime", "localts", "localtimestamp", "t",
  ]
  static let date = ["date", "day"]
  static let clock = ["time", "timeofday", "clock"]
  static let open = ["open", "o", "openprice", "priceopen", "first"]
  static let high = ["high", "h", "highprice", "pricehigh", "max"]
  static let low = ["low", "l", "lowprice", "pricelow", "min"]
  static let close = ["close", "c", "closeprice", "priceclose", "last"]
  static let volume = ["volume", "vol", "v", "basevolume", "volumebase", "baseassetvolume", "tickvolume", "tickvol", "quantity", "qty"]
  static let end = ["end", "endtime"]
  static let filled = ["filled"]
  static let price = ["price", "p", "px", "tradeprice", "last", "lastprice", "rate"]
  static let size = [
    "size", "qty", "quantity", "amount", "volume", "vol", "v", "q", "s", "sz", "baseqty", "basesize", "lastsize", "lastqty",
  ]
  static let side = ["side", "direction", "takerside", "aggressorside", "aggressor", "ticktype"]
  static let buyerIsMaker = ["isbuyermaker", "buyermaker", "buyerismaker", "isbuyerthemaker", "ismaker", "m"]
}
