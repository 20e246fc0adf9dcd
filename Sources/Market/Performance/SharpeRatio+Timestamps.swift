public import Statistics

extension SharpeRatio {
  /// Measures returns whose periods are as long as they really were: annualised by the time between the first end and the last.
  ///
  /// - Parameters:
  ///   - returns: what each period earned above the risk-free rate, at least two finite values that vary.
  ///   - ends: when each period ended, in order; as many as there are returns. Results of several symbols may end at the same instant.
  public init(of returns: [Double], ends: [Timestamp]) throws(StatisticsError) {
    guard returns.count == ends.count, let first = ends.first, let last = ends.last, returns.count >= 2 else {
      throw StatisticsError(
        .lengthMismatch, "SharpeRatio", "ends",
        "there are \(ends.count) for \(returns.count) returns; each of at least two returns needs its own.")
    }
    if let place = ends.indices.dropFirst().first(where: { ends[$0] < ends[$0 - 1] }) {
      throw StatisticsError(
        .outOfRange, "SharpeRatio", "ends", "the one at index \(place) is before the one before it; sort the returns by time.")
    }
    guard first < last else {
      throw StatisticsError(.constant, "SharpeRatio", "ends", "all are the same instant, so there is no length of time to annualise by.")
    }
    let years = (last - first) / .seconds(86_400) / 365.25
    try self.init(of: returns, periodsPerYear: Double(ends.count - 1) / years)
  }
}
