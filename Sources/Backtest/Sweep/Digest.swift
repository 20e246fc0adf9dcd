import Market

/// A number that stands for everything that went into it, the same on every machine; it finds mix-ups, not forgeries.
///
/// Each word is mixed by the finaliser of MurmurHash3 (A. Appleby, 2011), as SplitMix64 does it.
struct Digest {
  private(set) var value: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func add(_ word: UInt64) {
    var mixed = (value ^ word) &* 0xFF51_AFD7_ED55_8CCD
    mixed ^= mixed &>> 33
    mixed = mixed &* 0xC4CE_B9FE_1A85_EC53
    value = mixed ^ (mixed &>> 29)
  }

  mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    for byte in text.utf8 { add(UInt64(byte)) }
  }

  mutating func add(_ numbers: [Double]) {
    add(UInt64(numbers.count))
    // Zero is zero, whatever its sign.
    for number in numbers { add((number + 0).bitPattern) }
  }

  /// The bars, and what they are called; not where they come from, which may be another folder on another machine.
  mutating func add(_ series: BarSeries) {
    add(series.symbol.name)
    add("\(series.timeframe)")
    add(UInt64(series.count))
    for index in series.indices {
      add(UInt64(bitPattern: series.time[index].nanoseconds))
      add(UInt64(bitPattern: series.end(at: index).nanoseconds))
    }
    for column in [series.open, series.high, series.low, series.close, series.volume] { add(column) }
  }

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
