public import Market

/// What the engine knows of one symbol: position, resting order, levels.
///
/// The fields that a bar without events touches come first. Levels that are not set are prices that no bar reaches, 0 and the greatest
/// number, so that two comparisons tell whether anything happens and the state can be written as JSON.
@usableFromInline
struct Holding: Codable, Equatable, Sendable {
  static let none = 0.0
  static let unreachable = Double.greatestFiniteMagnitude

  /// Signed; 0 if flat.
  @usableFromInline var quantity = 0.0
  /// A bar at or below this touches the stop of a long position or the target of a short one.
  @usableFromInline var exitLow = Holding.none
  /// A bar at or above this touches the target of a long position or the stop of a short one.
  @usableFromInline var exitHigh = Holding.unreachable
  /// The last close; 0 before the first bar.
  @usableFromInline var mark = 0.0
  /// The extremes since the entry.
  @usableFromInline var lowest = Holding.unreachable
  @usableFromInline var highest = Holding.none
  /// How many bars have closed.
  @usableFromInline var bars = 0
  /// Once so many bars have closed, the time of the position is over.
  @usableFromInline var exitAtBar = Int.max
  /// When the next payment of funding is due, in nanoseconds; the greatest number if none is.
  @usableFromInline var nextFunding = Int64.max
  /// Whether `order` holds anything.
  @usableFromInline var hasOrder = false

  var order = Order()
  var entryPrice = 0.0
  var entryTime = Timestamp(nanoseconds: 0)
  /// The number of the bar in which the position was opened.
  @usableFromInline var entryBar = 0
  var entryFees = 0.0
  var carry = 0.0
  /// Until when borrow and funding have been charged.
  var accruedUntil: Int64 = 0
  /// Levels that came with an intent.
  var ownStop: Double?
  var ownTarget: Double?
  /// The average true range when the entry was decided.
  var averageTrueRange = 0.0
  var isBreakEven = false
  /// The stop that binds and why; 0 or unreachable if there is none.
  var stop = 0.0
  var stopReason = ExitReason.stop
  var target: Double?
  /// The price at which the account can't carry the position.
  var liquidation: Double?

  @usableFromInline var entry: Double { quantity == 0 ? 0 : entryPrice }
  var sign: Double { quantity > 0 ? 1 : quantity < 0 ? -1 : 0 }

  /// Takes a bar in which nothing happens to position, order or levels; false if something might.
  ///
  /// - Parameter movesLevels: whether levels follow the best price since the entry; they stand still in a bar that has no better one.
  @inlinable
  @inline(__always)
  mutating func pass(_ bar: Bar, movesLevels: Bool) -> Bool {
    if hasOrder { return false }
    if quantity != 0 {
      guard bar.low > exitLow, bar.high < exitHigh, bars &+ 1 < exitAtBar, bar.end.nanoseconds < nextFunding else { return false }
      if movesLevels, quantity > 0 ? bar.high > highest : bar.low < lowest { return false }
      if bar.low < lowest { lowest = bar.low }
      if bar.high > highest { highest = bar.high }
    }
    mark = bar.close
    bars &+= 1
    return true
  }
}

/// What is to be traded as soon as the timing of fills allows.
struct Order: Codable, Equatable, Sendable {
  /// How much of the position is still to be closed.
  var exit = 0.0
  var exitReason = ExitReason.signal
  /// Whether the exit stays whatever the strategy wants: stops, time limits.
  var isForced = false
  /// How much is still to be opened, signed.
  var entry = 0.0
  /// Whether part of the entry has been filled.
  var hasFilled = false
  /// Where the entry rests.
  var limit: Double?
  var barsLeft = Int.max
  var stop: Double?
  var target: Double?
  var timeLimit: Int?
  var averageTrueRange = 0.0
  /// When the exit was decided, and when the entry was.
  var exitDecision = Decision()
  var entryDecision = Decision()

  /// The moment something was decided.
  struct Decision: Codable, Equatable, Sendable {
    var time = Timestamp.distantPast
    /// The close it was decided at.
    var reference = 0.0
    var regime: VolatilityRegime?
  }

  /// Whether everything in it was decided by an instant.
  func isDue(by instant: Timestamp) -> Bool {
    (exit == 0 || exitDecision.time <= instant) && (entry == 0 || entryDecision.time <= instant)
  }

  var isEmpty: Bool { exit == 0 && entry == 0 }

  /// Withdraws the entry.
  mutating func withdrawEntry() {
    entry = 0
    limit = nil
    hasFilled = false
  }
}
