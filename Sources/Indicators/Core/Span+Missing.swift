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
    // The difference of a number and itself is 0, or NaN if it is not finite: sums of them need no branch.
    var sums = SIMD8<Double>(repeating: 0)
    var row = 0
    while row &+ 8 <= count {
      let eight = SIMD8(
        self[row], self[row &+ 1], self[row &+ 2], self[row &+ 3], self[row &+ 4], self[row &+ 5], self[row &+ 6], self[row &+ 7])
      sums += eight - eight
      row &+= 8
    }
    var rest = sums.sum()
    while row < count {
      rest += self[row] - self[row]
      row &+= 1
    }
    return rest == 0
  }
}
