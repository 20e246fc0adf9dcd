internal import Market
internal import Statistics

/// Whether costs are other than they were: fills since the previous calibration against what that one found.
enum CostDrift {
  static func verdict(_ fills: [ExecutedFill], previous: ExecutionCalibration?, level: Double) -> Verdict {
    let name = "cost_drift"
    guard let previous, let through = previous.through, let before = previous.slippage.measured,
      let error = previous.slippage.standardError
    else { return .insufficient(name, "There is no previous calibration to compare with.") }
    // Only new fills: the old ones are in both and would make any change look smaller.
    let slippages = fills.filter { $0.fill.time > through }.map(\.fill.slippage)
    let fresh = Moments(slippages)
    if fresh.count < 30 { return .insufficient(name, samples: fresh.count, needed: 30) }
    let difference = fresh.mean - before
    let count = Double(fresh.count)
    let neighbours = SerialVariance.added(slippages.map { $0 - fresh.mean }, weight: count, effectiveCount: count)
    let joint = (fresh.standardError * fresh.standardError + neighbours + error * error).squareRoot()
    let statistic = joint > 0 ? difference / joint : difference == 0 ? 0 : difference.sign == .minus ? -1e9 : 1e9
    let p = 2 * NormalDistribution.standard.survival(abs(statistic))
    let evidence: KeyValuePairs<String, Double> = [
      "before": before, "now": fresh.mean, "fills": Double(fresh.count), "z": statistic, "p": p, "level": level,
    ]
    return p <= level
      ? .fail(name, "Slippage went from \(before) to \(fresh.mean).", evidence) : .pass(name, "Slippage is what it was.", evidence)
  }
}
