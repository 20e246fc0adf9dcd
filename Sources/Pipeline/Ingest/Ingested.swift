public import Market
public import Statistics

/// The bars of a run: of every symbol, in every timeframe that it is scored on, up to the end of the day.
public struct Ingested: Sendable {
  /// In the order of symbols, the shortest timeframe first.
  public let series: [BarSeries]

  /// The bars of a symbol in a timeframe, if there are any.
  public func series(of symbol: Symbol, _ timeframe: Timeframe) -> BarSeries? {
    series.first { $0.symbol == symbol && $0.timeframe == timeframe }
  }

  /// The symbols, in order.
  public var symbols: [Symbol] { series.map(\.symbol).reduce(into: []) { if $0.last != $1 { $0.append($1) } } }
}

/// What reading the markets yielded: for the report, and to be compared with tomorrow.
public struct IngestRecord: Codable, Hashable, Sendable {
  /// Where prices come from, in words.
  public var data: String
  /// Whether any were made up.
  public var isSynthetic: Bool
  /// The series, in the order of ``Ingested/series``.
  public var markets: [MarketState]
  /// What is wrong with the data.
  public var issues: [DataIssue]

  /// A digest of every bar.
  public var digest: String { SHA256.hex(of: markets.map { "\($0.symbol)/\($0.timeframe)/\($0.digest)" }.joined(separator: ";")) }
}

/// A market as a run saw it.
public struct MarketState: Codable, Hashable, Sendable {
  /// Its symbol.
  public var symbol: Symbol
  /// The length of its bars.
  public var timeframe: Timeframe
  /// How many there are.
  public var bars: Int
  /// How many are missing between the first and the last.
  public var missing: Int
  /// When the first began.
  public var from: Timestamp
  /// When the last was known.
  public var to: Timestamp
  /// A digest of all of them.
  public var digest: String
  /// Whether they can be worked with.
  public var quality: Verdict
}

/// Something that is wrong with the data.
public struct DataIssue: Codable, Hashable, Sendable {
  /// The kinds.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A file can't be read.
    case unreadable
    /// A symbol that was there is not.
    case missing
    /// The data ends before where it ended.
    case wentBack
    /// Bars that had been read are others now.
    case rewritten
    /// There are no bars of the day.
    case noNews
    /// Rows had to be left out, or too little is there.
    case quality
  }

  /// Of what: a symbol or a file.
  public var subject: String
  /// Its kind.
  public var kind: Kind
  /// What is wrong, in a sentence without its full stop.
  public var message: String
  /// What to do.
  public var remedy: String
  /// Whether the day is not whole because of it.
  public var isFailure: Bool { kind == .unreadable || kind == .missing || kind == .wentBack }
}

/// A digest of bars, one after the other: that of the first ones can be told on the way.
struct MarketDigest {
  private var state: UInt64 = 0x6a09_e667_f3bc_c908

  mutating func add(_ series: BarSeries, _ index: Int) {
    add(UInt64(bitPattern: series.end(at: index).nanoseconds))
    for value in [series.open[index], series.high[index], series.low[index], series.close[index], series.volume[index]] {
      add(value.bitPattern)
    }
  }

  private mutating func add(_ word: UInt64) {
    state = (state ^ word) &* 0x9e37_79b9_7f4a_7c15
    state ^= state >> 29
  }

  /// The digest as text.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The digest of all bars, and that of those that had ended by an instant, with their number.
  static func of(_ series: BarSeries, until: Timestamp?) -> (all: String, before: String, count: Int) {
    var digest = MarketDigest()
    var before = digest
    var count = 0
    for index in series.indices {
      digest.add(series, index)
      if let until, series.end(at: index) <= until {
        before = digest
        count = index + 1
      }
    }
    return (digest.text, before.text, count)
  }
}
