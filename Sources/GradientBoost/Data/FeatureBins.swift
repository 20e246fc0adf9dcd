/// The bins of one feature: which of at most 255 numbers a value becomes.
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

  init(upperBounds: [Double], holdsMissing: Bool, range: ClosedRange<Double>?) {
    self.upperBounds = upperBounds
    self.holdsMissing = holdsMissing
    self.range = range
  }

  /// How many bins there are, the one for missing values included.
  public var count: Int { upperBounds.count + (holdsMissing ? 1 : 0) }
  /// Whether every value falls into the same bin, so that no split can tell them apart.
  public var isConstant: Bool { count < 2 }

  /// The number that stands for a missing value: its bin, or 255, which no bin has, where none was seen when the bins were fitted.
  public var missingBin: Int { holdsMissing ? upperBounds.count : 255 }

  /// The bin of a value; `missingBin` for NaN.
  public func bin(of value: Double) -> Int {
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
    upperBounds.reduce(UInt64(holdsMissing ? 1 : 0)) { ($0 ^ $1.bitPattern) &* 0x0000_0100_0000_01b3 ^ $0 &>> 29 }
  }
}
