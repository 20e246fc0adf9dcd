/// A champion, its challengers, and how keys are divided among them.
///
///     let experiment = try Experiment(
///       name: "direction", seed: 7, champion: Arm("v12", weight: 1), challengers: [Arm("v13", weight: 1), Arm("v14", isShadow: true)])
///     experiment.assignment.arm(for: "BTC-USDT").name
///     experiment.shadows.map(\.name)                       // scored on every key, traded on none
///
/// It is a value: whoever changes it gets a new one, and commits it together with the record of why (``Transition``).
public struct Experiment: Hashable, Sendable {
  /// What is compared, such as the name of the model.
  public let name: String
  /// What the assignment is drawn from.
  public let seed: UInt64
  /// The arm that is trusted today.
  public let champion: Arm
  /// The arms that would like to be.
  public let challengers: [Arm]
  /// The division of the keys.
  public let assignment: Assignment

  /// An experiment.
  ///
  /// - Parameters:
  ///   - name: 1 to 200 bytes.
  ///   - seed: any number; keep it as long as the experiment lasts, or every key is dealt anew.
  ///   - champion: traded, with a weight above 0.
  ///   - challengers: any number, none of them named like another or like the champion.
  public init(name: String, seed: UInt64, champion: Arm, challengers: [Arm]) throws(ABTestError) {
    if !(1...200).contains(name.utf8.count) {
      throw ABTestError("Experiment", "name", "has \(name.utf8.count) bytes; a name has 1 to 200 of them.")
    }
    if champion.isShadow || champion.weight == 0 {
      throw ABTestError("Experiment", "champion", "'\(champion.name)' is not traded; somebody must be.")
    }
    self.name = name
    self.seed = seed
    self.champion = champion
    self.challengers = challengers
    assignment = try Assignment(seed: seed, arms: [champion] + challengers)
  }

  /// The arms that are scored without being traded.
  public var shadows: [Arm] { challengers.filter(\.isShadow) }

  /// The challenger of that name, if there is one.
  public func challenger(_ name: String) -> Arm? { challengers.first { $0.name == name } }

  /// The same experiment with a challenger at this share of all keys, the rest in their old proportion.
  ///
  /// - Parameters:
  ///   - name: a challenger; a shadow begins to be traded.
  ///   - share: above 0 and at most 0.99, because without a champion beside it nothing can be compared.
  public func giving(_ name: String, share: Double) throws(ABTestError) -> Experiment {
    guard let arm = challenger(name) else { throw unknown(name) }
    if !(share > 0 && share <= 0.99) {
      throw ABTestError(
        "Experiment", "share", "is \(share); it must be above 0 and at most 0.99. A challenger that should have all keys is promoted.")
    }
    let others = champion.weight + challengers.reduce(0) { $0 + ($1.isShadow || $1.name == name ? 0 : $1.weight) }
    let raised = try arm.live(weight: others * share / (1 - share))
    return try replacing(challengers.map { $0.name == name ? raised : $0 })
  }

  /// The same experiment with other challengers.
  public func replacing(_ challengers: [Arm]) throws(ABTestError) -> Experiment {
    try Experiment(name: self.name, seed: seed, champion: champion, challengers: challengers)
  }

  func unknown(_ name: String) -> ABTestError {
    let names = challengers.map(\.name)
    return ABTestError(
      "Experiment", "challenger",
      "there is no '\(name)' in \(self.name); there \(names.isEmpty ? "are none" : "are \(names.joined(separator: ", "))").")
  }
}

extension Experiment: Codable {
  private enum CodingKeys: String, CodingKey { case name, seed, champion, challengers }

  /// Reads an experiment and checks it.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      name: values.decode(String.self, forKey: .name), seed: values.decode(UInt64.self, forKey: .seed),
      champion: values.decode(Arm.self, forKey: .champion), challengers: values.decode([Arm].self, forKey: .challengers))
  }

  /// Writes what it was made from.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(seed, forKey: .seed)
    try container.encode(champion, forKey: .champion)
    try container.encode(challengers, forKey: .challengers)
  }
}
