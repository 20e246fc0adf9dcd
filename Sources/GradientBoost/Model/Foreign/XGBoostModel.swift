/// Reads models that XGBoost's `save_model` wrote, JSON or UBJSON, from version 1.0 to 3.2.
///
/// Boosted trees (`gbtree`, `dart`) with one score for each row or class are read, with numerical and categorical splits. XGBoost compares
/// in single precision; thresholds are moved by half a unit in its last place so that every double goes where it goes there.
struct XGBoostModel {
  /// The model in a document.
  static func model(_ item: Item) throws(ModelFileError) -> Model {
    let learner = try ItemReader(item: item, path: "").member("learner")
    let head = try learner.member("learner_model_param")
    let features = try head.member("num_feature").whole(1...10_000_000)
    if let targets = try head.optional("num_target")?.whole(0...1_000_000), targets > 1 {
      throw ModelFileError("The model has \(targets) targets, which is not supported; train one model for each.")
    }
    let classes = max(1, try head.member("num_class").whole(0...10_000))
    let objective = try objective(learner.member("objective"), classes: classes)
    let names = try names(learner, count: features)
    let base = try baseScores(head.member("base_score"), count: classes).map(objective.link)
    let booster = try learner.member("gradient_booster")
    let kind = try booster.member("name").text()
    guard kind == "gbtree" || kind == "dart" else {
      throw ModelFileError("The booster is '\(kind.prefix(40))', which is not supported; only gbtree and dart have trees.")
    }
    let forest = try kind == "dart" ? booster.member("gbtree").member("model") : booster.member("model")
    let documents = try forest.member("trees").array()
    let weights =
      try kind == "dart"
      ? booster.member("weight_drop").numbers(count: documents.count).map { Double(Float($0)) } : documents.map { _ in 1 }
    let owners = try forest.member("tree_info").wholes(count: documents.count)
    var budget = CategoryBudget()
    var trees: [[Tree]] = Array(repeating: [], count: classes)
    for (index, document) in documents.enumerated() {
      guard (0..<classes).contains(owners[index]) else {
        throw ModelFileError("Tree \(index) belongs to class \(owners[index]); there are \(classes).")
      }
      guard weights[index].isFinite else { throw ModelFileError("The weight of tree \(index) is not finite.") }
      let tree = try tree(document, &budget)
      if let problem = tree.problem(featureCount: features) { throw ModelFileError("Tree \(index): \(problem).") }
      trees[owners[index]].append(weights[index] == 1 ? tree : tree.scaled(by: weights[index]))
    }
    // A tree of one leaf that adds nothing fills the gaps of classes that have fewer.
    let rounds = trees.map(\.count).max() ?? 0
    let empty = Tree(nodes: [], leaves: [Tree.Leaf(value: 0, count: 0, weight: 0)], learningRate: 1)
    let inOrder = (0..<rounds).flatMap { round in trees.map { round < $0.count ? $0[round] : empty } }
    return Model(
      featureNames: names, objective: objective.own, initialScores: base, trees: inOrder, parameters: nil, record: nil,
      featureRanges: Array(repeating: nil, count: features), customInverse: objective.inverse)
  }

  private struct Meaning {
    let own: Objective
    /// From the base score, which is a prediction, to a score.
    var link: (Double) -> Double = { $0 }
    var inverse: (@Sendable (Double) -> Double)?
  }

  private static func objective(_ document: ItemReader, classes: Int) throws(ModelFileError) -> Meaning {
    let name = try document.member("name").text()
    func logit(_ chance: Double) -> Double { Logarithm.of(chance / (1 - chance)) }
    func log(_ value: Double) -> Double { Logarithm.of(value) }
    if classes > 1 && !["multi:softprob", "multi:softmax"].contains(name) {
      throw ModelFileError("Objective '\(name.prefix(40))' has \(classes) classes, which is not supported.")
    }
    switch name {
    case "multi:softprob", "multi:softmax":
      guard classes > 1 else { throw ModelFileError("Objective \(name) needs num_class, 2 or more.") }
      return Meaning(own: .multiclass(classes: classes))
    case "reg:squarederror", "reg:linear": return Meaning(own: .regression)
    case "reg:absoluteerror": return Meaning(own: .regressionL1)
    case "binary:logistic": return Meaning(own: .binary, link: logit)
    case "reg:logistic": return Meaning(own: .crossEntropy, link: logit)
    case "binary:logitraw": return Meaning(own: .custom(name), link: logit, inverse: { $0 })
    case "binary:hinge": return Meaning(own: .custom(name), inverse: { $0 > 0 ? 1 : 0 })
    case "count:poisson": return Meaning(own: .poisson, link: log)
    case "reg:gamma": return Meaning(own: .gamma, link: log)
    case "reg:tweedie":
      let power = try document.optional("tweedie_regression_param")?.optional("tweedie_variance_power")?.number() ?? 1.5
      guard power >= 1, power < 2 else { throw ModelFileError("tweedie_variance_power is \(power); it must be from 1 to below 2.") }
      return Meaning(own: .tweedie(power: power), link: log)
    case "rank:ndcg", "rank:pairwise", "rank:map": return Meaning(own: .lambdarank)
    case "reg:pseudohubererror", "reg:squaredlogerror", "reg:quantileerror": return Meaning(own: .custom(name), inverse: { $0 })
    default: throw ModelFileError("Objective '\(name.prefix(40))' is not supported.")
    }
  }

  private static func names(_ learner: ItemReader, count: Int) throws(ModelFileError) -> [String] {
    let unnamed = (0..<count).map { "f\($0)" }
    guard let list = try learner.optional("feature_names") else { return unnamed }
    var names: [String] = []
    for name in try list.array() { names.append(try name.text()) }
    if names.isEmpty { return unnamed }
    guard names.count == count, Set(names).count == count, !names.contains("") else {
      throw ModelFileError("There are \(Set(names).count) different feature_names for \(count) features.")
    }
    return names
  }

  /// One number or, since XGBoost 3.1, a list in brackets.
  private static func baseScores(_ member: ItemReader, count: Int) throws(ModelFileError) -> [Double] {
    var values: [Double] = []
    if case .text(let text) = member.item {
      for word in text.split(whereSeparator: { "[], ".contains($0) }) {
        guard let value = Float(word) else { throw member.refuse("holds '\(word.prefix(40))', which is not a number") }
        values.append(Double(value))
      }
    } else {
      values = try [member.number()]
    }
    if values.count == 1 { values = Array(repeating: values[0], count: count) }
    guard values.count == count, values.allSatisfy(\.isFinite) else { throw member.refuse("must be one number, or one for each class") }
    return values
  }

  // MARK: - Trees

  /// The columns of a tree.
  private struct Columns {
    let left: [Int]
    let right: [Int]
    let feature: [Int]
    let condition: [Double]
    let missingGoesLeft: [Int]
    let isCategorical: [Int]
    let gain: [Double]
    let weight: [Double]
    let value: [Double]
    let categories: [Int: CategorySet]
  }

  private static func tree(_ document: ItemReader, _ budget: inout CategoryBudget) throws(ModelFileError) -> Tree {
    let parameters = try document.member("tree_param")
    if let size = try parameters.optional("size_leaf_vector")?.whole(0...1_000_000), size > 1 {
      throw document.refuse("has leaves of \(size) values, which is not supported; train with multi_strategy=one_output_per_tree")
    }
    let left = try document.member("left_children").wholes()
    let count = left.count
    guard count > 0 else { throw document.refuse("has no node") }
    func optional(_ key: String) throws(ModelFileError) -> [Double] {
      guard let member = try document.optional(key) else { return Array(repeating: 0, count: count) }
      let values = try member.numbers()
      // What JSON writes in decimals are numbers of single precision, as in UBJSON.
      return values.count == count ? values.map { Double(Float($0)) } : Array(repeating: 0, count: count)
    }
    let columns = Columns(
      left: left, right: try document.member("right_children").wholes(count: count),
      feature: try document.member("split_indices").wholes(count: count),
      condition: try document.member("split_conditions").numbers(count: count),
      missingGoesLeft: try document.member("default_left").wholes(count: count),
      isCategorical: try optional("split_type").map { $0 == 1 ? 1 : 0 }, gain: try optional("loss_changes"),
      weight: try optional("sum_hessian"), value: try optional("base_weights"), categories: try categories(document, count, &budget))
    return try tree(columns, document)
  }

  /// For each node that asks for categories those that go right there.
  private static func categories(
    _ document: ItemReader, _ count: Int, _ budget: inout CategoryBudget
  ) throws(ModelFileError) -> [Int: CategorySet] {
    guard let list = try document.optional("categories_nodes") else { return [:] }
    let nodes = try list.wholes()
    guard !nodes.isEmpty else { return [:] }
    let starts = try document.member("categories_segments").wholes(count: nodes.count)
    let sizes = try document.member("categories_sizes").wholes(count: nodes.count)
    let all = try document.member("categories").wholes()
    var sets: [Int: CategorySet] = [:]
    for index in nodes.indices {
      let (start, size) = (starts[index], sizes[index])
      guard (0..<count).contains(nodes[index]), start >= 0, size >= 0, start <= all.count, size <= all.count - start
      else { throw document.refuse("has categories that do not go up") }
      sets[nodes[index]] = try budget.set(all[start..<start + size])
    }
    return sets
  }

  /// Nodes are numbered anew on the way down: those that were pruned away are left behind.
  private static func tree(_ columns: Columns, _ document: ItemReader) throws(ModelFileError) -> Tree {
    var nodes: [Tree.Node] = []
    var leaves: [Tree.Leaf] = []
    var stack = [(place: 0, parent: -1, isLeft: false)]
    var parents: [(left: Int, right: Int)] = []
    var visited = 0
    while let (place, parent, isLeft) = stack.popLast() {
      guard columns.left.indices.contains(place), visited < columns.left.count else {
        throw document.refuse("has a child \(place) that does not exist, or a node that is reached twice")
      }
      visited += 1
      let isLeaf = columns.left[place] == -1
      let own = isLeaf ? ~leaves.count : nodes.count
      if parent >= 0 {
        if isLeft { parents[parent].left = own } else { parents[parent].right = own }
      }
      if isLeaf {
        leaves.append(Tree.Leaf(value: Double(Float(columns.condition[place])), count: 0, weight: columns.weight[place]))
        continue
      }
      parents.append((0, 0))
      nodes.append(try node(columns, place, document))
      // A question that was turned round has its children exchanged.
      let isTurned = columns.isCategorical[place] == 1 || Float(columns.condition[place]) == -.infinity
      stack.append((columns.right[place], own, isTurned))
      stack.append((columns.left[place], own, !isTurned))
    }
    let linked = nodes.indices.map { index in
      let node = nodes[index]
      return Tree.Node(
        feature: node.feature, threshold: node.threshold, missingGoesLeft: node.missingGoesLeft, missing: .nan, left: parents[index].left,
        right: parents[index].right, gain: node.gain, value: node.value, count: 0, weight: node.weight, categories: node.categories)
    }
    return Tree(nodes: linked, leaves: leaves, learningRate: 1)
  }

  private static func node(_ columns: Columns, _ place: Int, _ document: ItemReader) throws(ModelFileError) -> Tree.Node {
    let goesLeft = columns.missingGoesLeft[place] != 0
    func node(_ threshold: Double, _ missingGoesLeft: Bool, _ categories: CategorySet? = nil) -> Tree.Node {
      Tree.Node(
        feature: columns.feature[place], threshold: threshold, missingGoesLeft: missingGoesLeft, missing: .nan, left: 0, right: 0,
        gain: columns.gain[place], value: columns.value[place], count: 0, weight: columns.weight[place], categories: categories)
    }
    if columns.isCategorical[place] == 1 {
      guard let right = columns.categories[place] else { throw document.refuse("has no categories for node \(place)") }
      return node(0, !goesLeft, right)
    }
    let condition = Float(columns.condition[place])
    guard !condition.isNaN else { throw document.refuse("has no threshold at node \(place)") }
    // Nothing is below −∞: all that is not missing goes right, which is left where the question is turned round.
    guard let threshold = SinglePrecision.below(condition) else { return node(.infinity, !goesLeft) }
    return node(threshold, goesLeft)
  }
}

extension Model {
  /// Reads a model that XGBoost's `save_model` wrote, JSON or UBJSON: trees with one score for each row or class.
  ///
  /// Predictions agree with XGBoost's as far as its single precision goes. Features without a name are called `f0`, `f1`…
  public init(xgboost bytes: [UInt8]) throws(ModelFileError) {
    // Both begin with a brace; behind it UBJSON has a length, JSON a name or white space.
    guard bytes.first == UInt8(ascii: "{") else {
      throw ModelFileError("This is no model of XGBoost: it begins neither as JSON nor as UBJSON. The old binary format is not supported.")
    }
    let isText = bytes.dropFirst().first(where: { $0 != 32 && !(9...13).contains($0) }) == UInt8(ascii: "\"")
    self = try XGBoostModel.model(isText ? JSONText.item(bytes) : UniversalBinaryJSON.item(bytes))
  }
}
