/// The leading bits of the powers of ten that a `Double` can need, computed by exact arithmetic at first use.
///
/// 10^q = 2^q · 5^q, so the bits of 5^q suffice. Each power is a 128-bit number with its top bit set: cut off for q ≥ 0, rounded up for
/// -27 ≤ q < 0, cut off below. This is the table of Lemire, "Number Parsing at a Gigabyte per Second", 2021,
/// https://arxiv.org/abs/2101.11408, section 5 and appendix.
struct PowersOfTen: Sendable {
  /// The exponents covered: below, every 19-digit number is 0; above, every one is infinite.
  static let exponents = -342...308

  /// The upper 64 bits for each exponent, from the lowest on.
  let upper: [UInt64]
  /// The lower 64 bits.
  let lower: [UInt64]

  init() {
    let range = PowersOfTen.exponents
    var upper = [UInt64](repeating: 0, count: range.count)
    var lower = upper
    // 5^q for q ≥ 0, exactly.
    var power = WideNumber(1)
    for exponent in 0...range.upperBound {
      (upper[exponent - range.lowerBound], lower[exponent - range.lowerBound]) = power.leadingBits
      power.multiply(by: 5)
    }
    // ⌊2^1152 / 5^n⌋ by repeated division, which is exact because ⌊⌊x/a⌋/b⌋ = ⌊x/ab⌋; over 350 bits are left at the end.
    var quotient = WideNumber(1, shiftedLeftByWords: 36)
    for exponent in stride(from: -1, through: range.lowerBound, by: -1) {
      quotient.divide(by: 5)
      var (high, low) = quotient.leadingBits
      if exponent >= -27 {
        low &+= 1
        if low == 0 { high &+= 1 }
      }
      upper[exponent - range.lowerBound] = high
      lower[exponent - range.lowerBound] = low
    }
    self.upper = upper
    self.lower = lower
  }
}

/// A whole number of any size, just enough of it for the table.
private struct WideNumber {
  /// Least significant first, the last one not 0.
  private var words: [UInt32]

  init(_ value: UInt32, shiftedLeftByWords count: Int = 0) { words = [UInt32](repeating: 0, count: count) + [value] }

  mutating func multiply(by factor: UInt32) {
    var carry: UInt64 = 0
    for index in words.indices {
      let product = UInt64(words[index]) * UInt64(factor) + carry
      words[index] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry > 0 { words.append(UInt32(truncatingIfNeeded: carry)) }
  }

  mutating func divide(by divisor: UInt32) {
    var remainder: UInt64 = 0
    for index in words.indices.reversed() {
      let dividend = remainder << 32 | UInt64(words[index])
      words[index] = UInt32(truncatingIfNeeded: dividend / UInt64(divisor))
      remainder = dividend % UInt64(divisor)
    }
    while words.count > 1, words.last == 0 { words.removeLast() }
  }

  /// The 128 bits from the first one that is set, filled up with zeros.
  var leadingBits: (UInt64, UInt64) {
    func word(_ index: Int) -> UInt64 { index >= 0 ? UInt64(words[index]) : 0 }
    let top = words.count - 1
    let shift = UInt64(words[top].leadingZeroBitCount)
    let first = word(top) << 32 | word(top - 1)
    let second = word(top - 2) << 32 | word(top - 3)
    let third = word(top - 4) << 32
    return shift == 0 ? (first, second) : (first << shift | second >> (64 - shift), second << shift | third >> (64 - shift))
  }
}
