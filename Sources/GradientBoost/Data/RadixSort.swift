/// Sorting numbers by their bits: eight times faster than comparing them, which the fitting of bins would otherwise be spent on.
enum RadixSort {
  /// The numbers in ascending order, infinities included; −0 becomes 0. There must be no NaN.
  static func sorted(_ values: [Double]) -> [Double] {
    // Below this the counting costs more than it saves.
    guard values.count > 256 else { return values.map { $0 + 0 }.sorted() }
    var keys = values.map { key(of: $0 + 0) }
    var spare = [UInt64](repeating: 0, count: keys.count)
    // The upper 33 bits tell almost all values apart; what is left is put right by insertion, unless that is more work than sorting on.
    for shift in [31, 42, 53] where pass(from: keys.span, to: &spare, shift: shift) { swap(&keys, &spare) }
    if !finish(&keys) {
      for shift in stride(from: 0, to: 64, by: 11) where pass(from: keys.span, to: &spare, shift: shift) { swap(&keys, &spare) }
    }
    return keys.map { value(of: $0) }
  }

  /// Sorts keys that are almost in order by insertion; `false`, with the work half done, where it takes more moves than there are keys.
  private static func finish(_ keys: inout [UInt64]) -> Bool {
    var keys = keys.mutableSpan
    var moves = keys.count
    for index in 1..<keys.count {
      let key = keys[index]
      var place = index
      while place > 0, keys[place &- 1] > key {
        keys[place] = keys[place &- 1]
        place &-= 1
        moves &-= 1
      }
      keys[place] = key
      if moves < 0 { return false }
    }
    return true
  }

  /// One stable pass over 11 bits; `false`, and nothing written, if all keys agree in them.
  private static func pass(from keys: Span<UInt64>, to target: inout [UInt64], shift: Int) -> Bool {
    var places = [Int](repeating: 0, count: 2_048)
    var counts = places.mutableSpan
    for index in 0..<keys.count { counts[Int(truncatingIfNeeded: (keys[index] &>> UInt64(shift)) & 2_047)] &+= 1 }
    var sum = 0
    for digit in 0..<2_048 {
      let count = counts[digit]
      if count == keys.count { return false }
      counts[digit] = sum
      sum &+= count
    }
    var output = target.mutableSpan
    for index in 0..<keys.count {
      let digit = Int(truncatingIfNeeded: (keys[index] &>> UInt64(shift)) & 2_047)
      output[counts[digit]] = keys[index]
      counts[digit] &+= 1
    }
    return true
  }

  /// A whole number that sorts as the value does: negative values have all bits turned, the others the first.
  private static func key(of value: Double) -> UInt64 {
    let bits = value.bitPattern
    return bits ^ (bits &>> 63 == 0 ? 1 &<< 63 : .max)
  }

  private static func value(of key: UInt64) -> Double {
    Double(bitPattern: key ^ (key &>> 63 == 0 ? .max : 1 &<< 63))
  }
}
