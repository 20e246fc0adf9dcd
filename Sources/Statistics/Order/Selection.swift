/// Selection: puts the values of some ranks where a full sort would put them, without sorting the rest.
enum Selection {
  /// Rearranges the values, none of them NaN, so that `values[r]` is the r-th smallest for every one of the ranks.
  ///
  /// Quickselect with pivots from a sample (Floyd & Rivest, "Expected time bounds for selection", CACM 18, 1975) and a partition
  /// without branches, which would be mispredicted every other time. O(n) expected; O(n log n) at worst, by falling back to sorting.
  ///
  /// - Parameter ranks: ascending, each a valid index.
  static func select(_ values: inout [Double], ranks: [Int]) {
    var span = values.mutableSpan
    select(&span, 0..<span.count, ranks[...], budget: 64)
  }

  private static func select(_ values: inout MutableSpan<Double>, _ whole: Range<Int>, _ ranks: ArraySlice<Int>, budget: Int) {
    var range = whole
    var ranks = ranks
    var budget = budget
    while !ranks.isEmpty {
      if range.count <= 24 || budget == 0 {
        budget == 0 ? heapSort(&values, range) : insertionSort(&values, range)
        return
      }
      budget -= 1
      let wanted = ranks[ranks.startIndex + ranks.count / 2]
      let pivot = pivot(&values, range, wanted: wanted)
      let split = partition(&values, range) { $0 < pivot }
      // Everything equal to the pivot is in place at once: without this, ties would cost quadratic time.
      let end = partition(&values, split..<range.upperBound, from: pivot)
      let below = ranks.prefix { $0 < split }
      let above = ranks.drop { $0 < end }
      if below.isEmpty {
        (range, ranks) = (end..<range.upperBound, above)
      } else if above.isEmpty {
        (range, ranks) = (range.lowerBound..<split, below)
      } else {
        select(&values, range.lowerBound..<split, below, budget: budget)
        (range, ranks) = (end..<range.upperBound, above)
      }
    }
  }

  /// A value near the wanted rank: that of a sorted sample at the wanted share, moved a little towards the middle so that the wanted
  /// rank most likely falls on the smaller side.
  private static func pivot(_ values: inout MutableSpan<Double>, _ range: Range<Int>, wanted: Int) -> Double {
    let n = range.count
    let size = n > 6000 ? 127 : n > 600 ? 31 : 7
    let stride = n / size
    // The sample is taken from the front, swapped there from places evenly spread.
    for index in 0..<size {
      values.swapAt(range.lowerBound + index, range.lowerBound + index * stride)
    }
    insertionSort(&values, range.lowerBound..<range.lowerBound + size)
    let share = Double(wanted - range.lowerBound) / Double(n)
    let spread = 0.5 / Double(size).squareRoot()
    let target = share < 0.5 ? share + spread : share - spread
    return values[range.lowerBound + min(size - 1, max(0, Int(target * Double(size))))]
  }

  /// Moves the values below the pivot to the front; gives where they end.
  @inline(__always)
  private static func partition(
    _ values: inout MutableSpan<Double>, _ range: Range<Int>, _ isBelow: (Double) -> Bool
  ) -> Int {
    var split = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound {
      let value = values[index]
      values[index] = values[split]
      values[split] = value
      split &+= isBelow(value) ? 1 : 0
      index &+= 1
    }
    return split
  }

  /// Moves the values equal to the pivot, none of which is less, to the front; gives where they end.
  private static func partition(_ values: inout MutableSpan<Double>, _ range: Range<Int>, from pivot: Double) -> Int {
    // Mostly there are few of them: a scan that predicts well, and writes only when it finds one.
    var split = range.lowerBound
    for index in range where values[index] == pivot {
      values.swapAt(index, split)
      split += 1
    }
    return split
  }

  static func insertionSort(_ values: inout MutableSpan<Double>, _ range: Range<Int>) {
    for index in range.dropFirst() {
      let value = values[index]
      var place = index
      while place > range.lowerBound && values[place - 1] > value {
        values[place] = values[place - 1]
        place -= 1
      }
      values[place] = value
    }
  }

  private static func heapSort(_ values: inout MutableSpan<Double>, _ range: Range<Int>) {
    let n = range.count
    let base = range.lowerBound
    func sink(_ start: Int, _ count: Int, _ values: inout MutableSpan<Double>) {
      var root = start
      while 2 * root + 1 < count {
        var child = 2 * root + 1
        if child + 1 < count && values[base + child] < values[base + child + 1] { child += 1 }
        if values[base + root] >= values[base + child] { return }
        values.swapAt(base + root, base + child)
        root = child
      }
    }
    for start in stride(from: n / 2 - 1, through: 0, by: -1) { sink(start, n, &values) }
    for end in stride(from: n - 1, to: 0, by: -1) {
      values.swapAt(base, base + end)
      sink(0, end, &values)
    }
  }
}
