extension MutableSpan where Element == Double {
  /// Puts NaN into the first so many rows, or into all if there are fewer.
  @usableFromInline
  mutating func fillMissing(_ count: Int) {
    for row in 0..<Swift.min(count, self.count) { self[row] = .nan }
  }
}
