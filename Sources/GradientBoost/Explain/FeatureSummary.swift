public import Statistics

/// What a feature means to a model as a whole.
public struct FeatureSummary: Sendable, Hashable {
  /// Its name.
  public let feature: String
  /// How much it moves the raw score, on average: the mean of its contributions' absolute values.
  public let meanAbsoluteContribution: Double
  /// Whether more of it moves the score up (to 1) or down (to −1): the correlation of its values with its contributions. `nil` where one of
  /// them does not change.
  public let direction: Double?
  /// How much its splits lowered the training loss, in all.
  public let gain: Double
  /// How often it divides.
  public let splits: Int
}

extension Model {
  /// What each feature means, those that move the score most first.
  ///
  /// - Parameters:
  ///   - columns: rows that stand for those of interest; some hundred are enough.
  ///   - threads: the greatest number of threads to use.
  /// - Complexity: that of `contributions`.
  public func summary(columns: [[Double]], threads: Int = ActiveProcessors.count) throws(PredictionError) -> [FeatureSummary] {
    let parts = try contributions(columns: columns, threads: threads)
    let (gains, splits) = (importance(.gain), importance(.split))
    let width = featureNames.count + 1
    let all = featureNames.indices.map { feature in
      let sizes = parts.map { row in (0..<scoresPerRow).reduce(0) { $0 + abs(row[$1 * width + feature]) } }
      return FeatureSummary(
        feature: featureNames[feature], meanAbsoluteContribution: parts.isEmpty ? 0 : sizes.reduce(0, +) / Double(parts.count),
        direction: scoresPerRow > 1 ? nil : Self.correlation(columns[feature], parts.map { $0[feature] }), gain: gains[feature],
        splits: Int(splits[feature]))
    }
    return all.enumerated().sorted { left, right in
      let (a, b) = (left.element.meanAbsoluteContribution, right.element.meanAbsoluteContribution)
      return a != b ? a > b : left.offset < right.offset
    }.map(\.element)
  }

  private static func correlation(_ values: [Double], _ parts: [Double]) -> Double? {
    let pairs = zip(values, parts).filter { $0.0.isFinite }
    guard pairs.count > 1 else { return nil }
    let count = Double(pairs.count)
    let means = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
    var (products, squares) = (0.0, (0.0, 0.0))
    for (value, part) in pairs {
      products += (value - means.0) * (part - means.1)
      squares.0 += (value - means.0) * (value - means.0)
      squares.1 += (part - means.1) * (part - means.1)
    }
    let spread = squares.0.squareRoot() * squares.1.squareRoot()
    return spread > 0 && spread.isFinite ? products / spread : nil
  }
}
