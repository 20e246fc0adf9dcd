// Sentences about a white candle that comes from below a long black one, by how far it gets.

extension Candle {
  /// Whether it is white and opens below all of another, which is long and black.
  @inlinable
  func comesUp(under other: Candle) -> Answer {
    every {
      other.isBlack
      other.isLong
      isWhite
      open < other.low
    }
  }
}

/// In-neck.
public enum InNeck: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLINNECK"
  /// In one line.
  public static let summary = "in-neck: white from below a long black candle's low to just above its close"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.comesUp(under: first)
      second.close <= first.close + first.thresholds.equal
      second.close >= first.close
    }.isBearish
  }
}

/// On-neck.
public enum OnNeck: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLONNECK"
  /// In one line.
  public static let summary = "on-neck: white from below a long black candle's low back to that low"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.comesUp(under: first)
      first.equals(second.close, first.low)
    }.isBearish
  }
}

/// Thrusting.
public enum Thrusting: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLTHRUSTING"
  /// In one line.
  public static let summary = "thrusting: white from below a long black candle's low into its body, not to the middle"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.comesUp(under: first)
      second.close > first.close + first.thresholds.equal
      second.close <= first.close + first.body * 0.5
    }.isBearish
  }
}

/// Piercing.
public enum Piercing: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLPIERCING"
  /// In one line.
  public static let summary = "piercing: long white from below a long black candle's low to beyond the middle of its body"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.comesUp(under: first)
      second.isLong
      second.close < first.open
      second.closesUp(into: first, by: 0.5)
    }.isBullish
  }
}
