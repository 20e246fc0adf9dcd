/// Correlation of two samples: Pearson's, Spearman's and Kendall's.
///
///     Correlation.pearson([1, 2, 3], [2, 4, 7])      // 0.9933992677987828
///     Correlation.spearman([1, 2, 3], [2, 4, 7])     // 1
///
/// It is NaN where it is undefined: fewer than two pairs, a sample that does not vary, a NaN or (for Pearson's) an infinite value. Both
/// samples must have the same length.
public enum Correlation {
  /// The linear correlation. O(n), two passes, so that a large offset does no harm.
  public static func pearson(_ x: [Double], _ y: [Double]) -> Double {
    checkLengths(x, y)
    if x.count < 2 { return .nan }
    let products = Covariance.products(x, y)
    if !(products.xx > products.noise.x && products.yy > products.noise.y) { return .nan }
    let correlation = products.xy / (products.xx.squareRoot() * products.yy.squareRoot())
    return correlation.isNaN ? .nan : max(-1, min(1, correlation))
  }

  /// The rank correlation: Pearson's of the average ranks.
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double {
    checkLengths(x, y)
    if x.count < 2 || x.contains(where: \.isNaN) || y.contains(where: \.isNaN) { return .nan }
    return pearson(Ranks.ranks(x).ranks, Ranks.ranks(y).ranks)
  }

  static func checkLengths(_ x: [Double], _ y: [Double]) {
    precondition(x.count == y.count, "Correlation: \(x.count) values against \(y.count); both samples must have the same length.")
  }
}
