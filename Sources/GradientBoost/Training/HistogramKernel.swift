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
  ///   - rows: which records to add.
  ///   - records: `stride` numbers a row: its rounded gradient, hessian and count, then its bins, eight to a number.
  ///   - group: which of a record's words of bins to add up.
  ///   - histogram: `groupSize` sums.
  @inline(never)
  static func add(
    _ rows: Span<UInt16>, records: Span<UInt64>, stride: Int, group: Int, features: Int, to histogram: inout MutableSpan<Int64>
  ) {
    // One copy of the loop for each number of features, so that the last group does no idle work.
    switch features {
    case 1: add(rows, records, stride, group, 1, &histogram)
    case 2: add(rows, records, stride, group, 2, &histogram)
    case 3: add(rows, records, stride, group, 3, &histogram)
    case 4: add(rows, records, stride, group, 4, &histogram)
    case 5: add(rows, records, stride, group, 5, &histogram)
    case 6: add(rows, records, stride, group, 6, &histogram)
    case 7: add(rows, records, stride, group, 7, &histogram)
    default: add(rows, records, stride, group, 8, &histogram)
    }
  }

  @inline(__always)
  private static func add(
    _ rows: Span<UInt16>, _ records: Span<UInt64>, _ stride: Int, _ group: Int, _ features: Int, _ histogram: inout MutableSpan<Int64>
  ) {
    // With the size known, a byte plus a multiple of 256 needs no check.
    precondition(histogram.count == groupSize, "a group's histogram has \(groupSize) sums")
    for index in 0..<rows.count {
      let place = Int(rows[index]) &* stride
      let sum = Int64(bitPattern: records[place])
      var word = records[place &+ 1 &+ group]
      for feature in 0..<features {
        histogram[feature &* binsPerFeature &+ Int(truncatingIfNeeded: word & 255)] &+= sum
        word &>>= 8
      }
    }
  }

  /// Reads the ends of records, so that they are on their way from memory, many at once, before the loops above want them one by one.
  @inline(never)
  static func touch(_ rows: Span<UInt16>, records: Span<UInt64>, stride: Int) -> UInt64 {
    var all: UInt64 = 0
    for index in 0..<rows.count {
      let place = Int(rows[index]) &* stride
      all |= records[place] | records[place &+ stride &- 1]
    }
    return all
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
