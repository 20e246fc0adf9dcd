/// Up to eight digits read at once from one machine word.
///
/// The method is known as "SWAR" (SIMD within a register): Lemire, "Number Parsing at a Gigabyte per Second", section 3.
enum DigitRun {
  /// How many of the eight bytes, the lowest first, are digits before something else comes.
  @inline(__always)
  static func length(_ word: UInt64) -> Int {
    // A digit's upper half is 3, and stays 3 when 6 is added. A carry spoils only bytes after one that is no digit.
    let upper = word ^ 0x3030_3030_3030_3030
    let plusSix = (word &+ 0x0606_0606_0606_0606) ^ 0x3030_3030_3030_3030
    return ((upper | plusSix) & 0xF0F0_F0F0_F0F0_F0F0).trailingZeroBitCount >> 3
  }

  /// The value of the first `length` digits, which are 1 to 8.
  @inline(__always)
  static func value(_ word: UInt64, length: Int) -> UInt64 {
    // Moved to the end, zeros move in before them.
    let digits = (word & 0x0F0F_0F0F_0F0F_0F0F) &<< UInt64(truncatingIfNeeded: 64 &- length &* 8)
    return value(digits)
  }

  /// The value of eight digits already without their upper halves.
  @inline(__always)
  private static func value(_ digits: UInt64) -> UInt64 {
    let pairs = (digits &* 10) &+ (digits &>> 8)
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    return ((pairs & mask) &* 0x000F_4240_0000_0064 &+ ((pairs &>> 16) & mask) &* 0x0000_2710_0000_0001) &>> 32
  }
}

/// Where a number read from left to right stands.
struct NumberCursor {
  var position: Int
  var significand: UInt64 = 0
  /// How many digits were read, leading zeros included.
  var digits = 0

  @inline(__always)
  init(position: Int) { self.position = position }

  /// Reads the digits that follow. Right only as long as `digits` stays at most 19.
  @inline(__always)
  mutating func takeDigits(_ bytes: Span<UInt8>, _ wholePowers: Span<UInt64>) {
    let word = bytes.word(at: position)
    let length = DigitRun.length(word)
    if length == 0 { return }
    take(word, length, wholePowers)
    if length == 8 { takeMore(bytes, wholePowers) }
  }

  @inline(__always)
  private mutating func takeMore(_ bytes: Span<UInt8>, _ wholePowers: Span<UInt64>) {
    var length = 8
    while length == 8, digits <= 19 {
      let word = bytes.word(at: position)
      length = DigitRun.length(word)
      if length == 0 { return }
      take(word, length, wholePowers)
    }
  }

  @inline(__always)
  private mutating func take(_ word: UInt64, _ length: Int, _ wholePowers: Span<UInt64>) {
    significand = significand &* wholePowers[length] &+ DigitRun.value(word, length: length)
    position &+= length
    digits &+= length
  }
}
