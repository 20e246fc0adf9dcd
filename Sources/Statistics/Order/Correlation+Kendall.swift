extension Correlation {
  /// Kendall's τ_b: the surplus of concordant over discordant pairs, corrected for ties. O(n log n).
  ///
  /// Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61, 1966: after sorting by x, the discordant
  /// pairs are the exchanges that a merge sort by y makes.
  public static func kendall(_ x: [Double], _ y: [Double]) -> Double {
    checkLengths(x, y)
    if x.count < 2 || x.contains(where: \.isNaN) || y.contains(where: \.isNaN) { return .nan }
    let xs = denseRanks(x)
    let ys = denseRanks(y)
    let n = Double(x.count)
    let pairs = n * (n - 1) / 2

    // One key holds both: sorting it sorts by x and then by y.
    let keys = zip(xs, ys).map { Int64($0) << 32 | Int64($1) }.sorted()
    let tiedX = tiedPairs(keys.map { Int32($0 >> 32) })
    let tiedBoth = tiedPairs(keys)
    var order = keys.map { Int32(truncatingIfNeeded: $0) }
    let tiedY = tiedPairs(ys.sorted())
    let discordant = exchanges(&order)

    let product = (pairs - tiedX) * (pairs - tiedY)
    if !(product > 0) { return .nan }
    let surplus = pairs - tiedX - tiedY + tiedBoth - 2 * discordant
    return max(-1, min(1, surplus / (pairs - tiedX).squareRoot() / (pairs - tiedY).squareRoot()))
  }

  /// 0 for the smallest value, 1 for the next different one, and so on.
  private static func denseRanks(_ values: [Double]) -> [Int32] {
    let order = Sorting.order(values)
    var ranks = [Int32](repeating: 0, count: values.count)
    var rank: Int32 = 0
    for place in order.indices {
      let index = Int(order[place])
      if place > 0 && values[index] != values[Int(order[place - 1])] { rank += 1 }
      ranks[index] = rank
    }
    return ranks
  }

  /// How many pairs of equal neighbours' runs there are in sorted values.
  private static func tiedPairs(_ sorted: [some Equatable]) -> Double {
    var total = 0.0
    var start = 0
    for index in 1...sorted.count where index == sorted.count || sorted[index] != sorted[start] {
      let size = Double(index - start)
      total += size * (size - 1) / 2
      start = index
    }
    return total
  }

  /// Sorts, and counts the pairs that were in the wrong order.
  private static func exchanges(_ values: inout [Int32]) -> Double {
    var spare = values
    var total = 0
    var width = 1
    while width < values.count {
      for start in stride(from: 0, to: values.count, by: 2 * width) {
        total += merge(values, into: &spare, start, min(start + width, values.count), min(start + 2 * width, values.count))
      }
      swap(&values, &spare)
      width *= 2
    }
    return Double(total)
  }

  private static func merge(_ values: [Int32], into result: inout [Int32], _ start: Int, _ middle: Int, _ end: Int) -> Int {
    var exchanges = 0
    var left = start
    var right = middle
    for place in start..<end {
      if right == end || left < middle && values[left] <= values[right] {
        result[place] = values[left]
        left += 1
      } else {
        result[place] = values[right]
        right += 1
        exchanges += middle - left
      }
    }
    return exchanges
  }
}
