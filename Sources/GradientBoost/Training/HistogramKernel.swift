/// The innermost loops: adding rows into histograms of 256 bins a feature.
enum HistogramKernel {
  /// Bins for each feature in a histogram, whatever it uses of them.
  static let binsPerFeature = 256
  /// Features in a group: those whose bins share a word.
  static let featuresPerGroup = 8
  /// Entries of a group's histogram.
  static let groupSize = binsPerFeature * featuresPerGroup

  /// Adds rows to the histograms of a group other than the first.
  ///
  /// - Parameters:
  ///   - rows: which records to add.
  ///   - sums: what each of them adds.
  ///   - records: the block's.
  ///   - group: which group.
  ///   - histogram: `groupSize` sums.
  @inline(never)
  static func add(
    _ rows: Span<UInt16>, sums: Span<Int64>, records: Span<UInt64>, _ layout: RecordLayout, group: Int,
    to histogram: inout MutableSpan<Int64>
  ) {
    precondition(histogram.count == groupSize && sums.count == rows.count, "a group's histogram has \(groupSize) sums, every row one")
    let (stride, word) = (layout.stride, layout.word(of: group))
    withKnownCount(layout.groups[group].count) { features in
      for index in 0..<rows.count {
        add(sums[index], bins: records[Int(rows[index]) &* stride &+ word], features, &histogram)
      }
    }
  }

  /// Adds rows to the histograms of the first group, whose bins follow in the record what the row adds; that is taken out on the way.
  ///
  /// Adding waits for stores, one a tick: instructions between them cost little, where a loop of their own takes a twentieth as long as all groups.
  @inline(never)
  static func addFirst(
    _ rows: Span<UInt16>, records: Span<UInt64>, _ layout: RecordLayout, to histogram: inout MutableSpan<Int64>,
    sums: inout MutableSpan<Int64>
  ) {
    precondition(histogram.count == groupSize && sums.count >= rows.count, "a group's histogram has \(groupSize) sums, every row one")
    let stride = layout.stride
    withKnownCount(layout.groups[0].count) { features in
      if layout.isCompact {
        for index in 0..<rows.count {
          let word = records[Int(rows[index]) &* stride]
          let sum = layout.sum(word)
          sums[index] = sum
          add(sum, bins: word &>> 32, features, &histogram)
        }
      } else {
        for index in 0..<rows.count {
          let place = Int(rows[index]) &* stride
          let sum = Int64(bitPattern: records[place])
          sums[index] = sum
          add(sum, bins: records[place &+ 1], features, &histogram)
        }
      }
    }
  }

  /// Takes rows from the histograms of a group again.
  ///
  /// - Parameters:
  ///   - bins: the words that hold their bins.
  ///   - shift: how far up in each the first is.
  @inline(never)
  static func subtract(
    _ bins: Span<UInt64>, shift: UInt64, sums: Span<Int64>, features: Int, from histogram: inout MutableSpan<Int64>
  ) {
    precondition(histogram.count == groupSize && sums.count == bins.count, "a group's histogram has \(groupSize) sums, every row one")
    withKnownCount(features) { features in
      for row in 0..<bins.count { add(0 &- sums[row], bins: bins[row] &>> shift, features, &histogram) }
    }
  }

  /// Adds a row to the histograms of so many features, of whose bins each is a byte.
  @inline(__always)
  private static func add(_ sum: Int64, bins: UInt64, _ features: Int, _ histogram: inout MutableSpan<Int64>) {
    var bins = bins
    // With the size known, a byte plus a multiple of 256 needs no check.
    for feature in 0..<features {
      histogram[feature &* binsPerFeature &+ Int(truncatingIfNeeded: bins & 255)] &+= sum
      bins &>>= 8
    }
  }

  /// Runs a loop for a number of features that the compiler knows: one copy of it for each number, so that the last group does no idle work.
  @inline(__always)
  private static func withKnownCount(_ features: Int, _ body: (Int) -> Void) {
    switch features {
    case 1: body(1)
    case 2: body(2)
    case 3: body(3)
    case 4: body(4)
    case 5: body(5)
    case 6: body(6)
    case 7: body(7)
    default: body(8)
    }
  }

  /// Reads in all records, so that they are on their way from memory, many at once, before other loops want them one by one.
  ///
  /// The processor looks ahead by instructions, and so many places of memory at a time: nothing else belongs in this loop, and no second place of a
  /// record that lies in one line. The result only keeps it from being left out.
  ///
  /// - Parameter rows: some that ascend or descend.
  @inline(never)
  static func touch(_ rows: Span<UInt16>, records: Span<UInt64>, _ layout: RecordLayout) -> UInt64 {
    guard rows.count > 0 else { return 0 }
    let stride = layout.stride
    let (one, other) = (Int(rows[0]), Int(rows[rows.count - 1]))
    let (first, end) = (min(one, other), max(one, other) + 1)
    // Every line in order takes less time than every fifth by itself.
    if end - first < 5 * rows.count { return CacheLine.touch(records.extracting(first * stride..<end * stride)) { $0 } }
    var ends: UInt64 = 0
    if layout.isInOneLine {
      for index in 0..<rows.count { ends |= records[Int(rows[index]) &* stride] }
    } else {
      for index in 0..<rows.count {
        let place = Int(rows[index]) &* stride
        ends |= records[place] | records[place &+ stride &- 1]
      }
    }
    return ends
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
