// Sentences about one candle.

/// Doji.
public enum Doji: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLDOJI"
  /// In one line.
  public static let summary = "doji: closes about where it opened"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome { seen.last.isDoji.isBullish }
}

/// Dragonfly doji.
public enum DragonflyDoji: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLDRAGONFLYDOJI"
  /// In one line.
  public static let summary = "dragonfly doji: a doji at the top of a lower shadow"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    return every {
      candle.isDoji
      candle.hasNoUpperShadow
      candle.hasLowerShadow
    }.isBullish
  }
}

/// Gravestone doji.
public enum GravestoneDoji: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLGRAVESTONEDOJI"
  /// In one line.
  public static let summary = "gravestone doji: a doji at the bottom of an upper shadow"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    return every {
      candle.isDoji
      candle.hasNoLowerShadow
      candle.hasUpperShadow
    }.isBullish
  }
}

/// Long-legged doji.
public enum LongLeggedDoji: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLLONGLEGGEDDOJI"
  /// In one line.
  public static let summary = "long-legged doji: a doji with a long shadow"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    return every {
      candle.isDoji
      candle.hasLongLowerShadow || candle.hasLongUpperShadow
    }.isBullish
  }
}

/// Rickshaw man.
public enum RickshawMan: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLRICKSHAWMAN"
  /// In one line.
  public static let summary = "rickshaw man: a doji in the middle of two long shadows"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    let middle = candle.low + candle.range * 0.5
    return every {
      candle.isDoji
      candle.hasLongLowerShadow
      candle.hasLongUpperShadow
      candle.bottom <= middle + candle.thresholds.near
      candle.top >= middle - candle.thresholds.near
    }.isBullish
  }
}

/// Takuri.
public enum Takuri: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLTAKURI"
  /// In one line.
  public static let summary = "takuri: a dragonfly doji with a very long shadow"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    return every {
      candle.isDoji
      candle.hasNoUpperShadow
      candle.hasVeryLongLowerShadow
    }.isBullish
  }
}

/// Belt hold.
public enum BeltHold: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLBELTHOLD"
  /// In one line.
  public static let summary = "belt hold: a long candle that opens at the end it leaves"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    seen.last.isBeltHold.asColor(of: seen.last)
  }
}

/// Closing marubozu.
public enum ClosingMarubozu: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLCLOSINGMARUBOZU"
  /// In one line.
  public static let summary = "closing marubozu: a long candle that closes at its end"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    return every {
      candle.isLong
      candle.isWhite && candle.hasNoUpperShadow || candle.isBlack && candle.hasNoLowerShadow
    }.asColor(of: candle)
  }
}

/// High wave.
public enum HighWave: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLHIGHWAVE"
  /// In one line.
  public static let summary = "high wave: a short candle with two very long shadows"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    return every {
      candle.isShort
      candle.hasVeryLongUpperShadow
      candle.hasVeryLongLowerShadow
    }.asColor(of: candle)
  }
}

/// Long line.
public enum LongLine: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLLONGLINE"
  /// In one line.
  public static let summary = "long line: a long candle with short shadows"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    return every {
      candle.isLong
      candle.hasShortUpperShadow
      candle.hasShortLowerShadow
    }.asColor(of: candle)
  }
}

/// Marubozu.
public enum Marubozu: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLMARUBOZU"
  /// In one line.
  public static let summary = "marubozu: a long candle without shadows"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    seen.last.isMarubozu.asColor(of: seen.last)
  }
}

/// Short line.
public enum ShortLine: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLSHORTLINE"
  /// In one line.
  public static let summary = "short line: a short candle with short shadows"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    return every {
      candle.isShort
      candle.hasShortUpperShadow
      candle.hasShortLowerShadow
    }.asColor(of: candle)
  }
}

/// Spinning top.
public enum SpinningTop: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLSPINNINGTOP"
  /// In one line.
  public static let summary = "spinning top: a short candle with shadows longer than its body"
  /// One.
  public static let candles = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let candle = seen.last
    return every {
      candle.isShort
      candle.upperShadow > candle.body
      candle.lowerShadow > candle.body
    }.asColor(of: candle)
  }
}
