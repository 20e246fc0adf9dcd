/// Turns values into bins without a branch: eight halvings of a table of 256 bounds.
struct BinLookup: Sendable {
  /// The upper bounds as whole numbers that sort as they do, filled up with the greatest, which no value is above.
  private let table: [Int64]
  private let missing: UInt8
  /// The bin of each category; `nil` where bounds decide.
  private let categories: [Int: UInt8]?

  init(_ bins: FeatureBins) {
    table = bins.upperBounds.map(Self.key) + Array(repeating: .max, count: 256 - bins.upperBounds.count)
    missing = UInt8(bins.missingBin)
    categories =
      bins.isCategorical ? Dictionary(uniqueKeysWithValues: bins.categories.enumerated().map { ($1, UInt8($0)) }) : nil
  }

  /// Writes the bins of values, from a place on.
  func write(_ values: Span<Double>, into bins: inout MutableSpan<UInt8>, at start: Int) {
    if let categories {
      for index in 0..<values.count {
        bins[start + index] = CategorySketch.category(values[index]).flatMap { categories[$0] } ?? missing
      }
      return
    }
    let table = table.span
    precondition(
      table.count == 256 && start >= 0 && bins.count - start >= values.count, "a lookup has 256 bounds and a bin for every value")
    var missingCount = 0
    for index in 0..<values.count {
      let value = values[index]
      missingCount &+= value != value ? 1 : 0
      let key = Self.key(value)
      // A comparison used as a number can't become a branch that is guessed wrong half the time.
      var place = 0
      place |= Self.isBelow(table[127], key) &<< 7
      place |= Self.isBelow(table[place | 63], key) &<< 6
      place |= Self.isBelow(table[place | 31], key) &<< 5
      place |= Self.isBelow(table[place | 15], key) &<< 4
      place |= Self.isBelow(table[place | 7], key) &<< 3
      place |= Self.isBelow(table[place | 3], key) &<< 2
      place |= Self.isBelow(table[place | 1], key) &<< 1
      place |= Self.isBelow(table[place], key)
      bins[start &+ index] = UInt8(truncatingIfNeeded: place)
    }
    // Apart from the loop above, or its last comparison would become a branch after all.
    guard missingCount > 0 else { return }
    for index in 0..<values.count where values[index].isNaN { bins[start &+ index] = missing }
  }

  @inline(__always)
  private static func isBelow(_ bound: Int64, _ key: Int64) -> Int { bound < key ? 1 : 0 }

  /// A whole number that sorts as the value does; −0 counts as 0.
  @inline(__always)
  private static func key(_ value: Double) -> Int64 {
    let bits = Int64(bitPattern: (value + 0).bitPattern)
    return bits ^ Int64(bitPattern: UInt64(bitPattern: bits &>> 63) &>> 1)
  }
}
