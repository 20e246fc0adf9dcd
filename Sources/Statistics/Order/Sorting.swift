/// Sorting of many numbers by their bits, several times faster than by comparison.
package enum Sorting {
  /// From this many values on, counting digits beats comparing.
  private static let radixPays = 1500

  /// The values in ascending order; −0 counts as 0, and there must be no NaN.
  static func sorted(_ values: [Double]) -> [Double] {
    if values.count < radixPays { return values.sorted() }
    return sorted(keys: values.map(key)).map(value)
  }

  /// The integers in ascending order.
  static func sorted(keys: [UInt64]) -> [UInt64] {
    if keys.count < radixPays { return keys.sorted() }
    var keys = keys
    var spare = [UInt64](repeating: 0, count: keys.count)
    for pass in passes(keys) {
      scatter(from: keys.span, to: spare.mutableSpan, pass)
      swap(&keys, &spare)
    }
    return keys
  }

  /// The indices in ascending order of their values, ties by index; −0 counts as 0, and there must be no NaN.
  package static func order(_ values: [Double]) -> [Int32] {
    precondition(values.count <= Int32.max, "Sorting: more than 2 147 483 647 values.")
    var indices = (0..<Int32(values.count)).map { $0 }
    if values.count < radixPays {
      indices.sort { left, right in
        let (a, b) = (values[Int(left)], values[Int(right)])
        return a < b || a == b && left < right
      }
      return indices
    }
    var keys = values.map(key)
    var spareKeys = [UInt64](repeating: 0, count: keys.count)
    var spareIndices = [Int32](repeating: 0, count: keys.count)
    for pass in passes(keys) {
      scatter(from: keys.span, indices.span, to: spareKeys.mutableSpan, spareIndices.mutableSpan, pass)
      swap(&keys, &spareKeys)
      swap(&indices, &spareIndices)
    }
    return indices
  }

  /// Bits that compare as integers the way the numbers do.
  private static func key(_ value: Double) -> UInt64 {
    // Adding 0 turns −0 into 0.
    let bits = (value + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  private static func value(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }

  /// One digit of 11 bits: where its bits are and where each digit value's run begins.
  private struct Pass {
    var shift: UInt64
    var starts: [Int]
  }

  /// The passes that are needed: a digit that is the same in all keys needs none, which round prices have many of.
  private static func passes(_ keys: [UInt64]) -> [Pass] {
    var counts = [Int](repeating: 0, count: 6 * 2048)
    var span = counts.mutableSpan
    for key in keys {
      span[Int(key & 2047)] &+= 1
      span[2048 | Int(key >> 11 & 2047)] &+= 1
      span[4096 | Int(key >> 22 & 2047)] &+= 1
      span[6144 | Int(key >> 33 & 2047)] &+= 1
      span[8192 | Int(key >> 44 & 2047)] &+= 1
      span[10240 | Int(key >> 55)] &+= 1
    }
    var passes: [Pass] = []
    for digit in 0..<6 {
      let histogram = counts[digit * 2048..<(digit + 1) * 2048]
      if histogram.contains(keys.count) { continue }
      var total = 0
      let starts = histogram.map { count in
        defer { total += count }
        return total
      }
      passes.append(Pass(shift: UInt64(digit) * 11, starts: starts))
    }
    return passes
  }

  private static func scatter(from keys: Span<UInt64>, to result: consuming MutableSpan<UInt64>, _ pass: Pass) {
    var places = pass.starts
    var span = places.mutableSpan
    for index in keys.indices {
      let key = keys[index]
      let digit = Int(key &>> pass.shift & 2047)
      let place = span[digit]
      span[digit] = place &+ 1
      result[place] = key
    }
  }

  private static func scatter(
    from keys: Span<UInt64>, _ indices: Span<Int32>,
    to result: consuming MutableSpan<UInt64>, _ resultIndices: consuming MutableSpan<Int32>, _ pass: Pass
  ) {
    var places = pass.starts
    var span = places.mutableSpan
    for index in keys.indices {
      let key = keys[index]
      let digit = Int(key &>> pass.shift & 2047)
      let place = span[digit]
      span[digit] = place &+ 1
      result[place] = key
      resultIndices[place] = indices[index]
    }
  }
}
