internal import Market
public import Statistics

/// Something to do, with the numbers that speak for it.
public struct Recommendation: Hashable, Sendable, Codable {
  /// A word for programs, such as `avoid_bucket`.
  public let code: String
  /// A sentence for people.
  public let text: String
  /// The numbers it rests on.
  public let evidence: [Verdict.Evidence]

  init(_ code: String, _ text: String, _ evidence: KeyValuePairs<String, Double>) {
    self.code = code
    self.text = text
    self.evidence = evidence.map(Verdict.Evidence.init)
  }

  static func all(
    verdict: Verdict, constancy: SlippageConstancy, slippage: SlippageEstimate, buckets: [SlippageBucket], fillRate: Measured,
    trades: TradeSummary,
    impact: MarketImpact?,
    assumed: Costs, drift: Verdict
  ) -> [Recommendation] {
    if verdict.isInsufficient && constancy == .asAssumed {
      return [Recommendation("fix_reference_price", verdict.reason, ["fills": Double(slippage.count), "slippage": slippage.value])]
    }
    if verdict.isInsufficient {
      return [Recommendation("collect_more", "Go on with the assumed costs: \(verdict.reason)", ["trades": Double(trades.count)])]
    }
    var result: [Recommendation] = []
    if case .constant(let number) = constancy {
      result.append(
        Recommendation(
          "check_reference_price",
          "All \(slippage.count) slippages are \(number): markets vary. Make sure that reference prices are what the market quoted, not what an engine reckoned from its fills.",
          ["fills": Double(slippage.count), "slippage": number]))
    }
    if let interval = slippage.interval {
      if interval.lower > assumed.slippage {
        result.append(
          Recommendation(
            "raise_assumed_slippage", "Slippage is above what was assumed: repeat the backtests with the calibrated costs.",
            ["assumed": assumed.slippage, "measured": slippage.value, "lower": interval.lower]))
      } else if interval.upper < assumed.slippage {
        result.append(
          Recommendation(
            "lower_assumed_slippage", "Slippage is below what was assumed.",
            ["assumed": assumed.slippage, "measured": slippage.value, "upper": interval.upper]))
      }
      for bucket in buckets where bucket.dimension != .liquidity {
        guard let own = bucket.slippage.interval, own.lower > max(interval.upper, 0), bucket.positionMultiplier < 0.9 else { continue }
        result.append(
          Recommendation(
            "smaller_positions",
            "Trade smaller where \(bucket.dimension.rawValue) is \(bucket.name): slippage is higher there than elsewhere.",
            [
              "slippage": bucket.slippage.value, "all": slippage.value, "multiplier": bucket.positionMultiplier,
              "fills": Double(bucket.slippage.count),
            ]))
      }
    }
    if let interval = fillRate.interval, interval.upper < 0.8, let value = fillRate.value {
      result.append(
        Recommendation(
          "orders_do_not_fill", "Less than four of five orders fill: a backtest that fills all of them is too good.",
          ["fill_rate": value, "orders": Double(fillRate.count)]))
    }
    if let interval = trades.timeLimitShare.interval, interval.lower > 0.5, let value = trades.timeLimitShare.value {
      result.append(
        Recommendation(
          "holding_time", "More than half of the trades end by time: neither target nor stop is where the market goes.",
          ["time_limit_share": value, "trades": Double(trades.count)]))
    }
    if let interval = trades.stopShare.interval, interval.lower > 0.5, let value = trades.stopShare.value {
      result.append(
        Recommendation(
          "stops_too_close", "More than half of the trades are stopped out: stops may lie within the noise.",
          ["stop_share": value, "trades": Double(trades.count)]))
    }
    if let impact, impact.interval.lower > 0 {
      result.append(
        Recommendation(
          "split_large_orders", "Slippage grows with size: split large orders.",
          ["coefficient": impact.coefficient, "r_squared": impact.rSquared, "fills": Double(impact.count)]))
    }
    if drift.isFail {
      result.append(
        Recommendation(
          "costs_have_changed", drift.reason, ["before": drift["before"] ?? .nan, "now": drift["now"] ?? .nan, "p": drift["p"] ?? .nan]))
    }
    return result
  }
}
