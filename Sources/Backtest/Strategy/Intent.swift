/// What a strategy wants to hold from now on: a target, not an order.
///
///     Intent.long                                        // be long; nothing changes if the account already is
///     Intent.long(stop: 95, target: 110)                 // with a protective stop and a profit target
///     Intent(.short, confidence: 0.7, limit: 101.5)      // sell only at 101.5 or better
///     Intent(.long, adjustment: .reduce(by: 0.5))        // take half off
///     Intent.flat                                        // be out, and withdraw what rests
///
/// Wanting the side that is held already keeps the position and takes over the stop, target and time limit that are given; `adjustment` says
/// whether it should also grow or shrink. Wanting the other side closes the position and opens the opposite one.
public struct Intent: Hashable, Codable, Sendable {
  /// Which way.
  public var direction: Direction
  /// How sure the strategy is, 0 to 1, for sizers that look at it.
  public var confidence: Double
  /// Where a loss is cut: below the last close for a long position, above it for a short one. `nil` leaves it to the rules of the run.
  public var stop: Double?
  /// Where a profit is taken: above the last close for a long position, below it for a short one.
  public var target: Double?
  /// Enter only at this price or better.
  public var limit: Double?
  /// For how many bars an entry at a limit rests before it is withdrawn; `nil` leaves it until the strategy wants something else.
  public var restingBars: Int?
  /// After how many bars the position is closed, at least 1; `nil` leaves it to the rules of the run.
  public var timeLimit: Int?
  /// What happens to a position that already goes this way.
  public var adjustment: Adjustment
  /// Which symbol it is about, as a position among the engine's symbols; `nil` is that of the bar.
  public var instrument: Int?
  /// How probable it is that the trade wins, for sizers that need to know.
  public var winProbability: Double?
  /// What a winning trade brings for each unit a losing one costs, for sizers that need to know.
  public var payoff: Double?

  /// What happens to a position that already goes the way that is wanted.
  public enum Adjustment: Hashable, Codable, Sendable {
    /// It stays as large as it is.
    case hold
    /// The sizer's quantity is added to it.
    case add
    /// It grows or shrinks to the sizer's quantity.
    case resize
    /// A share of it is closed, above 0 and at most 1.
    case reduce(by: Double)
  }

  /// A wish.
  @inlinable
  public init(
    _ direction: Direction, confidence: Double = 1, stop: Double? = nil, target: Double? = nil, limit: Double? = nil,
    restingBars: Int? = nil, timeLimit: Int? = nil, adjustment: Adjustment = .hold, instrument: Int? = nil,
    winProbability: Double? = nil, payoff: Double? = nil
  ) {
    self.direction = direction
    self.confidence = confidence
    self.stop = stop
    self.target = target
    self.limit = limit
    self.restingBars = restingBars
    self.timeLimit = timeLimit
    self.adjustment = adjustment
    self.instrument = instrument
    self.winProbability = winProbability
    self.payoff = payoff
  }

  /// Be long.
  @inlinable public static var long: Intent { Intent(.long) }
  /// Be short.
  @inlinable public static var short: Intent { Intent(.short) }
  /// Be out, and withdraw what rests.
  @inlinable public static var flat: Intent { Intent(.flat) }

  /// Be long, with a stop, a target or a limit.
  @inlinable
  public static func long(confidence: Double = 1, stop: Double? = nil, target: Double? = nil, limit: Double? = nil) -> Intent {
    Intent(.long, confidence: confidence, stop: stop, target: target, limit: limit)
  }

  /// Be short, with a stop, a target or a limit.
  @inlinable
  public static func short(confidence: Double = 1, stop: Double? = nil, target: Double? = nil, limit: Double? = nil) -> Intent {
    Intent(.short, confidence: confidence, stop: stop, target: target, limit: limit)
  }

  /// What is impossible about the wish, seen from the last close; `nil` if nothing is.
  func problem(close: Double) -> String? {
    if !(confidence >= 0 && confidence <= 1) { return "confidence is \(confidence), but must be from 0 to 1" }
    if let stop, !isPrice(stop) { return "stop is \(stop), but a price must be above 0 and finite" }
    if let target, !isPrice(target) { return "target is \(target), but a price must be above 0 and finite" }
    if let limit, !isPrice(limit) { return "limit is \(limit), but a price must be above 0 and finite" }
    if let timeLimit, timeLimit < 1 { return "timeLimit is \(timeLimit) bars, but must be at least 1" }
    if let restingBars, restingBars < 1 { return "restingBars is \(restingBars), but must be at least 1" }
    if case .reduce(let share) = adjustment, !(share > 0 && share <= 1) {
      return "the position is to be reduced by \(share), but that must be above 0 and at most 1"
    }
    // An entry at a limit has its levels on the sides of the limit.
    let sign = direction.sign
    let reference = limit ?? close
    if let stop, sign * (reference - stop) <= 0, sign != 0 {
      return "the stop \(stop) of a \(direction.rawValue) position is not \(sign > 0 ? "below" : "above") the price \(reference)"
    }
    if let target, sign * (target - reference) <= 0, sign != 0 {
      return "the target \(target) of a \(direction.rawValue) position is not \(sign > 0 ? "above" : "below") the price \(reference)"
    }
    return nil
  }

  private func isPrice(_ value: Double) -> Bool { value > 0 && value < .infinity }
}
