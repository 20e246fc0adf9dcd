import Foundation
import Statistics
import TestSupport
import Testing

@testable import GradientBoost

/// Models that other libraries wrote, with what these say of rows that were trained on and of others; made by
/// `Benchmarks/peers/foreign_models.py` with XGBoost 3.2.0, LightGBM 4.7.0 and scikit-learn 1.9.1.
enum Foreign {
  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: Checkout.path("Tests/Fixtures/GradientBoost/\(name)"))))
  }

  struct Said: Decodable {
    var rows: [[Double?]]?
    var raw: [Fixture.Numbers]?
    var prediction: [Fixture.Numbers]
  }

  static func said(_ name: String) throws -> Said { try JSONDecoder().decode(Said.self, from: Data(try bytes(name))) }

  /// The columns of `rows.csv`, its last made into twelve categories where a kind has them, and rows nobody trained on.
  static func columns(categories: Bool = false, more: [[Double?]] = []) throws -> [[Double]] {
    var columns = try Fixture.columns()
    if categories { columns[3] = columns[3].map { (abs($0) * 1_000).rounded(.toNearestOrEven).truncatingRemainder(dividingBy: 12) } }
    return columns.indices.map { column in columns[column] + more.map { $0[column] ?? .nan } }
  }

  /// Compares what a model says with what its library says of the same rows.
  static func check(_ model: Model, _ said: Said, categories: Bool, error: Double) throws {
    let columns = try columns(categories: categories, more: said.rows ?? [])
    let predictions = try model.predict(columns: columns)
    let theirs = said.prediction.flatMap(\.values)
    #expect(predictions.count == theirs.count)
    #expect(zip(predictions, theirs).allSatisfy { agree($0, $1, error) })
    if let raw = said.raw?.flatMap(\.values) {
      #expect(zip(try model.rawScores(columns: columns), raw).allSatisfy { agree($0, $1, error) })
    }
    for row in 0..<20 where model.scoresPerRow == 1 {
      #expect(model.predictor.predict(columns.map { $0[columns[0].count - 1 - row] }) == predictions[columns[0].count - 1 - row])
    }
  }
}

@Suite("Models of other libraries")
struct ForeignModelTests {
  static let xgboostKinds = [
    "squarederror", "logistic", "softprob", "poisson", "base_score", "dart", "forest", "forest_softprob", "category", "onehot",
  ]
  static let scikitLearnKinds = [
    "regressor", "huber", "classifier", "exponential", "classes", "histogram", "histogram_classes", "histogram_poisson",
    "histogram_category",
  ]
  static let lightGBMKinds = ["category", "onehot", "linear", "forest", "gamma", "tweedie", "cross_entropy", "mape", "dart", "lambdarank"]

  @Test("of XGBoost predict here what they predict there, from JSON and UBJSON alike", arguments: xgboostKinds)
  func xgboost(kind: String) throws {
    let model = try Model(xgboost: Foreign.bytes("xgboost-\(kind).json"))
    let said = try Foreign.said("xgboost-\(kind).said.json")
    let categories = ["category", "onehot"].contains(kind)
    try Foreign.check(model, said, categories: categories, error: 1e-6)
    let binary = try Model(file: Foreign.bytes("xgboost-\(kind).ubj"))
    #expect(binary.trees == model.trees && binary.initialScores == model.initialScores && binary.featureNames == ["a", "b", "c", "d"])
    // And on through our own file and, where it can hold them, LightGBM's.
    try Foreign.check(Model(file: model.json()), said, categories: categories, error: 1e-6)
    if !categories { try Foreign.check(Model(lightGBMText: model.lightGBMText()), said, categories: false, error: 1e-6) }
  }

  @Test("of scikit-learn predict here what they predict there", arguments: scikitLearnKinds)
  func scikitLearn(kind: String) throws {
    let model = try Model(file: Foreign.bytes("sklearn-\(kind).json"))
    let said = try Foreign.said("sklearn-\(kind).said.json")
    var columns = try Foreign.columns(categories: kind == "histogram_category", more: said.rows ?? [])
    if !kind.hasPrefix("histogram") { columns = columns.map { $0.map { $0.isNaN ? -0.7 : $0 } } }
    let theirs = said.prediction.flatMap(\.values)
    let predictions = try model.predict(columns: columns)
    #expect(predictions.count == theirs.count && zip(predictions, theirs).allSatisfy { agree($0, $1, 1e-12) })
    #expect(model.trees.contains { $0.nodes.contains { $0.categories != nil } } == (kind == "histogram_category"))
  }

  @Test("of LightGBM with categories, linear leaves, forests and every objective go both ways", arguments: lightGBMKinds)
  func lightGBM(kind: String) throws {
    let model = try Model(file: Foreign.bytes("lightgbm-\(kind).txt"))
    var said = try Foreign.said("lightgbm-\(kind).said.json")
    // LightGBM's raw score of a forest is the sum, of which the prediction is not made.
    if kind == "forest" { said.raw = nil }
    let categories = ["category", "onehot"].contains(kind)
    try Foreign.check(model, said, categories: categories, error: 1e-12)
    try Foreign.check(Model(lightGBMText: model.lightGBMText()), said, categories: categories, error: 1e-12)
    try Foreign.check(Model(json: model.json()), said, categories: categories, error: 1e-12)
    #expect(try Model(json: model.json()).trees == model.trees)
    if categories { #expect(model.trees.contains { $0.nodes.contains { $0.categories != nil } }) }
    #expect(model.trees.contains(where: \.isLinear) == (kind == "linear"))
  }

  @Test("compare in single precision as theirs do", arguments: 1...200)
  func singlePrecision(seed: Int) {
    var draws = SeededGenerator(seed: UInt64(seed))
    let edges: [Float] = [0, -0.0, 1, -1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, 1e-38]
    let random = Float(draws.normal()) * (seed % 2 == 0 ? 1 : 1e20)
    let threshold = seed <= edges.count ? edges[seed - 1] : random
    let near = [threshold, threshold.nextUp, threshold.nextDown].map { Double($0) }
    let between = [(near[0] + near[1]) / 2, (near[0] + near[2]) / 2]
    let values =
      (near + between).flatMap { [$0, $0.nextUp, $0.nextDown] } + [0, -0.0, .infinity, -.infinity, 1e300, -1e300, draws.normal()]
    for value in values where !value.isNaN {
      #expect((value <= SinglePrecision.below(threshold) ?? .nan) == (Float(value) < threshold), "\(value) and \(threshold)")
      #expect((value <= SinglePrecision.upTo(threshold)) == (Float(value) <= threshold), "\(value) and \(threshold)")
      let wide = value.isFinite && abs(value) < 1e38 ? value : 0.1
      #expect((Float(value) <= SinglePrecision.floor(wide)) == (Double(Float(value)) <= wide), "\(value) and \(wide)")
    }
  }

  @Test(
    "are refused with the place where they hold what is not supported",
    arguments: [
      ("\"gbtree\"", "\"gblinear\"", "gblinear"), ("reg:squarederror", "survival:cox", "survival:cox"),
      ("\"num_target\":\"1\"", "\"num_target\":\"2\"", "2 targets"),
      ("\"learner\"", "\"lerner\"", "no 'learner'"), ("\"left_children\":[", "\"left_children\":[0,", "right_children has"),
      ("\"size_leaf_vector\":\"1\"", "\"size_leaf_vector\":\"3\"", "one_output_per_tree"),
      ("\"base_score\":\"[", "\"base_score\":\"[x", "not a number"),
      ("\"num_feature\":\"4\"", "\"num_feature\":\"0\"", "whole number"), ("\"version\":", "\"version\"", "':' is expected"),
    ])
  func refused(from: String, to: String, says: String) throws {
    let text = String(decoding: try Foreign.bytes("xgboost-squarederror.json"), as: UTF8.self)
    let changed = text.replacingOccurrences(of: from, with: to)
    #expect(changed != text)
    do {
      _ = try Model(xgboost: Array(changed.utf8))
      Issue.record("it was accepted")
    } catch { #expect(error.description.contains(says), "\(error.description)") }
  }

  @Test("with categories of huge numbers at every node are refused before they fill the memory")
  func hugeCategories() throws {
    var budget = CategoryBudget()
    #expect(throws: ModelFileError.self) {
      for _ in 0..<200 { _ = try budget.set([CategorySet.limit]) }
    }
    var fresh = CategoryBudget()
    #expect(try fresh.set([3, 1]).members == [1, 3])
    #expect(throws: ModelFileError.self) { try fresh.set([-1]) }
    #expect(throws: ModelFileError.self) { try fresh.set([CategorySet.limit + 1]) }
    let text = String(decoding: try Foreign.bytes("xgboost-category.json"), as: UTF8.self)
    let changed = text.replacingOccurrences(of: "\"categories\":[", with: "\"categories\":[99999999999,")
    #expect(throws: ModelFileError.self) { try Model(xgboost: Array(changed.utf8)) }
  }

  @Test("are not deep enough to fill the stack")
  func deep() {
    for open in ["[", "{\"a\":"] {
      #expect(throws: ModelFileError.self) { try Model(file: Array(String(repeating: open, count: 100_000).utf8)) }
    }
    let arrays = Array("{i\u{1}a".utf8) + Array(repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: ModelFileError.self) { try Model(file: arrays) }
    // Ten bytes that promise a billion values.
    for kind in ["d", "Z", "i", "S"] {
      #expect(throws: ModelFileError.self) { try Model(file: Array("{i\u{1}a[$\(kind)#l".utf8) + [0x7f, 0xff, 0xff, 0xff]) }
    }
  }

  @Test(
    "Fuzz: changed files never trap; what loads predicts",
    arguments: [
      "xgboost-softprob.json", "xgboost-category.ubj", "xgboost-category.json", "xgboost-dart.ubj", "sklearn-classes.json",
      "lightgbm-category.txt", "lightgbm-linear.txt",
    ])
  func fuzz(name: String) throws {
    let file = try Foreign.bytes(name)
    var draws = SeededGenerator(seed: 3)
    let end = ContinuousClock.now + .seconds(ModelFileFuzzTests.seconds / 7)
    var count = 0
    while ContinuousClock.now < end || count < 20 {
      if let model = try? Model(file: ModelFileFuzzTests.mutated(file, &draws)) { ModelFileFuzzTests.use(model) }
      count += 1
    }
  }
}

/// Reads fixtures that are JSON.
enum JSONReader {
  static func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(try Foreign.bytes(name)))
  }
}
