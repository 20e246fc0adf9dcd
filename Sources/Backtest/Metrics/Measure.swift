/// A number that says how well it went, with how many observations it rests on and what one of them is.
///
/// Where the number is undefined (a Sharpe ratio of twelve trades, a profit factor without losses) there is none, and the note says why. What
/// can be counted of a few trades (a win rate of twelve) is shown with its count, but ``isRankable`` says that nothing may be ranked by it.
public struct Measure: Hashable, Codable, Sendable {
  /// Its name, such as `sharpe`.
  public let name: String
  /// The number; `nil` if it is undefined.
  public let value: Double?
  /// How many observations it rests on.
  public let count: Int
  /// What one observation is: `trade`, `run`, or the length of time between two markings of the account, such as `5m`.
  public let period: String
  /// Why there is no number, or why nothing may be ranked by it.
  public let note: String?
  /// Whether there is a number, of enough observations to rank by.
  public let isRankable: Bool

  /// A number, or none with the reason; a number that is not finite counts as none.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - value: the number, if there is one.
  ///   - count: how many observations it rests on.
  ///   - period: what one observation is.
  ///   - needed: how many observations it takes to rank by it.
  ///   - note: why there is no number.
  public init(_ name: String, _ value: Double?, count: Int, period: String, needed: Int = 0, note: String? = nil) {
    self.name = name
    self.count = count
    self.period = period
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    let isEnough = count >= needed
    isRankable = self.value != nil && isEnough
    let few = "insufficient to rank by: \(needed) are needed"
    self.note = self.value == nil ? note ?? "undefined for these observations" : isEnough ? nil : few
  }

  /// The number to rank by; `nil` if there is none, or too little to rank by.
  public var ranking: Double? { isRankable ? value : nil }
}

/// What is asked of the number of observations before a ratio is told.
public enum Evidence {
  /// Fewer trades, or fewer returns, have no Sharpe ratio and no rank.
  public static let leastTrades = 30
}
