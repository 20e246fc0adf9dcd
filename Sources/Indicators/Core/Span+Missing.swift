extension MutableSpan where Element == Double {
  /// Puts NaN into the first so many rows, or into all if there are fewer.
  @usableFromInline
  mutating func fillMissing(_ count: Int) {
    for row in 0..<Swift.min(count, self.count) { self[row] = .nan }
  }
}

extension Span where Element == Double {
  /// Whether every number is finite.
  @usableFromInline var isFinite: Bool {
    // A sum is finite only if all of it is: one addition for two numbers, and no branch. If it is not, finite numbers may have added up to an infinity.
    var (first, second) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    var (third, fourth) = (first, first)
    var row = 0
    while row &+ 8 <= count {
      first += two(at: row)
      second += two(at: row &+ 2)
      third += two(at: row &+ 4)
      fourth += two(at: row &+ 6)
      row &+= 8
    }
    var rest = ((first + second) + (third + fourth)).sum()
    while row < count {
      rest += self[row]
      row &+= 1
    }
    return rest.isFinite || (0..<count).allSatisfy { self[$0].isFinite }
  }

  /// The first row that holds NaN or an infinity; the number of rows if none does.
  @usableFromInline var firstMissing: Int { isFinite ? count : (0..<count).first { !self[$0].isFinite } ?? count }
}
