import Statistics
import WalkForward

extension Ensemble {
  /// The three ensembles of a group's models.
  ///
  /// - Parameters:
  ///   - outcome: models that were trained together.
  ///   - members: the versions that may take part, those in quarantine left out. Without the model of direction there is nothing to put together.
  ///   - level: the chance that an ensemble without skill is taken for one that has some.
  public static func trained(on outcome: TrainingOutcome, members: [ModelKind: ModelReference], level: Double = 0.01) -> [Ensemble] {
    let taking = outcome.models.filter { members[$0.kind] != nil }
    guard let direction = taking.first(where: { $0.kind == .direction }) else { return [] }
    let table = EnsembleTable(taking, direction.outOfFold)
    guard let last = table.folds.max(), table.folds.contains(where: { $0 < last }) else { return [] }
    let fitting = table.rows.filter { table.folds[$0] < last }
    let testing = table.rows.filter { table.folds[$0] == last }
    return EnsembleMethod.allCases.map { method in
      let fitted = table.ensemble(method, direction.group, members, on: fitting)
      return fitted.scored(table, on: testing, level: level)
    }
  }

  /// The ensemble with what it is worth on rows that it was not fitted on.
  private func scored(_ table: EnsembleTable, on rows: [Int], level: Double) -> Ensemble {
    var spoken = OutOfFold()
    var hits = 0
    for row in rows {
      guard let probability = probability(of: table.predictions[row]) else { continue }
      spoken.times.append(table.source.times[row])
      spoken.ends.append(table.source.ends[row])
      spoken.predictions.append(probability)
      spoken.baselines.append(table.source.baselines[row])
      spoken.labels.append(table.source.labels[row])
      if (probability > 0.5) == (table.source.labels[row] == 1) { hits += 1 }
    }
    let count = spoken.labels.count
    let skill = Skill(spoken, isProbability: true)
    var metrics: [String: Double] = ["rows": Double(count), "coverage": Double(count) / Double(max(1, rows.count))]
    if count > 0 {
      metrics["skill"] = skill.share
      metrics["accuracy"] = Double(hits) / Double(count)
      metrics["log_loss"] = Skill.loss(spoken.predictions, spoken.labels, isProbability: true)
    }
    let verdict =
      count > 0 ? skill.verdict(level: level) : .insufficient("skill", "It abstains from every row: no member has shown any skill.")
    return Ensemble(
      group: group, method: method, members: members, intercept: intercept, voted: voted, metrics: metrics, skill: verdict)
  }
}

/// What the models of a group said of the same rows.
private struct EnsembleTable {
  /// What came: the direction model's rows.
  let source: OutOfFold
  let predictions: [[ModelKind: Double]]
  var folds: [Int] { source.folds }
  /// Rows with an answer.
  let rows: [Int]

  init(_ models: [TrainedModel], _ direction: OutOfFold) {
    source = direction
    predictions = direction.times.indices.map { row in
      var said: [ModelKind: Double] = [:]
      for model in models { said[model.kind] = model.outOfFold.predictions[row] }
      return said
    }
    rows = direction.labels.indices.filter { !direction.labels[$0].isNaN }
  }

  func ensemble(
    _ method: EnsembleMethod, _ group: ModelGroup, _ references: [ModelKind: ModelReference], on rows: [Int]
  ) -> Ensemble {
    // How far a price goes says something only beside how much prices scatter.
    let known = ModelKind.allCases.filter { references[$0] != nil && ($0 != .price || references[.volatility] != nil) }
    let kinds = method == .stacking ? known : known.filter { Opinion.directional.contains($0) }
    var members: [Ensemble.Member] = []
    var (intercept, voted) = (0.0, 0.5)
    func member(_ kind: ModelKind, weight: Double, centre: Double = 0, scale: Double = 1, margin: Double = 0) {
      guard let reference = references[kind] else { return }
      members.append(
        Ensemble.Member(kind: kind, model: reference, weight: weight, centre: centre, scale: scale, margin: margin))
    }
    switch method {
    case .weighted:
      let skills = kinds.map { max(0, skill(of: $0, on: rows)) }
      let sum = skills.reduce(0, +)
      for (kind, skill) in zip(kinds, skills) { member(kind, weight: sum > 0 ? skill / sum : 0) }
    case .voting:
      for kind in kinds {
        let strengths = rows.compactMap { Opinion.odds(kind, predictions[$0])?.magnitude }
        member(kind, weight: 1, margin: strengths.isEmpty ? .greatestFiniteMagnitude : Quantiles.of(strengths, 0.5))
      }
      // Twenty undecided cases stand before the first: a handful of hits is no certainty.
      let raw = Ensemble(group: group, method: .voting, members: members, intercept: 0, voted: 1, metrics: [:], skill: .pass("", ""))
      var (hits, votes) = (0, 0)
      for row in rows {
        guard let side = raw.probability(of: predictions[row]) else { continue }
        votes += 1
        if (side > 0.5) == (source.labels[row] == 1) { hits += 1 }
      }
      voted = (Double(hits) + 10) / (Double(votes) + 20)
    case .stacking:
      let whole = rows.filter { row in kinds.allSatisfy { Opinion.input($0, predictions[row]) != nil } }
      let columns = kinds.map { kind in whole.map { Opinion.input(kind, predictions[$0]) ?? 0 } }
      let moments = columns.map { Moments($0) }
      let scales = moments.map { $0.standardDeviation > 0 ? $0.standardDeviation : 1 }
      let standard = columns.indices.map { index in columns[index].map { ($0 - moments[index].mean) / scales[index] } }
      let fit = RidgeLogistic.fit(standard, whole.map { source.labels[$0] }, penalty: 10)
      intercept = fit[0]
      for (index, kind) in kinds.enumerated() {
        member(kind, weight: fit[index + 1], centre: moments[index].mean.isFinite ? moments[index].mean : 0, scale: scales[index])
      }
    }
    return Ensemble(
      group: group, method: method, members: members, intercept: intercept, voted: voted, metrics: [:],
      skill: .insufficient("skill", "It has not been scored."))
  }

  /// The share of the loss that a member saves by itself.
  private func skill(of kind: ModelKind, on rows: [Int]) -> Double {
    var alone = OutOfFold()
    for row in rows {
      guard let odds = Opinion.odds(kind, predictions[row]) else { continue }
      alone.times.append(source.times[row])
      alone.ends.append(source.ends[row])
      alone.predictions.append(LogLoss.probability(odds))
      alone.baselines.append(source.baselines[row])
      alone.labels.append(source.labels[row])
    }
    return alone.labels.isEmpty ? 0 : Skill(alone, isProbability: true).share
  }
}

/// A logistic regression whose coefficients, but not whose constant, are held small.
enum RidgeLogistic {
  /// The constant, and a coefficient for each column: Newton's method on the penalised likelihood.
  static func fit(_ columns: [[Double]], _ labels: [Double], penalty: Double) -> [Double] {
    let size = columns.count + 1
    var coefficients = [Double](repeating: 0, count: size)
    guard !labels.isEmpty else { return coefficients }
    for _ in 0..<30 {
      var gradient = [Double](repeating: 0, count: size)
      var curvature = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
      for row in labels.indices {
        let inputs = [1] + columns.map { $0[row] }
        let score = zip(coefficients, inputs).reduce(0) { $0 + $1.0 * $1.1 }
        let probability = LogLoss.probability(score)
        let weight = max(probability * (1 - probability), 1e-9)
        for one in 0..<size {
          gradient[one] += (labels[row] - probability) * inputs[one]
          for other in 0...one { curvature[one][other] += weight * inputs[one] * inputs[other] }
        }
      }
      for one in 0..<size {
        for other in 0..<one { curvature[other][one] = curvature[one][other] }
        if one > 0 {
          gradient[one] -= penalty * coefficients[one]
          curvature[one][one] += penalty
        }
      }
      let step = solved(curvature, gradient)
      for index in 0..<size { coefficients[index] += step[index] }
      if step.allSatisfy({ $0.magnitude < 1e-10 }) { break }
    }
    return coefficients
  }

  /// Gaussian elimination with pivots; a column without any is left at 0.
  private static func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var (matrix, right) = (matrix, right)
    let size = right.count
    for column in 0..<size {
      let pivot = (column..<size).max { matrix[$0][column].magnitude < matrix[$1][column].magnitude } ?? column
      matrix.swapAt(column, pivot)
      right.swapAt(column, pivot)
      guard matrix[column][column].magnitude > 1e-12 else { continue }
      for row in (column + 1)..<max(column + 1, size) {
        let factor = matrix[row][column] / matrix[column][column]
        if factor == 0 { continue }
        for place in column..<size { matrix[row][place] -= factor * matrix[column][place] }
        right[row] -= factor * right[column]
      }
    }
    var answer = [Double](repeating: 0, count: size)
    for row in stride(from: size - 1, through: 0, by: -1) {
      guard matrix[row][row].magnitude > 1e-12 else { continue }
      var rest = right[row]
      for place in (row + 1)..<max(row + 1, size) { rest -= matrix[row][place] * answer[place] }
      answer[row] = rest / matrix[row][row]
    }
    return answer
  }
}
