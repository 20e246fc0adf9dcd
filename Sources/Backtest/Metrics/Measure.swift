/// A number that says how well it went, with how many observations it rests on and what one of them is.
///
/// Where the number is undefined (a Sharpe ratio of twelve trades, a profit factor without losses) there is none, and the note says why.
public struct Measure: Hashable, Codable, Sendable {
  /// Its name, such as `sharpe`.
  public let name: String
  /// The number; `nil` if it is undefined.
  public let value: Double?
  /// How many observations it rests on.
  public let count: Int
  /// What one observation is: `trade`, `run`, or the length of time between two markings of the account, such as `5m`.
  public let period: String
  /// Why there is no number.
  public let note: String?

  /// A number, or none with the reason; a number that is not finite counts as none.
  public init(_ name: String, _ value: Double?, count: Int, period: String, note: String? = nil) {
    self.name = name
    self.count = count
    self.period = period
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.note = self.value == nil ? note ?? "undefined for these observations" : nil
  }
}

/// What is asked of the number of observations before a ratio is told.
public enum Evidence {
  /// Fewer trades, or fewer returns, have no Sharpe ratio and no rank.
  public static let leastTrades = 30
}
