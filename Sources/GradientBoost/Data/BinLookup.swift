/// Turns values into bins without a branch: eight halvings of a table of 256 bounds.
struct BinLookup: Sendable {
  /// The upper bounds, filled up with infinities, which no value is above.
  private let table: [Double]
  /// Half the smallest power of two that holds the bounds.
  private let firstStep: Int
  private let missing: UInt64

  init(_ bins: FeatureBins) {
    table = bins.upperBounds + Array(repeating: .infinity, count: 256 - bins.upperBounds.count)
    var step = 1
    while step * 2 < bins.upperBounds.count { step *= 2 }
    firstStep = step
    missing = UInt64(bins.missingBin)
  }

  /// Writes the bins of values into one byte of as many words.
  func write(_ values: Span<Double>, shift: UInt64, into words: inout MutableSpan<UInt64>) {
    let table = table.span
    precondition(table.count == 256 && words.count == values.count, "a lookup has 256 bounds and a word for every value")
    for index in 0..<values.count {
      let value = values[index]
      var place = 0
      var step = firstStep
      while step > 0 {
        place &+= table[(place &+ step &- 1) & 255] < value ? step : 0
        step &>>= 1
      }
      words[index] |= (value != value ? missing : UInt64(truncatingIfNeeded: place)) &<< shift
    }
  }
}
