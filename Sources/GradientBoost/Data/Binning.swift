/// How values become bins.
public struct Binning: Sendable, Hashable, Codable {
  /// The most bins of a feature, the one for missing values included; 2 to 255.
  public var maxBin = 255
  /// The fewest rows of the sample that a bin should hold; 1 or more.
  public var minDataInBin = 3
  /// How many rows are looked at to choose bounds; 1 or more.
  public var binConstructSampleCnt = 200_000
  /// Where the choice of those rows comes from.
  public var seed: UInt64 = 0

  /// LightGBM's defaults.
  public init() {}
}
