/// Quantiles and what is made of them: median, median absolute deviation.
///
///     Quantiles.of([1, 2, 3, 4], [0, 0.25, 0.5])   // [1, 1.75, 2.5]
///     Quantiles.median([3, 1, 2])                  // 2
///
/// They interpolate linearly between the two neighbouring values, type 7 of Hyndman & Fan ("Sample quantiles in statistical packages",
/// The American Statistician 50, 1996), which is what numpy, pandas, R and spreadsheets give unless told otherwise.
///
/// A NaN among the values makes the result NaN, as it does in numpy: a quantile of data with holes is asked for explicitly, with
/// `.omit`. Without values the result is NaN.
public enum Quantiles {
  /// What a NaN among the values means.
  public enum NaNPolicy: Sendable {
    /// The result is NaN.
    case propagate
    /// The NaN is left out.
    case omit
  }

  /// Several quantiles at once, by selection instead of a full sort: O(n) and a little more per quantile.
  ///
  /// - Parameters:
  ///   - values: any finite or infinite numbers.
  ///   - probabilities: from 0 to 1, in any order.
  ///   - policy: what a NaN among the values means.
  public static func of(_ values: [Double], _ probabilities: [Double], nan policy: NaNPolicy = .propagate) -> [Double] {
    check(probabilities)
    guard var values = cleaned(values, policy) else { return probabilities.map { _ in .nan } }
    let last = values.count - 1
    var ranks: Set<Int> = []
    for probability in probabilities {
      let rank = Int(probability * Double(last))
      ranks.insert(rank)
      ranks.insert(min(rank + 1, last))
    }
    Selection.select(&values, ranks: ranks.sorted())
    return probabilities.map { interpolate(values, $0) }
  }

  /// One quantile.
  ///
  /// - Parameters:
  ///   - values: any finite or infinite numbers.
  ///   - probability: from 0 to 1.
  ///   - policy: what a NaN among the values means.
  public static func of(_ values: [Double], _ probability: Double, nan policy: NaNPolicy = .propagate) -> Double {
    of(values, [probability], nan: policy)[0]
  }

  /// Quantiles of values that are in ascending order already. O(1) each.
  ///
  /// - Parameters:
  ///   - sorted: ascending, without NaN.
  ///   - probabilities: from 0 to 1, in any order.
  public static func ofSorted(_ sorted: [Double], _ probabilities: [Double]) -> [Double] {
    check(probabilities)
    return probabilities.map { sorted.isEmpty ? .nan : interpolate(sorted, $0) }
  }

  /// The value in the middle, or the mean of the two in the middle.
  public static func median(_ values: [Double], nan policy: NaNPolicy = .propagate) -> Double {
    of(values, 0.5, nan: policy)
  }

  /// The median of the absolute deviations from the median.
  ///
  /// Times 1.4826 it estimates the standard deviation of a normal distribution, and half of the values may be wild before it is.
  public static func medianAbsoluteDeviation(_ values: [Double], nan policy: NaNPolicy = .propagate) -> Double {
    let center = median(values, nan: policy)
    return median(values.map { ($0 - center).magnitude }, nan: policy)
  }

  private static func check(_ probabilities: [Double]) {
    precondition(probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }, "Quantiles: a probability must be from 0 to 1.")
  }

  private static func cleaned(_ values: [Double], _ policy: NaNPolicy) -> [Double]? {
    if !values.contains(where: \.isNaN) { return values.isEmpty ? nil : values }
    if policy == .propagate { return nil }
    let kept = values.filter { !$0.isNaN }
    return kept.isEmpty ? nil : kept
  }

  private static func interpolate(_ values: [Double], _ probability: Double) -> Double {
    let position = probability * Double(values.count - 1)
    let rank = min(Int(position), values.count - 1)
    let (low, high) = (values[rank], values[min(rank + 1, values.count - 1)])
    // Equal neighbours first: between two infinities the difference is NaN.
    if low == high { return low }
    let share = position - Double(rank)
    return share == 0 ? low : share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share)
  }
}
