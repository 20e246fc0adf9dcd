extension Array where Element == Double {
  /// Room for so many numbers that are all written before any is read.
  ///
  /// Filling it first costs 0.1 to 0.15 ns a row, which is a third of what averaging prices takes (`Benchmarks/compare indicators`). Every
  /// series computation writes every row; the law tests run all of them over fresh storage.
  @usableFromInline
  init(toBeWritten count: Int) {
    unsafe self.init(unsafeUninitializedCapacity: count) { _, initializedCount in initializedCount = count }
  }
}
