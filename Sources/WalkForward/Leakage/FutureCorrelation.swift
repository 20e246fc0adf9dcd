internal import Statistics

/// Looks for features that move with the label as only the future can.
///
/// A feature made of what has happened moves with the label from the next row on, because that is when it gets to know the first part of
/// it. One that was shifted by a row, or made of a bar that was still forming, already does at its own row. Ranks of the feature
/// itself and of its change from row to row are looked at, each one row older, at the same row, and one row newer, beside what neither the label's own
/// past nor the feature a label ago says of it:
///
/// - a correlation at the same row above what is plausible gives it away;
/// - so does one that is not there one row earlier and goes on one row later, as if the row were one of the label's own, and is implausible
///   for a single row: a label of h rows hides what is known of one of them by √h.
struct FutureCorrelation {
  private let samples: LabeledSamples
  private let order: SymbolOrder
  private let level: Double
  private let limit: Double
  private let threads: Int
  /// What makes the correlation with a label that with one of its rows.
  private let onsetScale: Double
  /// The rows that are looked at: more than these tell no more.
  private static let mostRows = 200_000
  private static let fewestRows = 50

  init(_ samples: LabeledSamples, _ order: SymbolOrder, level: Double, limit: Double, threads: Int) {
    self.samples = samples
    self.order = order
    self.level = level
    self.limit = limit
    self.threads = threads
    onsetScale = samples.spans.rowsPerLabel.squareRoot()
  }

  /// What was found of one feature.
  private struct Finding: Sendable {
    var correlation = 0.0
    var earlier = 0.0
    var later = 0.0
    var least = 0.0
    var isImplausible = false
    var isOnset = false
    var isKnown = false
    var isLeak: Bool { isImplausible || isOnset }
  }

  func verdict() -> Verdict {
    let name = "future_correlation"
    guard samples.count >= Self.fewestRows else { return .insufficient(name, samples: samples.count, needed: Self.fewestRows) }
    let places = arranged()
    let truth = truth(places)
    let findings = parallelMap(samples.columns, threads: threads) { column -> Finding in
      let values = places.rows.map { column[$0] }
      var changes = [Double](repeating: .nan, count: values.count)
      for place in values.indices.dropFirst() where places.symbol[place] == places.symbol[place - 1] {
        changes[place] = values[place] - values[place - 1]
      }
      let both = [values, changes].map { self.finding(ranked($0), truth, places) }
      return both.first(where: \.isLeak) ?? (both[0].correlation.magnitude >= both[1].correlation.magnitude ? both[0] : both[1])
    }
    let leaks = findings.indices.filter { findings[$0].isLeak }.sorted { findings[$0].least > findings[$1].least }
    let known = findings.count(where: \.isKnown)
    guard let worst = leaks.first ?? findings.indices.max(by: { findings[$0].correlation.magnitude < findings[$1].correlation.magnitude })
    else {
      return .insufficient(name, samples: 0, needed: 1)
    }
    let finding = findings[worst]
    let evidence: KeyValuePairs<String, Double> = [
      "features": Double(findings.count), "leaks": Double(leaks.count), "correlation": finding.correlation,
      "correlation_one_row_older": finding.earlier, "correlation_one_row_newer": finding.later, "limit": limit,
    ]
    if leaks.isEmpty {
      if known == 0 { return .insufficient(name, "No feature has enough values beside labels.", evidence) }
      return .pass(
        name, "None of \(findings.count) features moves with the label as the future would; '\(samples.names[worst])' comes nearest.",
        evidence)
    }
    let why =
      finding.isImplausible
      ? "its correlation with what the past does not say of the label is \(Verdict.text(finding.correlation)), where \(Verdict.text(limit)) is plausible"
      : "its correlation with the label is \(Verdict.text(finding.correlation)), but \(Verdict.text(finding.earlier)) once it is a row older"
    let others =
      leaks.count > 1
      ? " and \(leaks.count - 1) more: \(leaks.dropFirst().prefix(5).map { samples.names[$0] }.joined(separator: ", "))" : ""
    return .fail(
      name, "'\(samples.names[worst])' seems to know the future: \(why)\(others). Check its shift and which bars it is made of.", evidence)
  }

  private struct Places: Sendable {
    var rows: [Int] = []
    var symbol: [Int] = []
  }

  /// Rows symbol by symbol, as many of each as all together may be.
  private func arranged() -> Places {
    var places = Places()
    let most = max(Self.fewestRows, Self.mostRows / order.runs.count)
    for (number, run) in order.runs.enumerated() {
      let taken = run.suffix(most)
      places.rows += taken.map { order.rows[$0] }
      places.symbol += [Int](repeating: number, count: taken.count)
    }
    return places
  }

  /// Ranks with mean 0; missing values stay missing.
  private func ranked(_ values: [Double]) -> [Double] {
    let present = values.indices.filter { !values[$0].isNaN }
    let ranks = Ranks.average(present.map { values[$0] })
    var result = [Double](repeating: .nan, count: values.count)
    let mean = Double(present.count + 1) / 2
    for (place, rank) in zip(present, ranks) { result[place] = rank - mean }
    return result
  }

  /// What features are correlated with.
  private struct Truth: Sendable {
    /// The ranks of labels beyond what their own past says of them.
    let labels: [Double]
    /// Takes that past out of features.
    let beyond: LabelPast.Beyond
    /// The correlation of labels with those some rows later, from one row on.
    let memory: [Double]
  }

  private func truth(_ places: Places) -> Truth {
    let ranks = ranked(places.rows.map { samples.labels[$0] })
    var byRow = [Double](repeating: 0, count: samples.count)
    for (place, row) in places.rows.enumerated() { byRow[row] = ranks[place] }
    let beyond = LabelPast(byRow, samples.spans, order).beyond(places.rows)
    let labels = beyond(ranks)
    let overlap = samples.spans.labelOverlap / samples.spans.rowsPerInstant
    let lags = min(Int(min(2 * overlap, 200)) + 10, labels.count / 10)
    return Truth(
      labels: labels, beyond: beyond, memory: (1..<max(1, lags) + 1).map { correlation(moved(labels, by: $0, places), labels).value })
  }

  /// Values so many places later; missing where that is another symbol's.
  private func moved(_ values: [Double], by lead: Int, _ places: Places) -> [Double] {
    values.indices.map { place in
      let other = place + lead
      return values.indices.contains(other) && places.symbol[place] == places.symbol[other] ? values[other] : .nan
    }
  }

  private func finding(_ feature: [Double], _ truth: Truth, _ places: Places) -> Finding {
    var finding = Finding()
    // What the feature said a label ago it cannot have from this one: what persists since is no knowledge of the future.
    let beyond = truth.beyond.and(moved(feature, by: -max(1, Int(samples.spans.rowsPerLabel.rounded())), places))
    let (own, labels) = (beyond(feature), beyond(truth.labels))
    let (correlation, count) = self.correlation(own, labels)
    guard count >= Double(Self.fewestRows) else { return finding }
    guard correlation.isFinite else {
      // Where the label's past says all of it, it cannot know the future.
      finding.isKnown = self.correlation(feature, feature).value.isFinite
      return finding
    }
    finding.isKnown = true
    finding.correlation = correlation
    func shifted(_ lead: Int) -> Double {
      let value = self.correlation(beyond(moved(feature, by: lead, places)), labels).value
      return value.isFinite ? value : 0
    }
    finding.earlier = shifted(-1)
    finding.later = shifted(1)
    // Two looks at every feature share the level.
    let share = level / Double(2 * samples.names.count)
    let bound = CorrelationBound(correlation, count: count / inflation(own, truth, places), level: share)
    finding.least = bound.least
    finding.isImplausible = bound.exceeds(limit)
    let size = correlation.magnitude
    let critical = NormalDistribution.standard.quantile(1 - share / 2)
    finding.isOnset =
      size * onsetScale >= limit && bound.z.magnitude > critical && finding.earlier.magnitude <= 0.5 * size
      && finding.later * (correlation < 0 ? -1 : 1) >= 0.5 * size && size >= 0.35 * finding.later.magnitude
    return finding
  }

  /// The correlation of two columns, and how many pairs it rests on.
  private func correlation(_ left: [Double], _ right: [Double]) -> (value: Double, count: Double) {
    var (n, sx, sy, sxx, syy, sxy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    let (x, y) = (left.span, right.span)
    for place in 0..<min(x.count, y.count) {
      let (a, b) = (x[place], y[place])
      guard !a.isNaN, !b.isNaN else { continue }
      n += 1
      sx += a
      sy += b
      sxx += a * a
      syy += b * b
      sxy += a * b
    }
    let spread = (n * sxx - sx * sx) * (n * syy - sy * sy)
    return (spread > 0 ? (n * sxy - sx * sy) / spread.squareRoot() : .nan, n)
  }

  /// How many times more the correlation scatters because both series remember: Bartlett, "Some aspects of the time-correlation problem",
  /// JRSS 98, 1935.
  private func inflation(_ feature: [Double], _ truth: Truth, _ places: Places) -> Double {
    var result = 1.0
    for (place, memory) in truth.memory.enumerated() {
      let product = correlation(moved(feature, by: place + 1, places), feature).value * memory
      if product.isFinite { result += 2 * product }
    }
    // Several symbols that move together are not several witnesses.
    return max(1, result) * max(1, samples.spans.rowsPerInstant)
  }
}
