import Market
import Statistics

extension DailyReport {
  /// What a terminal shows at the end of a run: a dozen lines.
  public var text: String {
    var lines: [String] = []
    if provenance.isSynthetic { lines.append("Synthetic data, not a market's: \(provenance.data).") }
    lines.append("\(date): \(summary.headline)")
    let score = health.score.map { "\(DailyReport.number($0, decimals: 0)) of 100, " } ?? ""
    lines.append("health: \(score)\(health.label.rawValue)")
    lines.append(
      "today: \(activity.strategiesScored) strategies scored, \(activity.modelsTrained) models trained, \(activity.paperTrades) paper trades; \(activity.trialsEver) trials ever"
    )
    for row in topStrategies.prefix(3) {
      let sharpe = row.sharpe.map { "Sharpe \(DailyReport.number($0)) of \(row.trades) trades" } ?? "\(row.trades) trades, too few to rank"
      let luck = row.deflatedSharpe.map { ", more than luck with probability \(DailyReport.number($0))" } ?? ""
      lines.append("  \(row.rank.map { "\($0)." } ?? "–") \(row.strategy): \(sharpe)\(luck)")
    }
    if deploymentCandidates.isEmpty {
      lines.append("to deploy: nothing, and that is an answer too")
    } else {
      lines.append("to deploy: " + deploymentCandidates.map(\.strategy).joined(separator: ", "))
    }
    for step in steps where step.status.isFailure { lines.append("\(step.status.rawValue): \(step.name): \(step.message)") }
    for warning in warnings.prefix(5) {
      lines.append("warning: \(warning.source): \(warning.message)\(warning.remedy.map { "; \($0)" } ?? "")")
    }
    if warnings.count > 5 { lines.append("and \(warnings.count - 5) more warnings in the report") }
    return lines.joined(separator: "\n") + "\n"
  }
}
