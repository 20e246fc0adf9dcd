/// The question a split asks of a row's bin.
struct BinTest: Sendable {
  let column: Int
  /// What is added to a bin before it is compared, round a circle of 256: that puts missing values first where they go left.
  private let offset: UInt8
  /// The last number that goes left.
  private let limit: UInt8

  /// - Parameters:
  ///   - threshold: the last bin that goes left.
  ///   - missing: the bin of missing values, above all others.
  init(column: Int, threshold: Int, missing: Int, missingGoesLeft: Bool) {
    self.column = column
    offset = missingGoesLeft ? UInt8(truncatingIfNeeded: 256 - missing) : 0
    limit = UInt8(truncatingIfNeeded: threshold) &+ offset
  }

  /// 1 if the row goes left, else 0.
  @inline(__always)
  func goesLeft(_ bin: UInt8) -> Int { bin &+ offset <= limit ? 1 : 0 }
}
