import Statistics
import Testing

@testable import GradientBoost

@Suite("Objectives")
struct ObjectiveTests {
  static let all: [(any ObjectiveFunction, loss: @Sendable (Double, Double) -> Double)] = [
    (BinaryObjective(), { score, label in Logarithm.of(1 + Exponential.of(score)) - label * score }),
    (SquaredErrorObjective(), { score, label in (score - label) * (score - label) / 2 }),
    (AbsoluteErrorObjective(), { score, label in abs(score - label) }),
    (
      HuberObjective(alpha: 0.7),
      { score, label in
        let rest = abs(score - label)
        return rest <= 0.7 ? rest * rest / 2 : 0.7 * (rest - 0.35)
      }
    ),
    (QuantileObjective(alpha: 0.3), { score, label in max(0.3 * (label - score), 0.7 * (score - label)) }),
  ]

  @Test("have the gradient that differences of the loss show", arguments: all.indices)
  func numericGradient(index: Int) {
    let (function, loss) = Self.all[index]
    var draws = SeededGenerator(seed: 1)
    let labels = (0..<40).map { index == 0 ? Double($0 % 2) : Double($0 % 5) - 2 }
    let scores = labels.map { _ in draws.normal() * 2 }
    var gradients = [SIMD2<Double>](repeating: .zero, count: 40)
    var span = gradients.mutableSpan
    function.gradients(scores: scores.span, labels: labels.span, into: &span)
    for row in labels.indices {
      let step = 1e-5
      let slope = (loss(scores[row] + step, labels[row]) - loss(scores[row] - step, labels[row])) / (2 * step)
      #expect(abs(slope - gradients[row].x) < 1e-6, "row \(row)")
      #expect(gradients[row].y >= 0)
      guard index < 2 else { continue }
      let bend = (loss(scores[row] + 1e-3, labels[row]) - 2 * loss(scores[row], labels[row]) + loss(scores[row] - 1e-3, labels[row])) / 1e-6
      #expect(abs(bend - gradients[row].y) < 1e-5, "row \(row)")
    }
  }

  @Test("begin with the score that no other constant beats, weighted or not", arguments: all.indices, [false, true])
  func initialScore(index: Int, isWeighted: Bool) {
    let (function, loss) = Self.all[index]
    if index == 3 { return }  // Huber begins with the mean, as LightGBM does.
    var draws = SeededGenerator(seed: 2)
    let labels = (0..<101).map { _ in index == 0 ? (draws.uniform() < 0.3 ? 1.0 : 0) : draws.normal() }
    let weights = labels.map { _ in isWeighted ? draws.uniform() : 1 }
    let start =
      isWeighted
      ? function.initialScore(labels: labels.span, weights: weights.span) : function.initialScore(labels: labels.span, weights: nil)
    func total(_ score: Double) -> Double { labels.indices.reduce(0) { $0 + weights[$1] * loss(score, labels[$1]) } }
    for step in [-0.1, -0.01, 0.01, 0.1] { #expect(total(start) <= total(start + step) + 1e-12) }
  }

  @Test("turn predictions into scores and back", arguments: all.indices)
  func links(index: Int) {
    let function = Self.all[index].0
    for prediction in [0.01, 0.3, 0.5, 0.99] { #expect(agree(function.inverse(function.link(prediction)), prediction, 1e-12)) }
  }

  @Test("of several classes have gradients that differences of the loss show")
  func softmax() {
    let scores = [0.3, -1, 2, 0.1, 0.7, -0.4]
    let labels = [2.0, 0]
    func loss(_ scores: [Double], _ row: Int) -> Double {
      var chances = (0..<3).map { scores[$0 * 2 + row] }
      Softmax.apply(&chances)
      return -Logarithm.of(chances[Int(labels[row])])
    }
    let gradients = Softmax.gradients(scores: scores, labels: labels.span, classes: 3, weights: nil)
    for place in scores.indices {
      var up = scores, down = scores
      up[place] += 1e-5
      down[place] -= 1e-5
      let slope = (loss(up, place % 2) - loss(down, place % 2)) / 2e-5
      #expect(abs(slope - gradients[place].x) < 1e-8)
    }
  }

  @Test(
    "are read from their text and written back",
    arguments: ["binary", "multiclass:3", "regression", "regression_l1", "huber:0.9", "quantile:0.25"])
  func texts(text: String) throws {
    #expect(try Objective(text).text == text)
  }

  @Test("that do not exist are refused with a suggestion")
  func unknown() {
    func message(_ text: String) -> String {
      do { return try Objective(text).text } catch { return error.description }
    }
    #expect(message("quantil:0.5").contains("Did you mean 'quantile'"))
    #expect(message("quantile:1").contains("between 0 and 1"))
    #expect(message("multiclass").contains("multiclass:3"))
    #expect(message("multiclass:1").contains("2 to 10000"))
    #expect(message("").contains("There is no objective"))
  }

  @Test("have an exponential and a logarithm accurate to a unit or so in the last place")
  func functions() {
    // Values by mpmath to 17 digits.
    for (x, y) in [(0.5, 1.6487212707001282), (-20, 2.0611536224385578e-9), (1, 2.718281828459045), (700, 1.0142320547350045e304)] {
      #expect(abs(Exponential.of(x) / y - 1) < 5e-16)
      #expect(abs(Logarithm.of(y) - x) <= abs(x) * 5e-16)
    }
    #expect(Logarithm.of(0) == -.infinity && Logarithm.of(-1).isNaN && Exponential.of(.nan).isNaN)
    #expect(Exponential.sigmoid(-1_000) > 0 && Exponential.sigmoid(1_000) == 1 && Exponential.sigmoid(0) == 0.5)
  }

  @Test("have chances that are a logistic function's, and the same gradients whatever their number")
  func chances() {
    // Values by mpmath to 17 digits.
    for (x, y) in [
      (0.5, 0.62245933120185456), (-0.01, 0.497500020833125), (-20, 2.0611536181902036e-9), (-700, 9.8596765437597708e-305),
      (1e-9, 0.50000000025), (36, 0.99999999999999977),
    ] {
      #expect(Self.deviation(Exponential.chances(SIMD2(x, 0)), SIMD2(y, 0.5)) < 5e-16 + abs(x) * 0x1p-52, "\(x)")
    }
    var draws = SeededGenerator(seed: 5)
    for _ in 0..<2_000 {
      let x = SIMD2(draws.normal() * 10, draws.normal() * 200)
      let naive = SIMD2(Exponential.sigmoid(x.x), Exponential.sigmoid(x.y))
      #expect(Self.deviation(Exponential.chances(x), naive) < 1e-15 + max(abs(x.x), abs(x.y)) * 0x1p-52, "\(x)")
    }
    #expect(Exponential.chances(SIMD2(.infinity, -0.0)) == SIMD2(1, 0.5))
    #expect(Exponential.chances(SIMD2(-.infinity, -800)).min() > 0 && Exponential.chances(SIMD2(.nan, 0)).x.isNaN)
    for count in 0...9 {
      let scores = (0..<count).map { _ in draws.normal() }
      let labels = (0..<count).map { Double($0 % 2) }
      var gradients = [SIMD2<Double>](repeating: .zero, count: count)
      var span = gradients.mutableSpan
      BinaryObjective().gradients(scores: scores.span, labels: labels.span, into: &span)
      for row in 0..<count {
        let chance = Exponential.chances(SIMD2(repeating: scores[row])).y
        #expect(gradients[row] == SIMD2(chance - labels[row], chance - chance * chance))
      }
    }
  }

  /// The greater relative deviation.
  private static func deviation(_ found: SIMD2<Double>, _ right: SIMD2<Double>) -> Double {
    max(abs(found.x / right.x - 1), abs(found.y / right.y - 1))
  }
}

@Suite("Metrics")
struct MetricTests {
  static let chances = [0.1, 0.4, 0.35, 0.8, 0.65, 0.4]
  static let classes = [0.0, 0, 1, 1, 1, 1]
  static let weights = [1.0, 2, 0.5, 1, 3, 1]
  static let guesses = [2.5, 0, 2, 8, 1, -1]
  static let truths = [3.0, -0.5, 2, 7, 0, 1]

  /// scikit-learn 1.9.1 on these numbers: log_loss, roc_auc_score, average_precision_score, accuracy_score…, with and without weights.
  @Test(
    "are scikit-learn's",
    arguments: [
      (Metric.logLoss, 0.5393709105338856, 0.48043598316527936), (.auc, 0.8125, 0.8787878787878788),
      (.averagePrecision, 0.8875, 0.9238095238095239), (.accuracy, 0.6666666666666666, 0.8235294117647058),
      (.precision, 1, 1), (.recall, 0.5, 0.7272727272727273), (.f1, 0.6666666666666666, 0.8421052631578947),
      (.brier, 0.18583333333333332, 0.1539705882352941), (.rmse, 1.0408329997330663, 1.0145993123917847),
      (.mae, 0.8333333333333334, 0.8823529411764706), (.r2, 0.8253079507278835, 0.8148724331051649),
      (.pinball(alpha: 0.9), 0.4166666666666667, 0.3235294117647059),
    ])
  func literals(metric: Metric, plain: Double, weighted: Double) throws {
    let isRegression = [.rmse, .mae, .r2].contains(metric) || metric == .pinball(alpha: 0.9)
    let (predictions, labels) = isRegression ? (Self.guesses, Self.truths) : (Self.chances, Self.classes)
    let value = try #require(metric.value(predictions: predictions, labels: labels))
    let other = try #require(metric.value(predictions: predictions, labels: labels, weights: Self.weights))
    #expect(agree(value, plain, 1e-12) && agree(other, weighted, 1e-12), "\(metric.name): \(value) \(other)")
  }

  @Test("rank pairs as counting them does", arguments: 1...10)
  func pairs(seed: Int) throws {
    var draws = SeededGenerator(seed: UInt64(seed))
    let labels = (0..<40).map { $0 < 2 ? Double($0) : draws.uniform() < 0.4 ? 1.0 : 0 }
    let predictions = labels.map { _ in Double(draws.integer(below: 8)) }
    var wins = 0.0
    var pairs = 0.0
    for row in labels.indices where labels[row] == 1 {
      for other in labels.indices where labels[other] == 0 {
        wins += predictions[row] > predictions[other] ? 1 : predictions[row] == predictions[other] ? 0.5 : 0
        pairs += 1
      }
    }
    #expect(agree(try #require(Metric.auc.value(predictions: predictions, labels: labels)), wins / pairs, 1e-12))
  }

  @Test("say that they are not defined instead of inventing a number")
  func undefined() {
    #expect(Metric.auc.value(predictions: [0.1, 0.2], labels: [1, 1]) == nil)
    #expect(Metric.averagePrecision.value(predictions: [0.1, 0.2], labels: [0, 0]) == nil)
    #expect(Metric.precision.value(predictions: [0.1, 0.2], labels: [0, 1]) == nil)
    #expect(Metric.recall.value(predictions: [0.9, 0.2], labels: [0, 0]) == nil)
    #expect(Metric.r2.value(predictions: [1, 2], labels: [3, 3]) == nil)
    #expect(Metric.rmse.value(predictions: [], labels: []) == nil)
    #expect(Metric.mae.value(predictions: [1], labels: [1], weights: [0]) == nil)
    #expect(Metric.auc.value(predictions: [.nan, 1], labels: [0, 1]) == nil)
  }

  @Test("of several classes", arguments: [(Metric.logLoss, 0.708403356019389), (.accuracy, 0.5)])
  func multiclass(metric: Metric, wanted: Double) throws {
    let chances = [0.7, 0.2, 0.1, 0.4, 0.35, 0.25, 0.1, 0.1, 0.8, 0.5, 0.2, 0.3]
    let value = try #require(metric.value(predictions: chances, labels: [0, 1, 2, 2]))
    #expect(agree(value, wanted, 1e-12), "\(value)")
  }

  @Test("are found by their names", arguments: Metric.names)
  func names(name: String) {
    #expect(Metric(name: name)?.name == name)
  }
}
