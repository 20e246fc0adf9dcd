import Market
import Statistics

extension DailyReport {
  /// `metrics.prom`: the report in Prometheus' text format, for the textfile collector of a node exporter.
  ///
  /// A number that is not known is left out, not written as zero.
  public func metrics() -> String {
    var text = PrometheusText()
    text.gauge("assay_run_timestamp_seconds", "The last instant that the day's data was known, in seconds since 1970.") {
      if let known = markets.compactMap(\.to).max() { $0.sample(DailyReport.seconds(known)) }
    }
    text.gauge("assay_run_outcome", "1 for how the run ended, 0 for how it did not.") { family in
      for outcome in Summary.Outcome.allCases { family.sample(outcome == summary.outcome ? 1 : 0, ["outcome": outcome.rawValue]) }
    }
    text.gauge("assay_data_synthetic", "1 if the prices were made up.") { $0.sample(provenance.isSynthetic ? 1 : 0) }
    text.gauge("assay_portfolio_health", "From 0 to 100; absent if it can't be told.") { if let score = health.score { $0.sample(score) } }
    text.gauge("assay_deployment_candidates", "Strategies that passed every gate.") { $0.sample(Double(deploymentCandidates.count)) }
    text.gauge("assay_trials", "Everything that was ever tried in this workspace.") { $0.sample(Double(activity.trialsEver)) }
    text.gauge("assay_activity", "How much was done today.") { family in
      for (what, count) in counts { family.sample(Double(count), ["what": what]) }
    }
    text.gauge("assay_step_status", "1 for how a step ended.") { family in
      for step in steps { family.sample(1, ["step": step.name, "status": step.status.rawValue]) }
    }
    text.gauge("assay_step_seconds", "How long a step took.") { family in
      for (name, seconds) in timings.sorted(by: { $0.key < $1.key }) { family.sample(seconds, ["step": name]) }
    }
    text.gauge("assay_gate", "1 pass, 0 fail, -1 insufficient evidence.") { family in
      for gate in gates {
        let value: Double = gate.verdict.isPass ? 1 : gate.verdict.isFail ? 0 : -1
        family.sample(value, ["subject": gate.subject, "gate": gate.verdict.name])
      }
    }
    text.gauge("assay_strategy_sharpe", "Annual Sharpe ratio of the best strategies.") { family in
      for row in topStrategies {
        if let sharpe = row.sharpe { family.sample(sharpe, ["strategy": row.strategy, "symbol": row.symbol.name]) }
      }
    }
    text.gauge("assay_paper_equity", "The paper account.") { if let last = equity.last { $0.sample(last.equity) } }
    text.gauge("assay_missing_bars", "Bars that are missing between the first and the last.") { family in
      for row in markets { family.sample(Double(row.missing), ["symbol": row.symbol.name, "timeframe": "\(row.timeframe)"]) }
    }
    text.gauge("assay_warnings", "What a person should know.") { $0.sample(Double(warnings.count)) }
    return text.text
  }

  private var counts: KeyValuePairs<String, Int> {
    [
      "strategies_scored": activity.strategiesScored, "strategies_designed": activity.strategiesDesigned,
      "strategies_tuned": activity.strategiesTuned, "models_trained": activity.modelsTrained,
      "models_quarantined": activity.modelsQuarantined, "ensembles_tested": activity.ensemblesTested, "paper_bars": activity.paperBars,
      "paper_trades": activity.paperTrades, "disabled": activity.disabled, "enabled": activity.enabled, "archived": activity.archived,
    ]
  }
}

/// Prometheus' text format: families with a help line, a type line, and samples of which no two have the same labels.
///
/// Source: *Exposition formats*, Prometheus documentation.
struct PrometheusText {
  private(set) var text = ""

  /// A family of gauges; it is left out if it has no sample.
  mutating func gauge(_ name: String, _ help: String, _ samples: (inout Family) -> Void) {
    var family = Family(name: name)
    samples(&family)
    guard !family.lines.isEmpty else { return }
    text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n" + family.lines
  }

  struct Family {
    let name: String
    fileprivate(set) var lines = ""
    private var seen: Set<String> = []

    init(name: String) { self.name = name }

    /// A sample; one that has the labels of an earlier one is left out, since a reader refuses the whole file for it.
    mutating func sample(_ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
      let list = labels.map { "\($0.key)=\"\(Family.escaped($0.value))\"" }.joined(separator: ",")
      guard seen.insert(list).inserted else { return }
      lines += name + (list.isEmpty ? "" : "{\(list)}") + " \(Family.number(value))\n"
    }

    private static func escaped(_ text: String) -> String {
      var result = ""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": result += "\\\\"
        case "\"": result += "\\\""
        case "\n": result += "\\n"
        default: result.unicodeScalars.append(scalar)
        }
      }
      return result
    }

    private static func number(_ value: Double) -> String {
      value.isNaN ? "NaN" : value == .infinity ? "+Inf" : value == -.infinity ? "-Inf" : ShortNumber.text(value)
    }
  }
}
