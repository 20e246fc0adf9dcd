import Statistics
import Testing

@testable import GradientBoost

@Suite("Objectives of counts, amounts, chances and ranks")
struct NewObjectiveTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let objective: Objective
    let labels: [Double]
    let loss: @Sendable (Double, Double) -> Double
    /// Whether the second derivative is that of the loss, and not a larger one that keeps steps small.
    var bends = true
    var testDescription: String { objective.name }
  }

  static let examples: [Example] = [
    Example(objective: .poisson, labels: [0, 1, 2, 7], loss: { Exponential.of($0) - $1 * $0 }, bends: false),
    Example(objective: .gamma, labels: [0.1, 1, 2, 7], loss: { $1 * Exponential.of(-$0) + $0 }, bends: false),
    Example(
      objective: .tweedie(power: 1.3), labels: [0, 0, 2, 7],
      loss: { -$1 * Exponential.of(-0.3 * $0) / -0.3 + Exponential.of(0.7 * $0) / 0.7 }),
    Example(
      objective: .crossEntropy, labels: [0, 0.2, 0.9, 1], loss: { Logarithm.of(1 + Exponential.of($0)) - $1 * $0 }),
    Example(objective: .mape, labels: [0.5, -3, 2, 7], loss: { abs($0 - $1) / max(1, abs($1)) }, bends: false),
  ]

  @Test("have the gradient that differences of the loss show", arguments: examples)
  func numericGradient(example: Example) throws {
    let function = try #require(example.objective.function())
    var draws = SeededGenerator(seed: 1)
    let labels = (0..<40).map { example.labels[$0 % 4] }
    let scores = labels.map { _ in draws.normal() }
    var gradients = [SIMD2<Double>](repeating: .zero, count: 40)
    var span = gradients.mutableSpan
    function.gradients(scores: scores.span, labels: labels.span, into: &span)
    for row in labels.indices {
      func loss(_ step: Double) -> Double { example.loss(scores[row] + step, labels[row]) }
      #expect(abs((loss(1e-5) - loss(-1e-5)) / 2e-5 - gradients[row].x) < 1e-6, "row \(row)")
      #expect(gradients[row].y >= 0)
      guard example.bends else { continue }
      #expect(abs((loss(1e-3) - 2 * loss(0) + loss(-1e-3)) / 1e-6 - gradients[row].y) < 1e-4, "row \(row)")
    }
  }

  @Test("begin with the score that no other constant beats, weighted or not", arguments: examples, [false, true])
  func initialScore(example: Example, isWeighted: Bool) throws {
    let function = try #require(example.objective.function())
    var draws = SeededGenerator(seed: 2)
    let labels = (0..<101).map { _ in example.labels[draws.integer(below: 4)] }
    let weights = labels.map { _ in isWeighted ? draws.uniform() : 1 }
    let start = function.initialScore(labels: labels.span, weights: weights.span)
    func total(_ score: Double) -> Double { labels.indices.reduce(0) { $0 + weights[$1] * example.loss(score, labels[$1]) } }
    for step in [-0.1, -0.01, 0.01, 0.1] { #expect(total(start) <= total(start + step) + 1e-9) }
    for prediction in [0.01, 0.3, 0.99] { #expect(agree(function.inverse(function.link(prediction)), prediction, 1e-12)) }
  }

  @Test("train, predict what was evaluated, keep their file and refuse labels they cannot mean", arguments: examples)
  func trains(example: Example) throws {
    var rows = Rows(700, seed: 30, for: .regression)
    rows.labels = rows.labels.map { label in
      switch example.objective {
      case .crossEntropy: Exponential.sigmoid(label)
      case .gamma: Exponential.of(label)
      case .mape: 3 + label
      default: max(0, (Exponential.of(label)).rounded())
      }
    }
    let data = try rows.dataset()
    let model = try Trainer(.small(example.objective, iterations: 25, leaves: 8)).train(on: data, validation: [.init("same", data)])
    let history = try #require(model.record?.history.first)
    #expect(history.metric == example.objective.function()?.defaultMetric)
    try #require(history.values.count == 25)
    #expect(history.values[24] < history.values[0] * 0.9, "\(history.values)")
    let predictions = try model.predict(columns: rows.columns)
    #expect(agree(try #require(history.metric.value(predictions: predictions, labels: rows.labels)), history.values[24], 1e-9))
    #expect(predictions.allSatisfy { example.objective == .mape || $0 > 0 })
    let again = try Model(json: model.json())
    #expect(again.objective == example.objective && again.trees == model.trees)
    #expect(try Model(lightGBMText: model.lightGBMText()).predict(columns: rows.columns).count == 700)
    #expect(try Objective(example.objective.text) == example.objective)
    guard example.objective != .mape else { return }
    rows.labels[3] = -1
    #expect(throws: TrainingError.self) { try Trainer(.small(example.objective)).train(on: rows.dataset()) }
  }

  // MARK: - Ranking

  @Test("ranks have the gradient of the pairs' loss, each pair weighed by what exchanging it changes", arguments: [2, 30])
  func lambdas(truncation: Int) {
    var parameters = Parameters(objective: .lambdarank)
    parameters.lambdarankNorm = false
    parameters.lambdarankTruncationLevel = truncation
    let scores = [0.3, -0.2, 1.4, 0.9, 0.1]
    let labels = [2.0, 0, 1, 0, 3]
    // Ranked 2, 3, 0, 4, 1.
    let place = [2, 4, 0, 1, 3]
    func ndcg(_ place: [Int]) -> Double {
      func gain(_ order: [(label: Double, place: Int)]) -> Double {
        order.reduce(0) { $1.place < truncation ? $0 + (Double(1 << Int($1.label)) - 1) / Ranking.log2(Double($1.place + 2)) : $0 }
      }
      return gain(Array(zip(labels, place))) / gain(labels.sorted(by: >).enumerated().map { ($1, $0) })
    }
    func weight(_ a: Int, _ b: Int) -> Double {
      // At least one of a pair is among the places that count; the discount of the other one goes on below them, as LightGBM has it.
      guard min(place[a], place[b]) < truncation else { return 0 }
      if truncation >= 5 {
        var exchanged = place
        exchanged.swapAt(a, b)
        return abs(ndcg(place) - ndcg(exchanged))
      }
      let gap = abs(Double(1 << Int(labels[a])) - Double(1 << Int(labels[b])))
      let ideal = 7 / Ranking.log2(2) + 3 / Ranking.log2(3)
      return gap * abs(1 / Ranking.log2(Double(place[a] + 2)) - 1 / Ranking.log2(Double(place[b] + 2))) / ideal
    }
    func loss(_ scores: [Double]) -> Double {
      var sum = 0.0
      for high in 0..<5 {
        for low in 0..<5 where labels[high] > labels[low] {
          sum += weight(high, low) * Logarithm.of(1 + Exponential.of(scores[low] - scores[high]))
        }
      }
      return sum
    }
    let gradients = LambdaRank(parameters).gradients(scores: scores[...], labels: labels[...])
    for row in 0..<5 {
      var up = scores, down = scores
      up[row] += 1e-4
      down[row] -= 1e-4
      #expect(abs((loss(up) - loss(down)) / 2e-4 - gradients[row].x) < 1e-7, "row \(row)")
      #expect(abs((loss(up) - 2 * loss(scores) + loss(down)) / 1e-8 - gradients[row].y) < 1e-5, "row \(row)")
    }
  }

  @Test("ranks of a query without difference pull at nothing")
  func flat() {
    let rank = LambdaRank(Parameters(objective: .lambdarank))
    for labels in [[0.0, 0, 0], [2, 2, 2], [1]] {
      #expect(rank.gradients(scores: [1.0, 2, 3][..<labels.count], labels: labels[...]).allSatisfy { $0.x == 0 })
    }
  }

  @Test("ranks are learnt within queries, with the same bytes on any number of threads")
  func ranks() throws {
    var rows = Rows(1_500, features: 4, seed: 31, for: .regression)
    // What differs from query to query alone does not matter.
    let queries = Array(repeating: 10, count: 150)
    rows.labels = rows.labels.enumerated().map { Double(min(4, max(0, Int($1 + 1.5)))) + ($0 / 10 % 2 == 0 ? 2 : 0) }
    let data = try Dataset(columns: rows.columns, labels: rows.labels, queries: queries, threads: 1)
    var parameters = Parameters.small(.lambdarank, iterations: 20, leaves: 8)
    parameters.metrics = [.ndcg(at: 5), .map(at: 10)]
    let model = try Trainer(parameters).train(on: data, validation: [.init("same", data)], threads: 1)
    let history = try #require(model.record?.history)
    #expect(history[0].values[19] > history[0].values[0] && history[0].values[19] > 0.9, "\(history[0].values)")
    let scores = try model.predict(columns: rows.columns)
    for own in history {
      #expect(agree(try #require(own.metric.value(predictions: scores, labels: rows.labels, queries: queries)), own.values[19], 1e-9))
    }
    for threads in [2, 7] {
      #expect(try Trainer(parameters).train(on: data, validation: [.init("same", data)], threads: threads).json() == model.json())
    }
    let few = try data.subset(rows: Array(0..<25) + Array(40..<45))
    #expect(few.queries == [10, 10, 5, 5])
    #expect(throws: TrainingError.self) { try Trainer(parameters).train(on: rows.dataset()) }
    for wrong in [[10], [0, 1_500], [1_500, 1], [Int.max, Int.max]] {
      #expect(throws: DatasetError.self) { try Dataset(columns: rows.columns, labels: rows.labels, queries: wrong) }
    }
    #expect(try Dataset.queries(identifiers: [7, 7, 1, 3, 3, 3]) == [2, 1, 3])
    #expect(throws: DatasetError.self) { try Dataset.queries(identifiers: [7, 1, 7]) }
  }
}

@Suite("Metrics of calibration, counts and ranks")
struct NewMetricTests {
  /// scikit-learn 1.9.1: matthews_corrcoef, mean_poisson_deviance, mean_gamma_deviance, mean_tweedie_deviance(power=1.5).
  @Test(
    "are scikit-learn's",
    arguments: [
      (Metric.mcc, 0.5, 0.6963106238227914), (.poissonDeviance, 0.24676834776607212, 0.41222180946060505),
      (.gammaDeviance, 0.35454018864672504, 0.6678441020491885), (.tweedieDeviance(power: 1.5), 0.27959748896275677, 0.5067867180007771),
    ])
  func literals(metric: Metric, plain: Double, weighted: Double) throws {
    let isClass = metric == .mcc
    let predictions = isClass ? MetricTests.chances : [2.5, 0.3, 2, 8, 1, 1.5]
    let labels = isClass ? MetricTests.classes : [3, 0.5, 2, 7, 0.2, 1]
    let value = try #require(metric.value(predictions: predictions, labels: labels))
    let other = try #require(metric.value(predictions: predictions, labels: labels, weights: MetricTests.weights))
    #expect(agree(value, plain, 1e-12) && agree(other, weighted, 1e-12), "\(metric.name): \(value) \(other)")
  }

  @Test("of zeroes and of several classes are scikit-learn's too")
  func more() throws {
    let guesses = [2.5, 0.3, 2, 8, 1, 1.5]
    let zeroes = [3.0, 0, 2, 7, 0, 1]
    #expect(agree(try #require(Metric.poissonDeviance.value(predictions: guesses, labels: zeroes)), 0.502259937967347, 1e-12))
    let tweedie = Metric.tweedieDeviance(power: 1.5)
    #expect(agree(try #require(tweedie.value(predictions: guesses, labels: zeroes)), 1.076777371761246, 1e-12))
    #expect(
      agree(try #require(Metric.mape.value(predictions: guesses, labels: [3, 0.5, 2, 7, 0.2, 1])), 0.30158730158730157, 1e-12))
    let chances = [0.7, 0.2, 0.1, 0.4, 0.35, 0.25, 0.1, 0.1, 0.8, 0.5, 0.2, 0.3]
    #expect(agree(try #require(Metric.mcc.value(predictions: chances, labels: [0, 1, 2, 2])), 0.3872983346207417, 1e-12))
    #expect(Metric.mcc.value(predictions: [0.1, 0.2], labels: [0, 1]) == nil)
    let cross = try #require(Metric.crossEntropy.value(predictions: [0.25, 0.5], labels: [0.5, 1]))
    #expect(agree(cross, (-0.5 * Logarithm.of(0.25) - 0.5 * Logarithm.of(0.75) - Logarithm.of(0.5)) / 2, 1e-12))
  }

  /// LightGBM 4.7.0's ndcg and map at 3 and 10 of these scores.
  @Test("of ranks are LightGBM's")
  func ranks() throws {
    let labels = [3.0, 2, 3, 0, 1, 2, 0, 0, 1, 0, 2, 0]
    let scores = [0.1, 0.9, 0.3, 0.8, 0.2, 0.5, 0.3, 0.2, 0.1, 0.6, 0.5, 0.4]
    for (metric, wanted) in [
      (Metric.ndcg(at: 3), 0.434843698782883), (.ndcg(at: 10), 0.6658067121239362), (.map(at: 3), 0.40277777777777773),
      (.map(at: 10), 0.6133333333333333),
    ] {
      let value = try #require(metric.value(predictions: scores, labels: labels, queries: [6, 6]))
      #expect(agree(value, wanted, 1e-12), "\(metric.name): \(value)")
    }
    #expect(Metric.ndcg(at: 5).value(predictions: [1, 2], labels: [0, 0], queries: [2]) == 1)
    #expect(Metric.ndcg(at: 5).value(predictions: [1, 2], labels: [0, 0], queries: [3]) == nil)
    #expect(Metric.map(at: 5).value(predictions: [1, .nan], labels: [0, 1]) == nil)
  }

  @Test("of calibration are what counting by hand gives, and add up to the Brier score")
  func calibration() throws {
    let chances = [0.05, 0.15, 0.12, 0.95, 0.91, 1]
    let labels = [0.0, 1, 0, 1, 0, 1]
    let curve = try #require(ReliabilityCurve(predictions: chances, labels: labels))
    #expect(curve.bins[1] == .init(predicted: 0.135, observed: 0.5, weight: 2))
    #expect(agree(curve.bins[9].predicted, 2.86 / 3, 1e-12) && curve.bins[5].weight == 0)
    let gaps = [0.05, 0.365, abs(2.86 / 3 - 2.0 / 3)]
    #expect(agree(curve.expectedError, (gaps[0] + 2 * gaps[1] + 3 * gaps[2]) / 6, 1e-12))
    #expect(agree(try #require(Metric.maximumCalibrationError.value(predictions: chances, labels: labels)), 0.365, 1e-12))
    // Where all of a bin have the same chance, uncertainty + reliability − resolution is the Brier score.
    var draws = SeededGenerator(seed: 5)
    let levels = (0..<400).map { _ in Double(draws.integer(below: 10)) / 10 + 0.05 }
    let truths = levels.map { draws.chance($0 * $0) ? 1.0 : 0 }
    func value(_ metric: Metric) throws -> Double { try #require(metric.value(predictions: levels, labels: truths)) }
    let rate = truths.reduce(0, +) / 400
    #expect(agree(rate * (1 - rate) + (try value(.brierReliability)) - (try value(.brierResolution)), try value(.brier), 1e-12))
    #expect(try value(.ece) > 0.05)
    #expect(
      ReliabilityCurve(predictions: [1.5], labels: [1]) == nil && Metric.ece.value(predictions: [0.5], labels: [1], weights: [0]) == nil)
    // Of several classes the likeliest counts.
    let several = try #require(Metric.ece.value(predictions: [0.7, 0.2, 0.1, 0.2, 0.2, 0.6], labels: [0, 1]))
    #expect(agree(several, (0.3 + 0.6) / 2, 1e-12))
  }
}
