/// One of the models or strategies that an experiment compares.
public struct Arm: Hashable, Sendable, Codable {
  /// The name, unique within its experiment: a model's version or a strategy's name.
  public let name: String
  /// How much of the traffic it gets, in proportion to the other arms' weights; 0 for none.
  public let weight: Double
  /// Whether it is scored without being traded.
  public let isShadow: Bool

  /// An arm.
  ///
  /// - Parameters:
  ///   - name: 1 to 200 bytes.
  ///   - weight: 0 to 1 000 000, in proportion to the other arms' weights.
  ///   - isShadow: whether it is scored without being traded; a shadow's weight does not count.
  public init(_ name: String, weight: Double = 1, isShadow: Bool = false) throws(ABTestError) {
    if !(1...200).contains(name.utf8.count) {
      throw ABTestError("Arm", "name", "has \(name.utf8.count) bytes; a name has 1 to 200 of them.")
    }
    try ABTestError.check(weight, in: 0...1_000_000, "Arm", "weight of \(name)")
    self.name = name
    self.weight = weight
    self.isShadow = isShadow
  }

  /// Reads an arm and checks it.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      values.decode(String.self, forKey: .name), weight: values.decode(Double.self, forKey: .weight),
      isShadow: values.decode(Bool.self, forKey: .isShadow))
  }

  /// The same arm with another weight.
  func with(weight: Double) throws(ABTestError) -> Arm { try Arm(name, weight: weight, isShadow: isShadow) }

  /// The same arm, traded.
  func live(weight: Double) throws(ABTestError) -> Arm { try Arm(name, weight: weight, isShadow: false) }
}
