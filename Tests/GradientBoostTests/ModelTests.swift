import Foundation
import Statistics
import Testing

@testable import GradientBoost

@Suite("A model")
struct ModelTests {
  static func model(_ objective: Objective = .binary, missing: Double = 0.1) throws -> (Model, Rows) {
    let rows = Rows(300, seed: 40, for: objective, missing: missing)
    return (try Trainer(.small(objective, iterations: 6, leaves: 9)).train(on: rows.dataset(), threads: 1), rows)
  }

  @Test("predicts one row, many rows and leaf by leaf the same", arguments: TrainerTests.objectives, [0, 0.2])
  func predictions(objective: Objective, missing: Double) throws {
    let (model, rows) = try Self.model(objective, missing: missing)
    let raw = try model.rawScores(columns: rows.columns, threads: 2)
    let leaves = try model.leafIndices(columns: rows.columns, threads: 2)
    let classes = model.scoresPerRow
    for row in rows.labels.indices {
      let values = rows.columns.map { $0[row] }
      for index in 0..<classes {
        var score = model.initialScores[index]
        for tree in stride(from: index, to: model.trees.count, by: classes) {
          let leaf = model.trees[tree].leaf { values[$0] }
          #expect(leaves[row][tree] == leaf)
          score += model.trees[tree].leaves[leaf].value
        }
        #expect(raw[row * classes + index] == score)
        #expect(model.predictor.score(values.span, ofClass: index) == score)
      }
    }
    let chances = try model.predict(columns: rows.columns, threads: 1)
    for row in rows.labels.indices {
      let values = rows.columns.map { $0[row] }
      let own = Array(chances[row * classes..<(row + 1) * classes])
      #expect(classes == 1 ? model.predictor.predict(values) == own[0] : own[Int(model.predictor.predict(values))] == own.max())
      if classes > 1 { #expect(agree(own.reduce(0, +), 1, 1e-12)) }
    }
  }

  @Test("takes columns by name and refuses others")
  func columns() throws {
    let (model, rows) = try Self.model()
    let names = model.featureNames
    let turned = try model.arranged(rows.columns.reversed() + [rows.labels], named: names.reversed() + ["label"])
    #expect(try model.predict(columns: turned) == model.predict(columns: rows.columns))
    func message(_ body: () throws(PredictionError) -> Void) -> String {
      do {
        try body()
        return "accepted"
      } catch { return error.description }
    }
    #expect(
      message { () throws(PredictionError) in _ = try model.arranged(rows.columns, named: ["Colum_0"] + names.dropFirst()) }.contains(
        "is 'Colum_0' meant"))
    #expect(message { () throws(PredictionError) in _ = try model.predict(columns: [[1]]) }.contains("6 features"))
    #expect(
      message { () throws(PredictionError) in _ = try model.predict(columns: rows.columns.dropLast() + [[1]]) }.contains("has 1 rows"))
  }

  @Test("survives its own file to the bit", arguments: TrainerTests.objectives)
  func json(objective: Objective) throws {
    let (model, rows) = try Self.model(objective)
    let again = try Model(json: model.json())
    #expect(again.json() == model.json())
    #expect(again.trees == model.trees && again.parameters == model.parameters && again.record == model.record)
    #expect(try again.predict(columns: rows.columns) == model.predict(columns: rows.columns))
  }

  @Test("keeps infinite thresholds and undefined metrics in its file")
  func nonFinite() throws {
    let column = (0..<40).map { $0 % 2 == 0 ? Double.nan : 1 }
    let data = try Dataset(columns: [column], labels: (0..<40).map { Double($0 % 2) })
    var parameters = Parameters.small(.binary, iterations: 2)
    parameters.metrics = [.auc]
    let positive = try data.subset(rows: [1, 3, 5])
    let model = try Trainer(parameters).train(on: data, validation: [.init("positive", positive)])
    #expect(model.trees[0].nodes[0].threshold == .infinity)
    let again = try Model(json: model.json())
    #expect(again.trees == model.trees)
    #expect(again.record?.history[0].values.allSatisfy(\.isNaN) == true)
    #expect(try Model(lightGBMText: model.lightGBMText()).trees[0].nodes[0].threshold == .infinity)
  }

  @Test("explains each score exactly", arguments: TrainerTests.objectives)
  func contributionsSum(objective: Objective) throws {
    let (model, rows) = try Self.model(objective)
    let raw = try model.rawScores(columns: rows.columns)
    for (row, sums) in try model.contributions(columns: rows.columns).enumerated() {
      for index in 0..<model.scoresPerRow {
        #expect(agree(sums[index * 7..<(index + 1) * 7].reduce(0, +), raw[row * model.scoresPerRow + index], 1e-9))
      }
    }
  }

  @Test("gives each feature its Shapley value by definition")
  func shapley() throws {
    let (model, rows) = try Self.model(.regression)
    let features = 6
    for row in 0..<5 {
      let values = rows.columns.map { $0[row] }
      /// The expected score where only some features are known.
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
      let contributions = try model.contributions(columns: values.map { [$0] })[0]
      func factorial(_ number: Int) -> Double { number < 2 ? 1 : Double(number) * factorial(number - 1) }
      for feature in 0..<features {
        var sum = 0.0
        for known in 0..<(1 << features) where known >> feature & 1 == 0 {
          let size = known.nonzeroBitCount
          let share = factorial(size) * factorial(features - size - 1) / factorial(features)
          sum += share * (expected(known | 1 << feature) - expected(known))
        }
        #expect(agree(contributions[feature], sum, 1e-9), "row \(row), feature \(feature)")
      }
    }
  }

  @Test("counts importance by splits, by gain and by shuffling")
  func importance() throws {
    let rows = Rows(600, seed: 41, for: .regression)
    let model = try Trainer(.small(.regression, iterations: 30, leaves: 12)).train(on: rows.dataset(), threads: 1)
    let fresh = Rows(400, seed: 42, for: .regression)
    let splits = model.trees.map(\.nodes.count).reduce(0, +)
    #expect(Int(model.importance(.split).reduce(0, +)) == splits)
    let shuffled = try model.permutationImportance(columns: fresh.columns, labels: fresh.labels, metric: .rmse, repeats: 2, seed: 1)
    // Features 0 to 3 matter, 4 and 5 do not.
    for values in [model.importance(.gain), shuffled] { #expect(values[0..<4].min() ?? 0 > 2 * (values[4..<6].max() ?? 1)) }
    let again = try model.permutationImportance(
      columns: fresh.columns, labels: fresh.labels, metric: .rmse, repeats: 2, seed: 1, threads: 3)
    #expect(again == shuffled)
  }

  @Test("can be cut to its first iterations")
  func prefix() throws {
    let (model, rows) = try Self.model(.multiclass(classes: 3))
    #expect(model.prefix(iterations: 2).trees == Array(model.trees.prefix(6)))
    #expect(try model.prefix(iterations: 0).predict(columns: rows.columns).count == 900)
  }
}

@Suite("LightGBM's text format")
struct LightGBMTests {
  static let kinds = ["binary", "multiclass", "regression", "regression_l1", "huber", "quantile", "poisson", "zeroes", "present"]

  private static func check(_ model: Model, against said: Fixture.Said, categories: Bool = false) throws {
    let columns = try Foreign.columns(categories: categories)
    let raw = try model.rawScores(columns: columns)
    let predictions = try model.predict(columns: columns)
    #expect(zip(raw, said.raw.flatMap(\.values)).allSatisfy { agree($0, $1, 1e-12) })
    #expect(zip(predictions, said.prediction.flatMap(\.values)).allSatisfy { agree($0, $1, 1e-12) })
    #expect(try model.leafIndices(columns: columns) == said.leaves)
    guard !said.contributions.isEmpty else { return }
    let contributions = try model.contributions(columns: columns.map { Array($0.prefix(said.contributions.count)) })
    for (own, theirs) in zip(contributions, said.contributions) {
      #expect(own.count == theirs.count)
      #expect(zip(own, theirs).allSatisfy { agree($0, $1, 1e-9) })
    }
  }

  @Test("brings models of LightGBM 4.7.0 here, which predict, fall into leaves and are explained as there", arguments: kinds)
  func reads(kind: String) throws {
    let model = try Model(lightGBMText: Fixture.text("lightgbm-\(kind).txt"))
    #expect(model.featureNames == ["a", "b", "c", "d"])
    try Self.check(model, against: Fixture.said("lightgbm-\(kind).json"))
    // And back again, through either format.
    try Self.check(Model(lightGBMText: model.lightGBMText()), against: Fixture.said("lightgbm-\(kind).json"))
    if case .custom = model.objective { return }
    try Self.check(Model(json: model.json()), against: Fixture.said("lightgbm-\(kind).json"))
  }

  @Test("takes models of ours to LightGBM, which predicts the same", arguments: ["binary", "multiclass", "quantile"])
  func writes(kind: String) throws {
    let model = try Model(json: Array(Fixture.text("assay-1-\(kind).json").utf8))
    // The text LightGBM was asked about is the one that is written today.
    #expect(try model.lightGBMText() == Fixture.text("assay-1-\(kind).txt"))
    try Self.check(model, against: Fixture.said("assay-1-\(kind).said.json"))
  }

  @Test("takes models with what version 2 brought there too", arguments: ["category", "linear", "forest", "dart", "lambdarank"])
  func writesVersion2(kind: String) throws {
    let bytes = Array(try Fixture.text("assay-2-\(kind).json").utf8)
    let model = try Model(json: bytes)
    #expect(model.json() == bytes)
    #expect(try model.lightGBMText() == Fixture.text("assay-2-\(kind).txt"))
    let said = try Fixture.said("assay-2-\(kind).said.json")
    try Self.check(model, against: said, categories: kind == "category")
    try Self.check(Model(lightGBMText: model.lightGBMText()), against: said, categories: kind == "category")
  }

  @Test("replaces white space in names and refuses names that then collide")
  func spaces() throws {
    let rows = Rows(100, features: 2, seed: 1)
    func model(_ names: [String]) throws -> Model {
      try Trainer(.small(.binary)).train(on: Dataset(columns: rows.columns, featureNames: names, labels: rows.labels), threads: 1)
    }
    #expect(try Model(lightGBMText: model(["a b", "c"]).lightGBMText()).featureNames == ["a_b", "c"])
    #expect(throws: ModelFileError.self) { try model(["a b", "a_b"]).lightGBMText() }
  }

  @Test(
    "is refused with the line where it holds what is not supported",
    arguments: [
      ("num_cat=0", "num_cat=1", "cat_boundaries"), ("is_linear=0", "is_linear=1", "leaf_const"), ("sigmoid:1", "sigmoid:2", "sigmoid"),
      ("num_leaves=5", "num_leaves=6", "must be"), ("num_leaves=5", "num_leaves=99999999999999999999", "whole number"),
      ("Tree=1", "Tree=2", "Tree 1 should begin"), ("end of trees", "end", "cut short"),
      ("objective=binary", "objective=magic", "not supported"),
      ("left_child=", "left_child=9 ", "left_child"), ("feature_names=a b", "feature_names=a a", "different feature_names"),
    ])
  func refused(from: String, to: String, says: String) throws {
    let text = try Fixture.text("lightgbm-binary.txt").replacingOccurrences(of: from, with: to)
    do {
      _ = try Model(lightGBMText: text)
      Issue.record("it was accepted")
    } catch { #expect(error.description.contains(says), "\(error.description)") }
  }
}

extension LightGBMTests {
  @Test("is read with the line ends of Windows too")
  func carriageReturns() throws {
    let text = try Fixture.text("lightgbm-binary.txt")
    let model = try Model(lightGBMText: text.replacingOccurrences(of: "\n", with: "\r\n"))
    #expect(try model.trees == Model(lightGBMText: text).trees)
  }

  @Test("is refused where a tree has lost or gained a byte", arguments: 1...40)
  func damaged(seed: Int) throws {
    let text = try Fixture.text("lightgbm-multiclass.txt")
    var bytes = Array(text.utf8)
    var draws = SeededGenerator(seed: UInt64(seed))
    let first = try #require(bytes.firstIndex(of: UInt8(ascii: "T")))
    let last = try #require(text.range(of: "end of trees")).lowerBound.utf16Offset(in: text) - 2
    let place = first + draws.integer(below: last - first)
    if seed % 2 == 0 { bytes.remove(at: place) } else { bytes.insert(UInt8(ascii: "1"), at: place) }
    #expect(throws: ModelFileError.self, "seed \(seed), byte \(place)") { try Model(lightGBMText: String(decoding: bytes, as: UTF8.self)) }
  }

  @Test("counts a zero as LightGBM does, which writes its band in single precision")
  func zeroBand() throws {
    let edge = Double(1e-35 as Float)
    let node = { (value: Double) in
      Tree.Node(
        feature: 0, threshold: -1, missingGoesLeft: true, missing: .zero, left: ~0, right: ~1, gain: 1, value: 0, count: 2, weight: 2
      ).next(value)
    }
    #expect([edge, -edge, 0, .nan].map(node) == [~0, ~0, ~0, ~0])
    #expect([edge.nextUp, 1].map(node) == [~1, ~1])
  }
}

@Suite("Model files under fuzzing")
struct ModelFileFuzzTests {
  static let seconds = ProcessInfo.processInfo.environment["ASSAY_FUZZ_SECONDS"].flatMap(Double.init) ?? 1

  /// Changes some bytes: one, a run, a cut, a copy of another place, or a number for another.
  static func mutated(_ bytes: [UInt8], _ draws: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0...draws.integer(below: 3) where !bytes.isEmpty {
      let place = draws.integer(below: bytes.count)
      switch draws.integer(below: 6) {
      case 0: bytes[place] ^= UInt8(1 << draws.integer(below: 8))
      case 1: bytes[place] = UInt8(draws.integer(below: 256))
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + draws.integer(below: 40)))
      case 3: bytes.insert(contentsOf: Array("999999999999999999999 -1 nan 1e999".utf8).prefix(1 + draws.integer(below: 33)), at: place)
      case 4:
        let other = draws.integer(below: bytes.count)
        bytes.insert(contentsOf: bytes[other..<min(bytes.count, other + 30)], at: place)
      default: bytes = Array(bytes.prefix(place))
      }
    }
    return bytes
  }

  @Test("Fuzz: a changed file of ours never traps and never loads")
  func fuzzJSON() throws {
    let file = try ModelTests.model(.multiclass(classes: 3)).0.json()
    var draws = SeededGenerator(seed: 1)
    let end = ContinuousClock.now + .seconds(Self.seconds)
    var count = 0
    while ContinuousClock.now < end || count < 20 {
      let changed = Self.mutated(file, &draws)
      if changed != file { #expect(throws: ModelFileError.self) { try Model(json: changed) } }
      // The same with a checksum that fits: then it may load, but only as a whole model that predicts.
      let start = Array(#"{"format":"assay-model","version":1,"checksum":""#.utf8).count
      let body = Self.mutated(Array(file[(start + 26)...].dropLast(2)), &draws)
      let signed = Array(file[..<start]) + Array(Model.checksum(body).utf8) + Array(#"","model":"#.utf8) + body + Array("}\n".utf8)
      if let model = try? Model(json: signed) { Self.use(model) }
      count += 1
    }
  }

  @Test("Fuzz: a changed LightGBM file never traps; what loads predicts", arguments: ["binary", "multiclass", "zeroes"])
  func fuzzLightGBM(kind: String) throws {
    let file = Array(try Fixture.text("lightgbm-\(kind).txt").utf8)
    var draws = SeededGenerator(seed: 2)
    let end = ContinuousClock.now + .seconds(Self.seconds / 3)
    var count = 0
    while ContinuousClock.now < end || count < 20 {
      if let model = try? Model(lightGBMText: String(decoding: Self.mutated(file, &draws), as: UTF8.self)) { Self.use(model) }
      count += 1
    }
  }

  /// Does with a model what an application does.
  static func use(_ model: Model) {
    guard model.featureNames.count < 1_000 else { return }
    for value in [0, Double.nan, -1e300] {
      let columns = model.featureNames.map { _ in [value] }
      _ = try? model.predict(columns: columns, threads: 1)
      _ = try? model.contributions(columns: columns, threads: 1)
    }
    _ = model.importance(.gain)
    _ = model.json()
    _ = try? model.lightGBMText()
  }
}
