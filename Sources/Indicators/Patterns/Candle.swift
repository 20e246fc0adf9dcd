// A pattern is a sentence about candles. It is written once, about prices of any kind: read with `Exact` numbers it tells of one bar as it closes, read with columns
// it becomes a plan that tells of a whole series at once (`CandleGraph`).

/// A price or a length in a sentence about candles.
public protocol CandleNumber {
  /// What a comparison gives.
  associatedtype Answer: CandleAnswer
  /// The sum of both.
  static func + (left: Self, right: Self) -> Self
  /// The difference of both.
  static func - (left: Self, right: Self) -> Self
  /// So many times a number.
  static func * (left: Self, right: Double) -> Self
  /// Whether one is below the other.
  static func < (left: Self, right: Self) -> Answer
  /// Whether one is not above the other.
  static func <= (left: Self, right: Self) -> Answer
  /// The greater of both.
  static func greater(_ first: Self, _ second: Self) -> Self
  /// The lesser of both.
  static func lesser(_ first: Self, _ second: Self) -> Self
  /// How far apart both are.
  static func distance(_ first: Self, _ second: Self) -> Self
  /// The number without its sign.
  var magnitude: Self { get }
}

extension CandleNumber {
  /// What a pattern gives.
  public typealias Outcome = Answer.Outcome

  /// Whether one is above the other.
  @inlinable
  @inline(__always)
  public static func > (left: Self, right: Self) -> Answer { right < left }

  /// Whether one is not below the other.
  @inlinable
  @inline(__always)
  public static func >= (left: Self, right: Self) -> Answer { right <= left }
}

/// Whether something holds of candles.
public protocol CandleAnswer {
  /// What a pattern gives.
  associatedtype Outcome: CandleOutcome
  /// Whether both hold.
  static func && (left: Self, right: Self) -> Self
  /// Whether one of both holds.
  static func || (left: Self, right: Self) -> Self
  /// Whether it does not hold.
  static prefix func ! (answer: Self) -> Self
  /// So many points where it holds, none elsewhere.
  func worth(_ points: Int) -> Outcome
}

/// The points that a pattern gives: above 0 where prices are expected to rise.
public protocol CandleOutcome {
  /// The points of both.
  static func + (left: Self, right: Self) -> Self
}

extension CandleAnswer {
  /// 100 points where it holds.
  @inlinable
  @inline(__always)
  public var isBullish: Outcome { worth(100) }

  /// −100 points where it holds.
  @inlinable
  @inline(__always)
  public var isBearish: Outcome { worth(-100) }

  /// Points where it holds: above 0 where a candle is white, below where it is black.
  @inlinable
  @inline(__always)
  public func asColor<Number: CandleNumber>(of candle: Candle<Number>, _ points: Int = 100) -> Outcome where Number.Answer == Self {
    (self && candle.isWhite).worth(points) + (self && candle.isBlack).worth(-points)
  }

  /// Points where it holds: above 0 where a candle is black, below where it is white.
  @inlinable
  @inline(__always)
  public func againstColor<Number: CandleNumber>(of candle: Candle<Number>, _ points: Int = 100) -> Outcome where Number.Answer == Self {
    asColor(of: candle, -points)
  }
}

/// Conditions that must all hold, one to a line.
@resultBuilder
public enum EveryCondition {
  /// The first condition.
  @inlinable
  @inline(__always)
  public static func buildPartialBlock<Answer: CandleAnswer>(first: Answer) -> Answer { first }

  /// One condition more.
  @inlinable
  @inline(__always)
  public static func buildPartialBlock<Answer: CandleAnswer>(accumulated: Answer, next: Answer) -> Answer { accumulated && next }
}

/// Whether all of some conditions hold.
@inlinable
@inline(__always)
public func every<Answer: CandleAnswer>(@EveryCondition _ conditions: () -> Answer) -> Answer { conditions() }

/// The thresholds of a candle.
public struct CandleThresholds<Number: CandleNumber> {
  /// Above it a body is long.
  public let bodyLong: Number
  /// Below it a body is short.
  public let bodyShort: Number
  /// Not above it a body is that of a doji.
  public let doji: Number
  /// Above it a shadow is long.
  public let shadowLong: Number
  /// Above it a shadow is very long.
  public let shadowVeryLong: Number
  /// Below it a shadow is short.
  public let shadowShort: Number
  /// Below it a shadow is very short.
  public let shadowVeryShort: Number
  /// How far apart is near.
  public let near: Number
  /// Beyond what is far.
  public let far: Number
  /// How far apart is equal.
  public let equal: Number

  @inlinable
  @inline(__always)
  init(_ threshold: (CandleThresholdName) -> Number) {
    bodyLong = threshold(.bodyLong)
    bodyShort = threshold(.bodyShort)
    doji = threshold(.doji)
    shadowLong = threshold(.shadowLong)
    shadowVeryLong = threshold(.shadowVeryLong)
    shadowShort = threshold(.shadowShort)
    shadowVeryShort = threshold(.shadowVeryShort)
    near = threshold(.near)
    far = threshold(.far)
    equal = threshold(.equal)
  }
}

/// A candle: its prices, what they make up, and the words that patterns are told in.
public struct Candle<Number: CandleNumber> {
  /// Whether something holds of it.
  public typealias Answer = Number.Answer

  /// The first price.
  public let open: Number
  /// The highest price.
  public let high: Number
  /// The lowest price.
  public let low: Number
  /// The last price.
  public let close: Number
  /// What its lengths are compared with.
  public let thresholds: CandleThresholds<Number>

  @inlinable
  @inline(__always)
  init(open: Number, high: Number, low: Number, close: Number, thresholds: CandleThresholds<Number>) {
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.thresholds = thresholds
  }

  // MARK: Lengths

  /// From open to close.
  @inlinable public var body: Number { Number.distance(close, open) }
  /// The upper end of the body.
  @inlinable public var top: Number { Number.greater(open, close) }
  /// The lower end of the body.
  @inlinable public var bottom: Number { Number.lesser(open, close) }
  /// From the body to the high.
  @inlinable public var upperShadow: Number { high - top }
  /// From the body to the low.
  @inlinable public var lowerShadow: Number { bottom - low }
  /// From low to high.
  @inlinable public var range: Number { high - low }

  // MARK: The candle by itself

  /// Whether it closes no lower than it opens.
  @inlinable public var isWhite: Answer { close >= open }
  /// Whether it closes lower than it opens.
  @inlinable public var isBlack: Answer { close < open }
  /// Whether its body is long.
  @inlinable public var isLong: Answer { body > thresholds.bodyLong }
  /// Whether its body is short.
  @inlinable public var isShort: Answer { body < thresholds.bodyShort }
  /// Whether its body is short or just of average length.
  @inlinable public var isSmall: Answer { body <= thresholds.bodyShort }
  /// Whether its body is more than of average length.
  @inlinable public var isNotShort: Answer { body > thresholds.bodyShort }
  /// Whether it closes about where it opens.
  @inlinable public var isDoji: Answer { body <= thresholds.doji }
  /// Whether its upper shadow is long.
  @inlinable public var hasLongUpperShadow: Answer { upperShadow > thresholds.shadowLong }
  /// Whether its lower shadow is long.
  @inlinable public var hasLongLowerShadow: Answer { lowerShadow > thresholds.shadowLong }
  /// Whether its upper shadow is very long.
  @inlinable public var hasVeryLongUpperShadow: Answer { upperShadow > thresholds.shadowVeryLong }
  /// Whether its lower shadow is very long.
  @inlinable public var hasVeryLongLowerShadow: Answer { lowerShadow > thresholds.shadowVeryLong }
  /// Whether its upper shadow is short.
  @inlinable public var hasShortUpperShadow: Answer { upperShadow < thresholds.shadowShort }
  /// Whether its lower shadow is short.
  @inlinable public var hasShortLowerShadow: Answer { lowerShadow < thresholds.shadowShort }
  /// Whether its upper shadow is more than of average length.
  @inlinable public var hasMoreThanShortUpperShadow: Answer { upperShadow > thresholds.shadowShort }
  /// Whether it has next to no upper shadow.
  @inlinable public var hasNoUpperShadow: Answer { upperShadow < thresholds.shadowVeryShort }
  /// Whether it has next to no lower shadow.
  @inlinable public var hasNoLowerShadow: Answer { lowerShadow < thresholds.shadowVeryShort }
  /// Whether it has an upper shadow to speak of.
  @inlinable public var hasUpperShadow: Answer { upperShadow > thresholds.shadowVeryShort }
  /// Whether it has a lower shadow to speak of.
  @inlinable public var hasLowerShadow: Answer { lowerShadow > thresholds.shadowVeryShort }
  /// Whether it is long without shadows.
  @inlinable public var isMarubozu: Answer { isLong && hasNoUpperShadow && hasNoLowerShadow }
  /// Whether it is long and opens at the end it leaves: white without a lower shadow, or black without an upper one.
  @inlinable public var isBeltHold: Answer { isLong && (isWhite && hasNoLowerShadow || isBlack && hasNoUpperShadow) }

  // MARK: The candle and one before it

  /// Whether both have the same color.
  @inlinable
  public func hasColor(of other: Candle) -> Answer { isWhite && other.isWhite || isBlack && other.isBlack }

  /// Whether they have different colors.
  @inlinable
  public func hasNotColor(of other: Candle) -> Answer { isWhite && other.isBlack || isBlack && other.isWhite }

  /// Whether its body lies above the body of the other.
  @inlinable
  public func gapsUp(from other: Candle) -> Answer { bottom > other.top }

  /// Whether its body lies below the body of the other.
  @inlinable
  public func gapsDown(from other: Candle) -> Answer { top < other.bottom }

  /// Whether all of it lies above all of the other.
  @inlinable
  public func leapsUp(from other: Candle) -> Answer { low > other.high }

  /// Whether all of it lies below all of the other.
  @inlinable
  public func leapsDown(from other: Candle) -> Answer { high < other.low }

  /// Whether it opens inside the body of the other.
  @inlinable
  public func opens(within other: Candle) -> Answer { open < other.top && open > other.bottom }

  /// Whether it closes inside the body of the other.
  @inlinable
  public func closes(within other: Candle) -> Answer { close < other.top && close > other.bottom }

  /// Whether its body lies inside the body of the other.
  @inlinable
  public func isInside(bodyOf other: Candle) -> Answer { top < other.top && bottom > other.bottom }

  /// Whether all of it lies inside all of the other.
  @inlinable
  public func isInside(rangeOf other: Candle) -> Answer { high < other.high && low > other.low }

  /// Whether high and low are below those of the other.
  @inlinable
  public func isLower(than other: Candle) -> Answer { high < other.high && low < other.low }

  /// Whether high and low are above those of the other.
  @inlinable
  public func isHigher(than other: Candle) -> Answer { high > other.high && low > other.low }

  /// Whether a price is about the same as one of this candle.
  @inlinable
  public func equals(_ price: Number, _ own: Number) -> Answer { price <= own + thresholds.equal && price >= own - thresholds.equal }

  /// Whether it closes deep enough in the body of the other, by a part of it, coming from below or from above.
  @inlinable
  public func closesUp(into other: Candle, by part: Double) -> Answer { close > other.close + other.body * part }

  /// The same coming from above.
  @inlinable
  public func closesDown(into other: Candle, by part: Double) -> Answer { close < other.close - other.body * part }
}

/// The last candles as a pattern sees them.
public struct Candles<Number: CandleNumber> {
  /// How deep a candle must reach into another, for the patterns that say so.
  public let penetration: Double
  @usableFromInline let newest: Candle<Number>
  @usableFromInline let second: Candle<Number>
  @usableFromInline let third: Candle<Number>
  @usableFromInline let fourth: Candle<Number>
  @usableFromInline let fifth: Candle<Number>
  @usableFromInline let sixth: Candle<Number>
  @usableFromInline let seventh: Candle<Number>

  /// The most candles a pattern can look at.
  @usableFromInline static var most: Int { 7 }

  @inlinable
  @inline(__always)
  init(_ count: Int, penetration: Double, _ candle: (Int) -> Candle<Number>) {
    self.penetration = penetration
    newest = candle(0)
    second = count > 1 ? candle(1) : newest
    third = count > 2 ? candle(2) : newest
    fourth = count > 3 ? candle(3) : newest
    fifth = count > 4 ? candle(4) : newest
    sixth = count > 5 ? candle(5) : newest
    seventh = count > 6 ? candle(6) : newest
  }

  /// The last candle.
  @inlinable public var last: Candle<Number> { newest }
  /// The last two, the older first.
  @inlinable public var lastTwo: (Candle<Number>, Candle<Number>) { (second, newest) }
  /// The last three, the oldest first.
  @inlinable public var lastThree: (Candle<Number>, Candle<Number>, Candle<Number>) { (third, second, newest) }
  /// The last four, the oldest first.
  @inlinable public var lastFour: (Candle<Number>, Candle<Number>, Candle<Number>, Candle<Number>) { (fourth, third, second, newest) }
  /// The last five, the oldest first.
  @inlinable public var lastFive: (Candle<Number>, Candle<Number>, Candle<Number>, Candle<Number>, Candle<Number>) {
    (fifth, fourth, third, second, newest)
  }

  /// The candle so many bars ago, at most 6.
  @inlinable
  @inline(__always)
  public func ago(_ bars: Int) -> Candle<Number> {
    switch bars {
    case 0: newest
    case 1: second
    case 2: third
    case 3: fourth
    case 4: fifth
    case 5: sixth
    default: seventh
    }
  }
}

/// A candlestick pattern: a sentence about the last candles.
///
///     enum Engulfed: CandlePattern {
///       static let code = "ENGULFED"
///       static let summary = "a candle inside the body before it"
///       static let candles = 2
///       static func outcome<Number>(_ seen: Candles<Number>) -> Number.Outcome {
///         let (first, second) = seen.lastTwo
///         return second.isInside(bodyOf: first).againstColor(of: first)
///       }
///     }
///
/// It is run by ``Candlestick``.
public protocol CandlePattern: Sendable {
  /// What it is called; TA-Lib's name where TA-Lib has it.
  static var code: String { get }
  /// What it is, in one line.
  static var summary: String { get }
  /// How many candles it looks at, at most 7.
  static var candles: Int { get }
  /// How deep a candle must reach into another if nobody says otherwise; `nil` if the pattern does not ask.
  static var penetration: Double? { get }
  /// How many bars more it lets pass before its first answer than it needs, as TA-Lib does.
  static var head: Int { get }
  /// Whether the means at its candles are sums that were begun at the same bar, rather than each as late as it can.
  static var beginsTogether: Bool { get }
  /// The sentence.
  static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome
}

extension CandlePattern {
  /// None.
  public static var penetration: Double? { nil }
  /// None.
  public static var head: Int { 0 }
  /// No.
  public static var beginsTogether: Bool { false }
}
