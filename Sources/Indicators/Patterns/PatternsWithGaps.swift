// Sentences about three candles: stars, gaps and what lies between.

/// Abandoned baby.
public enum AbandonedBaby: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLABANDONEDBABY"
  /// In one line.
  public static let summary = "abandoned baby: a doji with gaps on both sides between a long candle and one deep into its body"
  /// Three.
  public static let candles = 3
  /// Three tenths of the body.
  public static let penetration: Double? = 0.3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    let falls = every {
      first.isWhite
      third.isBlack
      third.closesDown(into: first, by: seen.penetration)
      second.leapsUp(from: first)
      third.leapsDown(from: second)
    }
    let rises = every {
      first.isBlack
      third.isWhite
      third.closesUp(into: first, by: seen.penetration)
      second.leapsDown(from: first)
      third.leapsUp(from: second)
    }
    return every {
      first.isLong
      second.isDoji
      third.isNotShort
      falls || rises
    }.asColor(of: third)
  }
}

/// Evening star.
public enum EveningStar: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLEVENINGSTAR"
  /// In one line.
  public static let summary = "evening star: a short candle above a long white one, and a black one deep into its body"
  /// Three.
  public static let candles = 3
  /// Three tenths of the body.
  public static let penetration: Double? = 0.3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isWhite
      third.isBlack
      second.gapsUp(from: first)
      third.closesDown(into: first, by: seen.penetration)
      first.isLong
      second.isSmall
      third.isNotShort
    }.isBearish
  }
}

/// Evening doji star.
public enum EveningDojiStar: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLEVENINGDOJISTAR"
  /// In one line.
  public static let summary = "evening doji star: a doji above a long white one, and a black one deep into its body"
  /// Three.
  public static let candles = 3
  /// Three tenths of the body.
  public static let penetration: Double? = 0.3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isWhite
      third.isBlack
      second.gapsUp(from: first)
      third.closesDown(into: first, by: seen.penetration)
      first.isLong
      second.isDoji
      third.isNotShort
    }.isBearish
  }
}

/// Morning star.
public enum MorningStar: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLMORNINGSTAR"
  /// In one line.
  public static let summary = "morning star: a short candle below a long black one, and a white one deep into its body"
  /// Three.
  public static let candles = 3
  /// Three tenths of the body.
  public static let penetration: Double? = 0.3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isBlack
      third.isWhite
      second.gapsDown(from: first)
      third.closesUp(into: first, by: seen.penetration)
      first.isLong
      second.isSmall
      third.isNotShort
    }.isBullish
  }
}

/// Morning doji star.
public enum MorningDojiStar: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLMORNINGDOJISTAR"
  /// In one line.
  public static let summary = "morning doji star: a doji below a long black one, and a white one deep into its body"
  /// Three.
  public static let candles = 3
  /// Three tenths of the body.
  public static let penetration: Double? = 0.3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isBlack
      third.isWhite
      second.gapsDown(from: first)
      third.closesUp(into: first, by: seen.penetration)
      first.isLong
      second.isDoji
      third.isNotShort
    }.isBullish
  }
}

/// Gapping side-by-side white lines.
public enum GapSideBySideWhite: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLGAPSIDESIDEWHITE"
  /// In one line.
  public static let summary = "side-by-side white lines: two white candles alike, beyond a gap"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    let isAlike = every {
      second.isWhite
      third.isWhite
      third.body >= second.body - second.thresholds.near
      third.body <= second.body + second.thresholds.near
      second.equals(third.open, second.open)
    }
    return (isAlike && second.gapsUp(from: first) && third.gapsUp(from: first)).isBullish
      + (isAlike && second.gapsDown(from: first) && third.gapsDown(from: first)).isBearish
  }
}

/// Stick sandwich.
public enum StickSandwich: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLSTICKSANDWICH"
  /// In one line.
  public static let summary = "stick sandwich: a white candle above the close of the black one before, and a black one back to it"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.isBlack
      second.isWhite
      third.isBlack
      second.low > first.close
      first.equals(third.close, first.close)
    }.isBullish
  }
}

/// Tasuki gap.
public enum TasukiGap: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLTASUKIGAP"
  /// In one line.
  public static let summary = "tasuki gap: a candle beyond a gap, and one alike of the other color back into the gap"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    let isAlike = (second.body - third.body).magnitude < second.thresholds.near
    let rises = every {
      second.gapsUp(from: first)
      second.isWhite
      third.isBlack
      third.opens(within: second)
      third.close < second.open
      third.close > first.top
    }
    let falls = every {
      second.gapsDown(from: first)
      second.isBlack
      third.isWhite
      third.opens(within: second)
      third.close > second.open
      third.close < first.bottom
    }
    return (isAlike && (rises || falls)).asColor(of: second)
  }
}

/// Tristar.
public enum Tristar: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLTRISTAR"
  /// In one line.
  public static let summary = "tristar: three dojis, the second beyond the others"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    let areDojis = every {
      first.isDoji
      second.body <= first.thresholds.doji
      third.body <= first.thresholds.doji
    }
    return (areDojis && second.gapsUp(from: first) && third.top < second.top).isBearish
      + (areDojis && second.gapsDown(from: first) && third.bottom > second.bottom).isBullish
  }
}

/// Gap three methods.
public enum GapThreeMethods: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLXSIDEGAP3METHODS"
  /// In one line.
  public static let summary = "gap three methods: two candles with a gap between them, and one of the other color that closes it"
  /// Three.
  public static let candles = 3
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second, third) = seen.lastThree
    return every {
      first.hasColor(of: second)
      third.hasNotColor(of: second)
      third.opens(within: second)
      third.closes(within: first)
      first.isWhite && second.gapsUp(from: first) || first.isBlack && second.gapsDown(from: first)
    }.asColor(of: first)
  }
}
