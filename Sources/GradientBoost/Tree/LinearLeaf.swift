/// What a leaf adds to a row's score where that is not one number for all: a constant and a multiple of some features.
public struct LinearLeaf: Sendable, Hashable {
  /// What is added whatever the features are.
  public let constant: Double
  /// The features.
  public let features: [Int]
  /// What each of them is multiplied with.
  public let coefficients: [Double]

  init(constant: Double, features: [Int], coefficients: [Double]) {
    self.constant = constant
    self.features = features
    self.coefficients = coefficients
  }

  /// What it adds; `nil` where one of its features is missing or infinite, so that the leaf's one number stands in.
  ///
  /// - Parameter value: the value of a feature, by its number.
  @inline(__always)
  func value(_ value: (Int) -> Double) -> Double? {
    var sum = constant
    for index in features.indices {
      let own = value(features[index])
      guard own.isFinite else { return nil }
      sum += coefficients[index] * own
    }
    return sum
  }

  /// The same with everything multiplied.
  func scaled(by factor: Double) -> LinearLeaf {
    LinearLeaf(constant: constant * factor, features: features, coefficients: coefficients.map { $0 * factor })
  }

  /// The same with a number added.
  func adding(_ more: Double) -> LinearLeaf { LinearLeaf(constant: constant + more, features: features, coefficients: coefficients) }
}
