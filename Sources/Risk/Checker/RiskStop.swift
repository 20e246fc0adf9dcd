public import Market

/// A stop that is on until a person takes it off.
public struct RiskStop: Hashable, Sendable, Codable {
  /// The kinds of stops.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// Somebody has stopped everything.
    case global
    /// The loss of a day reached its limit.
    case dailyLoss = "daily_loss"
    /// The drawdown reached its limit.
    case drawdown

    /// The order of the cases.
    public static func < (left: Kind, right: Kind) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .global: 0
      case .dailyLoss: 1
      case .drawdown: 2
      }
    }

    var rule: RiskRule {
      switch self {
      case .global: .globalStop
      case .dailyLoss: .dailyLoss
      case .drawdown: .drawdown
      }
    }
  }

  /// Which it is.
  public let kind: Kind
  /// Since when it is on.
  public let since: Timestamp
  /// Why.
  public let reason: String
  /// What the loss or the drawdown was when it came on; 0 for the global stop.
  public let value: Double
  /// What was allowed; 0 for the global stop.
  public let limit: Double
}

/// A stop that a person took off.
public struct RiskReset: Hashable, Sendable, Codable {
  /// What was taken off.
  public let stop: RiskStop
  /// Who did it.
  public let person: String
  /// When.
  public let time: Timestamp
}

extension RiskChecker {
  /// The loss of the day, marked to market, as a fraction of the equity it is reckoned from; 0 for a gain.
  public var dayLoss: Double { max(0, (lossReference - ledger.equity) / lossReference) }

  /// The drawdown since the peak or the last reset, as a fraction; 0 at a peak.
  public var drawdown: Double { max(0, (peakReference - ledger.equity) / peakReference) }

  /// Stops everything until a person takes it off: no order that opens or enlarges a position is let through.
  ///
  /// - Parameters:
  ///   - reason: why, for whoever has to decide when to go on.
  ///   - time: when, not before the last event.
  public mutating func stop(_ reason: String, at time: Timestamp) throws(RiskError) {
    try ledger.pass(to: time)
    follow()
    latch(RiskStop(kind: .global, since: time, reason: reason, value: 0, limit: 0))
  }

  /// Takes a stop off. Loss and drawdown are reckoned from the present equity from then on, or the stop would be back at the next price.
  ///
  /// - Parameters:
  ///   - kind: which stop; one that is not on is an error.
  ///   - person: who takes it off; not empty.
  ///   - time: when, not before the last event.
  public mutating func reset(_ kind: RiskStop.Kind, by person: String, at time: Timestamp) throws(RiskError) {
    guard person.contains(where: { !$0.isWhitespace }) else {
      throw RiskError(.malformed, "RiskChecker", "person", "must say who takes the stop off, got an empty name.")
    }
    guard let position = stops.firstIndex(where: { $0.kind == kind }) else {
      throw RiskError(
        .impossible, "RiskChecker", "stop",
        "\(kind.rawValue) is not on; on are: \(stops.isEmpty ? "none" : stops.map(\.kind.rawValue).joined(separator: ", ")).")
    }
    if kind != .global, ledger.equity <= 0 {
      throw RiskError(
        .impossible, "RiskChecker", "stop", "\(kind.rawValue) can't be taken off: the account has no equity (\(ledger.equity)).")
    }
    try ledger.pass(to: time)
    renewDay()
    if resets.count >= 100 { resets.removeFirst(resets.count - 99) }
    resets.append(RiskReset(stop: stops.remove(at: position), person: person, time: time))
    switch kind {
    case .global: break
    case .dailyLoss: lossReference = ledger.equity
    case .drawdown: peakReference = ledger.equity
    }
    follow()
  }

  /// Brings references and stops up to date with the ledger; called after every event.
  mutating func follow() {
    renewDay()
    peakReference = max(peakReference, ledger.equity)
    latchStops()
  }

  mutating func renewDay() {
    guard ledger.dayEnd != lossDay else { return }
    lossDay = ledger.dayEnd
    // A day that begins without equity has nothing to lose: the loss goes on being reckoned from the day before.
    if ledger.day.openEquity > 0 { lossReference = ledger.day.openEquity }
  }

  mutating func latchStops() {
    if dayLoss >= policy.dailyLoss, !isOn(.dailyLoss) {
      latch(
        RiskStop(
          kind: .dailyLoss, since: ledger.time, reason: "the day's loss reached its limit", value: dayLoss, limit: policy.dailyLoss))
    }
    if drawdown >= policy.maximumDrawdown, !isOn(.drawdown) {
      latch(
        RiskStop(
          kind: .drawdown, since: ledger.time, reason: "the drawdown reached its limit", value: drawdown,
          limit: policy.maximumDrawdown))
    }
  }

  private func isOn(_ kind: RiskStop.Kind) -> Bool { stops.contains { $0.kind == kind } }

  private mutating func latch(_ stop: RiskStop) {
    guard !isOn(stop.kind) else { return }
    stops.append(stop)
    stops.sort { $0.kind < $1.kind }
  }
}
