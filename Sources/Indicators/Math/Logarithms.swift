/// A positive number as a power of 2 times the middle of one of 512 intervals times what is left: with a table of the logarithms of the middles a polynomial
/// of five coefficients and no division are enough, two numbers at a time.
struct LogarithmParts {
  let powers: SIMD2<Double>
  /// The logarithm of the middle.
  let middles: SIMD2<Double>
  /// How much more than 1 is left, and how much less than that its logarithm is.
  let excess: SIMD2<Double>
  let rest: SIMD2<Double>

  /// A middle, one divided by it, its logarithm, and nothing: in a row, so that two of them are loaded at once.
  private static let width = 4
  /// The least factor: those from here to its double are the table.
  private static let least: UInt64 = 0x3FE6_0000_0000_0000
  /// How many bits a factor has that do not say which interval it is in.
  private static let lowBits: UInt64 = 43

  static let table: [Double] = (0..<512).flatMap { index -> [Double] in
    let low = Double(bitPattern: least + UInt64(index) &<< lowBits)
    let high = Double(bitPattern: least + UInt64(index + 1) &<< lowBits)
    // Next to 1 nothing may be lost: what is left there is the number itself.
    let middle = low <= 1 && high >= 1 ? 1 : (low + high) / 2
    return [middle, 1 / middle, logarithm(ofMiddle: middle), 0]
  }

  /// 2·artanh of (x − 1) / (x + 1), which is made of a part whose product with x + 1 is exact, and the rest.
  private static func logarithm(ofMiddle middle: Double) -> Double {
    let (above, below) = (middle - 1, middle + 1)
    let ratio = above / below
    let short = Double(bitPattern: ratio.bitPattern & 0xFFFF_FFFF_FFFF_0000)
    let z = ratio * ratio
    var sum = 0.0
    for power in stride(from: 33, through: 3, by: -2) { sum = (sum + 1 / Double(power)) * z }
    return 2 * short + 2 * ((above - short * below) / below + ratio * sum)
  }

  /// Two normal numbers above 0.
  @inline(__always)
  init(_ input: SIMD2<Double>, _ table: Span<Double>) {
    let bits = SIMD2(input.x.bitPattern, input.y.bitPattern)
    let moved = bits &- SIMD2(repeating: Self.least)
    let exponents =
      (bits &+ SIMD2(repeating: 1.0.bitPattern &- Self.least)) &>> SIMD2(repeating: 52) | SIMD2(repeating: 0x4330_0000_0000_0000)
    let factors = (moved & SIMD2(repeating: 0x000F_FFFF_FFFF_FFFF)) &+ SIMD2(repeating: Self.least)
    let places = (moved &>> SIMD2(repeating: Self.lowBits)) & SIMD2(repeating: 511)
    let (a, b) = (Int(truncatingIfNeeded: places.x) &* Self.width, Int(truncatingIfNeeded: places.y) &* Self.width)
    powers = SIMD2(Double(bitPattern: exponents.x), Double(bitPattern: exponents.y)) - (0x1p52 + 1_023)
    middles = SIMD2(table.at(a &+ 2), table.at(b &+ 2))
    let factor = SIMD2(Double(bitPattern: factors.x), Double(bitPattern: factors.y))
    // The difference is exact.
    excess = (factor - SIMD2(table.at(a), table.at(b))) * SIMD2(table.at(a &+ 1), table.at(b &+ 1))
    let square = excess * excess
    let (low, high) = (excess * (1.0 / 3) - 0.5, (excess * 0.2 - 0.25) - square * (1.0 / 6))
    rest = square * (low + square * high)
  }
}

/// A logarithm to some base.
protocol LogarithmFunction: MathFunction {
  /// It of two normal numbers above 0.
  static func near(_ parts: LogarithmParts) -> SIMD2<Double>
  /// It of any number.
  static func far(_ input: Double) -> Double
}

extension LogarithmFunction {
  /// The value.
  public static func value(_ input: Double) -> Double {
    guard input >= .leastNormalMagnitude, input <= .greatestFiniteMagnitude else { return far(input) }
    return near(LogarithmParts(SIMD2(repeating: input), LogarithmParts.table.span)).x
  }

  /// The values of a whole column, a stretch of which is done again if anything is special in it.
  @inline(__always)
  public static func values(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    let known = LogarithmParts.table
    let table = known.span
    var start = 0
    while start < input.count {
      let end = min(start &+ 256, input.count)
      var row = start
      var (sum, least) = (SIMD2<Double>.zero, SIMD2<Double>.one)
      while row &+ 2 <= end {
        let pair = input.two(at: row)
        sum += pair
        least = pair.least(least)
        output.put(near(LogarithmParts(pair, table)), at: row)
        row &+= 2
      }
      // Of numbers that are not finite the sum is none. If finite ones add up to an infinity, the stretch is done again for nothing.
      if !(sum.x + sum.y).isFinite || min(least.x, least.y) < .leastNormalMagnitude { row = start }
      for row in row..<end { output.put(value(input.at(row)), at: row) }
      start = end
    }
  }
}

/// The natural logarithm.
public enum NaturalLogarithm: LogarithmFunction {
  /// TA-Lib's name.
  public static let code = "LN"
  /// In one line.
  public static let summary = "the natural logarithm"
  /// ln x; −∞ at 0, NaN below.
  @inline(__always)
  static func near(_ parts: LogarithmParts) -> SIMD2<Double> {
    // The logarithm of 2 in two parts, of which the first times a whole number is exact.
    let (high, low) = (parts.powers * 6.93147180369123816490e-01, parts.powers * 1.90821492927058770002e-10)
    return (high + parts.middles) + (parts.excess + (parts.rest + low))
  }
  @inline(never)
  static func far(_ input: Double) -> Double { logarithm(input) }
}

/// The logarithm to base 10.
public enum DecimalLogarithm: LogarithmFunction {
  /// TA-Lib's name.
  public static let code = "LOG10"
  /// In one line.
  public static let summary = "the logarithm to base 10"
  /// log₁₀ x; −∞ at 0, NaN below.
  @inline(__always)
  static func near(_ parts: LogarithmParts) -> SIMD2<Double> {
    let ofFactor = (parts.middles + (parts.excess + parts.rest)) * 4.34294481903251816668e-01
    return (parts.powers * 3.69423907715893078616e-13 + ofFactor) + parts.powers * 3.01029995663611771306e-01
  }
  @inline(never)
  static func far(_ input: Double) -> Double { decimalLogarithm(input) }
}
