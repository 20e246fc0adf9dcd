// Sentences about a short candle with one long shadow, above or below the candle before it.

extension Candle {
  /// Whether it is short, at the bottom of a long upper shadow.
  @inlinable var isUnderLongShadow: Answer { isShort && hasLongUpperShadow && hasNoLowerShadow }

  /// Whether it is short, at the top of a long lower shadow.
  @inlinable var isOnLongShadow: Answer { isShort && hasLongLowerShadow && hasNoUpperShadow }
}

/// Inverted hammer.
public enum InvertedHammer: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLINVERTEDHAMMER"
  /// In one line.
  public static let summary = "inverted hammer: a short candle at the bottom of a long upper shadow, below the body before"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.isUnderLongShadow
      second.gapsDown(from: first)
    }.isBullish
  }
}

/// Shooting star.
public enum ShootingStar: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLSHOOTINGSTAR"
  /// In one line.
  public static let summary = "shooting star: a short candle at the bottom of a long upper shadow, above the body before"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.gapsUp(from: first)
      second.isUnderLongShadow
    }.isBearish
  }
}

/// Hammer.
public enum Hammer: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLHAMMER"
  /// In one line.
  public static let summary = "hammer: a short candle at the top of a long lower shadow, near the low before"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.isOnLongShadow
      second.bottom <= first.low + first.thresholds.near
    }.isBullish
  }
}

/// Hanging man.
public enum HangingMan: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLHANGINGMAN"
  /// In one line.
  public static let summary = "hanging man: a short candle at the top of a long lower shadow, near the high before"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.isOnLongShadow
      second.bottom >= first.high - first.thresholds.near
    }.isBearish
  }
}
