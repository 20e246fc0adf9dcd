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
  ///   - sums: what each of them adds.
  ///   - records: of `stride` words each.
  ///   - word: which word of a record holds the group's bins, a byte each.
  ///   - shift: how far up in the word the first of them is.
  ///   - histogram: `groupSize` sums.
  @inline(never)
  static func add(
    _ rows: Span<UInt16>, sums: Span<Int64>, records: Span<UInt64>, stride: Int, word: Int, shift: UInt64, features: Int,
    to histogram: inout MutableSpan<Int64>
  ) {
    // One copy of the loop for each number of features, so that the last group does no idle work.
    switch features {
    case 1: add(rows, sums, records, stride, word, shift, 1, &histogram)
    case 2: add(rows, sums, records, stride, word, shift, 2, &histogram)
    case 3: add(rows, sums, records, stride, word, shift, 3, &histogram)
    case 4: add(rows, sums, records, stride, word, shift, 4, &histogram)
    case 5: add(rows, sums, records, stride, word, shift, 5, &histogram)
    case 6: add(rows, sums, records, stride, word, shift, 6, &histogram)
    case 7: add(rows, sums, records, stride, word, shift, 7, &histogram)
    default: add(rows, sums, records, stride, word, 0, 8, &histogram)
    }
  }

  @inline(__always)
  private static func add(
    _ rows: Span<UInt16>, _ sums: Span<Int64>, _ records: Span<UInt64>, _ stride: Int, _ word: Int, _ shift: UInt64, _ features: Int,
    _ histogram: inout MutableSpan<Int64>
  ) {
    // With the size known, a byte plus a multiple of 256 needs no check.
    precondition(histogram.count == groupSize && sums.count == rows.count, "a group's histogram has \(groupSize) sums, every row one")
    for index in 0..<rows.count {
      let sum = sums[index]
      var bins = records[Int(rows[index]) &* stride &+ word] &>> shift
      for feature in 0..<features {
        histogram[feature &* binsPerFeature &+ Int(truncatingIfNeeded: bins & 255)] &+= sum
        bins &>>= 8
      }
    }
  }

  /// Reads the ends of records, so that they are on their way from memory, many at once, before other loops want them one by one.
  ///
  /// The processor looks ahead by instructions, not by rows: nothing else belongs in this loop. The result only keeps it from being left
  /// out.
  @inline(never)
  static func touch(_ rows: Span<UInt16>, records: Span<UInt64>, stride: Int) -> UInt64 {
    var ends: UInt64 = 0
    for index in 0..<rows.count {
      let place = Int(rows[index]) &* stride
      ends |= records[place] | records[place &+ stride &- 1]
    }
    return ends
  }

  /// Takes what rows add out of their records.
  @inline(never)
  static func unpack(_ rows: Span<UInt16>, records: Span<UInt64>, _ layout: RecordLayout, into sums: inout [Int64]) {
    if sums.count != rows.count { sums = Array(repeating: 0, count: rows.count) }
    var output = sums.mutableSpan
    let stride = layout.stride
    if layout.isCompact {
      for index in 0..<rows.count { output[index] = layout.sum(records[Int(rows[index]) &* stride]) }
    } else {
      for index in 0..<rows.count { output[index] = Int64(bitPattern: records[Int(rows[index]) &* stride]) }
    }
  }

  /// Adds packed sums to wide ones and clears them.
  @inline(never)
  static func flush(_ packedSums: inout [Int64], to wideSums: inout [WideSum], layout: LaneLayout) {
    var packed = packedSums.mutableSpan
    var wide = wideSums.mutableSpan
    precondition(packed.count == wide.count, "both hold the same bins")
    for bin in 0..<packed.count {
      wide[bin] += layout.asNumbers(packed[bin])
      packed[bin] = 0
    }
  }

  /// The sum of a group's first feature.
  static func total(_ histogram: [Int64]) -> Int64 {
    let span = histogram.span
    var sum: Int64 = 0
    for bin in 0..<binsPerFeature { sum &+= span[bin] }
    return sum
  }
}
