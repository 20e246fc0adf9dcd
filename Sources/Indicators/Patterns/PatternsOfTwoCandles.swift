// Sentences about two candles.

/// Counterattack.
public enum Counterattack: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLCOUNTERATTACK"
  /// In one line.
  public static let summary = "counterattack: two long candles of different colors that close at the same price"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.hasNotColor(of: first)
      first.isLong
      second.isLong
      first.equals(second.close, first.close)
    }.asColor(of: second)
  }
}

/// Dark cloud cover.
public enum DarkCloudCover: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLDARKCLOUDCOVER"
  /// In one line.
  public static let summary = "dark cloud cover: black from above a long white candle's high deep into its body"
  /// Two.
  public static let candles = 2
  /// Half of the body.
  public static let penetration: Double? = 0.5
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      first.isWhite
      first.isLong
      second.isBlack
      second.open > first.high
      second.close > first.open
      second.closesDown(into: first, by: seen.penetration)
    }.isBearish
  }
}

/// Doji star.
public enum DojiStar: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLDOJISTAR"
  /// In one line.
  public static let summary = "doji star: a doji beyond the end of a long candle"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      first.isLong
      second.isDoji
      first.isWhite && second.gapsUp(from: first) || first.isBlack && second.gapsDown(from: first)
    }.againstColor(of: first)
  }
}

/// Engulfing.
public enum Engulfing: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLENGULFING"
  /// In one line.
  public static let summary = "engulfing: a body around the one before, of the other color; 80 where one end is the same"
  /// Two.
  public static let candles = 2
  /// One.
  public static let head = 1
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    let isOpposite = second.hasNotColor(of: first)
    let isAround = second.top > first.top && second.bottom < first.bottom
    let sharesTop = second.top <= first.top && second.top >= first.top && second.bottom < first.bottom
    let sharesBottom = second.bottom <= first.bottom && second.bottom >= first.bottom && second.top > first.top
    return (isOpposite && isAround).asColor(of: second) + (isOpposite && (sharesTop || sharesBottom)).asColor(of: second, 80)
  }
}

/// Harami.
public enum Harami: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLHARAMI"
  /// In one line.
  public static let summary = "harami: a short body inside the long one before; 80 where one end is the same"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return second.harami(in: first, where: first.isLong && second.isSmall)
  }
}

/// Harami cross.
public enum HaramiCross: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLHARAMICROSS"
  /// In one line.
  public static let summary = "harami cross: a doji inside the long body before; 80 where one end is the same"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return second.harami(in: first, where: first.isLong && second.isDoji)
  }
}

/// Homing pigeon.
public enum HomingPigeon: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLHOMINGPIGEON"
  /// In one line.
  public static let summary = "homing pigeon: a short black body inside a long black one"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      first.isBlack
      second.isBlack
      first.isLong
      second.isSmall
      second.isInside(bodyOf: first)
    }.isBullish
  }
}

extension Candle {
  /// Whether it and another are marubozus of different colors with a gap between them.
  @inlinable
  func kicks(_ other: Candle) -> Answer {
    every {
      hasNotColor(of: other)
      other.isMarubozu
      isMarubozu
      other.isBlack && leapsUp(from: other) || other.isWhite && leapsDown(from: other)
    }
  }

  /// Points against the color of another where both are a pair and it lies inside the body of the other: 80 where one end is the same.
  @inlinable
  func harami(in other: Candle, where isPair: Answer) -> Number.Outcome {
    let isInside = isInside(bodyOf: other)
    let touches = top <= other.top && bottom >= other.bottom && !isInside
    return (isPair && isInside).againstColor(of: other) + (isPair && touches).againstColor(of: other, 80)
  }
}

/// Kicking.
public enum Kicking: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLKICKING"
  /// In one line.
  public static let summary = "kicking: two marubozus of different colors with a gap between them"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return second.kicks(first).asColor(of: second)
  }
}

/// Kicking by length.
public enum KickingByLength: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLKICKINGBYLENGTH"
  /// In one line.
  public static let summary = "kicking, with the color of the longer of the two marubozus"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    let isKicking = second.kicks(first)
    let isLonger = second.body > first.body
    return (isKicking && isLonger).asColor(of: second) + (isKicking && !isLonger).asColor(of: first)
  }
}

/// Matching low.
public enum MatchingLow: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLMATCHINGLOW"
  /// In one line.
  public static let summary = "matching low: two black candles that close at the same price"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      first.isBlack
      second.isBlack
      first.equals(second.close, first.close)
    }.isBullish
  }
}

/// Separating lines.
public enum SeparatingLines: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLSEPARATINGLINES"
  /// In one line.
  public static let summary = "separating lines: a belt hold from where the candle of the other color before opened"
  /// Two.
  public static let candles = 2
  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    let (first, second) = seen.lastTwo
    return every {
      second.hasNotColor(of: first)
      first.equals(second.open, first.open)
      second.isBeltHold
    }.asColor(of: second)
  }
}
