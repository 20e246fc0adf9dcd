// Sentences about four and five candles.

/// Three black crows.
public enum ThreeBlackCrows: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDL3BLACKCROWS"
  /// In one line.
  public static let summary =
    "three black crows: after a white candle, black ones without lower shadows, each from within the one before to below it"
  /// Four.
  public static let candles = 4
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (before, first, second, third) = seen.lastFour
    return every {
      before.isWhite
      first.isBlack
      second.isBlack
      third.isBlack
      second.opens(within: first)
      third.opens(within: second)
      before.high > first.close
      first.close > second.close
      second.close > third.close
      first.hasNoLowerShadow
      second.hasNoLowerShadow
      third.hasNoLowerShadow
    }.isBearish
  }
}

/// Three-line strike.
public enum ThreeLineStrike: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDL3LINESTRIKE"
  /// In one line.
  public static let summary =
    "three-line strike: three candles of a color, each from near the one before to beyond it, and one back over all of them"
  /// Four.
  public static let candles = 4
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third, fourth) = seen.lastFour
    let rises = every {
      third.isWhite
      third.close > second.close
      second.close > first.close
      fourth.open > third.close
      fourth.close < first.open
    }
    let falls = every {
      third.isBlack
      third.close < second.close
      second.close < first.close
      fourth.open < third.close
      fourth.close > first.open
    }
    return every {
      first.hasColor(of: second)
      second.hasColor(of: third)
      fourth.hasNotColor(of: third)
      second.open >= first.bottom - first.thresholds.near
      second.open <= first.top + first.thresholds.near
      third.open >= second.bottom - second.thresholds.near
      third.open <= second.top + second.thresholds.near
      rises || falls
    }.asColor(of: third)
  }
}

/// Concealing baby swallow.
public enum ConcealingBabySwallow: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLCONCEALBABYSWALL"
  /// In one line.
  public static let summary =
    "concealing baby swallow: two black marubozus, a black one below them with a shadow up into the second, and one around that"
  /// Four.
  public static let candles = 4
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third, fourth) = seen.lastFour
    return every {
      first.isBlack
      second.isBlack
      third.isBlack
      fourth.isBlack
      first.hasNoLowerShadow
      first.hasNoUpperShadow
      second.hasNoLowerShadow
      second.hasNoUpperShadow
      third.gapsDown(from: second)
      third.hasUpperShadow
      third.high > second.close
      fourth.high > third.high
      fourth.low < third.low
    }.isBullish
  }
}

/// Breakaway.
public enum Breakaway: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLBREAKAWAY"
  /// In one line.
  public static let summary = "breakaway: a long candle, a gap and three more its way, and one of the other color back into the gap"
  /// Five.
  public static let candles = 5
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third, fourth, fifth) = seen.lastFive
    let falls = every {
      first.isBlack
      second.gapsDown(from: first)
      third.isLower(than: second)
      fourth.isLower(than: third)
      fifth.close > second.open
      fifth.close < first.close
    }
    let rises = every {
      first.isWhite
      second.gapsUp(from: first)
      third.isHigher(than: second)
      fourth.isHigher(than: third)
      fifth.close < second.open
      fifth.close > first.close
    }
    return every {
      first.hasColor(of: second)
      second.hasColor(of: fourth)
      fifth.hasNotColor(of: fourth)
      first.isLong
      falls || rises
    }.asColor(of: fifth)
  }
}

/// Ladder bottom.
public enum LadderBottom: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLLADDERBOTTOM"
  /// In one line.
  public static let summary = "ladder bottom: black candles going down, one with an upper shadow, and a white one above its high"
  /// Five.
  public static let candles = 5
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third, fourth, fifth) = seen.lastFive
    return every {
      first.isBlack
      second.isBlack
      third.isBlack
      first.open > second.open
      second.open > third.open
      first.close > second.close
      second.close > third.close
      fourth.isBlack
      fourth.hasUpperShadow
      fifth.isWhite
      fifth.open > fourth.open
      fifth.close > fourth.high
    }.isBullish
  }
}

/// Mat hold.
public enum MatHold: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLMATHOLD"
  /// In one line.
  public static let summary =
    "mat hold: a long white candle, three short ones that fall from a gap without giving up its body, and a white one above them"
  /// Five.
  public static let candles = 5
  /// Half of the body.
  public static let penetration: Double? = 0.5
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third, fourth, fifth) = seen.lastFive
    let floor = first.close - first.body * seen.penetration
    return every {
      first.isWhite
      second.isBlack
      fifth.isWhite
      second.gapsUp(from: first)
      third.bottom < first.close
      fourth.bottom < first.close
      third.bottom > floor
      fourth.bottom > floor
      third.top < second.open
      fourth.top < third.top
      fifth.open > fourth.close
      fifth.close > second.high
      fifth.close > third.high
      fifth.close > fourth.high
      first.isLong
      second.isShort
      third.isShort
      fourth.isShort
    }.isBullish
  }
}

/// Rising and falling three methods.
public enum RisingFallingThreeMethods: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLRISEFALL3METHODS"
  /// In one line.
  public static let summary =
    "rising and falling three methods: a long candle, three short ones back within its range, and a long one further on"
  /// Five.
  public static let candles = 5
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third, fourth, fifth) = seen.lastFive
    let rises = every {
      first.isWhite
      third.close < second.close
      fourth.close < third.close
      fifth.open > fourth.close
      fifth.close > first.close
    }
    let falls = every {
      first.isBlack
      third.close > second.close
      fourth.close > third.close
      fifth.open < fourth.close
      fifth.close < first.close
    }
    return every {
      first.hasNotColor(of: second)
      second.hasColor(of: third)
      third.hasColor(of: fourth)
      fifth.hasNotColor(of: fourth)
      second.bottom < first.high
      second.top > first.low
      third.bottom < first.high
      third.top > first.low
      fourth.bottom < first.high
      fourth.top > first.low
      first.isLong
      second.isShort
      third.isShort
      fourth.isShort
      fifth.isLong
      rises || falls
    }.asColor(of: first)
  }
}
