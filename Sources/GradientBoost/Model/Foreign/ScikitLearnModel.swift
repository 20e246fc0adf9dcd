/// Reads what `Benchmarks/peers/sklearn_export.py` writes of scikit-learn's gradient boosting, as `Docs/model-format.md` describes it.
struct ScikitLearnModel {
  static let format = "scikit-learn-gradient-boosting"

  /// The model in a document.
  static func model(_ item: Item) throws(ModelFileError) -> Model {
    let document = ItemReader(item: item, path: "")
    guard try document.member("format").text() == format else {
      throw ModelFileError("This is no export of scikit-learn's gradient boosting: its format is not '\(format)'.")
    }
    _ = try document.member("version").whole(1...2)
    let objectiveText = try document.member("objective").text()
    let objective: Objective
    do { objective = try Objective(objectiveText) } catch { throw ModelFileError(error.description) }
    if case .custom = objective { throw ModelFileError("Objective '\(objectiveText)' is not supported.") }
    var names: [String] = []
    for name in try document.member("feature_names").array() { names.append(try name.text()) }
    guard !names.isEmpty, Set(names).count == names.count, !names.contains("") else {
      throw ModelFileError("There are \(Set(names).count) different feature_names among \(names.count).")
    }
    let start = try document.member("initial_scores").numbers(count: objective.scoresPerRow)
    guard start.allSatisfy(\.isFinite) else { throw ModelFileError("An initial score is not finite.") }
    let isSingle = try document.member("single_precision").whole(0...1) == 1
    let rate = try document.member("learning_rate").number()
    let documents = try document.member("trees").array()
    guard documents.count % start.count == 0 else {
      throw ModelFileError("There are \(documents.count) trees for \(start.count) classes.")
    }
    var trees: [Tree] = []
    for (index, document) in documents.enumerated() {
      let tree = try tree(document, isSingle: isSingle, rate: rate)
      if let problem = tree.problem(featureCount: names.count) { throw ModelFileError("Tree \(index): \(problem).") }
      trees.append(tree)
    }
    return Model(
      featureNames: names, objective: objective, initialScores: start, trees: trees, parameters: nil, record: nil,
      featureRanges: Array(repeating: nil, count: names.count))
  }

  /// Which categories go left at each node; `nil` where a threshold is asked for.
  private static func categories(_ document: ItemReader, count: Int) throws(ModelFileError) -> [CategorySet?] {
    guard let item = try document.optional("categories") else { return Array(repeating: nil, count: count) }
    let lists = try item.array()
    guard lists.count == count else { throw item.refuse("has \(lists.count) lists for \(count) nodes") }
    var sets: [CategorySet?] = []
    for list in lists {
      let categories = try list.wholes()
      guard categories.allSatisfy((0...CategorySet.limit).contains) else {
        throw list.refuse("holds a category outside 0 to \(CategorySet.limit)")
      }
      sets.append(categories.isEmpty ? nil : CategorySet(categories))
    }
    return sets
  }

  private static func tree(_ document: ItemReader, isSingle: Bool, rate: Double) throws(ModelFileError) -> Tree {
    let left = try document.member("left").wholes()
    let count = left.count
    let right = try document.member("right").wholes(count: count)
    let feature = try document.member("feature").wholes(count: count)
    let threshold = try document.member("threshold").numbers(count: count)
    let missing = try document.member("missing_left").wholes(count: count)
    let gain = try document.member("gain").numbers(count: count)
    let counts = try document.member("count").wholes(count: count)
    let categories = try categories(document, count: count)
    let values = try document.member("leaf_value").numbers()
    let leafCounts = try document.member("leaf_count").wholes(count: values.count)
    let nodes = (0..<count).map { node in
      // A number that reads as a `Float` above a double is above the greatest `Float` up to it.
      let own = isSingle && !threshold[node].isNaN ? SinglePrecision.upTo(SinglePrecision.floor(threshold[node])) : threshold[node]
      return Tree.Node(
        feature: feature[node], threshold: own, missingGoesLeft: missing[node] != 0, missing: .nan, left: left[node], right: right[node],
        gain: gain[node], value: 0, count: counts[node], weight: Double(counts[node]), categories: categories[node])
    }
    let leaves = values.indices.map { Tree.Leaf(value: values[$0], count: leafCounts[$0], weight: Double(leafCounts[$0])) }
    return Tree(nodes: nodes, leaves: leaves, learningRate: rate)
  }
}

extension Model {
  /// Reads scikit-learn's `GradientBoosting*` and `HistGradientBoosting*`, exported as JSON by `Benchmarks/peers/sklearn_export.py`.
  public init(scikitLearnJSON bytes: [UInt8]) throws(ModelFileError) { self = try ScikitLearnModel.model(JSONText.item(bytes)) }

  /// Reads a model of any kind there is: Assay's file, LightGBM's text, XGBoost's JSON or UBJSON, scikit-learn's export.
  public init(file bytes: [UInt8]) throws(ModelFileError) {
    if bytes.starts(with: "tree\n".utf8) || bytes.starts(with: "tree\r\n".utf8) {
      self = try Model(lightGBMText: String(decoding: bytes, as: UTF8.self))
    } else if bytes.starts(with: #"{"format":"assay-model""#.utf8) {
      self = try Model(json: bytes)
    } else if bytes.prefix(200).split(separator: UInt8(ascii: "\"")).contains(where: { $0.elementsEqual(ScikitLearnModel.format.utf8) }) {
      self = try Model(scikitLearnJSON: bytes)
    } else if bytes.first == UInt8(ascii: "{") {
      self = try Model(xgboost: bytes)
    } else {
      throw ModelFileError(
        "This is no model file: it begins neither as Assay's JSON, nor as LightGBM's text ('tree'), nor as XGBoost's JSON or UBJSON, nor as an export of scikit-learn's."
      )
    }
  }
}
