import Market
import Statistics
import Testing

@testable import WalkForward

private struct Refusal: Error {}

@Suite struct EvaluateTests {
  /// A label that half follows a feature.
  private static func data(_ count: Int, seed: UInt64, slope: Double = 1) -> (x: [Double], y: [Double]) {
    var generator = SeededGenerator(seed: seed)
    let x = (0..<count).map { _ in generator.normal() }
    return (x, x.map { slope * $0 + generator.normal() })
  }

  private static func slope(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / x.reduce(0) { $0 + $1 * $1 }
  }

  @Test func `folds, pooled metrics and predictions are what a plain loop gives`() throws {
    let (x, y) = Self.data(300, seed: 3)
    let splits = try WalkForwardSplitter(.rolling, train: .rows(100), validation: .rows(20), test: .rows(40)).splits(
      of: try regularSpans(300, label: 2))
    let evaluation = try evaluate(
      splits, fit: { Self.slope($0.train.gather(x), $0.train.gather(y)) }, predict: { slope, rows in rows.map { slope * x[$0] } },
      score: .correlation(with: y))
    var (predicted, known) = ([Double](), [Double]())
    for (place, fold) in splits.enumerated() {
      let slope = Self.slope(fold.train.map { x[$0] }, fold.train.map { y[$0] })
      #expect(evaluation.folds[place].model == slope)
      let own = fold.test.map { slope * x[$0] }
      #expect(evaluation.folds[place].predictions == own)
      #expect(evaluation.metrics[0].folds[place].test.value == Correlation.pearson(own, fold.test.map { y[$0] }))
      #expect(evaluation.metrics[0].folds[place].train == Correlation.pearson(fold.train.map { slope * x[$0] }, fold.train.map { y[$0] }))
      #expect(evaluation.metrics[0].folds[place].validation != nil)
      predicted += own
      known += fold.test.map { y[$0] }
    }
    let metric = try #require(evaluation["correlation"])
    #expect(metric.pooled.value == Correlation.pearson(predicted, known) && metric.pooled.rows == known.count)
    let outOfFold = evaluation.outOfFold()
    #expect(outOfFold.compactMap { $0 } == predicted && outOfFold[0] == nil && outOfFold.count == 300)
    let interval = try #require(metric.pooled.lower)...#require(metric.pooled.upper)
    #expect(interval.contains(0.7) && interval.lowerBound > 0.5 && interval.upperBound < 0.85)
    #expect(metric.pooled.worseThanNoSkill == 0)
    #expect(metric.stability.lossShare == 0 && (metric.stability.lossProbability ?? 1) < 0.01)
  }

  @Test(arguments: [2, 3, 7])
  func `the result is the same on any number of threads`(threads: Int) throws {
    let (x, y) = Self.data(200, seed: 5)
    let splits = try CombinatorialPurgedKFold(groups: 5, testGroups: 2).splits(of: try regularSpans(200))
    func metrics(_ threads: Int) throws -> [MetricSummary] {
      try evaluate(
        splits, fit: { Self.slope($0.train.gather(x), $0.train.gather(y)) }, predict: { slope, rows in rows.map { slope * x[$0] } },
        scores: [.correlation(with: y), .rSquared(of: y)], intervals: ScoreIntervals(replicates: 200), threads: threads
      ).metrics
    }
    #expect(try metrics(threads) == metrics(1))
  }

  @Test func `every path of combinatorial splits predicts every row with a model that did not see it`() throws {
    let splits = try CombinatorialPurgedKFold(groups: 6, testGroups: 2).splits(of: try regularSpans(120, label: 3))
    let evaluation = try evaluate(
      splits, fit: { Set($0.train) }, predict: { train, rows in rows.map { train.contains($0) } },
      score: Score<Bool>("seen", higherIsBetter: false) { seen, _ in Double(seen.count { $0 }) }, scoresTraining: false, intervals: .none)
    #expect(splits.paths.count == 5)
    for path in splits.paths.indices { #expect(evaluation.outOfFold(path: path) == [Bool?](repeating: false, count: 120)) }
    #expect(evaluation["seen"]?.paths == [0, 0, 0, 0, 0])
  }

  @Test func `stability tells decay, spread and the chance of loss`() {
    func fold(_ index: Int, _ train: Double, _ test: Double) -> FoldScore {
      FoldScore(
        fold: index, train: train, validation: nil,
        test: ScoreEstimate(value: test, rows: 10, lower: nil, upper: nil, worseThanNoSkill: nil))
    }
    let scores = [fold(0, 0.8, 0.6), fold(1, 0.9, 0.4), fold(2, 0.7, 0.5), fold(3, 0.8, 0.7)]
    let stability = Stability(scores, higherIsBetter: true, noSkill: 0.5)
    #expect(abs((stability.decay ?? 0) - 0.25) < 1e-12)
    #expect(abs((stability.decayShare ?? 0) - 0.25 / 0.3) < 1e-12)
    #expect(stability.worst == 0.4 && stability.best == 0.7 && stability.lossShare == 0.25)
    // scipy.stats.t.cdf((0.5 - 0.55) / (0.12909944487358055 * sqrt(1.25)), 3) with scipy 1.17.1
    #expect(abs((stability.lossProbability ?? 0) - 0.37595360216026974) < 1e-12, "\(stability.lossProbability ?? .nan)")
    let errors = Stability(scores, higherIsBetter: false, noSkill: 0.5)
    #expect(errors.worst == 0.7 && errors.best == 0.4 && errors.lossShare == 0.5)
    #expect(errors.decay.map { abs($0 + 0.25) < 1e-12 } == true)
    #expect(Stability([], higherIsBetter: true, noSkill: 0).lossProbability == nil)
  }

  @Test func `intervals hold the truth as often as they say`() throws {
    // 120 markets of one true correlation; overlapping labels make neighbours alike. 90 % intervals.
    var held = 0
    for seed in UInt64(1)...120 {
      let (x, y) = Self.data(240, seed: seed, slope: 0.5)
      let splits = try PurgedKFold(4).splits(of: try regularSpans(240))
      let metric = try evaluate(
        splits, fit: { _ in 0 }, predict: { _, rows in rows.map { x[$0] } }, score: .correlation(with: y), scoresTraining: false,
        intervals: ScoreIntervals(replicates: 120, confidence: 0.9, seed: seed)
      ).metrics[0]
      let truth = 0.5 / (1.25).squareRoot()
      if let lower = metric.pooled.lower, let upper = metric.pooled.upper, lower <= truth, truth <= upper { held += 1 }
    }
    // The binomial's 0.1 % tails at 0.9 leave 97 to 117; blocks cost a little.
    #expect((94...118).contains(held), "\(held) of 120")
  }

  @Test func `NaN scores, lost predictions and the caller's errors name the fold and the way out`() throws {
    let splits = try PurgedKFold(3).splits(of: try regularSpans(30))
    func attempt(
      _ predict: @escaping @Sendable (Int, Rows) throws -> [Double], _ score: Score<Double> = Score("s") { _, _ in 1 }
    ) -> EvaluationError? {
      #expect(throws: EvaluationError.self) { try evaluate(splits, fit: { $0.index }, predict: predict, score: score) }
    }
    let nan = attempt({ _, rows in rows.map { _ in 0 } }, Score("s") { _, rows in rows.contains(10) ? .nan : 1 })
    #expect(nan?.step == .score && nan?.fold == 0 && nan?.description.contains("finite") == true)
    let lost = attempt { _, rows in [Double](repeating: 0, count: rows.count - 1) }
    #expect(lost?.step == .predict && lost?.fold == 0)
    let own = attempt { fold, rows in
      if fold == 1 { throw Refusal() }
      return rows.map { _ in 0 }
    }
    #expect(own?.fold == 1 && own?.cause is Refusal)
    let undefined = try evaluate(
      splits, fit: { $0.index }, predict: { _, rows in rows.map { _ in 0.0 } }, score: Score("s") { _, _ in nil })
    #expect(undefined.metrics[0].pooled.value == nil && undefined.metrics[0].stability.folds == 0)
    let few = #expect(throws: EvaluationError.self) {
      try evaluate(
        splits, fit: { $0.index }, predict: { _, rows in rows.map { _ in 0.0 } }, score: Score("s") { _, _ in 1 },
        intervals: ScoreIntervals(replicates: 20))
    }
    #expect(few?.description.contains("at least") == true)
  }

  @Test func `scores are their definitions`() {
    let labels: [Double] = [1, 0, 1, 1, 0]
    #expect(Score.accuracy(of: labels).value([0.9, 0.2, 0.4, 0.8, 0.7], [0, 1, 2, 3, 4]) == 0.6)
    #expect(Score.f1(of: labels).value([0.9, 0.2, 0.4, 0.8, 0.7], [0, 1, 2, 3, 4]) == 4.0 / 6)
    #expect(Score.f1(of: labels).value([0.1], [1]) == nil)
    #expect(Score.rSquared(of: [1, 2, 3]).value([1, 2, 4], [0, 1, 2]) == 0.5)
    #expect(Score.correlation(with: [1, 1]).value([1, 2], [0, 1]) == nil)
  }
}

@Suite struct PrequentialTests {
  /// Remembers what it learned and when it was asked.
  private struct Diary: Sendable {
    var learned: [Int] = []
  }

  @Test(arguments: UInt64(1)...20)
  func `a label is learned once it is known, in order, and never before`(seed: UInt64) throws {
    let spans = try randomSpans(150, seed: seed)
    let delay = Duration.seconds(3)
    let run = try prequential(
      spans, model: Diary(), delay: delay, predict: { model, _ in Set(model.learned) }, learn: { $0.learned.append($1) },
      scores: [Score<Set<Int>>("n") { seen, _ in Double(seen.count) }], window: 50, intervals: .none)
    for row in 0..<spans.count {
      let known = (0..<spans.count).filter { spans.ends[$0] + delay <= spans.times[row] && spans.times[$0] < spans.times[row] }
      #expect(run.predictions[row] == Set(known), "seed \(seed), row \(row)")
      #expect(run.learned[row] == known.count)
    }
    let ends = run.model.learned.map { spans.ends[$0] }
    #expect(zip(ends, ends.dropFirst()).allSatisfy { $0 <= $1 } && Set(run.model.learned).count == run.model.learned.count)
  }

  @Test func `a label that is known at once is still not known before its sample is predicted`() throws {
    let spans = try SampleSpans(times: at(1, 1, 2, 3))
    let run = try prequential(
      spans, model: Diary(), predict: { model, _ in model.learned }, learn: { $0.learned.append($1) },
      scores: [Score<[Int]>("n") { made, _ in Double(made.count) }], window: 2, intervals: .none)
    #expect(run.predictions == [[], [], [0, 1], [0, 1, 2]])
    #expect(run["n"]?.folds.count == 2 && run["n"]?.pooled.value == 4)
  }

  @Test func `parameters out of range are refused`() throws {
    let spans = try regularSpans(5)
    for (warmUp, window, delay) in [(5, 1, 0), (-1, 1, 0), (0, 0, 0), (0, 1, -1)] {
      #expect(throws: EvaluationError.self) {
        try prequential(
          spans, model: 0, delay: .seconds(delay), predict: { _, _ in 0.0 }, learn: { _, _ in },
          scores: [.correlation(with: [1, 2, 3, 4, 5])],
          warmUp: warmUp, window: window)
      }
    }
  }
}
