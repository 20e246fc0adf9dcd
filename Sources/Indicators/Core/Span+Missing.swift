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
    var (first, second) = (SIMD4<Double>(repeating: 0), SIMD4<Double>(repeating: 0))
    var row = 0
    while row &+ 8 <= count {
      let four = SIMD4(at(row), at(row &+ 1), at(row &+ 2), at(row &+ 3))
      let next = SIMD4(at(row &+ 4), at(row &+ 5), at(row &+ 6), at(row &+ 7))
      first += four - four
      second += next - next
      row &+= 8
    }
    var rest = (first + second).sum()
    while row < count {
      rest += self[row] - self[row]
      row &+= 1
    }
    return rest == 0
  }

  /// The first row that holds NaN or an infinity; the number of rows if none does.
  @usableFromInline var firstMissing: Int { isFinite ? count : (0..<count).first { !self[$0].isFinite } ?? count }
}
