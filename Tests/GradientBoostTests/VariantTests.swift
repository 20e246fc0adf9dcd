import Statistics
import Testing

@testable import GradientBoost

@Suite("Variants of training")
struct VariantTests {
  enum Variant: String, CaseIterable {
    case goss, dart, uniformDart, forest, extraTrees, bynode, smooth, interactions, linear

    func parameters(_ objective: Objective) -> Parameters {
      var parameters = Parameters.small(objective, iterations: 8, leaves: 8, rows: 10)
      parameters.learningRate = 0.3
      switch self {
      case .goss: parameters.dataSampleStrategy = .goss
      case .dart, .uniformDart:
        parameters.boosting = .dart
        parameters.uniformDrop = self == .uniformDart
        parameters.skipDrop = 0.2
        parameters.dropRate = 0.3
      case .forest:
        parameters.boosting = .rf
        parameters.baggingFreq = 1
        parameters.baggingFraction = 0.6
        parameters.featureFraction = 0.7
      case .extraTrees: parameters.extraTrees = true
      case .bynode: parameters.featureFractionBynode = 0.5
      case .smooth: parameters.pathSmooth = 20
      case .interactions: parameters.interactionConstraints = [[0, 3], [1, 2], [4, 5, 6]]
      case .linear: parameters.linearTree = true
      }
      return parameters
    }
  }

  static func dataset(_ rows: Rows, threads: Int = 1) throws -> Dataset {
    var binning = Binning()
    binning.keepsValues = true
    // Variants do not depend on how many bins there are, but a debug build's time does.
    binning.maxBin = 63
    return try Dataset(columns: rows.columns, labels: rows.labels, binning: binning, threads: threads)
  }

  @Test(
    "give the same bytes on any number of threads, learn, and predict as was evaluated", arguments: Variant.allCases,
    [Objective.binary, .multiclass(classes: 3), .regression])
  func all(variant: Variant, objective: Objective) throws {
    let rows = Rows(1_300, features: 7, seed: 21, for: objective, missing: 0.04)
    let data = try Self.dataset(rows)
    let parameters = variant.parameters(objective)
    let one = try Trainer(parameters).train(on: data, validation: [.init("same", data)], threads: 1)
    let bytes = one.json()
    for threads in [3] {
      let again = try Self.dataset(rows, threads: threads)
      #expect(try Trainer(parameters).train(on: again, validation: [.init("same", again)], threads: threads).json() == bytes)
    }
    let history = try #require(one.record?.history.first)
    let start = try #require(
      history.metric.value(predictions: one.prefix(iterations: 0).predict(columns: rows.columns), labels: rows.labels))
    #expect(history.values[7] < start * 0.95, "\(start) \(history.values)")
    let value = try #require(history.metric.value(predictions: try one.predict(columns: rows.columns), labels: rows.labels))
    #expect(agree(value, history.values[7], 1e-9), "\(value) and \(history.values[7])")
    let reread = try Model(json: bytes)
    #expect(reread.json() == bytes && reread.trees == one.trees && reread.parameters == parameters)
    #expect(try reread.predict(columns: rows.columns) == one.predict(columns: rows.columns))
    let text = try Model(lightGBMText: one.lightGBMText()).predict(columns: rows.columns)
    #expect(zip(text, try one.predict(columns: rows.columns)).allSatisfy { agree($0, $1, 1e-12) })
  }

  @Test("give the same bytes where threads share out the rows, many of them asked for together", arguments: [false, true])
  func together(dart: Bool) throws {
    var rows = Rows(4_600, features: 6, seed: 22, for: .regression, missing: 0.03)
    var draws = SeededGenerator(seed: 23)
    rows.columns.append((0..<4_600).map { _ in Double(draws.integer(below: 30)) })
    var binning = Binning()
    binning.categoricalFeatures = ["6"]
    var parameters = Parameters.small(.regression, iterations: 5, leaves: 10, rows: 10)
    parameters.learningRate = 0.5
    parameters.featureFractionBynode = 0.7
    parameters.pathSmooth = 5
    parameters.minDataPerGroup = 20
    if dart {
      parameters.boosting = .dart
      parameters.skipDrop = 0
      parameters.extraTrees = true
      parameters.baggingFreq = 1
      parameters.baggingFraction = 0.6
    } else {
      parameters.dataSampleStrategy = .goss
    }
    let models = try [1, 2, 7].map { threads in
      let data = try Dataset(columns: rows.columns, labels: rows.labels, binning: binning, threads: threads)
      return try Trainer(parameters).train(on: data, threads: threads)
    }
    #expect(models[1].json() == models[0].json() && models[2].json() == models[0].json())
    #expect(models[0].trees.count == 5 && models[0].trees.allSatisfy { $0.nodes.count > 3 })
  }

  @Test("GOSS keeps the rows of greatest gradient, and what the others say in all")
  func goss() throws {
    var parameters = Variant.goss.parameters(.regression)
    parameters.numIterations = 5
    parameters.topRate = 0.2
    parameters.otherRate = 0.3
    let rows = Rows(3_000, features: 3, seed: 5, for: .regression)
    let model = try Trainer(parameters).train(on: Self.dataset(rows), threads: 2)
    // The first trees see every row, as long as 1 / learning_rate is not reached.
    #expect(model.trees.map { $0.nodes[0].count } == [3_000, 3_000, 3_000, 3_000, 1_500])
    // Drawn rows count for those that were not: the weight of all stays.
    #expect(abs(model.trees[4].nodes[0].weight - 3_000) < 30)
  }

  @Test("a forest is the mean of its trees, whichever of them are kept")
  func forest() throws {
    let rows = Rows(800, features: 4, seed: 6, for: .regression)
    let model = try Trainer(Variant.forest.parameters(.regression)).train(on: Self.dataset(rows), threads: 1)
    #expect(model.isAverage)
    let single = try (0..<8).map { index in
      try model.replacing(trees: [model.trees[index].scaled(by: 8)]).rawScores(columns: rows.columns)
    }
    let mean = rows.labels.indices.map { row in single.reduce(0.0) { $0 + $1[row] } / 8 }
    #expect(zip(mean, try model.rawScores(columns: rows.columns)).allSatisfy { agree($0, $1, 1e-9) })
    let few = rows.labels.indices.map { row in single.prefix(3).reduce(0.0) { $0 + $1[row] } / 3 }
    #expect(zip(few, try model.prefix(iterations: 3).rawScores(columns: rows.columns)).allSatisfy { agree($0, $1, 1e-9) })
  }

  @Test("features that may not come together never do")
  func interactions() throws {
    let rows = Rows(1_500, features: 7, seed: 7, for: .regression)
    let parameters = Variant.interactions.parameters(.regression)
    let model = try Trainer(parameters).train(on: Self.dataset(rows), threads: 1)
    var pairs = 0
    for tree in model.trees {
      var stack: [(place: Int, above: Set<Int>)] = [(0, [])]
      while let (place, above) = stack.popLast() {
        guard place >= 0, !tree.nodes.isEmpty else {
          #expect(parameters.interactionConstraints.contains { above.isSubset(of: $0) }, "\(above)")
          pairs += above.count > 1 ? 1 : 0
          continue
        }
        let node = tree.nodes[place]
        stack += [(node.left, above.union([node.feature])), (node.right, above.union([node.feature]))]
      }
    }
    #expect(pairs > 10)
    var text = Parameters(objective: .regression)
    try text.set("interaction_constraints", to: "[0,3],[1, 2],[4,5,6]")
    #expect(text.interactionConstraints == parameters.interactionConstraints)
    for wrong in ["[0,1", "0,1", "[a]", "[0],x[1]", "[-1]"] {
      #expect(throws: ParameterError.self) { try text.set("interaction_constraints", to: wrong) }
    }
  }

  @Test("path smoothing draws every value to its parent's by so many rows")
  func smoothing() throws {
    let rows = Rows(600, features: 3, seed: 8, for: .regression)
    var parameters = Variant.smooth.parameters(.regression)
    parameters.numIterations = 1
    parameters.learningRate = 1
    let model = try Trainer(parameters).train(on: Self.dataset(rows), threads: 1)
    let tree = model.trees[0]
    let mean = rows.labels.reduce(0, +) / 600
    func check(_ place: Int, _ own: [Int], _ parent: Double) {
      let free = own.reduce(0.0) { $0 + rows.labels[$1] - mean } / Double(own.count)
      let wanted = (free * Double(own.count) + parent * 20) / (Double(own.count) + 20)
      guard place >= 0 else {
        #expect(agree(tree.leaves[~place].value, wanted, 1e-6))
        return
      }
      let node = tree.nodes[place]
      #expect(agree(node.value, wanted, 1e-6))
      let left = own.filter { node.next(rows.columns[node.feature][$0]) == node.left }
      check(node.left, left, node.value)
      check(node.right, own.filter { !left.contains($0) }, node.value)
    }
    check(0, Array(rows.labels.indices), 0)
  }

  @Test("extra trees try one threshold of a feature at each node, by chance, and none that divides nothing")
  func extraTrees() throws {
    let rows = Rows(1_000, features: 1, seed: 9, for: .regression)
    var parameters = Variant.extraTrees.parameters(.regression)
    parameters.numLeaves = 2
    parameters.numIterations = 30
    let model = try Trainer(parameters).train(on: Self.dataset(rows), threads: 1)
    let thresholds = model.trees.compactMap { $0.nodes.first?.threshold }
    // The best threshold would be among very few.
    #expect(Set(thresholds).count > 20, "\(thresholds)")
  }

  @Test("linear leaves are the weighted least-squares fit of their rows")
  func linear() throws {
    var draws = SeededGenerator(seed: 10)
    let x = (0..<400).map { _ in draws.normal() }
    let z = (0..<400).map { _ in draws.normal() }
    let labels = x.indices.map { 2 * x[$0] + (z[$0] > 0 ? 1 : -3 * x[$0]) }
    var parameters = Variant.linear.parameters(.regression)
    parameters.numIterations = 40
    var rows = Rows(0, features: 0, seed: 0)
    rows.columns = [x, z]
    rows.labels = labels
    let model = try Trainer(parameters).train(on: Self.dataset(rows), threads: 1)
    let constant = try Trainer(Parameters.small(.regression, iterations: 40, leaves: 8, rows: 10)).train(on: Self.dataset(rows), threads: 1)
    func error(_ model: Model) throws -> Double {
      try Metric.rmse.value(predictions: model.predict(columns: rows.columns), labels: labels) ?? .nan
    }
    #expect(try error(model) < error(constant) / 3)
    #expect(model.trees[0].isLinear == false && model.trees[1].isLinear)
    // Where a value is missing the leaf's one number stands in.
    #expect(model.predictor.predict([.nan, 1]).isFinite)
    #expect(throws: PredictionError.self) { try model.contributions(columns: rows.columns) }
    #expect(throws: TrainingError.self) { try Trainer(parameters).train(on: rows.dataset(), threads: 1) }
  }

  @Test("a linear fit solves what it is made for, and leaves out what others tell already", arguments: 1...10)
  func fit(seed: Int) throws {
    var draws = SeededGenerator(seed: UInt64(seed))
    let rows = (0..<50).map { _ in (0..<3).map { _ in draws.normal() } }
    var fit = LinearFit(features: 4)
    var sums: [(x: [Double], g: Double, h: Double)] = []
    for row in rows {
      let own = row + [row[0] + row[1]]
      let gradient = SIMD2(draws.normal(), draws.uniform() + 0.1)
      fit.add(own, gradient)
      sums.append((own + [1], gradient.x, gradient.y))
    }
    fit.add([.nan, 0, 0, 0], SIMD2(100, 1))
    let (constant, coefficients) = try #require(fit.solution(lambda: 0))
    #expect(coefficients.count { $0 == 0 } == 1)
    // The gradient of what is made small is 0 in every direction.
    for direction in 0..<5 {
      let slope = sums.reduce(0.0) { sum, row in
        let value = zip(coefficients + [constant], row.x).reduce(0.0) { $0 + $1.0 * $1.1 }
        return sum + (row.g + row.h * value) * row.x[direction]
      }
      #expect(abs(slope) < 1e-9, "seed \(seed)")
    }
  }

  @Test("that do not go together are refused with a remedy")
  func refused() throws {
    func message(_ change: (inout Parameters) -> Void) -> String {
      var parameters = Parameters(objective: .binary)
      change(&parameters)
      do {
        try parameters.validate()
        return "accepted"
      } catch { return error.description }
    }
    #expect(message { $0.boosting = .rf }.contains("bagging"))
    #expect(
      message {
        $0.boosting = .dart
        $0.earlyStoppingRound = 5
      }.contains("early_stopping_round"))
    #expect(
      message {
        $0.dataSampleStrategy = .goss
        $0.topRate = 0.9
        $0.otherRate = 0.2
      }.contains("top_rate"))
    #expect(
      message {
        $0.linearTree = true
        $0.monotoneConstraints = [1]
      }.contains("linear_tree"))
    #expect(message { $0.labelGain = [0, 2, 1] }.contains("never falling"))
    #expect(throws: TrainingError.self) {
      var parameters = Parameters.small(.binary)
      parameters.interactionConstraints = [[9]]
      return try Trainer(parameters).train(on: Rows(100, seed: 1).dataset(), threads: 1)
    }
  }
}
