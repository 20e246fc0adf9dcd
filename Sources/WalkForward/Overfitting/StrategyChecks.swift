import Statistics

extension WalkForwardError {
  /// Throws unless there are enough strategies, all as long as the first, finite everywhere and long enough.
  static func check(
    strategies: [[Double]], atLeast fewest: Int, observations least: Int, _ statistic: String
  ) throws(WalkForwardError) {
    guard strategies.count >= fewest, let count = strategies.first?.count else {
      throw WalkForwardError(
        .tooFewSamples, statistic, "strategies",
        "there \(strategies.count == 1 ? "is 1" : "are \(strategies.count)"); at least \(fewest) are needed. Hand in every strategy "
          + "that was tried, not only the best.")
    }
    if let index = strategies.firstIndex(where: { $0.count != count }) {
      throw WalkForwardError(
        .lengthMismatch, statistic, "strategies",
        "strategy \(index) has \(strategies[index].count) observations, strategy 0 has \(count); all must cover the same times. Put 0 "
          + "where a strategy was out of the market.")
    }
    if count < least {
      throw WalkForwardError(
        .tooFewSamples, statistic, "strategies",
        "they have \(count) observations each; at least \(least) are needed. Use a longer history or shorter bars.")
    }
    for (index, strategy) in strategies.enumerated() {
      guard let place = strategy.firstIndex(where: { !$0.isFinite }) else { continue }
      throw WalkForwardError(
        .notFinite, statistic, "strategies",
        "observation \(place) of strategy \(index) is \(strategy[place]); only finite numbers are allowed. Put 0 where a strategy was out "
          + "of the market, and find out why any other value is missing.")
    }
  }

  /// Throws unless a number lies strictly between 0 and 1.
  static func check(share: Double, _ statistic: String, _ parameter: String) throws(WalkForwardError) {
    if !(share > 0 && share < 1) {
      throw WalkForwardError(.outOfRange, statistic, parameter, "is \(share); it must be above 0 and below 1, such as 0.95.")
    }
  }

  /// Throws unless a number of trials is one.
  static func check(trials: Double, _ statistic: String) throws(WalkForwardError) {
    if !(trials >= 1 && trials <= 1e15) {
      throw WalkForwardError(
        .outOfRange, statistic, "trials",
        "is \(trials); it must be 1 or more: the winner itself was tried. Count every configuration that was looked at.")
    }
  }

  /// A statistic's complaint, under the name of what was asked for.
  init(_ procedure: String, _ error: StatisticsError) {
    let kind: Kind =
      switch error.kind {
      case .tooFewValues: .tooFewSamples
      case .lengthMismatch: .lengthMismatch
      case .notFinite: .notFinite
      case .outOfRange, .constant: .outOfRange
      }
    self.init(kind, procedure, error.parameter, error.message)
  }
}
