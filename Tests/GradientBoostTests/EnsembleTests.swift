import Statistics
import Testing

@testable import GradientBoost

@Suite("Ensembles")
struct EnsembleTests {
  @Test("are the weighted mean of their models")
  func mean() throws {
    let rows = Rows(300, seed: 70)
    var parameters = Parameters.small(.binary)
    parameters.baggingFreq = 1
    parameters.baggingFraction = 0.5
    let ensemble = try Ensemble.bagged(parameters, on: rows.dataset(), seeds: 1...3, threads: 2)
    #expect(Set(ensemble.models.map { $0.json() }).count == 3)
    let parts = try ensemble.models.map { try $0.predict(columns: rows.columns) }
    let all = try ensemble.predict(columns: rows.columns)
    for row in all.indices { #expect(agree(all[row], (parts[0][row] + parts[1][row] + parts[2][row]) / 3, 1e-12)) }
    let weighted = try Ensemble(ensemble.models, weights: [3, 0, 1]).predict(columns: rows.columns)
    for row in all.indices { #expect(agree(weighted[row], 0.75 * parts[0][row] + 0.25 * parts[2][row], 1e-12)) }
    #expect(throws: PredictionError.self) { try Ensemble([]) }
    #expect(throws: PredictionError.self) { try Ensemble(ensemble.models, weights: [0, 0, 0]) }
  }

  @Test("of seeds are better than their models on rows nobody saw")
  func bagging() throws {
    let rows = Rows(500, seed: 71, for: .regression)
    let fresh = Rows(1_000, seed: 72, for: .regression)
    var parameters = Parameters.small(.regression, iterations: 30, leaves: 12)
    parameters.baggingFreq = 1
    parameters.baggingFraction = 0.5
    let ensemble = try Ensemble.bagged(parameters, on: rows.dataset(maxBin: 63), seeds: 0..<6)
    func error(_ predictions: [Double]) -> Double { Metric.rmse.value(predictions: predictions, labels: fresh.labels) ?? .nan }
    let single = try ensemble.models.map { error(try $0.predict(columns: fresh.columns)) }
    #expect(try error(ensemble.predict(columns: fresh.columns)) < single.reduce(0, +) / 6)
  }

  @Test("by stacking count what earns it on rows that were not trained on")
  func stacking() throws {
    let rows = Rows(600, seed: 73, for: .regression)
    let data = try rows.dataset(maxBin: 63)
    let good = Parameters.small(.regression, iterations: 40, leaves: 8)
    var bad = Parameters.small(.regression, iterations: 1, leaves: 2)
    bad.learningRate = 0.01
    let folds = Stacking.Fold.shuffled(rowCount: 600, count: 3, seed: 1)
    #expect(folds.flatMap(\.test).sorted() == Array(0..<600))
    let stacking = try Stacking([bad, good], columns: rows.columns, data: data, folds: folds)
    #expect(stacking.weights[1] > 0.9 && agree(stacking.weights.reduce(0, +), 1, 1e-12))
    let first = try Trainer(good).train(on: data.subset(rows: folds[0].training))
    let test = rows.columns.map { column in folds[0].test.map { column[$0] } }
    #expect(try first.predict(columns: test) == folds[0].test.map { stacking.predictions[1][$0] })
    let ensemble = try stacking.ensemble(on: data)
    #expect(ensemble.weights == stacking.weights)
    #expect(throws: TrainingError.self) {
      try Stacking([good], columns: rows.columns, data: data, folds: [.init(training: [1, 2, 3], test: [3])])
    }
  }

  @Test("have the weights that no other weights beat", arguments: 1...8)
  func weights(seed: Int) {
    var draws = SeededGenerator(seed: UInt64(seed))
    let targets = (0..<50).map { _ in draws.normal() }
    let predictions = (0..<4).map { index in targets.map { $0 + draws.normal() * Double(index + 1) * 0.3 } }
    let weights = Stacking.weights(predictions: predictions, targets: targets, rowWeights: nil, classes: 1)
    func error(_ weights: [Double]) -> Double {
      targets.indices.reduce(0) { sum, row in
        let rest = (0..<4).reduce(-targets[row]) { $0 + weights[$1] * predictions[$1][row] }
        return sum + rest * rest
      }
    }
    #expect(weights.allSatisfy { $0 >= 0 } && agree(weights.reduce(0, +), 1, 1e-12))
    for _ in 0..<200 {
      let other = (0..<4).map { _ in draws.exponential(rate: 1) }
      let sum = other.reduce(0, +)
      let mixed = (0..<4).map { 0.9 * weights[$0] + 0.1 * other[$0] / sum }
      #expect(error(weights) <= error(mixed) + 1e-9, "seed \(seed)")
    }
  }

  @Test("of several outputs predict each as its own model does")
  func outputs() throws {
    let rows = Rows(300, seed: 74, for: .regression)
    let twice = rows.labels.map { 2 * $0 }
    let parameters = Parameters.small(.regression)
    let model = try MultiOutputModel.train(parameters, columns: rows.columns, targets: [("one", rows.labels), ("two", twice)])
    let all = try model.predict(columns: rows.columns)
    #expect(try all["one"] == Trainer(parameters).train(on: rows.dataset()).predict(columns: rows.columns))
    #expect(zip(all["one"] ?? [], all["two"] ?? []).allSatisfy { agree(2 * $0, $1, 1e-6) })
    #expect(throws: PredictionError.self) { try MultiOutputModel([]) }
  }
}

@Suite("Refitting")
struct RefitTests {
  @Test("on the same rows without decay gives the leaves their values again", arguments: TrainerTests.objectives)
  func same(objective: Objective) throws {
    let rows = Rows(400, seed: 80, for: objective)
    let model = try Trainer(.small(objective)).train(on: rows.dataset(), threads: 1)
    for decay in [0, 1.0] {
      let again = try model.refitted(columns: rows.columns, labels: rows.labels, decay: decay)
      for (own, other) in zip(again.trees, model.trees) {
        #expect(zip(own.leaves, other.leaves).allSatisfy { agree($0.value, $1.value, 1e-6) && $0.count == $1.count })
        #expect(own.nodes == other.nodes)
      }
    }
  }

  @Test("follows a world that has moved")
  func moved() throws {
    let rows = Rows(600, seed: 81, for: .regression)
    let model = try Trainer(.small(.regression, iterations: 30, leaves: 8)).train(on: rows.dataset())
    let later = Rows(600, seed: 82, for: .regression)
    let labels = later.labels.map { 1.5 * $0 + 1 }
    func error(_ model: Model) throws -> Double {
      try Metric.rmse.value(predictions: model.predict(columns: later.columns), labels: labels) ?? .nan
    }
    let (old, half, new) = (
      model, try model.refitted(columns: later.columns, labels: labels, decay: 0.5),
      try model.refitted(columns: later.columns, labels: labels, decay: 0)
    )
    #expect(try error(half) < error(old) && error(new) < error(half))
  }

  @Test("is refused where it would not be what it says")
  func refused() throws {
    let rows = Rows(100, seed: 83)
    let model = try Trainer(.small(.binary)).train(on: rows.dataset())
    #expect(throws: TrainingError.self) { try model.refitted(columns: rows.columns, labels: [1]) }
    #expect(throws: TrainingError.self) {
      try model.refitted(columns: rows.columns, labels: Array(repeating: 0.5, count: 100))
    }
    let foreign = try Model(lightGBMText: model.lightGBMText())
    #expect(throws: TrainingError.self) { try foreign.refitted(columns: rows.columns, labels: rows.labels) }
  }
}
