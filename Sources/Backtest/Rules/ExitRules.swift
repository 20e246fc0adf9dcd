/// Exits that the engine watches for every position; an intent's own stop, target and time limit come before them.
///
///     let exits = ExitRules(stop: .fraction(0.02), target: .fraction(0.04), hold: 48)
public struct ExitRules: Hashable, Codable, Sendable {
  /// How far from the entry a loss is cut.
  public var stop: Distance?
  /// How far from the entry a profit is taken.
  public var target: Distance?
  /// How far behind the best price since the entry a stop follows. It moves when a bar has closed.
  public var trail: Distance?
  /// Once the price has been so far in profit, the stop moves to the entry price. It moves when a bar has closed.
  public var breakEven: Distance?
  /// After how many bars a position is closed.
  public var hold: Int?

  /// Exit rules; what is left out is not watched for.
  public init(
    stop: Distance? = nil, target: Distance? = nil, trail: Distance? = nil, breakEven: Distance? = nil, hold: Int? = nil
  ) {
    self.stop = stop
    self.target = target
    self.trail = trail
    self.breakEven = breakEven
    self.hold = hold
  }

  /// Only the strategy ends trades.
  public static let none = ExitRules()

  /// How far a price is from another.
  public enum Distance: Hashable, Codable, Sendable {
    /// A fraction of the entry price, above 0 and below 1 (a target may be farther).
    case fraction(Double)
    /// An amount of money per unit.
    case price(Double)
    /// So many average true ranges, as they were when the entry was decided.
    case averageTrueRanges(Double)

    var amount: Double {
      switch self {
      case .fraction(let amount), .price(let amount), .averageTrueRanges(let amount): amount
      }
    }

    var needsRange: Bool {
      if case .averageTrueRanges = self { true } else { false }
    }

    /// The distance in money from an entry price.
    func money(from entry: Double, averageTrueRange: Double) -> Double {
      switch self {
      case .fraction(let fraction): entry * fraction
      case .price(let amount): amount
      case .averageTrueRanges(let count): averageTrueRange * count
      }
    }
  }

  var distances: [(name: String, distance: Distance, limit: Double)] {
    [("stop", stop, 1.0), ("target", target, 1_000), ("trail", trail, 1), ("breakEven", breakEven, 1_000)].compactMap {
      name, distance, limit in
      distance.map { (name, $0, limit) }
    }
  }
}

extension ExitRules.Distance: CustomStringConvertible {
  /// Such as `0.02 of the entry price`.
  public var description: String {
    switch self {
    case .fraction(let amount): "\(amount) of the entry price"
    case .price(let amount): "\(amount) in price"
    case .averageTrueRanges(let count): "\(count) average true ranges"
    }
  }
}
