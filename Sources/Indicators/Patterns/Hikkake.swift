// Sentences about a candle inside the one before, a false start after it, and what proves that it was one within three bars.

/// Hikkake.
public enum Hikkake: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLHIKKAKE"
  /// In one line.
  public static let summary = "hikkake: a false start out of an inside bar; 200 when it is proven false within three bars"
  /// Six: three, and three bars later.
  public static let candles = 6

  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    FalseStart(seen) { bars in
      let (first, second, third) = (seen.ago(bars + 2), seen.ago(bars + 1), seen.ago(bars))
      let isInside = second.isInside(rangeOf: first)
      return (isInside && third.isLower(than: second), isInside && third.isHigher(than: second))
    }.outcome
  }
}

/// Modified hikkake.
public enum ModifiedHikkake: CandlePattern {
  /// TA-Lib's name.
  public static let code = "CDLHIKKAKEMOD"
  /// In one line.
  public static let summary =
    "modified hikkake: a false start out of two inside bars, the first of which closes near its end; 200 when it is proven false"
  /// Seven: four, and three bars later.
  public static let candles = 7
  /// One less: the first candle of all is no further back than the mean reaches anyway.
  public static let head = -1
  /// They are.
  public static let beginsTogether = true

  /// The sentence.
  @inlinable
  public static func outcome<Number: CandleNumber>(_ seen: Candles<Number>) -> Number.Outcome {
    FalseStart(seen) { bars in
      let (first, second, third, fourth) = (seen.ago(bars + 3), seen.ago(bars + 2), seen.ago(bars + 1), seen.ago(bars))
      let isInside = second.isInside(rangeOf: first) && third.isInside(rangeOf: second)
      let endsLow = second.close <= second.low + second.thresholds.near
      let endsHigh = second.close >= second.high - second.thresholds.near
      return (isInside && fourth.isLower(than: third) && endsLow, isInside && fourth.isHigher(than: third) && endsHigh)
    }.outcome
  }
}

/// A start that is found at a bar, downwards or upwards, and proven false by a close beyond the bar before it, within three bars.
@usableFromInline
struct FalseStart<Number: CandleNumber> {
  /// Whether there was one so many bars ago.
  @usableFromInline
  typealias Found = (down: Number.Answer, up: Number.Answer)

  @usableFromInline let seen: Candles<Number>
  @usableFromInline let now: Found
  @usableFromInline let first: Found
  @usableFromInline let second: Found
  @usableFromInline let third: Found

  @inlinable
  @inline(__always)
  init(_ seen: Candles<Number>, _ find: (Int) -> Found) {
    self.seen = seen
    (now, first, second, third) = (find(0), find(1), find(2), find(3))
  }

  /// Whether the close so many bars ago proves false what was found at a bar before.
  @inlinable
  @inline(__always)
  func proof(_ bars: Int, of found: Found, at start: Int) -> Found {
    let (close, last) = (seen.ago(bars).close, seen.ago(start + 1))
    return (found.down && close > last.high, found.up && close < last.low)
  }

  @inlinable
  @inline(__always)
  func isEither(_ found: Found) -> Number.Answer { found.down || found.up }

  /// 100 or −100 for a start that is found, 200 or −200 when the last one is proven false for the first time; a later start takes the place of an earlier.
  @inlinable var outcome: Number.Outcome {
    let isNone = !isEither(now)
    let isNoneSinceOne = isNone && !isEither(first)
    let isNoneSinceTwo = isNoneSinceOne && !isEither(second)
    let isSecondOpen = isNoneSinceOne && !isEither(proof(1, of: second, at: 2))
    let isThirdOpen = isNoneSinceTwo && !isEither(proof(2, of: third, at: 3)) && !isEither(proof(1, of: third, at: 3))
    let (one, two, three) = (proof(0, of: first, at: 1), proof(0, of: second, at: 2), proof(0, of: third, at: 3))
    let isUp = isNone && one.down || isSecondOpen && two.down || isThirdOpen && three.down
    let isDown = isNone && one.up || isSecondOpen && two.up || isThirdOpen && three.up
    return now.down.isBullish + now.up.isBearish + isUp.worth(200) + isDown.worth(-200)
  }
}
