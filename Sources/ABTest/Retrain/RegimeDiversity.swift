public import Statistics

/// Whether a paper period has seen what the market usually does, calm and storm.
///
/// The period's volatilities must reach down to the 20th and up to the 80th percentile of a *prior* period's. Held against its own percentiles any
/// sample would pass, also one in which nothing moved.
public enum RegimeDiversity {
  /// The fewest days of the reference.
  public static let fewestReferenceDays = 60

  /// Judges a period.
  ///
  /// - Parameters:
  ///   - period: the volatility of each day of the paper period; see ``MarketRegimes``.
  ///   - reference: the same of a period that ended before it began.
  ///   - fewestDays: below which nothing is said.
  public static func verdict(period: [Double], reference: [Double], fewestDays: Int = 14) -> Verdict {
    let name = "regime_diversity"
    let (period, reference) = (period.filter(\.isFinite), reference.filter(\.isFinite))
    if period.count < fewestDays { return .insufficient(name, samples: period.count, needed: fewestDays) }
    if reference.count < fewestReferenceDays {
      return .insufficient(
        name, "The reference has \(reference.count) days where \(fewestReferenceDays) are needed.",
        ["samples": Double(reference.count), "needed": Double(fewestReferenceDays)])
    }
    let bounds = Quantiles.of(reference, [0.2, 0.8])
    if !(bounds[0] < bounds[1]) {
      return .insufficient(
        name, "The reference's volatility does not vary, so that nothing can be held against it.", ["p20": bounds[0], "p80": bounds[1]])
    }
    // A twentieth of the days must reach each bound: one odd hour is not a regime.
    let reached = Quantiles.of(period, [0.05, 0.95])
    let (least, greatest) = period.count < 40 ? (period.min() ?? 0, period.max() ?? 0) : (reached[0], reached[1])
    let numbers: KeyValuePairs = [
      "least": least, "p20": bounds[0], "greatest": greatest, "p80": bounds[1], "days": Double(period.count),
    ]
    switch (least <= bounds[0], greatest >= bounds[1]) {
    case (true, true): return .pass(name, "The period reached from calm to storm.", numbers)
    case (true, false): return .fail(name, "The period saw no day as volatile as one in five of the reference.", numbers)
    case (false, true): return .fail(name, "The period saw no day as calm as one in five of the reference.", numbers)
    case (false, false): return .fail(name, "The period saw neither calm nor storm.", numbers)
    }
  }
}
