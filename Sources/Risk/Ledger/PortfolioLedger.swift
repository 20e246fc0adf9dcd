public import Market

/// The books of one account: positions, cash, results, equity by day, exposure, drawdown.
///
///     var ledger = try PortfolioLedger(cash: 10_000, symbols: ["BTC-USDT"], opened: start)
///     try ledger.record(fill)
///     try ledger.mark("BTC-USDT", at: 31_250, time: start + .seconds(60))
///     print(ledger.equity, ledger.dayResult, ledger.drawdown)
///
/// Everything is marked to market: equity is cash and the value of every position at its latest price. Events come in order of time; one that
/// is older than the last, names an unknown symbol or carries an impossible number is an error and changes nothing. A copy is a fork, and
/// what is encoded and decoded goes on exactly where it was.
///
/// One currency: what is traded in another is converted before it comes here.
/// - Complexity: an event costs O(symbols) and no allocation, a new day apart.
public struct PortfolioLedger: Hashable, Sendable {
  /// Every symbol of the account in the order given, whether anything is held of it or not.
  public internal(set) var positions: [Position]
  /// The money in the account: what was paid in, less what was paid for positions, fees and carry.
  public internal(set) var cash: Double
  /// What was paid in when the account was opened and since, less what was taken out.
  public internal(set) var deposits: Double
  /// The time of the last event.
  public internal(set) var time: Timestamp
  /// When days begin and end: sessions of this calendar, which are the days of UTC for a market that never closes.
  public let calendar: TradingCalendar
  /// Cash and the value of every position at its latest price.
  public internal(set) var equity: Double
  /// The greatest equity so far; transfers move it in proportion.
  public internal(set) var peakEquity: Double
  /// The greatest drawdown so far.
  public internal(set) var greatestDrawdown = 0.0
  /// The day that is going on.
  public internal(set) var day: LedgerDay
  /// The days that are over, the earliest first, at most ``historyDays``.
  public internal(set) var days: [LedgerDay] = []
  /// How many days that are over are kept.
  public let historyDays: Int
  /// How many positions are open.
  public internal(set) var openPositions = 0
  /// The value of all long positions.
  public internal(set) var longExposure = 0.0
  /// The value of all short positions, as a positive number.
  public internal(set) var shortExposure = 0.0

  var index: [Symbol: Int]
  var dayEnd: Timestamp

  /// An account that holds money and nothing else.
  ///
  /// - Parameters:
  ///   - cash: what is paid in, 0.01 to 1e15.
  ///   - symbols: everything that may be held, each once; more can be added.
  ///   - calendar: when days begin and end.
  ///   - opened: when.
  ///   - historyDays: how many days that are over are kept, 0 to 100,000.
  public init(
    cash: Double, symbols: [Symbol], calendar: TradingCalendar = .continuous, opened: Timestamp, historyDays: Int = 366
  ) throws(RiskError) {
    try RiskError.check(cash, "PortfolioLedger", "cash", in: 0.01...1e15)
    try RiskError.check(historyDays, "PortfolioLedger", "historyDays", in: 0...100_000)
    self.cash = cash
    self.calendar = calendar
    self.historyDays = historyDays
    deposits = cash
    time = opened
    equity = cash
    peakEquity = cash
    positions = []
    index = [:]
    let (date, end) = PortfolioLedger.day(of: opened, in: calendar)
    day = LedgerDay(date: date, openEquity: cash, closeEquity: cash, lowestEquity: cash, highestEquity: cash, transfers: 0)
    dayEnd = end
    for symbol in symbols { try add(symbol) }
  }

  /// Opens a line for another symbol.
  public mutating func add(_ symbol: Symbol) throws(RiskError) {
    guard index[symbol] == nil else {
      throw RiskError(.unknownSymbol, "PortfolioLedger", "symbol", "\(symbol) is in the ledger already; name it once.")
    }
    index[symbol] = positions.count
    positions.append(Position(symbol: symbol))
  }
}

// MARK: - What it says

extension PortfolioLedger {
  /// The line of a symbol; `nil` if it has none.
  public subscript(symbol: Symbol) -> Position? { index[symbol].map { positions[$0] } }

  /// What closed positions have brought, before fees and carry.
  public var realised: Double { positions.reduce(0) { $0 + $1.realised } }
  /// What it would bring to close every position at its latest price.
  public var unrealised: Double { positions.reduce(0) { $0 + $1.unrealised } }
  /// All fees paid.
  public var fees: Double { positions.reduce(0) { $0 + $1.fees } }
  /// All funding, borrow and the like paid.
  public var carry: Double { positions.reduce(0) { $0 + $1.carry } }
  /// The value of all positions, long and short added up.
  public var grossExposure: Double { longExposure + shortExposure }
  /// The value of long positions less that of short ones.
  public var netExposure: Double { longExposure - shortExposure }
  /// What the day has brought so far, marked to market.
  public var dayResult: Double { day.result }
  /// How far the equity is below its peak, as a fraction of the peak; above 1 if more than everything is lost.
  public var drawdown: Double { max(0, (peakEquity - equity) / peakEquity) }

  /// By how much the books are out of balance: equity against deposits and results. Rounding apart, 0.
  public var imbalance: Double { equity - (deposits + realised + unrealised - fees - carry) }
}

// MARK: - Events

extension PortfolioLedger {
  /// Takes note of an execution; the symbol's price is the fill's from then on.
  ///
  /// - Returns: what the part that closed a position has brought before fees; `nil` if nothing was closed.
  @discardableResult
  public mutating func record(_ fill: Fill) throws(RiskError) -> Double? {
    guard fill.isPossible else {
      throw RiskError(
        .outOfRange, "PortfolioLedger", "fill",
        "quantity and prices must be above 0 and finite, the fee finite, and the fill not before its decision; got \(fill.quantity) at \(fill.price), reference \(fill.referencePrice), fee \(fill.fee)."
      )
    }
    let line = try line(of: fill.symbol)
    try checkTime(fill.time)
    let newCash = cash - fill.side.sign * fill.quantity * fill.price - fill.fee
    var position = positions[line]
    let result = position.trade(fill.side, fill.quantity, at: fill.price)
    position.fees += fill.fee
    position.priced = fill.time
    try checkBound(newCash, "fill")
    try checkBound(position.quantity, "fill")
    try checkBound(position.value, "fill")
    try checkBound(position.entryPrice, "fill")
    try checkBound(position.realised, "fill")
    advance(to: fill.time)
    let wasOpen = positions[line].quantity != 0
    openPositions += (position.quantity != 0 ? 1 : 0) - (wasOpen ? 1 : 0)
    cash = newCash
    positions[line] = position
    settle()
    return result
  }

  /// Takes note of a symbol's price.
  public mutating func mark(_ symbol: Symbol, at price: Double, time: Timestamp) throws(RiskError) {
    let line = try line(of: symbol)
    try checkTime(time)
    try checkPrice(price, line)
    advance(to: time)
    positions[line].price = price
    positions[line].priced = time
    settle()
  }

  /// Takes note of the prices of one instant together, so that no equity is reckoned from half of them.
  public mutating func mark(_ prices: [(symbol: Symbol, price: Double)], time: Timestamp) throws(RiskError) {
    try checkTime(time)
    for (symbol, price) in prices { try checkPrice(price, try line(of: symbol)) }
    advance(to: time)
    for (symbol, price) in prices {
      guard let line = index[symbol] else { continue }
      positions[line].price = price
      positions[line].priced = time
    }
    settle()
  }

  /// Takes note of funding, borrow or a dividend: `amount` is paid, or received if negative.
  public mutating func charge(_ amount: Double, to symbol: Symbol, time: Timestamp) throws(RiskError) {
    let line = try line(of: symbol)
    try checkTime(time)
    try checkBound(cash - amount, "charge")
    try checkBound(positions[line].carry + amount, "charge")
    advance(to: time)
    cash -= amount
    positions[line].carry += amount
    settle()
  }

  /// Takes note of money paid in, or taken out if negative: no result, so that the day's loss and the drawdown stay the fractions they were.
  ///
  /// What would leave no equity can't be taken out.
  public mutating func transfer(_ amount: Double, time: Timestamp) throws(RiskError) {
    try checkTime(time)
    try checkBound(cash + amount, "transfer")
    try checkBound(deposits + amount, "transfer")
    guard equity + amount > 0 else {
      throw RiskError(.outOfRange, "PortfolioLedger", "transfer", "of \(amount) would leave no equity of \(equity); take out less.")
    }
    let newPeak = equity > 0 ? peakEquity * ((equity + amount) / equity) : peakEquity
    try checkBound(newPeak, "transfer")
    advance(to: time)
    peakEquity = max(newPeak, .leastNormalMagnitude)
    cash += amount
    deposits += amount
    day.transfers += amount
    settle()
  }

  /// Lets time pass without an event: a day may end.
  public mutating func pass(to time: Timestamp) throws(RiskError) {
    try checkTime(time)
    advance(to: time)
  }
}
