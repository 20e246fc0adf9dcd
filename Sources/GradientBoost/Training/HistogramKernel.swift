/// The innermost loops: adding rows into histograms of 256 bins a feature.
enum HistogramKernel {
  /// Bins for each feature in a histogram, whatever it uses of them.
  static let binsPerFeature = 256
  /// Features in a group: those whose bins share a word.
  static let featuresPerGroup = 8
  /// Entries of a group's histogram.
  static let groupSize = binsPerFeature * featuresPerGroup

  /// Adds rows to the histograms of the first `features` features of a group.
  ///
  /// - Parameters:
  ///   - histogram: `groupSize` sums.
  ///   - words: `stride` words a row, of which the group's is at `offset`.
  ///   - sums: each row's rounded gradient, hessian and count.
  @inline(never)
  static func add(
    rows count: Int, words: Span<UInt64>, stride: Int, offset: Int, sums: Span<Int64>, features: Int, to histogram: inout MutableSpan<Int64>
  ) {
    // One copy of the loop for each number of features, so that the last group does no idle work.
    switch features {
    case 1: add(rows: count, words, stride, offset, sums, 1, &histogram)
    case 2: add(rows: count, words, stride, offset, sums, 2, &histogram)
    case 3: add(rows: count, words, stride, offset, sums, 3, &histogram)
    case 4: add(rows: count, words, stride, offset, sums, 4, &histogram)
    case 5: add(rows: count, words, stride, offset, sums, 5, &histogram)
    case 6: add(rows: count, words, stride, offset, sums, 6, &histogram)
    case 7: add(rows: count, words, stride, offset, sums, 7, &histogram)
    default: add(rows: count, words, stride, offset, sums, 8, &histogram)
    }
  }

  @inline(__always)
  private static func add(
    rows count: Int, _ words: Span<UInt64>, _ stride: Int, _ offset: Int, _ sums: Span<Int64>, _ features: Int,
    _ histogram: inout MutableSpan<Int64>
  ) {
    // With the size known, a byte plus a multiple of 256 needs no check.
    precondition(histogram.count == groupSize, "a group's histogram has \(groupSize) sums")
    precondition(sums.count >= count && (count == 0 || words.count > (count - 1) * stride + offset), "every row has a word and a sum")
    var place = offset
    for row in 0..<count {
      var word = words[place]
      let sum = sums[row]
      place &+= stride
      for feature in 0..<features {
        histogram[feature &* binsPerFeature &+ Int(truncatingIfNeeded: word & 255)] &+= sum
        word &>>= 8
      }
    }
  }

  /// Adds packed sums to wide ones and clears them.
  @inline(never)
  static func flush(_ packedSums: inout [Int64], to wideSums: inout [WideSum], layout: LaneLayout) {
    var packed = packedSums.mutableSpan
    var wide = wideSums.mutableSpan
    precondition(packed.count == wide.count, "both hold the same bins")
    for bin in 0..<packed.count {
      wide[bin] += WideSum(layout.widened(packed[bin]))
      packed[bin] = 0
    }
  }

  /// Turns the first `bins` sums of each feature into running sums.
  static func accumulate<Sum>(_ histogram: inout [Sum], bins: [Int], add: (Sum, Sum) -> Sum) {
    var span = histogram.mutableSpan
    for (feature, bins) in bins.enumerated() where bins > 0 {
      let first = feature * binsPerFeature
      var sum = span[first]
      for bin in first + 1..<first + bins {
        sum = add(sum, span[bin])
        span[bin] = sum
      }
    }
  }
}
