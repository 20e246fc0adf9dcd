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
  /// The features that are categories, by name or, where no feature has that name, by number: whole numbers from 0 on, each its own bin.
  ///
  /// Categories too rare for a bin, negative numbers and what was not seen in training count as missing.
  public var categoricalFeatures: [String] = []
  /// Whether the data set keeps its values beside their bins, as linear leaves need them.
  public var keepsValues = false

  /// LightGBM's defaults.
  public init() {}
}

extension Binning {
  /// Which features are categories.
  func isCategorical(_ names: [String]) throws(DatasetError) -> [Bool] {
    var isCategorical = names.map { _ in false }
    for feature in categoricalFeatures {
      let place = names.firstIndex(of: feature) ?? Int(feature)
      guard let place, names.indices.contains(place) else {
        throw DatasetError(
          "categorical_feature names '\(feature)', which is neither a feature nor a number from 0 to \(names.count - 1).", feature: feature)
      }
      isCategorical[place] = true
    }
    return isCategorical
  }
}
