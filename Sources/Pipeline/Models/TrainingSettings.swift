/// How models are trained: how far they look ahead, from how many rows they learn, and how much is searched.
public struct TrainingSettings: Codable, Hashable, Sendable {
  /// How many bars ahead labels look: 1 to 1,000.
  public var horizon = 12
  /// The set of features, by the name that the catalogue has for it.
  public var features = "direction"
  /// Of more rows than this, evenly chosen ones are used: 500 to 10,000,000.
  public var mostRows = 20_000
  /// Under so many rows nothing is trained: 300 or more.
  public var fewestRows = 600
  /// How many parts of the later half of the data are predicted by models that have not seen them: 2 to 20.
  public var folds = 3
  /// How many configurations each model tries: 1 to 1,000.
  public var trials = 4
  /// How many trees: 5 to 5,000.
  public var trees = 40
  /// How far training stays away from what it is tested on, in hours, beyond the labels' own length: 0 to 1,000.
  public var embargoHours = 24.0
  /// On how many rows, evenly chosen, the leakage audit looks: 300 to 1,000,000.
  public var auditRows = 3_000
  /// The chance that a model without skill is taken for one that has some: above 0, at most 0.2.
  public var skillLevel = 0.01

  /// The usual settings.
  public init() {}

  /// Every number in its range.
  /// - Throws: ``RegistryError`` that names the number and what it may be.
  public func validate() throws(RegistryError) {
    func check<Number: Comparable & Sendable>(_ value: Number, _ range: ClosedRange<Number>, _ name: String) throws(RegistryError) {
      if !range.contains(value) {
        throw RegistryError(.invalid, "training.\(name) is \(value), but must be from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    try check(horizon, 1...1_000, "horizon")
    try check(mostRows, 500...10_000_000, "mostRows")
    try check(fewestRows, 300...10_000_000, "fewestRows")
    try check(folds, 2...20, "folds")
    try check(trials, 1...1_000, "trials")
    try check(trees, 5...5_000, "trees")
    try check(embargoHours, 0...1_000, "embargoHours")
    try check(auditRows, 300...1_000_000, "auditRows")
    try check(skillLevel, 1e-9...0.2, "skillLevel")
  }
}
