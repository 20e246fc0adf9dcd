public import Market

/// A strategy as the registry knows it.
public struct StrategyRecord: Codable, Hashable, Sendable, Identifiable {
  /// What is traded, and how.
  public let specification: StrategySpecification
  /// 1 for one that was made from nothing, otherwise one more than that of its parent.
  public let version: Int
  /// What it came from.
  public let lineage: Lineage
  /// Bars before it may select it; bars after it are for paper trading alone. Fixed with its first score: while there is too little to score it on, and
  /// so nothing has been seen of it, it moves with the data.
  public internal(set) var cutoff: Timestamp
  /// What may be done with it.
  public internal(set) var status: RegistryStatus
  /// Since when.
  public internal(set) var since: Timestamp
  /// The tier it has reached; 0 for none.
  public var tier: Int
  /// How often tuning it has failed in a row.
  public var failedTunings: Int
  /// What was last measured of it, by name.
  public var metrics: [String: Double]

  /// Its name.
  public var id: String { specification.description }
}
