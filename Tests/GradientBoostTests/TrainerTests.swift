import Statistics
import Testing

@testable import GradientBoost

@Suite("Training")
struct TrainerTests {
  static let objectives: [Objective] = [
    .binary, .multiclass(classes: 3), .regression, .regressionL1, .huber(alpha: 0.9), .quantile(alpha: 0.8),
  ]

  static func train(_ rows: Rows, _ parameters: Parameters, threads: Int = 1) throws -> Model {
    try Trainer(parameters).train(on: rows.dataset(threads: threads), threads: threads)
  }

  @Test("gives the same bytes on any number of threads", arguments: objectives)
  func threads(objective: Objective) throws {
    let rows = Rows(1_500, features: 11, seed: 3, for: objective, missing: 0.05)
    var parameters = Parameters.small(objective, iterations: 4, leaves: 12)
    parameters.baggingFraction = 0.7
    parameters.baggingFreq = 2
    parameters.featureFraction = 0.6
    let one = try Self.train(rows, parameters).json()
    for threads in [2, 7] { #expect(try Self.train(rows, parameters, threads: threads).json() == one) }
  }

  @Test("gives the same bytes where threads share out the columns")
  func threadsOfColumns() throws {
    let data = try Rows(400, features: 27, seed: 36, for: .binary).dataset()
    let trainer = Trainer(.small(.binary, iterations: 4, leaves: 10))
    let one = try trainer.train(on: data, threads: 1).json()
    for threads in [2, 3, 7] { #expect(try trainer.train(on: data, threads: threads).json() == one) }
  }

  @Test("gives the same bytes on any number of threads where a leaf has more rows than a lane holds", arguments: [false, true])
  func threadsOfMany(missing: Bool) throws {
    var rows = Rows(9_000, features: 5, seed: 33, for: .regression, missing: missing ? 0.1 : 0)
    // Labels that grow change the scale of the gradients from tree to tree.
    rows.labels = rows.labels.map { $0 * $0 * $0 }
    let parameters = Parameters.small(.regression, iterations: 3, leaves: 5)
    let one = try Self.train(rows, parameters)
    for threads in [2, 4] { #expect(try Self.train(rows, parameters, threads: threads).json() == one.json()) }
    var draws = SeededGenerator(seed: 3)
    let order = draws.permutation(of: 9_000)
    let turned = try Self.train(rows.permuted(order), parameters)
    #expect(turned.trees.map { $0.nodes.map(\.count) } == one.trees.map { $0.nodes.map(\.count) })
    let counts = try one.leafIndices(columns: rows.columns, threads: 1)
    for (index, leaf) in one.trees[0].leaves.enumerated() { #expect(counts.count { $0[0] == index } == leaf.count) }
  }

  @Test(
    "gives the bytes it gave when this was written, debug or release",
    arguments: [
      (Objective.binary, "f3e30128a47d901c"), (.multiclass(classes: 3), "7281de343fffb129"), (.regression, "206d6e7d42e2221d"),
      (.quantile(alpha: 0.8), "ad1bf1e366723265"),
    ])
  func bytes(objective: Objective, checksum: String) throws {
    var parameters = Parameters.small(objective, iterations: 6, leaves: 10)
    parameters.baggingFraction = 0.8
    parameters.baggingFreq = 1
    parameters.featureFraction = 0.8
    let model = try Self.train(Rows(900, features: 9, seed: 5, for: objective, missing: 0.03), parameters, threads: 2)
    #expect(Model.checksum(model.json()) == checksum)
  }

  @Test("gives the same bytes whatever the order of the rows", arguments: [Objective.binary, .regression, .multiclass(classes: 3)])
  func rowOrder(objective: Objective) throws {
    let rows = Rows(800, seed: 8, for: objective, missing: 0.05)
    var draws = SeededGenerator(seed: 1)
    let model = try Self.train(rows, .small(objective))
    let other = try Self.train(rows.permuted(draws.permutation(of: 800)), .small(objective))
    #expect(model.trees.map(\.nodes.count) == other.trees.map(\.nodes.count))
    let left = try model.rawScores(columns: rows.columns, threads: 1)
    let right = try other.rawScores(columns: rows.columns, threads: 1)
    #expect(zip(left, right).allSatisfy { agree($0, $1, 1e-9) })
  }

  @Test("gives the same model whatever the order of the columns", arguments: [Objective.regression, .multiclass(classes: 3)])
  func columnOrder(objective: Objective) throws {
    let rows = Rows(600, features: 11, seed: 9, for: objective, missing: 0.05)
    let order = [7, 2, 10, 0, 9, 4, 1, 8, 3, 6, 5]
    var turned = rows
    turned.columns = order.map { rows.columns[$0] }
    let left = try Self.train(rows, .small(objective))
    let right = try Self.train(turned, .small(objective))
    #expect(left.trees.map { $0.nodes.map(\.threshold) } == right.trees.map { $0.nodes.map(\.threshold) })
    #expect(left.trees.map { $0.nodes.map(\.feature) } == right.trees.map { $0.nodes.map { order[$0.feature] } })
    #expect(try left.rawScores(columns: rows.columns, threads: 1) == right.rawScores(columns: turned.columns, threads: 1))
  }

  @Test("makes the loss smaller", arguments: objectives)
  func learns(objective: Objective) throws {
    let rows = Rows(800, seed: 10, for: objective)
    let data = try rows.dataset(maxBin: 63)
    let model = try Trainer(.small(objective, iterations: 30, leaves: 8)).train(on: data, validation: [.init("same", data)], threads: 2)
    let history = try #require(model.record?.history.first)
    #expect(history.values.count == 30)
    #expect(history.values[29] < history.values[0] * 0.9, "\(history.values)")
    // What was evaluated by bins is what the finished model predicts.
    let value = history.metric.value(predictions: try model.predict(columns: rows.columns), labels: rows.labels)
    #expect(agree(try #require(value), history.values[29], 1e-9))
  }

  @Test("counts a row of weight 2 like two rows and one of weight 0 like none")
  func weights() throws {
    let rows = Rows(300, seed: 11)
    let weights = rows.labels.indices.map { Double($0 % 3) }
    let repeated = rows.permuted(rows.labels.indices.flatMap { Array(repeating: $0, count: $0 % 3) })
    var parameters = Parameters.small(.binary, iterations: 3, rows: 0)
    parameters.minSumHessianInLeaf = 2
    let bins = try rows.dataset()
    let weighted = try Dataset(columns: rows.columns, labels: rows.labels, weights: weights, binsOf: bins)
    let doubled = try Dataset(columns: repeated.columns, labels: repeated.labels, binsOf: bins)
    let left = try Trainer(parameters).train(on: weighted, threads: 1).predict(columns: rows.columns, threads: 1)
    let right = try Trainer(parameters).train(on: doubled, threads: 1).predict(columns: rows.columns, threads: 1)
    #expect(zip(left, right).allSatisfy { agree($0, $1, 1e-7) })
  }

  @Test("weighs the rarer class up")
  func balance() throws {
    var rows = Rows(1_000, seed: 12)
    for row in rows.labels.indices where row % 8 != 0 { rows.labels[row] = 0 }
    var parameters = Parameters.small(.binary)
    let plain = try Self.train(rows, parameters).predict(columns: rows.columns).reduce(0, +) / 1_000
    parameters.isUnbalance = true
    let balanced = try Self.train(rows, parameters).predict(columns: rows.columns).reduce(0, +) / 1_000
    #expect(plain < 0.1 && balanced > 0.3)
  }

  @Test("stops when the first metric of the first set stops improving, and says which, where and when")
  func earlyStopping() throws {
    let rows = Rows(400, seed: 13)
    let data = try rows.dataset()
    let noise = Rows(300, seed: 14)
    let valid = try Dataset(columns: noise.columns, labels: noise.labels, binsOf: data)
    var parameters = Parameters.small(.binary, iterations: 400, leaves: 16)
    parameters.learningRate = 0.5
    parameters.earlyStoppingRound = 5
    parameters.metrics = [.auc, .logLoss]
    let model = try Trainer(parameters).train(on: data, validation: [.init("valid", valid), .init("train", data)], threads: 2)
    let record = try #require(model.record)
    let history = record.history[0].values
    let best = try #require(history.indices.max { history[$0] < history[$1] })
    #expect(record.stop == .earlyStopping(afterIteration: history.count))
    #expect(record.bestIteration == best + 1 && model.iterationCount == best + 1 && history.count == best + 6)
    #expect(record.decision == .init(set: "valid", metric: .auc, value: history[best]))
    #expect(record.history.map(\.set) == ["valid", "valid", "train", "train"])
    let value = Metric.auc.value(predictions: try model.predict(columns: noise.columns), labels: noise.labels)
    #expect(agree(try #require(value), history[best], 1e-12))
  }

  @Test("can be stopped by its callback")
  func cancel() throws {
    let data = try Rows(200, seed: 15).dataset()
    var seen: [Int] = []
    let model = try Trainer(.small(.binary, iterations: 50)).train(on: data, threads: 1) { progress in
      seen.append(progress.iteration)
      return progress.iteration == 3 ? .stop : .goOn
    }
    #expect(seen == [1, 2, 3] && model.trees.count == 3)
    #expect(model.record?.stop == .cancelled(afterIteration: 3))
  }

  @Test("goes on where an earlier model ended", arguments: [Objective.binary, .multiclass(classes: 3)])
  func continued(objective: Objective) throws {
    let rows = Rows(500, seed: 16, for: objective)
    let data = try rows.dataset()
    let whole = try Trainer(.small(objective, iterations: 6)).train(on: data, threads: 1)
    let half = try Trainer(.small(objective, iterations: 3)).train(on: data, threads: 1)
    let rest = try Trainer(.small(objective, iterations: 3)).train(on: data, continuing: half, threads: 1)
    #expect(rest.trees == whole.trees)
    let strange = try Dataset(columns: rows.columns.map { $0.map { $0 * 1.7 } }, labels: rows.labels)
    #expect(throws: TrainingError.self) { try Trainer(.small(objective)).train(on: strange, continuing: half) }
  }

  @Test("draws bags of the size asked for")
  func bagging() throws {
    var parameters = Parameters.small(.binary, iterations: 4, leaves: 4)
    parameters.baggingFraction = 0.37
    parameters.baggingFreq = 1
    let model = try Self.train(Rows(1_000, seed: 17), parameters)
    #expect(model.trees.allSatisfy { abs($0.leaves.reduce(0) { $0 + $1.count } - 370) <= 4 })
  }

  @Test("uses only the share of features asked for in each tree")
  func featureFraction() throws {
    var parameters = Parameters.small(.regression, iterations: 12, leaves: 12)
    parameters.featureFraction = 0.34
    let model = try Self.train(Rows(500, seed: 18, for: .regression), parameters)
    let used = model.trees.map { Set($0.nodes.map(\.feature)) }
    #expect(used.allSatisfy { $0.count <= 2 } && used.reduce(Set()) { $0.union($1) }.count > 3)
  }

  @Test("trains one's own objective like the built-in one")
  func ownObjective() throws {
    struct Own: ObjectiveFunction {
      var defaultMetric: Metric { .logLoss }
      func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
        for row in 0..<scores.count {
          let chance = Exponential.chances(SIMD2(repeating: scores[row])).x
          gradients[row] = SIMD2(chance - labels[row], chance - chance * chance)
        }
      }
      func link(_ prediction: Double) -> Double { Logarithm.of(prediction / (1 - prediction)) }
      func inverse(_ score: Double) -> Double { Exponential.sigmoid(score) }
      func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { link(weightedMean(labels, weights)) }
    }
    let rows = Rows(300, seed: 19)
    let own = try Trainer(.small(.binary), objective: Own(), named: "own").train(on: rows.dataset(), threads: 1)
    let builtIn = try Self.train(rows, .small(.binary))
    #expect(own.initialScores == builtIn.initialScores)
    #expect(try own.predict(columns: rows.columns) == builtIn.predict(columns: rows.columns))
    #expect(own.objective == .custom("own"))
  }

  @Test("refuses an objective whose derivatives are not finite or bend the wrong way", arguments: [Double.nan, .infinity, -1])
  func badDerivatives(bad: Double) throws {
    struct Bad: ObjectiveFunction {
      let bad: Double
      var defaultMetric: Metric { .rmse }
      func gradients(scores: Span<Double>, labels: Span<Double>, into gradients: inout MutableSpan<SIMD2<Double>>) {
        for row in 0..<scores.count { gradients[row] = SIMD2(scores[row] - labels[row], row == 7 ? bad : 1) }
      }
      func link(_ prediction: Double) -> Double { prediction }
      func inverse(_ score: Double) -> Double { score }
      func initialScore(labels: Span<Double>, weights: Span<Double>?) -> Double { weightedMean(labels, weights) }
    }
    let data = try Rows(100, seed: 34, for: .regression).dataset()
    do {
      _ = try Trainer(.small(.regression), objective: Bad(bad: bad), named: "bad").train(on: data, threads: 2)
      Issue.record("it was accepted")
    } catch { #expect(error.description.contains("not finite, or a second derivative is negative")) }
  }

  @Test("says why no tree grows")
  func noSplit() throws {
    func reason(_ rows: Rows, _ parameters: Parameters) throws -> String {
      guard case .noSplit(let reason) = try Self.train(rows, parameters).record?.stop else { return "it grew" }
      return reason
    }
    var constant = Rows(100, seed: 20)
    constant.columns = constant.columns.map { $0.map { _ in 4 } }
    #expect(try reason(constant, .small(.binary)) == "every feature is constant")
    #expect(try reason(Rows(9, seed: 21), .small(.binary, rows: 5)).contains("9 rows cannot be divided"))
    var equal = Rows(100, seed: 22)
    equal.labels = equal.labels.map { _ in 1 }
    #expect(try reason(equal, .small(.regression)).contains("no split gains"))
    var greedy = Parameters.small(.binary)
    greedy.minGainToSplit = 1e9
    #expect(try reason(Rows(100, seed: 23), greedy).contains("min_gain_to_split = 1000000000.0"))
  }

  @Test("takes one row, one class, all missing, duplicated columns, huge values and zero weights in its stride")
  func extremes() throws {
    var one = Rows(1, seed: 24)
    one.labels = [1]
    #expect(try Self.train(one, .small(.binary)).predict(columns: one.columns).allSatisfy { $0 > 0.999 })
    var single = Rows(100, seed: 25)
    single.labels = single.labels.map { _ in 0 }
    #expect(try Self.train(single, .small(.binary)).predict(columns: single.columns).allSatisfy { $0 < 0.001 })
    var missing = Rows(100, seed: 26)
    missing.columns = missing.columns.map { $0.map { _ in .nan } }
    #expect(try Self.train(missing, .small(.binary)).trees.isEmpty)
    var double = Rows(200, features: 3, seed: 27)
    double.columns += double.columns
    #expect(try Self.train(double, .small(.binary)).trees.allSatisfy { $0.nodes.allSatisfy { $0.feature < 3 } })
    var huge = Rows(200, seed: 28, for: .regression)
    huge.columns[0] = huge.columns[0].map { $0 * 1e300 }
    #expect(try Self.train(huge, .small(.regression)).predict(columns: huge.columns).allSatisfy(\.isFinite))
    huge.labels = huge.labels.map { $0 * 1e300 }
    let predictions = try Self.train(huge, .small(.regression)).predict(columns: huge.columns)
    #expect(predictions.allSatisfy(\.isFinite) && Set(predictions).count > 2)
    let weightless = Rows(200, seed: 29)
    let data = try weightless.dataset(weights: weightless.labels.map { _ in 0 })
    #expect(try Trainer(.small(.binary)).train(on: data).trees.isEmpty)
  }

  @Test("refuses what makes no sense, and says what to do")
  func refusals() throws {
    let data = try Rows(100, seed: 30).dataset()
    func message(_ parameters: Parameters, _ data: Dataset = data, validation: [Trainer.ValidationSet] = []) -> String {
      do {
        _ = try Trainer(parameters).train(on: data, validation: validation)
        return "accepted"
      } catch { return error.description }
    }
    var parameters = Parameters.small(.binary)
    parameters.numLeaves = 1
    #expect(message(parameters).contains("num_leaves is '1'; it must be a whole number from 2 to 131072"))
    parameters = .small(.binary)
    parameters.learningRate = .nan
    #expect(message(parameters).contains("learning_rate is 'nan'"))
    parameters = .small(.binary)
    parameters.isUnbalance = true
    parameters.scalePosWeight = 2
    #expect(message(parameters).contains("is_unbalance"))
    parameters = .small(.binary)
    parameters.earlyStoppingRound = 3
    #expect(message(parameters).contains("no validation set"))
    parameters = .small(.binary)
    parameters.metrics = [.rmse]
    #expect(message(parameters).contains("Metric rmse judges"))
    parameters = .small(.binary)
    parameters.monotoneConstraints = [1]
    #expect(message(parameters).contains("1 values for 6 features"))
    #expect(message(.small(.binary), try Rows(50, seed: 31, for: .regression).dataset()).contains("takes 0 to 1"))
    #expect(message(.small(.multiclass(classes: 3)), try Rows(50, seed: 31, for: .multiclass(classes: 5)).dataset()).contains("0 to 2"))
    #expect(message(.small(.binary), validation: [.init("v", try Rows(50, seed: 32).dataset())]).contains("other bins"))
    #expect(message(.small(.binary), validation: [.init("v", data), .init("v", data)]).contains("Two validation sets"))
    let infinite = try Dataset(columns: [[1, 2, 3, 4]], labels: [1e308, -1e308, 1e308, 1e308])
    #expect(message(.small(.regression, rows: 1), infinite).contains("not finite"))
  }

  @Test("sets parameters by LightGBM's names and suggests the one that was meant")
  func names() throws {
    var parameters = Parameters(objective: .binary)
    for (name, value) in parameters.texts { try parameters.set(name, to: value) }
    #expect(parameters == Parameters(objective: .binary))
    try parameters.set("num_leaves", to: "63")
    try parameters.set("metric", to: "auc,pinball:0.9")
    try parameters.set("monotone_constraints", to: "1,0,-1")
    #expect(parameters.numLeaves == 63 && parameters.metrics == [.auc, .pinball(alpha: 0.9)])
    #expect(parameters.monotoneConstraints == [1, 0, -1])
    func message(_ name: String, _ value: String) -> String {
      var copy = parameters
      do {
        try copy.set(name, to: value)
        return "accepted"
      } catch { return error.description }
    }
    #expect(message("num_leafs", "3").contains("Did you mean 'num_leaves'"))
    #expect(message("max_bins", "3").contains("Did you mean 'max_bin'"))
    #expect(message("num_leaves", "many").contains("from 2 to"))
    #expect(message("metric", "aux").contains("Did you mean 'auc'"))
    #expect(message("feature_fraction", "1.5").contains("above 0, up to 1"))
    #expect(message("seed", "-1").contains("from 0 to"))
    var binning = Binning()
    try binning.set("max_bin", to: "63")
    #expect(binning.maxBin == 63)
    #expect(throws: ParameterError.self) { try binning.set("max_bin", to: "256") }
  }
}
