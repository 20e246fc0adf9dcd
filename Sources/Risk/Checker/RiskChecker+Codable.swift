import Market

extension RiskChecker: Codable {
  /// The version of the snapshots that are written.
  public static let snapshotVersion = 1

  /// Reads a snapshot; the checker goes on exactly where it was, with every stop that was on.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: DocumentKey.self)
    try values.checkVersion(RiskChecker.snapshotVersion, "RiskChecker")
    try self.init(
      values.decode(RiskPolicy.self, forKey: DocumentKey("policy")),
      ledger: values.decode(PortfolioLedger.self, forKey: DocumentKey("ledger")))
    stops = try values.decode([RiskStop].self, forKey: DocumentKey("stops"))
    resets = try values.decode([RiskReset].self, forKey: DocumentKey("resets"))
    breaker = try values.decode(CircuitBreaker.self, forKey: DocumentKey("breaker"))
    lossReference = try values.finite("loss_reference")
    lossDay = try Timestamp(snapshot: values, "loss_day_ns")
    peakReference = try values.finite("peak_reference")
    rate = try values.decode(OrderRate.self, forKey: DocumentKey("rate"))
    let kept = try values.decode([SymbolDesk].self, forKey: DocumentKey("desks"))
    guard kept.count == desks.count, lossReference > 0, peakReference > 0, rate.capacity == policy.ordersPerMinute,
      Set(stops.map(\.kind)).count == stops.count, stops == stops.sorted(by: { $0.kind < $1.kind }),
      kept.allSatisfy({ (0...1e18).contains($0.buying) && (0...1e18).contains($0.selling) }),
      zip(kept, desks).allSatisfy({ $0.group == $1.group && $0.isAllowed == $1.isAllowed })
    else {
      throw RiskError(
        .malformed, "RiskChecker", "snapshot", "does not agree with its own policy and ledger. Restore the snapshot from a copy.")
    }
    desks = kept
  }

  /// Writes a snapshot.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: DocumentKey.self)
    try values.encode(RiskChecker.snapshotVersion, forKey: DocumentKey("version"))
    try values.encode(policy, forKey: DocumentKey("policy"))
    try values.encode(ledger, forKey: DocumentKey("ledger"))
    try values.encode(stops, forKey: DocumentKey("stops"))
    try values.encode(resets, forKey: DocumentKey("resets"))
    try values.encode(breaker, forKey: DocumentKey("breaker"))
    try values.encode(lossReference, forKey: DocumentKey("loss_reference"))
    try values.encode(lossDay.nanoseconds, forKey: DocumentKey("loss_day_ns"))
    try values.encode(peakReference, forKey: DocumentKey("peak_reference"))
    try values.encode(rate, forKey: DocumentKey("rate"))
    try values.encode(desks, forKey: DocumentKey("desks"))
  }
}
