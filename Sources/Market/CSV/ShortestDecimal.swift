/// The decimal number with the fewest digits that reads back to a `Double`, and of those the nearest: `significand` · 10^`exponent`.
///
/// Giulietti, "The Schubfach way to render doubles", 2020: the interval of numbers that read back is scaled so that candidates are whole numbers,
/// by one multiplication with 128 bits of a power of ten for each end, whose lost bits are kept as one odd bit.
struct ShortestDecimal {
  let significand: UInt64
  let exponent: Int

  /// The numbers it is meant for: positive, and with a power of ten in the table.
  static let range = 1e-290...Double.greatestFiniteMagnitude

  /// - Parameter value: within ``range``.
  init(_ value: Double, _ powers: PowersOfTen) {
    let fraction = value.significandBitPattern
    let binaryExponent = Int(value.exponentBitPattern) - 1_075
    let bits = fraction | 1 << 52
    // Below a power of two the next number is only half as far away as above.
    let isLowerCloser = fraction == 0
    let scale = (binaryExponent * 1_262_611 - (isLowerCloser ? 524_031 : 0)) >> 22
    let shift = binaryExponent + (-scale * 1_741_647) >> 19 + 1
    let power = ShortestDecimal.roundedUp(-scale, powers)
    let bound: UInt64 = bits & 1 == 0 ? 0 : 1
    let lower = ShortestDecimal.product(power, (bits * 4 - (isLowerCloser ? 1 : 2)) << UInt64(shift)) + bound
    let middle = ShortestDecimal.product(power, (bits * 4) << UInt64(shift))
    let upper = ShortestDecimal.product(power, (bits * 4 + 2) << UInt64(shift)) - bound
    let whole = middle / 4
    if whole >= 10 {
      let tens = whole / 10
      let below = lower <= 40 * tens
      let above = 40 * tens + 40 <= upper
      if below != above {
        self.init(stripping: tens + (above ? 1 : 0), scale + 1)
        return
      }
    }
    let below = lower <= 4 * whole
    let above = 4 * whole + 4 <= upper
    let half = 4 * whole + 2
    let roundsUp = below != above ? above : middle > half || middle == half && whole & 1 == 1
    self.init(stripping: whole + (roundsUp ? 1 : 0), scale)
  }

  private init(stripping significand: UInt64, _ exponent: Int) {
    var (significand, exponent) = (significand, exponent)
    while significand >= 10, significand % 10 == 0 {
      significand /= 10
      exponent += 1
    }
    self.significand = significand
    self.exponent = exponent
  }

  /// 128 bits of a power of ten, rounded up where they are not all of it.
  private static func roundedUp(_ exponent: Int, _ powers: PowersOfTen) -> (upper: UInt64, lower: UInt64) {
    let index = exponent - PowersOfTen.exponents.lowerBound
    let (upper, lower) = (powers.upper[index], powers.lower[index])
    // The table has 5^0 to 5^55 whole, and rounds up by itself from -27 to -1.
    if (-27...55).contains(exponent) { return (upper, lower) }
    return lower == .max ? (upper + 1, 0) : (upper, lower + 1)
  }

  /// The upper 64 of 192 bits, with the last bit set if any of those below it is.
  private static func product(_ power: (upper: UInt64, lower: UInt64), _ factor: UInt64) -> UInt64 {
    let carried = power.lower.multipliedFullWidth(by: factor).high
    let (high, low) = power.upper.multipliedFullWidth(by: factor)
    let (sum, overflow) = low.addingReportingOverflow(carried)
    return (high + (overflow ? 1 : 0)) | (sum > 1 ? 1 : 0)
  }
}
