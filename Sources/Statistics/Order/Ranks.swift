/// The ranks of values, 1 for the smallest, ties sharing the average of the ranks they cover.
///
///     Ranks.average([10, 20, 20, 5])     // [2, 3.5, 3.5, 1]
public enum Ranks {
  /// The average ranks, as `scipy.stats.rankdata` gives them. O(n) for many values, O(n log n) for few.
  ///
  /// A NaN has no rank: it makes all ranks NaN, because the others cannot be told from what it hides.
  public static func average(_ values: [Double]) -> [Double] {
    if values.contains(where: \.isNaN) { return values.map { _ in .nan } }
    return ranks(values).ranks
  }

  /// The ranks, and the sum of t³ − t over all groups of t ties, which the variance of rank statistics needs.
  static func ranks(_ values: [Double]) -> (ranks: [Double], ties: Double) {
    let order = Sorting.order(values)
    var ranks = [Double](repeating: 0, count: values.count)
    var ties = 0.0
    var start = 0
    while start < order.count {
      let value = values[Int(order[start])]
      var end = start + 1
      while end < order.count && values[Int(order[end])] == value { end += 1 }
      let rank = 0.5 * Double(start + 1 + end)
      for index in start..<end { ranks[Int(order[index])] = rank }
      let size = Double(end - start)
      ties += size * size * size - size
      start = end
    }
    return (ranks, ties)
  }
}
