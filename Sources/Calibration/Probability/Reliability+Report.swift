public import Plots
internal import Statistics

extension Reliability: CustomStringConvertible {
  /// The figures and the reliability curve as text.
  public var description: String {
    func number(_ value: Double) -> String { NumberStyle.plain.text(value, decimals: 4) }
    var text = "\(count) labels, \(NumberStyle.percent.text(positiveShare, decimals: 1)) positive\n"
    text += "Brier \(number(brier)) = reliability \(number(decomposition.reliability)) − resolution \(number(decomposition.resolution))"
    text +=
      " + uncertainty \(number(decomposition.uncertainty)) + within bins \(number(decomposition.withinBinVariance - decomposition.withinBinCovariance))\n"
    text +=
      "log loss \(number(logLoss)), ECE \(number(expectedCalibrationError)), MCE \(number(maximumCalibrationError)), ACE \(number(adaptiveCalibrationError))\n"
    text += "predicted  observed  interval            count\n"
    for bin in bins {
      text +=
        "   \(number(bin.predicted))    \(number(bin.observed))  \(number(bin.interval.lower)) to \(number(bin.interval.upper))  \(bin.count)\n"
    }
    return text + verdict.description
  }

  /// The reliability curve with its intervals.
  ///
  /// - Parameter title: what stands above it.
  public func plot(title: String = "Reliability") -> Plot {
    let predicted = bins.map(\.predicted)
    return Plot(
      title: title, description: "Observed share by predicted probability, \(count) labels. \(verdict.reason)",
      x: .number("Predicted", range: 0...1),
      y: .number("Observed", range: 0...1), height: .tall,
      marks: [
        .line(x: [0, 1], y: [0, 1], name: "Perfect", ink: .neutral),
        .intervals(x: predicted, lower: bins.map(\.interval.lower), upper: bins.map(\.interval.upper), name: "Interval", ink: .series(0)),
        .scatter(x: predicted, y: bins.map(\.observed), name: "Observed", ink: .series(0)),
      ])
  }

  /// The reliability curve as one SVG document.
  public func svg() -> String { plot().svg() }
}
