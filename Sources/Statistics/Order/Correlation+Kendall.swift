extension Correlation {
  /// Kendall's τ_b: the surplus of concordant over discordant pairs, corrected for ties. O(n log n).
  ///
  /// Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61, 1966, with his merge sort replaced by a
  /// Fenwick tree: after sorting by x and y, the discordant pairs are those whose y come in the wrong order.
  public static func kendall(_ x: [Double], _ y: [Double]) -> Double {
    checkLengths(x, y)
    if x.count < 2 || x.contains(where: \.isNaN) || y.contains(where: \.isNaN) { return .nan }
    let xs = denseRanks(x)
    let ys = denseRanks(y)
    let n = Double(x.count)
    let pairs = n * (n - 1) / 2

    // One key holds both: sorting it sorts by x and then by y.
    let keys = Sorting.sorted(keys: zip(xs.ranks, ys.ranks).map { UInt64($0) << 32 | UInt64($1) })
    let discordant = inversions(keys, ranks: ys.different)
    let tiedBoth = tiedPairs(keys)
    let (tiedX, tiedY) = (xs.tiedPairs, ys.tiedPairs)

    let product = (pairs - tiedX) * (pairs - tiedY)
    if !(product > 0) { return .nan }
    let surplus = pairs - tiedX - tiedY + tiedBoth - 2 * discordant
    return max(-1, min(1, surplus / (pairs - tiedX).squareRoot() / (pairs - tiedY).squareRoot()))
  }

  /// 0 for the smallest value, 1 for the next different one, and so on; how many are different, and how many pairs are not.
  private static func denseRanks(_ values: [Double]) -> (ranks: [UInt32], different: Int, tiedPairs: Double) {
    let order = Sorting.order(values)
    var ranks = [UInt32](repeating: 0, count: values.count)
    var rank: UInt32 = 0
    var run = 0.0
    var tied = 0.0
    for place in order.indices {
      let index = Int(order[place])
      if place > 0 {
        if values[index] != values[Int(order[place - 1])] {
          rank += 1
          run = 0
        } else {
          run += 1
          tied += run
        }
      }
      ranks[index] = rank
    }
    return (ranks, Int(rank) + 1, tied)
  }

  private static func tiedPairs(_ sorted: [UInt64]) -> Double {
    var run = 0.0
    var tied = 0.0
    for index in 1..<sorted.count {
      run = sorted[index] == sorted[index - 1] ? run + 1 : 0
      tied += run
    }
    return tied
  }

  /// How many pairs of the low halves of the keys are in the wrong order: for each, how many higher ones came before it.
  private static func inversions(_ keys: [UInt64], ranks: Int) -> Double {
    var tree = [Int32](repeating: 0, count: ranks + 1)
    var span = tree.mutableSpan
    var total = 0
    for seen in keys.indices {
      let place = Int(keys[seen] & 0xffff_ffff) + 1
      var notHigher = 0
      var node = place
      while node > 0 {
        notHigher &+= Int(span[node])
        node &= node &- 1
      }
      total += seen - notHigher
      node = place
      while node <= ranks {
        span[node] &+= 1
        node &+= node & -node
      }
    }
    return Double(total)
  }
}
