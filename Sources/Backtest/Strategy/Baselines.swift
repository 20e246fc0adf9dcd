public import Indicators
public import Statistics

/// Long while the faster average is above the slower, from the close at which it crosses.
public struct EMACross: Strategy, Codable, Equatable {
  @usableFromInline var cross: Crossover<EMA, EMA>
  @usableFromInline let under: Direction

  /// The averages' periods, each at least 1; what to be when the faster is below, flat or short.
  public init(fast: Int, slow: Int, under: Direction = .flat) throws(InvalidParameter) {
    cross = Crossover(try EMA(fast), try EMA(slow))
    self.under = under
  }

  /// Takes the bar that just closed.
  @inlinable
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    switch cross.update(bar.close) {
    case .above: .long
    case .below: Intent(under)
    case nil: nil
    }
  }
}

/// Long from the first bar to the last: what every strategy has to be better than.
public struct BuyAndHold: Strategy, Codable, Equatable {
  /// The strategy.
  public init() {}

  /// Takes the bar that just closed.
  @inlinable
  public func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? { account.isFlat ? .long : nil }
}

/// Enters by the throw of a seeded die and leaves after a number of bars: what luck alone brings.
public struct RandomEntry: Strategy, Codable, Equatable {
  @usableFromInline var generator: SeededGenerator
  @usableFromInline let chance: Double
  @usableFromInline let hold: Int
  @usableFromInline let shorts: Bool

  /// A strategy of chance.
  ///
  /// - Parameters:
  ///   - seed: the same seed makes the same decisions.
  ///   - chance: how probable an entry is at each bar while flat, 0 to 1.
  ///   - hold: after how many bars it leaves, at least 1.
  ///   - shorts: whether every other entry is short, by another throw.
  public init(seed: UInt64, chance: Double, hold: Int, shorts: Bool) {
    precondition(chance >= 0 && chance <= 1 && hold >= 1, "a chance is from 0 to 1, and a position is held for at least a bar")
    generator = SeededGenerator(seed: seed)
    self.chance = chance
    self.hold = hold
    self.shorts = shorts
  }

  /// Takes the bar that just closed.
  @inlinable
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    // Drawn at every bar, so that what happened to the account does not change what is drawn later.
    let draw = generator.uniform()
    let side = generator.uniform()
    if account.isFlat { return draw < chance ? Intent(shorts && side < 0.5 ? .short : .long, timeLimit: hold) : nil }
    return nil
  }
}

/// Never holds anything: what doing nothing brings.
public struct AlwaysFlat: Strategy, Codable, Equatable {
  /// The strategy.
  public init() {}

  /// Takes the bar that just closed.
  @inlinable
  public func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? { .flat }
}
