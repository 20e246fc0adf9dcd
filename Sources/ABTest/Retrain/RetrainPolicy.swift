/// When a model may be trained again, and when it should be.
public struct RetrainPolicy: Hashable, Sendable, Codable {
  /// The shortest paper period, in days.
  public let paperDays: Double
  /// The fewest closed trades in it.
  public let closedTrades: Int
  /// The fewest rows that the last training did not have.
  public let newRows: Int
  /// How many days after a training the next one is due.
  public let intervalDays: Double
  /// How many days after an attempt nothing is tried again.
  public let coolDownDays: Double

  /// The rule of the system: 14 days and 75 trades on paper, 500 new rows, due every 7 days, never twice within one.
  public static let standard = RetrainPolicy(unchecked: 14, closedTrades: 75, newRows: 500, intervalDays: 7, coolDownDays: 1)

  /// A policy, or an error that names what is out of range.
  ///
  /// - Parameters:
  ///   - paperDays: 0 to 3650.
  ///   - closedTrades: 0 to 1 000 000.
  ///   - newRows: 0 to 1 000 000 000.
  ///   - intervalDays: 0.01 to 3650.
  ///   - coolDownDays: 0 to 3650.
  public init(
    paperDays: Double = 14, closedTrades: Int = 75, newRows: Int = 500, intervalDays: Double = 7, coolDownDays: Double = 1
  ) throws(ABTestError) {
    try ABTestError.check(paperDays, in: 0...3_650, "RetrainPolicy", "paperDays")
    try ABTestError.check(closedTrades, in: 0...1_000_000, "RetrainPolicy", "closedTrades")
    try ABTestError.check(newRows, in: 0...1_000_000_000, "RetrainPolicy", "newRows")
    try ABTestError.check(intervalDays, in: 0.01...3_650, "RetrainPolicy", "intervalDays")
    try ABTestError.check(coolDownDays, in: 0...3_650, "RetrainPolicy", "coolDownDays")
    self.init(
      unchecked: paperDays, closedTrades: closedTrades, newRows: newRows, intervalDays: intervalDays, coolDownDays: coolDownDays)
  }

  private init(unchecked paperDays: Double, closedTrades: Int, newRows: Int, intervalDays: Double, coolDownDays: Double) {
    self.paperDays = paperDays
    self.closedTrades = closedTrades
    self.newRows = newRows
    self.intervalDays = intervalDays
    self.coolDownDays = coolDownDays
  }

  /// Reads a policy and checks its ranges; what is left out is as in ``standard``.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let standard = RetrainPolicy.standard
    try self.init(
      paperDays: values.decodeIfPresent(Double.self, forKey: .paperDays) ?? standard.paperDays,
      closedTrades: values.decodeIfPresent(Int.self, forKey: .closedTrades) ?? standard.closedTrades,
      newRows: values.decodeIfPresent(Int.self, forKey: .newRows) ?? standard.newRows,
      intervalDays: values.decodeIfPresent(Double.self, forKey: .intervalDays) ?? standard.intervalDays,
      coolDownDays: values.decodeIfPresent(Double.self, forKey: .coolDownDays) ?? standard.coolDownDays)
  }
}
