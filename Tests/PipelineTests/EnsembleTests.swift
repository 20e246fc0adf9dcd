import Market
import Statistics
import Store
import Testing

@testable import Pipeline

@Suite("An ensemble")
struct EnsembleTests {
  /// Models whose predictions are made up: `signal` says how much the direction model knows.
  private func outcome(seed: UInt64, signal: Double, momentum: Double = 0, rows: Int = 1_200) throws -> TrainingOutcome {
    var generator = SeededGenerator(seed: seed)
    let start = Timestamp(seconds: 1704067200)
    var models: [TrainedModel] = []
    let answers = (0..<rows).map { _ in generator.chance(0.5) ? 1.0 : 0 }
    for kind in ModelKind.allCases {
      var out = OutOfFold()
      for row in 0..<rows {
        let time = start + .seconds(3_600 * row)
        out.times.append(time)
        out.ends.append(time + .seconds(3_600))
        out.symbols.append("A")
        out.folds.append(row * 3 / rows)
        out.labels.append(answers[row])
        out.baselines.append(0.5)
        let knows = kind == .direction ? signal : kind == .momentum ? momentum : 0
        let side = (answers[row] == 1 ? 1.0 : -1) * knows
        switch kind {
        case .direction, .momentum: out.predictions.append(0.5 + 0.2 * max(-1, min(1, side + 0.5 * generator.normal() * (1 - 0))))
        case .price: out.predictions.append(0.001 * generator.normal())
        case .volatility: out.predictions.append(0.01)
        case .risk: out.predictions.append(0.01 + 0.001 * generator.uniform())
        }
      }
      let made = try TestModel.trained(1, kind: kind)
      models.append(
        TrainedModel(
          kind: kind, group: made.group, file: made.file, lineage: made.lineage, metrics: [:], skill: made.skill, audit: made.audit,
          outOfFold: out, trials: [], reliability: nil, importance: []))
    }
    return TrainingOutcome(models: models, missing: [])
  }

  private let members = Dictionary(uniqueKeysWithValues: ModelKind.allCases.map { ($0, ModelReference("\($0.rawValue)-pair", version: 1)) })

  @Test("has skill where its members have, and says so of rows that it was not fitted on", arguments: [1, 2, 3] as [UInt64])
  func skill(seed: UInt64) throws {
    let ensembles = Ensemble.trained(on: try outcome(seed: seed, signal: 0.5, momentum: 0.5), members: members)
    #expect(ensembles.map(\.method) == [.weighted, .voting, .stacking])
    for ensemble in ensembles {
      #expect(ensemble.skill.isPass, "\(ensemble.method), seed \(seed): \(ensemble.skill)")
      #expect(ensemble.metrics["accuracy"] ?? 0 > 0.7)
    }
    // Who knows nothing has no weight.
    let weights = Dictionary(uniqueKeysWithValues: ensembles[0].members.map { ($0.kind, $0.weight) })
    #expect(abs((weights[.direction] ?? 0) - (weights[.momentum] ?? 0)) < 0.2)
    #expect(weights[.price] ?? 1 < 0.1)
    #expect(ensembles[1].metrics["coverage"] ?? 1 < 0.95, "voting abstains")
  }

  @Test("has none where its members have none", arguments: [4, 5, 6, 7, 8] as [UInt64])
  func none(seed: UInt64) throws {
    for ensemble in Ensemble.trained(on: try outcome(seed: seed, signal: 0), members: members) {
      #expect(!ensemble.skill.isPass, "\(ensemble.method), seed \(seed): \(ensemble.skill)")
    }
  }

  @Test("is fitted on nothing of its last part")
  func lastPart() throws {
    let whole = try outcome(seed: 9, signal: 0.4)
    let forged = TrainingOutcome(
      models: whole.models.map { model in
        var out = model.outOfFold
        for row in out.labels.indices where out.folds[row] == 2 { out.labels[row] = 1 - out.labels[row] }
        return TrainedModel(
          kind: model.kind, group: model.group, file: model.file, lineage: model.lineage, metrics: [:], skill: model.skill,
          audit: model.audit,
          outOfFold: out, trials: [], reliability: nil, importance: [])
      }, missing: [])
    let predictions: [ModelKind: Double] = [.direction: 0.6, .momentum: 0.55, .price: 0.002, .volatility: 0.01, .risk: 0.01]
    for (left, right) in zip(Ensemble.trained(on: whole, members: members), Ensemble.trained(on: forged, members: members)) {
      #expect(left.members == right.members)
      #expect(left.probability(of: predictions) == right.probability(of: predictions))
      #expect(left.metrics != right.metrics)
    }
  }

  @Test("abstains where a member says nothing, votes only if two agree and none is against")
  func abstains() throws {
    let ensembles = Ensemble.trained(on: try outcome(seed: 10, signal: 0.5, momentum: 0.5), members: members)
    for ensemble in ensembles { #expect(ensemble.probability(of: [:]) == nil) }
    let voting = ensembles[1]
    func vote(_ direction: Double, _ momentum: Double, _ price: Double) -> Double? {
      voting.probability(of: [.direction: direction, .momentum: momentum, .price: price, .volatility: 0.01, .risk: 0.01])
    }
    #expect(vote(0.7, 0.7, 0)! > 0.5)
    #expect(vote(0.3, 0.3, 0)! < 0.5)
    #expect(vote(0.7, 0.3, 0) == nil)
    #expect(vote(0.7, 0.5, 0) == nil)
    #expect(vote(0.7, 0.7, -0.01) == nil)
  }

  @Test("leaves out members that may not take part, and is kept as it was")
  func quarantined() async throws {
    var some = members
    some[.risk] = nil
    some[.volatility] = nil
    let ensembles = Ensemble.trained(on: try outcome(seed: 11, signal: 0.5), members: some)
    // Without the scatter of prices, how far a price goes says nothing.
    #expect(ensembles.map { $0.members.map(\.kind) } == [[.direction, .momentum], [.direction, .momentum], [.direction, .momentum]])
    some[.direction] = nil
    #expect(Ensemble.trained(on: try outcome(seed: 11, signal: 0.5), members: some).isEmpty)
    let store = MemoryStore()
    var changes = StoreChanges()
    try Ensemble.put(ensembles, at: Timestamp(seconds: 0), in: &changes)
    try await store.commit(changes)
    #expect(try await store.get("ensembles/stacking-pair", as: Ensemble.self) == ensembles[2])
    #expect(try await store.count(of: Ensemble.journal) == 3)
  }

  @Test("is stacked by the regression that scikit-learn fits")
  func regression() {
    // scikit-learn 1.9.1: LogisticRegression(C=1/2, solver="newton-cholesky", tol=1e-12).fit([[0,1],[1,0],[2,2],[3,1],[4,3],[5,0]], [0,0,1,0,1,1])
    let fit = RidgeLogistic.fit([[0, 1, 2, 3, 4, 5], [1, 0, 2, 1, 3, 0]], [0, 0, 1, 0, 1, 1], penalty: 2)
    let expected = [-1.9224620633814007, 0.5826304598806391, 0.3879726661168701]
    for (value, reference) in zip(fit, expected) { #expect(abs(value - reference) < 1e-7) }
  }
}
