/// P-values of several tests at once, adjusted so that comparing them with a level keeps its promise.
///
///     MultipleTesting.benjaminiHochberg([0.01, 0.04, 0.03])     // [0.03, 0.04, 0.04]
///
/// Of six true hypotheses tested at 0.1 each, one is rejected almost every other time. Adjusted p-values are compared with the level as
/// they are. A NaN stands for a test that could not be done: it stays NaN and is not counted.
public enum MultipleTesting {
  /// Controls the share of false discoveries among the discoveries, for independent or positively dependent tests. O(n log n).
  ///
  /// Benjamini & Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57, 1995.
  ///
  /// - Parameter pValues: from 0 to 1, or NaN.
  /// - Throws: `StatisticsError` if a p-value is outside its range.
  public static func benjaminiHochberg(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
    try stepUp(pValues, "MultipleTesting.benjaminiHochberg") { _ in 1 }
  }

  /// Controls the share of false discoveries under any dependence, at the price of a factor of about ln n. O(n log n).
  ///
  /// Benjamini & Yekutieli, Annals of Statistics 29, 2001.
  ///
  /// - Parameter pValues: from 0 to 1, or NaN.
  /// - Throws: `StatisticsError` if a p-value is outside its range.
  public static func benjaminiYekutieli(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
    try stepUp(pValues, "MultipleTesting.benjaminiYekutieli") { count in
      (0..<count).reduce(0) { $0 + 1 / Double(count - $1) }
    }
  }

  /// Controls the chance of even one false rejection, under any dependence. O(n log n).
  ///
  /// Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979.
  ///
  /// - Parameter pValues: from 0 to 1, or NaN.
  /// - Throws: `StatisticsError` if a p-value is outside its range.
  public static func holm(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
    let (indices, order) = try sorted(pValues, "MultipleTesting.holm")
    var result = pValues
    var highest = 0.0
    for (place, position) in order.enumerated() {
      let index = indices[Int(position)]
      highest = max(highest, min(1, pValues[index] * Double(order.count - place)))
      result[index] = highest
    }
    return result
  }

  /// Controls the chance of even one false rejection by multiplying with the number of tests. O(n). `holm` is never worse.
  ///
  /// - Parameter pValues: from 0 to 1, or NaN.
  /// - Throws: `StatisticsError` if a p-value is outside its range.
  public static func bonferroni(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
    try check(pValues, "MultipleTesting.bonferroni")
    let count = Double(pValues.count { !$0.isNaN })
    return pValues.map { $0.isNaN ? .nan : min(1, $0 * count) }
  }

  private static func stepUp(
    _ pValues: [Double], _ procedure: String, factor: (Int) -> Double
  ) throws(StatisticsError) -> [Double] {
    let (indices, order) = try sorted(pValues, procedure)
    let factor = factor(order.count) * Double(order.count)
    var result = pValues
    var lowest = 1.0
    for place in order.indices.reversed() {
      let index = indices[Int(order[place])]
      lowest = min(lowest, pValues[index] * factor / Double(place + 1))
      result[index] = lowest
    }
    return result
  }

  /// The indices of the p-values that are numbers, and their ascending order.
  private static func sorted(
    _ pValues: [Double], _ procedure: String
  ) throws(StatisticsError) -> (indices: [Int], order: [Int32]) {
    try check(pValues, procedure)
    let indices = pValues.indices.filter { !pValues[$0].isNaN }
    return (indices, Sorting.order(indices.map { pValues[$0] }))
  }

  private static func check(_ pValues: [Double], _ procedure: String) throws(StatisticsError) {
    if let index = pValues.firstIndex(where: { $0 < 0 || $0 > 1 }) {
      throw StatisticsError(
        .outOfRange, procedure, "pValues", "the value at index \(index) is \(pValues[index]); it must be from 0 to 1, or NaN.")
    }
  }
}
