import Plots
import Statistics
import Testing

@testable import GradientBoost

@Suite("Explanations")
struct ExplainTests {
  @Test("of pairs are Shapley interaction values by definition, and add up")
  func interactions() throws {
    let (model, rows) = try ModelTests.model(.regression)
    let features = 6
    let width = features + 1
    for row in 0..<3 {
      let values = rows.columns.map { $0[row] }
      func expected(_ known: Int) -> Double {
        func value(_ tree: Tree, _ place: Int) -> Double {
          guard place >= 0 else { return tree.leaves[~place].value }
          let node = tree.nodes[place]
          if known >> node.feature & 1 == 1 { return value(tree, node.next(values[node.feature])) }
          func count(_ child: Int) -> Double { Double(child >= 0 ? tree.nodes[child].count : tree.leaves[~child].count) }
          let left = count(node.left) / (count(node.left) + count(node.right))
          return left * value(tree, node.left) + (1 - left) * value(tree, node.right)
        }
        return model.trees.reduce(model.initialScores[0]) { $0 + value($1, 0) }
      }
      func factorial(_ number: Int) -> Double { number < 2 ? 1 : Double(number) * factorial(number - 1) }
      let square = try model.interactions(columns: values.map { [$0] }, threads: 1)[0]
      let parts = try model.contributions(columns: values.map { [$0] }, threads: 1)[0]
      for i in 0..<features {
        for j in 0..<features where i != j {
          var sum = 0.0
          for known in 0..<(1 << features) where known >> i & 1 == 0 && known >> j & 1 == 0 {
            let size = known.nonzeroBitCount
            let share = factorial(size) * factorial(features - size - 2) / (2 * factorial(features - 1))
            sum +=
              share * (expected(known | 1 << i | 1 << j) - expected(known | 1 << i) - expected(known | 1 << j) + expected(known))
          }
          #expect(agree(square[i * width + j], sum, 1e-9), "row \(row), \(i) and \(j)")
          #expect(agree(square[i * width + j], square[j * width + i], 1e-9))
        }
        #expect(agree((0..<features).reduce(0) { $0 + square[i * width + $1] }, parts[i], 1e-9))
      }
      #expect(agree(square.reduce(0, +), model.predictor.score(values.span), 1e-9))
      #expect(agree(square[width * width - 1], parts[features], 1e-9))
    }
  }

  /// `predict(pred_interactions=True)` and `pred_contribs=True` of XGBoost 3.2.0 for the first rows of `rows.csv`.
  @Test("of XGBoost's models are XGBoost's", arguments: ["squarederror", "category"])
  func xgboost(kind: String) throws {
    struct Said: Decodable { let contributions: [[Double]], interactions: [[[Double]]] }
    let said = try JSONReader.read(Said.self, "xgboost-\(kind).shap.json")
    let model = try Model(xgboost: Foreign.bytes("xgboost-\(kind).json"))
    let columns = try Foreign.columns(categories: kind == "category").map { Array($0.prefix(said.contributions.count)) }
    for (own, theirs) in zip(try model.contributions(columns: columns), said.contributions) {
      #expect(zip(own, theirs).allSatisfy { agree($0, $1, 2e-6) })
    }
    for (own, theirs) in zip(try model.interactions(columns: columns), said.interactions) {
      #expect(zip(own, theirs.flatMap(\.self)).allSatisfy { agree($0, $1, 4e-6) })
    }
  }

  @Test("by partial dependence are the means of predictions with one feature set")
  func dependence() throws {
    let (model, rows) = try ModelTests.model(.binary, missing: 0)
    let own = try model.partialDependence(of: "Column_0", columns: rows.columns, values: [-1, 0.5], threads: 2)
    for (point, value) in own.values.enumerated() {
      let all = rows.labels.indices.map { row in model.predictor.predict([value] + rows.columns.dropFirst().map { $0[row] }) }
      #expect(zip(all, own.curves).allSatisfy { $0 == $1[point] })
      #expect(agree(own.mean[point], all.reduce(0, +) / 300, 1e-12))
    }
    #expect(own.centeredCurves.allSatisfy { $0[0] == 0 } && own.mean[1] > own.mean[0])
    let grid = try model.partialDependence(of: "Column_2", columns: rows.columns)
    #expect(grid.values == [-3, -2, -1, 0, 1, 2, 3])
    #expect(try model.partialDependence(of: "Column_1", columns: rows.columns, points: 5).values.count == 5)
    #expect(throws: PredictionError.self) { try model.partialDependence(of: "Column_9", columns: rows.columns) }
  }

  @Test("in all put first what moves the score most, and say which way")
  func summary() throws {
    let rows = Rows(500, seed: 60, for: .regression)
    let model = try Trainer(.small(.regression, iterations: 30, leaves: 8)).train(on: rows.dataset(), threads: 1)
    let summary = try model.summary(columns: rows.columns)
    #expect(summary.map(\.meanAbsoluteContribution) == summary.map(\.meanAbsoluteContribution).sorted(by: >))
    let byName = Dictionary(uniqueKeysWithValues: summary.map { ($0.feature, $0) })
    #expect(try #require(byName["Column_0"]?.direction) > 0.8 && #require(byName["Column_3"]?.direction) < -0.7)
    #expect(summary.reduce(0) { $0 + $1.splits } == model.trees.reduce(0) { $0 + $1.nodes.count })
  }

  @Test("on a page hold what the model is, and load nothing", arguments: TrainerTests.objectives)
  func card(objective: Objective) throws {
    let rows = Rows(300, seed: 61, for: objective, missing: 0.05)
    let data = try rows.dataset()
    let model = try Trainer(.small(objective)).train(on: data, validation: [.init("held <out>", data)])
    let card = try ModelCard(
      model, name: "A & B", columns: rows.columns, labels: rows.labels, spans: [.init(purpose: "training", rows: "made up", count: 300)])
    let html = card.page.html()
    #expect(html.contains("A &amp; B") && html.contains("made up") && html.contains("num_leaves") && html.contains("Column_0"))
    #expect(!html.contains("<script") && !html.contains("src=\"http") && !html.contains("<out>"))
    let judgesChances = [.binary, .multiclass(classes: 3)].contains(objective)
    #expect(html.contains("Expected calibration error") == judgesChances)
    #expect(try ModelCard(model, name: "A & B", columns: rows.columns, labels: rows.labels).page.html().count > 1_000)
    #expect(throws: PredictionError.self) { try ModelCard(model, name: "x", columns: rows.columns, labels: [1]) }
  }
}
