public import Market
public import Risk

/// What an engine yields: fills, trades, and the account marked to market whenever everything known at an instant has come.
public struct Tape: Equatable, Sendable {
  /// Every fill in the order in which it was booked.
  public internal(set) var fills: [Fill] = []
  /// Every trade that is over. A position that is closed in parts is as many trades.
  public internal(set) var trades: [TradeRecord] = []
  /// When the account was marked.
  public var times: [Timestamp] { markedAt }
  /// Cash and positions at their last closes, at each of those times.
  public var equity: [Double] { marks }
  /// At how many of those times anything was held.
  public var exposedPoints: Int { exposed }
  /// The last refusal of the sizer.
  public internal(set) var lastRefusal: SizingRefusal?
  @usableFromInline var markedAt: [Timestamp] = []
  @usableFromInline var marks: [Double] = []
  @usableFromInline var exposed = 0

  /// An empty tape.
  ///
  /// - Parameter points: for how many markings there is to be room, so that none of them allocates.
  public init(points: Int = 0) { reserve(points) }

  /// Makes room for so many markings.
  @usableFromInline
  mutating func reserve(_ points: Int) {
    markedAt.reserveCapacity(points)
    marks.reserveCapacity(points)
  }

  /// Forgets everything and keeps the memory, if nobody else holds it.
  @usableFromInline
  mutating func clear() {
    fills.removeAll(keepingCapacity: true)
    trades.removeAll(keepingCapacity: true)
    markedAt.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    exposed = 0
    lastRefusal = nil
  }

  @inlinable
  @inline(__always)
  mutating func mark(_ value: Double, at time: Timestamp, isExposed: Bool) {
    markedAt.append(time)
    marks.append(value)
    if isExposed { exposed &+= 1 }
  }
}

/// A trade with what a bar by bar look at it tells.
public struct TradeRecord: Hashable, Codable, Sendable {
  /// The trade.
  public let trade: Trade
  /// How many bars after its entry it ended; 0 if in the same bar.
  public let barsHeld: Int
  /// How far the price went against the position, as a fraction of the entry price; 0 or negative.
  public let adverseExcursion: Double
  /// How far the price went in favour of the position, as a fraction of the entry price; 0 or positive.
  public let favourableExcursion: Double
  /// Whether one bar held both its stop and its target, and the stop was assumed.
  public let isAmbiguous: Bool

  /// A trade, and what was seen while it lasted.
  public init(trade: Trade, barsHeld: Int, adverseExcursion: Double, favourableExcursion: Double, isAmbiguous: Bool) {
    self.trade = trade
    self.barsHeld = barsHeld
    self.adverseExcursion = adverseExcursion
    self.favourableExcursion = favourableExcursion
    self.isAmbiguous = isAmbiguous
  }
}

/// A position that was still open when the bars ended, marked at the last close: not closed, because nobody knows at what price it would have been.
public struct OpenTrade: Hashable, Codable, Sendable {
  /// What is held.
  public let symbol: Symbol
  /// Buy for a long position, sell for a short one.
  public let side: Side
  /// How much, positive.
  public let quantity: Double
  /// When it was opened.
  public let entryTime: Timestamp
  /// The average price it was opened at.
  public let entryPrice: Double
  /// The last close.
  public let markPrice: Double
  /// When that was.
  public let markTime: Timestamp
  /// The fees paid to open it.
  public let fees: Double
  /// Funding and borrow paid so far.
  public let carry: Double
  /// How many bars have closed since the bar in which it was opened.
  public let barsHeld: Int
  /// How far the price went against the position, as a fraction of the entry price; 0 or negative.
  public let adverseExcursion: Double
  /// How far the price went in favour of the position, as a fraction of the entry price; 0 or positive.
  public let favourableExcursion: Double

  /// What it would have brought at the last close, before the fee of closing it.
  public var result: Double { side.sign * (markPrice - entryPrice) * quantity - fees - carry }

  /// That as a fraction of the value at entry.
  public var resultFraction: Double { result / (entryPrice * quantity) }
}
