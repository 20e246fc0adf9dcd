// Sentences about three candles in a row.

/// Two crows.
public enum TwoCrows: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDL2CROWS"
  /// In one line.
  public static let summary = "two crows: a black candle gaps up from a long white one, and another closes into it"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isWhite
      first.isLong
      second.isBlack
      second.gapsUp(from: first)
      third.isBlack
      third.opens(within: second)
      third.closes(within: first)
    }.isBearish
  }
}

/// Upside gap two crows.
public enum UpsideGapTwoCrows: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLUPSIDEGAP2CROWS"
  /// In one line.
  public static let summary = "upside gap two crows: two black candles above a long white one, the second around the first"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isWhite
      first.isLong
      second.isBlack
      second.isSmall
      second.gapsUp(from: first)
      third.isBlack
      third.open > second.open
      third.close < second.close
      third.close > first.close
    }.isBearish
  }
}

/// Three inside.
public enum ThreeInside: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDL3INSIDE"
  /// In one line.
  public static let summary = "three inside: a harami, and a candle that closes beyond the open of the long one"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isLong
      second.isSmall
      second.isInside(bodyOf: first)
      first.isWhite && third.isBlack && third.close < first.open || first.isBlack && third.isWhite && third.close > first.open
    }.againstColor(of: first)
  }
}

/// Three outside.
public enum ThreeOutside: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDL3OUTSIDE"
  /// In one line.
  public static let summary = "three outside: an engulfing candle, and one that closes further on"
  /// Three.
  public static let candles = 3
  /// One.
  public static let head = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      second.hasNotColor(of: first)
      second.top > first.top
      second.bottom < first.bottom
      second.isWhite && third.close > second.close || second.isBlack && third.close < second.close
    }.asColor(of: second)
  }
}

/// Three stars in the south.
public enum ThreeStarsInTheSouth: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDL3STARSINSOUTH"
  /// In one line.
  public static let summary =
    "three stars in the south: black candles each inside the one before, the first with a long shadow, the last a marubozu"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isBlack
      second.isBlack
      third.isBlack
      first.isLong
      first.hasLongLowerShadow
      second.body < first.body
      second.open > first.close
      second.open <= first.high
      second.low < first.close
      second.low >= first.low
      second.hasLowerShadow
      third.isShort
      third.hasNoLowerShadow
      third.hasNoUpperShadow
      third.isInside(rangeOf: second)
    }.isBullish
  }
}

/// Three white soldiers.
public enum ThreeWhiteSoldiers: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDL3WHITESOLDIERS"
  /// In one line.
  public static let summary = "three white soldiers: white candles without upper shadows, each from within the one before to beyond it"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isWhite
      first.hasNoUpperShadow
      second.isWhite
      second.hasNoUpperShadow
      third.isWhite
      third.hasNoUpperShadow
      third.close > second.close
      second.close > first.close
      second.open > first.open
      second.open <= first.close + first.thresholds.near
      third.open > second.open
      third.open <= second.close + second.thresholds.near
      second.body > first.body - first.thresholds.far
      third.body > second.body - second.thresholds.far
      third.isNotShort
    }.isBullish
  }
}

/// Advance block.
public enum AdvanceBlock: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLADVANCEBLOCK"
  /// In one line.
  public static let summary = "advance block: three rising white candles that weaken, by shorter bodies or longer upper shadows"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    let isAdvance = every {
      first.isWhite
      second.isWhite
      third.isWhite
      third.close > second.close
      second.close > first.close
      second.open > first.open
      second.open <= first.close + first.thresholds.near
      third.open > second.open
      third.open <= second.close + second.thresholds.near
      first.isLong
      first.hasShortUpperShadow
    }
    let isSecondFarShorter = every {
      second.body < first.body - first.thresholds.far
      third.body < second.body + second.thresholds.near
    }
    let isThirdFarShorter = third.body < second.body - second.thresholds.far
    let shrinks = every {
      third.body < second.body
      second.body < first.body
      third.hasMoreThanShortUpperShadow || second.hasMoreThanShortUpperShadow
    }
    let isThirdRejected = third.body < second.body && third.hasLongUpperShadow
    return every {
      isAdvance
      isSecondFarShorter || isThirdFarShorter || shrinks || isThirdRejected
    }.isBearish
  }
}

/// Stalled pattern.
public enum StalledPattern: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLSTALLEDPATTERN"
  /// In one line.
  public static let summary = "stalled pattern: two long white candles, and a short one on the shoulder of the second"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isWhite
      second.isWhite
      third.isWhite
      third.close > second.close
      second.close > first.close
      first.isLong
      second.isLong
      second.hasNoUpperShadow
      second.open > first.open
      second.open <= first.close + first.thresholds.near
      third.isShort
      third.open >= second.close - third.body - second.thresholds.near
    }.isBearish
  }
}

/// Identical three crows.
public enum IdenticalThreeCrows: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLIDENTICAL3CROWS"
  /// In one line.
  public static let summary = "identical three crows: three black candles without lower shadows, each from the close before"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isBlack
      first.hasNoLowerShadow
      second.isBlack
      second.hasNoLowerShadow
      third.isBlack
      third.hasNoLowerShadow
      first.close > second.close
      second.close > third.close
      first.equals(second.open, first.close)
      second.equals(third.open, second.close)
    }.isBearish
  }
}

/// Unique three river.
public enum UniqueThreeRiver: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLUNIQUE3RIVER"
  /// In one line.
  public static let summary =
    "unique three river: a black harami with a lower low after a long black candle, and a short white one above that low"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isBlack
      second.isBlack
      third.isWhite
      second.close > first.close
      second.open <= first.open
      second.low < first.low
      third.open > second.low
      first.isLong
      third.isShort
    }.isBullish
  }
}
