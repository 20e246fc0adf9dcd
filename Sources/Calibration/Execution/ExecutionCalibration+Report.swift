internal import Market
public import Plots
internal import Statistics

extension ExecutionCalibration: CustomStringConvertible {
  /// The verdict and the slippage in basis points, on one line.
  public var description: String {
    var text = "\(verdict.outcome.rawValue). Slippage per side \(basisPoints(slippage.value)) bp"
    if let interval = slippage.interval { text += " (\(basisPoints(interval.lower)) to \(basisPoints(interval.upper)))" }
    return text + " from \(slippage.count) fills. \(verdict.reason)"
  }

  /// A page with the figures, the slippage by window, regime and the rest, exits, recommendations and evidence.
  public func page(title: String = "Execution calibration") -> Page {
    var sections = [Page.Section("", [verdict.isPass ? .text(verdict.reason) : .notice(verdict.reason), .facts(facts)])]
    if !recommendations.isEmpty {
      sections.append(Page.Section("What to do", recommendations.map { .text($0.text) }))
    }
    let pictures = SlippageBucket.Dimension.allCases.compactMap(plot)
    sections.append(Page.Section("Slippage", pictures.map(Page.Item.plot)))
    let rows = buckets.map { bucket in
      [
        bucket.dimension.rawValue, bucket.name, "\(bucket.slippage.count)", basisPoints(bucket.slippage.measured ?? .nan),
        told(bucket.slippage.interval),
        basisPoints(bucket.slippage.value), NumberStyle.plain.text(bucket.positionMultiplier, decimals: 2),
      ]
    }
    let columns: [Page.Table.Column] = [
      .text("By"), .text("Which"), .number("Fills"), .number("Measured, bp"), .number("Interval"), .number("To reckon with"),
      .number("Position ×"),
    ]
    sections.append(Page.Section("All figures", [.table(Page.Table(title: "Slippage of one side", columns: columns, rows: rows))]))
    let exits = trades.exits.map { exit in
      [
        exit.reason.rawValue, NumberStyle.percent.text(exit.share.value ?? .nan, decimals: 1),
        exit.share.interval.map {
          "\(NumberStyle.percent.text($0.lower, decimals: 1)) to \(NumberStyle.percent.text($0.upper, decimals: 1))"
        } ?? "–",
      ]
    }
    sections.append(
      Page.Section(
        "Exits",
        [.table(Page.Table(title: "Why trades ended", columns: [.text("Reason"), .number("Share"), .number("Interval")], rows: exits))]))
    return Page(title: title, subtitle: through.map { "Fills through \($0)" } ?? "No fills", sections: sections)
  }

  private var facts: [Page.Fact] {
    func share(_ name: String, _ measured: Measured) -> Page.Fact {
      Page.Fact(name, NumberStyle.percent.text(measured.value ?? .nan, decimals: 1), note: "of \(measured.count)")
    }
    return [
      Page.Fact("Slippage per side", "\(basisPoints(slippage.value)) bp", note: told(slippage.interval)), share("Fill rate", fillRate),
      share("Ended by time", trades.timeLimitShare), share("Stopped out", trades.stopShare),
      Page.Fact("Payoff", NumberStyle.plain.text(trades.payoff.value ?? .nan, decimals: 2), note: "mean winner over mean loser"),
      Page.Fact("Backtest slippage ×", NumberStyle.plain.text(backtestSlippageMultiplier, decimals: 2), note: "\(trades.count) trades"),
    ]
  }

  private func plot(_ dimension: SlippageBucket.Dimension) -> Plot? {
    let shown = buckets.filter { $0.dimension == dimension && $0.slippage.measured != nil }.prefix(40)
    guard shown.count > 1 else { return nil }
    let places = shown.indices.map { Double($0 - shown.startIndex) }
    return Plot(
      title: "Slippage by \(dimension.rawValue)", x: .categories(shown.map(\.name)), y: .number("Basis points per side"), height: .short,
      marks: [
        .bars(x: places, y: shown.map { $0.slippage.value * 1e4 }, name: "To reckon with"),
        .intervals(
          x: places, lower: shown.map { ($0.slippage.interval?.lower ?? .nan) * 1e4 },
          upper: shown.map { ($0.slippage.interval?.upper ?? .nan) * 1e4 },
          name: "Interval", ink: .neutral), .level(slippage.value * 1e4, name: "All fills"),
      ])
  }

  private func basisPoints(_ fraction: Double) -> String { NumberStyle.plain.text(fraction * 1e4, decimals: 2) }

  private func told(_ interval: Interval?) -> String { interval.map { "\(basisPoints($0.lower)) to \(basisPoints($0.upper))" } ?? "–" }
}
