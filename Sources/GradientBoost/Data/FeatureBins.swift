/// The bins of one feature: which of at most 255 numbers a value becomes.
///
/// A category has a bin of its own if it is frequent enough; the others, and what is no category, count as missing.
///
/// Bin `i` holds the values above `upperBounds[i - 1]` and up to and including `upperBounds[i]`; the last bound is infinite. Missing
/// values (NaN) have a bin of their own behind the others, if any were seen when the bins were fitted.
public struct FeatureBins: Sendable, Hashable {
  /// The greatest value of each bin, ascending; the last is infinite.
  public let upperBounds: [Double]
  /// Whether there is a bin for missing values.
  public let holdsMissing: Bool
  /// The least and the greatest value seen; `nil` if none was.
  public let range: ClosedRange<Double>?
  /// The category of each bin, the most frequent first; empty if the feature is a number.
  public let categories: [Int]

  /// Bins of categories.
  init(categories: [Int], holdsMissing: Bool) {
    upperBounds = []
    self.categories = categories
    self.holdsMissing = holdsMissing
    range = nil
  }

  init(upperBounds: [Double], holdsMissing: Bool, range: ClosedRange<Double>?) {
    self.upperBounds = upperBounds
    self.holdsMissing = holdsMissing
    self.range = range
    categories = []
  }

  /// Whether it holds categories.
  public var isCategorical: Bool { upperBounds.isEmpty }
  /// How many bins there are without the one for missing values.
  var valueBins: Int { isCategorical ? categories.count : upperBounds.count }

  /// How many bins there are, the one for missing values included.
  public var count: Int { valueBins + (holdsMissing ? 1 : 0) }
  /// Whether every value falls into the same bin, so that no split can tell them apart.
  public var isConstant: Bool { count < 2 }

  /// The number that stands for a missing value: its bin, or 255, which no bin has, where none was seen when the bins were fitted.
  public var missingBin: Int { holdsMissing ? valueBins : 255 }

  /// The bin of a value; `missingBin` for NaN.
  public func bin(of value: Double) -> Int {
    if isCategorical { return CategorySketch.category(value).flatMap { categories.firstIndex(of: $0) } ?? missingBin }
    if value.isNaN { return missingBin }
    var low = 0
    var high = upperBounds.count - 1
    while low < high {
      let middle = (low + high) / 2
      if upperBounds[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A number that other bounds do not have, whatever the feature's name or place.
  var salt: UInt64 {
    (upperBounds + categories.map { Double($0) }).reduce(UInt64(holdsMissing ? 1 : 0)) {
      ($0 ^ $1.bitPattern) &* 0x0000_0100_0000_01b3 ^ $0 &>> 29
    }
  }
}
