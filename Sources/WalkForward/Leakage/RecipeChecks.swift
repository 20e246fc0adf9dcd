internal import Statistics

/// The checks that run the recipe, on the samples as they are and on altered ones.
struct RecipeChecks {
  let audit: LeakageAudit
  let samples: LabeledSamples
  let splits: Splits
  let recipe: ModelRecipe
  let threads: Int
  private static let mostFolds = 5
  private static let fewestRows = 30

  func verdicts() throws(EvaluationError) -> [Verdict] {
    let outside = try fittedOutsideFold()
    let folds = FeatureAlone.chosen(splits, most: Self.mostFolds)
    let order = SymbolOrder(samples.spans)
    // One list of independent runs keeps all cores busy: as it is, one row older, one row newer, and the shuffles.
    var variants = [samples, shifted(order, -1), shifted(order, 1)]
    for shuffle in 0..<audit.shuffles { variants.append(samples.with(labels: shuffled(order, UInt64(shuffle)))) }
    let made = variants
    let jobs = made.indices.flatMap { variant in folds.indices.map { (variant: variant, fold: $0) } }
    let predictions = try parallelMap(jobs, threads: threads) { (job) throws(EvaluationError) in
      try recipe.predictions(made[job.variant], folds[job.fold], folds[job.fold].test)
    }
    let rows = folds.flatMap { Array($0.test) }
    let skills = made.indices.map { variant in
      let own = (0..<folds.count).flatMap { predictions[variant * folds.count + $0] }
      let value = Correlation.pearson(own, rows.map { made[variant].labels[$0] })
      return value.isFinite ? value : 0
    }
    let own = (0..<folds.count).flatMap { predictions[$0] }
    let beyond = LabelPast(samples.labels, samples.spans, order).beyond(rows)
    let labels = rows.map { samples.labels[$0] }
    let aged = (0..<3).map { variant in
      beyond.correlation((0..<folds.count).flatMap { predictions[variant * folds.count + $0] }, labels)
    }
    return [
      outside, targetShuffle(skills[0], Array(skills[3...]), rows.count),
      timeShift(aged[0], older: aged[1], newer: aged[2], rows.count),
      TooGood.verdict(predictions: own, labels: labels, target: samples.target, limit: audit.tooGood),
    ]
  }

  // MARK: - Variants

  /// Every feature taken from the row so many steps later of the same symbol.
  private func shifted(_ order: SymbolOrder, _ steps: Int) -> LabeledSamples {
    let source = order.neighbours(steps, count: samples.count)
    return samples.with(columns: samples.columns.map { column in source.map { column[$0] } })
  }

  /// Labels in random order, over all symbols: which symbol it is would else tell how large its labels are, and honestly.
  private func shuffled(_ order: SymbolOrder, _ stream: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: audit.seed).split(stream: stream)
    var labels = samples.labels
    for (row, label) in zip(order.rows, generator.shuffled(order.rows.map { samples.labels[$0] })) { labels[row] = label }
    return labels
  }

  // MARK: - Checks

  /// Labels in random order cannot be predicted, so any skill comes from the procedure.
  private func targetShuffle(_ skill: Double, _ shuffled: [Double], _ rows: Int) -> Verdict {
    let name = "target_shuffle"
    guard rows >= Self.fewestRows else { return .insufficient(name, samples: rows, needed: Self.fewestRows) }
    let moments = Moments(shuffled)
    // Shuffled labels are independent, whatever the real ones are: the scatter of a correlation of so many pairs is known.
    let error = max(moments.standardDeviation, 1 / Double(rows).squareRoot()) / Double(shuffled.count).squareRoot()
    let t = moments.mean / error
    let p = StudentTDistribution(degreesOfFreedom: Double(shuffled.count - 1)).cumulative(-t)
    let evidence: KeyValuePairs<String, Double> = [
      "skill": skill, "shuffled_skill": moments.mean, "shuffles": Double(shuffled.count), "p_value": p,
      "share_as_good": (Double(shuffled.count { $0 >= skill }) + 1) / Double(shuffled.count + 1),
    ]
    if p < audit.level && moments.mean > 0.02 {
      return .fail(
        name,
        "With shuffled labels the recipe still shows a correlation of \(Verdict.text(moments.mean)) with labels it must not know. Something is fitted on more than "
          + "the training rows.", evidence)
    }
    return .pass(name, "With shuffled labels the recipe shows no skill (correlation \(Verdict.text(moments.mean))).", evidence)
  }

  /// An edge wears off as features grow old; a feature that knows the future loses it all at once.
  private func timeShift(_ skill: Double, older: Double, newer: Double, _ rows: Int) -> Verdict {
    let name = "time_shift"
    guard rows >= Self.fewestRows else { return .insufficient(name, samples: rows, needed: Self.fewestRows) }
    let limit = audit.plausibleCorrelation
    let count = Double(rows) / max(1, samples.spans.labelOverlap)
    let bound = CorrelationBound(skill, count: count, level: audit.level)
    let evidence: KeyValuePairs<String, Double> = [
      "skill": skill, "skill_one_row_older": older, "skill_one_row_newer": newer, "at_least": bound.least, "limit": limit,
    ]
    let vanishes = older <= 0.5 * skill
    let isOnset =
      skill * samples.spans.rowsPerLabel.squareRoot() >= limit && bound.z > NormalDistribution.standard.quantile(1 - audit.level / 2)
      && newer >= 0.5 * skill && skill >= 0.35 * newer
    if skill > 0 && vanishes && (bound.exceeds(limit) || isOnset) {
      return .fail(
        name,
        "The skill (correlation \(Verdict.text(skill))) falls to \(Verdict.text(older)) once every feature is one row older: it seems to come from the row that "
          + "features must not know yet.", evidence)
    }
    return .pass(
      name,
      "The skill (correlation \(Verdict.text(skill)), \(Verdict.text(older)) with features one row older) does not come from the next row.",
      evidence)
  }

  /// Alters rows that the model must not have seen; its predictions for others must not move.
  private func fittedOutsideFold() throws(EvaluationError) -> Verdict {
    let name = "fitted_outside_fold"
    let folds = FeatureAlone.chosen(splits, most: 3).filter { $0.test.count >= 2 }
    guard !folds.isEmpty else { return .insufficient(name, "Every test has fewer than 2 rows.") }
    let outcomes = try parallelMap(folds, threads: threads) { (fold) throws(EvaluationError) in try disturbed(fold) }
    let unsteady = outcomes.count(where: \.isUnsteady)
    let moved = outcomes.reduce(0) { $0 + $1.moved }
    let asked = outcomes.reduce(0) { $0 + $1.asked }
    let evidence: KeyValuePairs<String, Double> = ["predictions": Double(asked), "moved": Double(moved), "folds": Double(folds.count)]
    if unsteady > 0 {
      return .insufficient(name, "The recipe gives other predictions for the same samples each time; make its seed part of it.", evidence)
    }
    if moved > 0 {
      return .fail(
        name,
        "\(moved) of \(asked) predictions change when later rows, and labels outside training, are replaced: something is fitted on more than the training "
          + "rows, or looks ahead. Fit scalers, bins and choices of features inside the fold.", evidence)
    }
    return .pass(name, "Predictions do not depend on rows outside training.", evidence)
  }

  private struct Outcome: Sendable {
    let asked: Int
    let moved: Int
    let isUnsteady: Bool
  }

  private func disturbed(_ fold: Fold) throws(EvaluationError) -> Outcome {
    let probe = Rows(rows: fold.test.prefix(max(1, fold.test.count / 2)))
    guard let last = probe.last else { return Outcome(asked: 0, moved: 0, isUnsteady: false) }
    let first = try recipe.predictions(samples, fold, probe)
    let again = try recipe.predictions(samples, fold, probe)
    if !same(first, again) { return Outcome(asked: probe.count, moved: 0, isUnsteady: true) }
    let seen = (0..<samples.count).map { fold.train.contains($0) || fold.validation.contains($0) }
    var generator = SeededGenerator(seed: audit.seed).split(stream: .max - UInt64(fold.index))
    // Rows before the probe keep their features: what is made of the past may use them. Their labels were not all known.
    let later = (0..<samples.count).filter { !seen[$0] && $0 > last }
    let unknown = (0..<samples.count).filter { !seen[$0] }
    let columns = samples.columns.map { column in
      var column = column
      let moved = generator.shuffled(later.map { samples.columns.isEmpty ? 0 : column[$0] })
      for (row, value) in zip(later, moved) { column[row] = 3 * value + 1 }
      return column
    }
    var labels = samples.labels
    for row in unknown { labels[row] = samples.target == .binary ? 1 - labels[row] : -3 * labels[row] + 1 }
    let altered = try recipe.predictions(samples.with(columns: columns, labels: labels), fold, probe)
    return Outcome(asked: probe.count, moved: zip(first, altered).count { !same([$0], [$1]) }, isUnsteady: false)
  }

  /// Whether predictions agree up to the order in which sums were rounded.
  private func same(_ left: [Double], _ right: [Double]) -> Bool {
    zip(left, right).allSatisfy { ($0 - $1).magnitude <= 1e-9 * max(1, max($0.magnitude, $1.magnitude)) }
  }
}
