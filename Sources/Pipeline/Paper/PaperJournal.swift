public import Backtest
public import Market
public import Store

/// An entry that a strategy wanted, and what was answered.
public struct PaperOrder: Codable, Hashable, Sendable {
  /// The number of the seat.
  public let seat: Int
  /// The bar's close at which it was decided.
  public let time: Timestamp
  /// What was to be traded.
  public let symbol: Symbol
  /// Which way.
  public let side: Side
  /// How much the sizer granted; `nil` if the entry was refused.
  public let quantity: Double?
  /// Why it was refused.
  public let refusal: String?
}

/// A fill of a seat.
public struct PaperFill: Codable, Hashable, Sendable {
  /// The number of the seat.
  public let seat: Int
  /// The strategy.
  public let strategy: String
  /// The arm it plays, if any.
  public let arm: PaperArm?
  /// The fill.
  public let fill: Fill
  /// Whether the portfolio's books know of it.
  public let isInPortfolio: Bool
}

/// A closed trade of a seat.
public struct PaperTrade: Codable, Hashable, Sendable {
  /// The number of the seat.
  public let seat: Int
  /// The strategy.
  public let strategy: String
  /// The model that drove it, if any.
  public let model: ModelReference?
  /// The arm it plays, if any.
  public let arm: PaperArm?
  /// The trade.
  public let record: TradeRecord
}

/// Something a person should know about paper trading.
public struct PaperNote: Codable, Hashable, Sendable {
  /// What kind of thing happened.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A strategy took its seat.
    case opened
    /// A strategy left its seat.
    case closed
    /// A strategy could not take its seat.
    case refused
    /// The strategy threw an error and trades no more.
    case failed
    /// Bars came after later ones had been traded on, and were left out.
    case late
    /// Bars are no longer those that were traded on.
    case changed
    /// The portfolio has stopped.
    case stopped
    /// A person took a stop off.
    case reset
    /// The portfolio has other limits.
    case limits
  }

  /// What kind of thing happened.
  public let kind: Kind
  /// What it is about.
  public let subject: String
  /// When, in the time of the bars.
  public let time: Timestamp
  /// A sentence.
  public let message: String
}

/// Where paper trading keeps what it does.
public enum PaperKeys {
  /// The state.
  public static let state: StoreKey = "paper/state"
  /// The journal of ``PaperOrder``.
  public static let orders: StoreKey = "paper/orders"
  /// The journal of ``PaperFill``.
  public static let fills: StoreKey = "paper/fills"
  /// The journal of ``PaperTrade``.
  public static let trades: StoreKey = "paper/trades"
  /// The journal of ``PaperNote``.
  public static let notes: StoreKey = "paper/notes"
}
