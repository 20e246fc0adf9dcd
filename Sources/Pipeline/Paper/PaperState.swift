public import Backtest
public import Market
public import Risk
public import Store

/// Everything paper trading remembers but the strategies themselves, which are made again from the bars.
public struct PaperState: Codable, Equatable, Sendable {
  /// The last instant whose bars have been traded on; `nil` before the first.
  public internal(set) var through: Timestamp?
  /// The portfolio's books, limits and stops.
  public internal(set) var portfolio: RiskChecker?
  /// Every seat that is taken, in the order in which they were.
  public internal(set) var seats: [Seat] = []
  /// How many seats have ever been taken.
  public internal(set) var seatCount = 0
  /// The end of the last bar of each series that was traded on, by symbol and timeframe.
  public internal(set) var fed: [String: Timestamp] = [:]
  /// Bars that came too late, and were left out.
  public internal(set) var late: [LateBars] = []
  /// How many records of each journal belong to this state.
  public internal(set) var positions = Positions()

  /// A seat that is taken.
  public struct Seat: Codable, Equatable, Sendable {
    /// Its number, counted from 1.
    public let number: Int
    /// What is traded.
    public let seat: PaperSeat
    /// Every assumption, as it was when the seat was taken.
    public let rules: TradingRules
    /// How many bars before its beginning the strategy was shown.
    public let warmUpBars: Int
    /// The account.
    public internal(set) var engine: EngineState
    /// What the portfolio has approved and has not traded yet, by instrument; negative for sales.
    var approved: [Double]
    /// Whether its fills are in the portfolio's books.
    public internal(set) var isInPortfolio: Bool
    /// Since when it is only to close what it holds: bars that close later are not traded on but to leave.
    public internal(set) var retiringSince: Timestamp?
    /// How many entries have been refused.
    public internal(set) var refusals: Int
    /// The last refusal since the last entry that was granted; the same one again is counted, not journaled.
    var lastRefusal: String?
  }

  /// Bars that came after later ones had been traded on.
  public struct LateBars: Codable, Equatable, Sendable {
    /// Symbol and timeframe.
    public let series: String
    /// The first of them began then.
    public let from: Timestamp
    /// The last of them ended then.
    public let to: Timestamp
    /// How many there were.
    public let count: Int
  }

  /// How many records each journal holds.
  public struct Positions: Codable, Equatable, Sendable {
    /// Orders.
    public internal(set) var orders = 0
    /// Fills.
    public internal(set) var fills = 0
    /// Trades.
    public internal(set) var trades = 0
    /// Notes.
    public internal(set) var notes = 0
  }

  static func name(_ symbol: Symbol, _ timeframe: Timeframe) -> String { "\(symbol)/\(timeframe)" }
}

/// The state of paper trading as a store holds it, with the journals that are needed to go on.
public struct PaperBook: Sendable {
  /// The state; a new one where nothing has been traded yet.
  public let state: PaperState
  /// How often the state has been written; `nil` if never.
  public let version: Int?
  /// Every order so far.
  public let orders: [PaperOrder]
  /// Every trade so far.
  public let trades: [PaperTrade]

  /// A book in which nothing stands.
  public init() {
    state = PaperState()
    version = nil
    orders = []
    trades = []
  }

  /// What a store holds.
  ///
  /// - Throws: ``PaperError`` if state and journals do not belong together.
  public init(state document: StoredDocument?, orders: [PaperOrder], trades: [PaperTrade]) throws {
    state = try document?.decode(PaperState.self) ?? PaperState()
    version = document?.version
    self.orders = orders
    self.trades = trades
    guard state.positions.orders == orders.count, state.positions.trades == trades.count else {
      throw PaperError(
        "the state of paper trading knows \(state.positions.orders) orders and \(state.positions.trades) trades, but the journals hold \(orders.count) and \(trades.count): they are not of one moment; put 'paper' back from one backup"
      )
    }
  }
}

extension Storage {
  /// Paper trading as it is kept.
  public func paperBook() async throws -> PaperBook {
    let state = try await document(PaperKeys.state)
    var orders: [PaperOrder] = []
    for try await record in read(PaperKeys.orders, as: PaperOrder.self) { orders.append(record.value) }
    var trades: [PaperTrade] = []
    for try await record in read(PaperKeys.trades, as: PaperTrade.self) { trades.append(record.value) }
    return try PaperBook(state: state, orders: orders, trades: trades)
  }
}
