/// A length of a candle.
public enum CandleLength: String, Hashable, CaseIterable, Codable, Sendable {
  /// From open to close.
  case body
  /// From low to high.
  case range
  /// What of the range is not body.
  case shadows
}

/// What a length of a candle is compared with: the mean of such lengths before it, times a factor; or, over a period of 0, a length of the candle itself.
///
///     CandleThreshold(.range, period: 10, factor: 0.1)     // a tenth of the mean range of the ten candles before
public struct CandleThreshold: Hashable, Codable, Sendable {
  /// Which length is averaged.
  public let length: CandleLength
  /// Over how many candles before; 0 for the candle itself.
  public let period: Int
  /// What the mean is multiplied with.
  public let factor: Double

  /// A threshold; the period is at most 10,000 and the factor a number.
  public init(_ length: CandleLength, period: Int, factor: Double) {
    precondition((0...10_000).contains(period), "the period of a candle threshold must be from 0 to 10000, got \(period)")
    precondition(factor.isFinite, "the factor of a candle threshold must be a number, got \(factor)")
    self.length = length
    self.period = period
    self.factor = factor
  }

  /// The shadows are two, so that the mean of one is half of theirs.
  @inlinable var divisor: Double { length == .shadows ? 2 : 1 }
}

/// When a candle is long, short or a doji, a shadow long or short, and two prices near, far or equal: what TA-Lib calls candle settings.
///
///     var settings = CandleSettings.standard
///     settings.doji = CandleThreshold(.range, period: 10, factor: 0.05)
///     let scanner = PatternScanner(settings: settings)
public struct CandleSettings: Hashable, Codable, Sendable {
  /// A body is long if it is above this.
  public var bodyLong = CandleThreshold(.body, period: 10, factor: 1)
  /// A body is short if it is below this.
  public var bodyShort = CandleThreshold(.body, period: 10, factor: 1)
  /// A candle is a doji if its body is not above this.
  public var doji = CandleThreshold(.range, period: 10, factor: 0.1)
  /// A shadow is long if it is above this.
  public var shadowLong = CandleThreshold(.body, period: 0, factor: 1)
  /// A shadow is very long if it is above this.
  public var shadowVeryLong = CandleThreshold(.body, period: 0, factor: 2)
  /// A shadow is short if it is below this.
  public var shadowShort = CandleThreshold(.shadows, period: 10, factor: 1)
  /// A shadow is very short if it is below this.
  public var shadowVeryShort = CandleThreshold(.range, period: 10, factor: 0.1)
  /// Two lengths or prices are near if they are not further apart.
  public var near = CandleThreshold(.range, period: 5, factor: 0.2)
  /// Two lengths are far apart if they are further apart.
  public var far = CandleThreshold(.range, period: 5, factor: 0.6)
  /// Two prices are equal if they are not further apart.
  public var equal = CandleThreshold(.range, period: 5, factor: 0.05)

  /// TA-Lib's settings.
  public init() {}

  /// TA-Lib's settings.
  public static let standard = CandleSettings()

  /// The threshold of a name.
  @inlinable
  subscript(_ name: CandleThresholdName) -> CandleThreshold {
    switch name {
    case .bodyLong: bodyLong
    case .bodyShort: bodyShort
    case .doji: doji
    case .shadowLong: shadowLong
    case .shadowVeryLong: shadowVeryLong
    case .shadowShort: shadowShort
    case .shadowVeryShort: shadowVeryShort
    case .near: near
    case .far: far
    case .equal: equal
    }
  }
}

/// The thresholds in the order in which an indicator keeps their sums.
@usableFromInline
enum CandleThresholdName: Int, Hashable, CaseIterable, Codable, Sendable {
  case bodyLong, bodyShort, doji, shadowLong, shadowVeryLong, shadowShort, shadowVeryShort, near, far, equal
}
