/// Everything an engine remembers from one bar to the next: kept and read back, it goes on to the same future, bit for bit.
public struct EngineState: Codable, Equatable, Sendable {
  /// The money in the account.
  @usableFromInline var cash: Double
  @usableFromInline var holdings: [Holding]
  /// What is watched of each symbol; empty where nothing is.
  var watches: [Watch]
  /// The highest equity so far.
  @usableFromInline var peak: Double
  /// When the account was last marked.
  @usableFromInline var markedAt: Int64 = .min
  var totals = Totals()

  init(capital: Double, holdings: [Holding], watches: [Watch]) {
    self.watches = watches
    cash = capital
    peak = capital
    self.holdings = holdings
  }
}

extension EngineState {
  /// Whether nothing in it can make arithmetic fail: a state may come from a file that somebody changed.
  var isSound: Bool {
    let most = 1 << 50
    return cash.isFinite && peak.isFinite
      && holdings.allSatisfy { holding in
        (0...most).contains(holding.bars) && (0...most).contains(holding.entryBar) && holding.quantity.isFinite && holding.mark >= 0
          && (holding.quantity == 0 || holding.entryPrice > 0) && holding.order.barsLeft >= 0
      }
  }
}

/// Sums over a whole run, and how often the rules had to say no.
public struct Totals: Hashable, Codable, Sendable {
  /// Nothing yet.
  public init() {}

  /// Fees paid.
  public internal(set) var fees = 0.0
  /// What slippage cost: fills beside the market's own price at that moment.
  public internal(set) var slippage = 0.0
  /// Funding and borrow of positions.
  public internal(set) var carry = 0.0
  /// Interest on negative cash.
  public internal(set) var interest = 0.0
  /// The value of everything that was bought or sold.
  public internal(set) var traded = 0.0
  /// Orders: entries that were decided.
  public internal(set) var entriesOrdered = 0
  /// Entries of which at least a part was filled.
  public internal(set) var entriesFilled = 0
  /// Bars that held both the stop and the target of a position, or the target of an entry inside the bar, without anything to tell the order.
  public internal(set) var ambiguousBars = 0
  /// Bars of that kind which finer bars decided.
  public internal(set) var decidedByFinerBars = 0
  /// Entries that the sizer refused.
  public internal(set) var refused = 0
  /// Entries that were cut to what the account could pay.
  public internal(set) var cutToCash = 0
  /// Entries that were dropped because nothing could be paid for, or too little to be traded.
  public internal(set) var dropped = 0
  /// Entries at a limit that were withdrawn unfilled.
  public internal(set) var expired = 0
  /// Positions that were closed by force.
  public internal(set) var liquidations = 0
}
