public import Plots

extension AcceptanceCurve {
  /// The curve of acceptance against edge with its intervals, and the share of false alarms that is tolerated as a level.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - confidence: of the intervals, above 0 and below 1.
  ///   - tolerated: the share of false alarms that is tolerated.
  public func plot(title: String = "Acceptance against edge", confidence: Double = 0.95, tolerated: Double = 0.05) -> Plot {
    let edges = points.map(\.edge)
    let intervals = points.map { $0.rate.interval(confidence: confidence) }
    return Plot(
      title: title,
      description: "The share of synthetic markets in which the procedure accepted, by the annual Sharpe ratio that was planted.",
      x: .number("Planted annual Sharpe ratio"), y: .number("Share accepted", range: 0...1),
      marks: [
        .band(x: edges, lower: intervals.map(\.lowerBound), upper: intervals.map(\.upperBound), name: "Confidence interval"),
        .line(x: edges, y: points.map(\.rate.share), name: "Accepted"), .level(tolerated, name: "Tolerated without an edge"),
      ])
  }
}
