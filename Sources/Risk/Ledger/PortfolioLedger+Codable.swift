import Market

// MARK: - Snapshots

extension Timestamp {
  /// Reads nanoseconds kept as a whole number.
  init(snapshot container: KeyedDecodingContainer<DocumentKey>, _ name: String) throws {
    self.init(nanoseconds: try container.decode(Int64.self, forKey: DocumentKey(name)))
  }
}

extension KeyedDecodingContainer<DocumentKey> {
  /// A number that must be finite.
  func finite(_ name: String) throws -> Double {
    let value = try decode(Double.self, forKey: DocumentKey(name))
    guard value.isFinite else {
      throw DecodingError.dataCorruptedError(forKey: DocumentKey(name), in: self, debugDescription: "\(name) must be finite.")
    }
    return value
  }

  /// Refuses snapshots of another version.
  func checkVersion(_ supported: Int, _ subject: String) throws {
    let version = try decode(Int.self, forKey: DocumentKey("version"))
    guard version == supported else {
      throw RiskError(
        .malformed, subject, "version", "is \(version); this release reads version \(supported). Use the release that wrote it.")
    }
  }
}

extension Position: Codable {
  /// Reads a position.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: DocumentKey.self)
    symbol = try values.decode(Symbol.self, forKey: DocumentKey("symbol"))
    quantity = try values.finite("quantity")
    entryPrice = try values.finite("entry_price")
    price = try values.finite("price")
    priced = try Timestamp(snapshot: values, "priced_ns")
    realised = try values.finite("realised")
    fees = try values.finite("fees")
    carry = try values.finite("carry")
    guard price >= 0, entryPrice >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: DocumentKey("price"), in: values, debugDescription: "prices of \(symbol) must be at least 0.")
    }
  }

  /// Writes every stored number; times in nanoseconds.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: DocumentKey.self)
    try values.encode(symbol, forKey: DocumentKey("symbol"))
    try values.encode(quantity, forKey: DocumentKey("quantity"))
    try values.encode(entryPrice, forKey: DocumentKey("entry_price"))
    try values.encode(price, forKey: DocumentKey("price"))
    try values.encode(priced.nanoseconds, forKey: DocumentKey("priced_ns"))
    try values.encode(realised, forKey: DocumentKey("realised"))
    try values.encode(fees, forKey: DocumentKey("fees"))
    try values.encode(carry, forKey: DocumentKey("carry"))
  }
}

extension PortfolioLedger: Codable {
  /// The version of the snapshots that are written.
  public static let snapshotVersion = 1

  /// Reads a snapshot; the ledger goes on exactly where it was.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: DocumentKey.self)
    try values.checkVersion(PortfolioLedger.snapshotVersion, "PortfolioLedger")
    positions = try values.decode([Position].self, forKey: DocumentKey("positions"))
    cash = try values.finite("cash")
    deposits = try values.finite("deposits")
    time = try Timestamp(snapshot: values, "time_ns")
    calendar = try values.decode(TradingCalendar.self, forKey: DocumentKey("calendar"))
    peakEquity = try values.finite("peak_equity")
    greatestDrawdown = try values.finite("greatest_drawdown")
    day = try values.decode(LedgerDay.self, forKey: DocumentKey("day"))
    days = try values.decode([LedgerDay].self, forKey: DocumentKey("days"))
    historyDays = try values.decode(Int.self, forKey: DocumentKey("history_days"))
    dayEnd = try Timestamp(snapshot: values, "day_end_ns")
    equity = cash
    index = [:]
    for (line, position) in positions.enumerated() {
      guard index.updateValue(line, forKey: position.symbol) == nil else {
        throw DecodingError.dataCorruptedError(
          forKey: DocumentKey("positions"), in: values, debugDescription: "\(position.symbol) has two lines.")
      }
      if position.quantity != 0 { openPositions += 1 }
    }
    guard peakEquity > 0, (0...100_000).contains(historyDays) else {
      throw DecodingError.dataCorruptedError(
        forKey: DocumentKey("peak_equity"), in: values,
        debugDescription: "peak_equity must be above 0 and history_days between 0 and 100000.")
    }
    for value in [cash, deposits, peakEquity] { try checkBound(value, "snapshot") }
    for position in positions { for value in [position.quantity, position.value, position.realised] { try checkBound(value, "snapshot") } }
    let (peak, deepest, kept) = (peakEquity, greatestDrawdown, day)
    settle()
    // What is derived must agree with what was kept; a snapshot edited by hand that doesn't is not a state any account was ever in.
    guard peakEquity == peak, greatestDrawdown == deepest, day == kept else {
      throw RiskError(
        .malformed, "PortfolioLedger", "snapshot",
        "says an equity of \(kept.closeEquity), but cash and positions come to \(equity). Restore the snapshot from a copy.")
    }
  }

  /// Writes a snapshot; what is derived is not in it.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: DocumentKey.self)
    try values.encode(PortfolioLedger.snapshotVersion, forKey: DocumentKey("version"))
    try values.encode(positions, forKey: DocumentKey("positions"))
    try values.encode(cash, forKey: DocumentKey("cash"))
    try values.encode(deposits, forKey: DocumentKey("deposits"))
    try values.encode(time.nanoseconds, forKey: DocumentKey("time_ns"))
    try values.encode(calendar, forKey: DocumentKey("calendar"))
    try values.encode(peakEquity, forKey: DocumentKey("peak_equity"))
    try values.encode(greatestDrawdown, forKey: DocumentKey("greatest_drawdown"))
    try values.encode(day, forKey: DocumentKey("day"))
    try values.encode(days, forKey: DocumentKey("days"))
    try values.encode(historyDays, forKey: DocumentKey("history_days"))
    try values.encode(dayEnd.nanoseconds, forKey: DocumentKey("day_end_ns"))
  }
}
