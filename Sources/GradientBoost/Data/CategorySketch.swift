/// Chooses which categories of a feature get a bin of their own.
enum CategorySketch {
  /// The category that a value is; `nil` if it is none: missing, negative, or greater than any.
  @inline(__always)
  static func category(_ value: Double) -> Int? {
    // A NaN is neither.
    value >= 0 && value <= Double(CategorySet.limit) ? Int(value) : nil
  }

  /// The bins of one feature: the most frequent categories first, of equals the lower one, up to those that few rows have.
  ///
  /// - Parameters:
  ///   - sample: its values.
  ///   - maximumBins: how many bins there may be, the one for all else included.
  ///   - minimumRows: how many rows of the sample a category must have; two categories may have fewer.
  static func bins(of sample: [Double], maximumBins: Int, minimumRows: Int) -> FeatureBins {
    var counts: [Int: Int] = [:]
    for value in sample {
      if let category = category(value) { counts[category, default: 0] += 1 }
    }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let frequent = sorted.enumerated().prefix { $0 < max(1, maximumBins - 1) && ($1.value >= minimumRows || $0 < 2) }.map(\.element)
    let kept = frequent.reduce(0) { $0 + $1.value }
    return FeatureBins(categories: frequent.map(\.key), holdsMissing: kept < sample.count)
  }
}
