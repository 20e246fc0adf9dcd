/// Reads models in LightGBM's text format, versions 3 and 4.
struct LightGBMText {
  /// Objectives of LightGBM's that are not ours, with what turns their scores into predictions.
  static let foreignObjectives: [String: @Sendable (Double) -> Double] = [
    "fair": { $0 }, "rank_xendcg": { $0 },
  ]

  private struct Line {
    let number: Int
    let key: Substring
    let value: Substring
  }

  /// One part of the file: the head, or a tree.
  private struct Section {
    let start: Int
    var lines: [Substring: Line] = [:]

    func text(_ key: String) throws(ModelFileError) -> Line {
      guard let line = lines[key[...]] else {
        throw ModelFileError("'\(key)=' is missing in the part that begins here; the file is cut short or not of LightGBM.", line: start)
      }
      return line
    }

    func whole(_ key: String) throws(ModelFileError) -> Int {
      let line = try text(key)
      guard let value = Int(line.value) else {
        throw ModelFileError("\(key) is '\(line.value)'; it must be a whole number.", line: line.number)
      }
      return value
    }

    func numbers<Number>(_ key: String, _ count: Int, _ read: (Substring) -> Number?) throws(ModelFileError) -> [Number] {
      let line = try text(key)
      let words = line.value.split(separator: " ")
      var numbers: [Number] = []
      for word in words {
        guard let number = read(word) else { throw ModelFileError("\(key) holds '\(word)', which is not a number.", line: line.number) }
        numbers.append(number)
      }
      guard numbers.count == count else {
        throw ModelFileError("\(key) holds \(numbers.count) numbers; there must be \(count).", line: line.number)
      }
      return numbers
    }
  }

  /// The model in a text.
  static func model(_ text: String) throws(ModelFileError) -> Model {
    let (head, treeSections, damage) = try sections(text)
    let isAverage = head.lines["average_output"] != nil
    let classes = try head.whole("num_tree_per_iteration")
    let maximum = try head.whole("max_feature_idx")
    let names = try head.text("feature_names").value.split(separator: " ").map(String.init)
    guard maximum >= 0, maximum < 10_000_000, names.count == maximum + 1, Set(names).count == names.count else {
      throw ModelFileError(
        "max_feature_idx is \(maximum) and there are \(Set(names).count) different feature_names; there must be one more.",
        line: try head.text("feature_names").number)
    }
    let (objective, inverse) = try objective(head)
    guard classes == objective.scoresPerRow else {
      throw ModelFileError(
        "num_tree_per_iteration is \(classes); objective \(objective.text) needs \(objective.scoresPerRow).",
        line: try head.text("num_tree_per_iteration").number)
    }
    guard treeSections.count % classes == 0 else { throw ModelFileError("There are \(treeSections.count) trees for \(classes) classes.") }
    var trees: [Tree] = []
    for (index, section) in treeSections.enumerated() {
      let tree = try tree(section)
      if let problem = tree.problem(featureCount: names.count) { throw ModelFileError("Tree \(index): \(problem).", line: section.start) }
      trees.append(tree)
    }
    // The trees of a forest here are parts of a mean that is a sum.
    if isAverage, !trees.isEmpty { trees = trees.map { $0.scaled(by: Double(classes) / Double(treeSections.count)) } }
    // Last, because what is wrong inside a tree says more.
    if let damage { throw damage }
    return Model(
      featureNames: names, objective: objective, initialScores: Array(repeating: 0, count: classes), trees: trees, parameters: nil,
      record: nil, featureRanges: ranges(head, count: names.count), customInverse: inverse, isAverage: isAverage)
  }

  /// The parts of a text, and what is wrong with it if its trees are not as long as it says.
  private static func sections(
    _ text: String
  ) throws(ModelFileError) -> (head: Section, trees: [Section], damage: ModelFileError?) {
    var head = Section(start: 1)
    var trees: [Section] = []
    var hasEnd = false
    // Bytes of each tree from its first line to the next tree's; a carriage return, which LightGBM does not write, does not count.
    var sizes: [Int] = []
    var number = 0
    for bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let line = Substring(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes)
      if number == 1, line != "tree" {
        throw ModelFileError("A LightGBM model begins with 'tree', this file with '\(line.prefix(40))'.", line: 1)
      }
      if line == "end of trees" {
        hasEnd = true
        break
      }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let entry = Line(number: number, key: parts[0], value: parts.count > 1 ? parts[1] : "")
      if entry.key == "Tree" {
        guard entry.value == "\(trees.count)" else {
          throw ModelFileError("Tree \(trees.count) should begin here, but it says '\(line.prefix(40))'.", line: number)
        }
        trees.append(Section(start: number))
        sizes.append(0)
      } else if !line.isEmpty {
        let isKnown =
          trees.isEmpty
          ? head.lines.updateValue(entry, forKey: entry.key) : trees[trees.count - 1].lines.updateValue(entry, forKey: entry.key)
        if isKnown != nil { throw ModelFileError("'\(entry.key)' stands here for the second time.", line: number) }
      }
      if !sizes.isEmpty { sizes[sizes.count - 1] += line.utf8.count + 1 }
    }
    guard hasEnd else { throw ModelFileError("'end of trees' is missing: the file is cut short.") }
    guard let line = head.lines["tree_sizes"] else { return (head, trees, nil) }
    let wanted = line.value.split(separator: " ")
    if wanted.count != trees.count {
      return (head, trees, ModelFileError("tree_sizes names \(wanted.count) trees, there are \(trees.count).", line: line.number))
    }
    let damaged = trees.indices.first { wanted[$0] != "\(sizes[$0])" }
    let damage = damaged.map {
      ModelFileError(
        "Tree \($0) has \(sizes[$0]) bytes, tree_sizes says \(wanted[$0]): the file was damaged or edited.", line: trees[$0].start)
    }
    return (head, trees, damage)
  }

  private static func objective(_ head: Section) throws(ModelFileError) -> (Objective, (@Sendable (Double) -> Double)?) {
    guard let line = head.lines["objective"] else { return (.custom("none"), { $0 }) }
    let words = line.value.split(separator: " ").map(String.init)
    func value(_ key: String) -> String? { words.first { $0.hasPrefix(key + ":") }.map { String($0.dropFirst(key.count + 1)) } }
    func refuse(_ why: String) -> ModelFileError { ModelFileError("Objective '\(line.value)' \(why).", line: line.number) }
    switch words.first {
    case "binary":
      guard value("sigmoid").map({ Double($0) == 1 }) ?? true else { throw refuse("has a sigmoid other than 1, which is not supported") }
      return (.binary, nil)
    case "multiclass":
      guard let classes = value("num_class").flatMap({ Int($0) }), (2...10_000).contains(classes) else {
        throw refuse("needs num_class, 2 to 10000")
      }
      return (.multiclass(classes: classes), nil)
    case "regression":
      if words.contains("sqrt") { throw refuse("predicts squares (reg_sqrt), which is not supported") }
      return (.regression, nil)
    case "regression_l1": return (.regressionL1, nil)
    // The format does not say which alpha these were trained with, and predicting does not ask.
    case "poisson": return (.poisson, nil)
    case "gamma": return (.gamma, nil)
    case "cross_entropy": return (.crossEntropy, nil)
    case "mape": return (.mape, nil)
    case "lambdarank": return (.lambdarank, nil)
    case "tweedie":
      let power = value("tweedie_variance_power").flatMap { Double($0) } ?? 1.5
      guard power >= 1, power < 2 else { throw refuse("has a tweedie_variance_power that is not from 1 to below 2") }
      return (.tweedie(power: power), nil)
    case "huber": return (.huber(alpha: 0.9), nil)
    case "quantile": return (.quantile(alpha: 0.9), nil)
    case let name?:
      guard let inverse = foreignObjectives[name] else { throw refuse("is not supported") }
      return (.custom(name), inverse)
    case nil: return (.custom("none"), { $0 })
    }
  }

  private static func ranges(_ head: Section, count: Int) -> [ClosedRange<Double>?] {
    let words = head.lines["feature_infos"]?.value.split(separator: " ") ?? []
    guard words.count == count else { return Array(repeating: nil, count: count) }
    return words.map { word in
      let parts = word.dropFirst().dropLast().split(separator: ":").compactMap { Double($0) }
      return word.first == "[" && parts.count == 2 && parts[0] <= parts[1] && parts[0].isFinite && parts[1].isFinite
        ? parts[0]...parts[1] : nil
    }
  }

  private static func tree(_ section: Section) throws(ModelFileError) -> Tree {
    let leaves = try section.whole("num_leaves")
    guard (1...1_000_000).contains(leaves) else {
      throw ModelFileError("num_leaves is \(leaves); it must be from 1 to 1000000.", line: try section.text("num_leaves").number)
    }
    let values = try section.numbers("leaf_value", leaves) { Double($0) }
    let rate = section.lines["shrinkage"].flatMap { Double($0.value) } ?? 1
    func optional(_ key: String, _ count: Int) throws(ModelFileError) -> [Double] {
      guard section.lines[key[...]] != nil else { return Array(repeating: 0, count: count) }
      return try section.numbers(key, count) { Double($0) }
    }
    func wholes(_ key: String, _ count: Int) throws(ModelFileError) -> [Int] {
      guard section.lines[key[...]] != nil else { return Array(repeating: 0, count: count) }
      return try section.numbers(key, count) { Int($0) }
    }
    // A tree of one leaf may leave these out, or write them empty.
    let isLeaf = leaves == 1
    let leafWeights = isLeaf ? [0] : try optional("leaf_weight", leaves)
    let leafCounts = isLeaf ? [0] : try wholes("leaf_count", leaves)
    let linear = try linearLeaves(section, leaves)
    let made = leafCounts.indices.map { Tree.Leaf(value: values[$0], count: leafCounts[$0], weight: leafWeights[$0], linear: linear?[$0]) }
    guard !isLeaf else { return Tree(nodes: [], leaves: made, learningRate: rate) }
    let count = leaves - 1
    let features = try section.numbers("split_feature", count) { Int($0) }
    let thresholds = try section.numbers("threshold", count) { Double($0) }
    let kinds = try section.numbers("decision_type", count) { Int($0) }
    let left = try section.numbers("left_child", count) { Int($0) }
    let right = try section.numbers("right_child", count) { Int($0) }
    let gains = try optional("split_gain", count)
    let innerValues = try optional("internal_value", count)
    let innerWeights = try optional("internal_weight", count)
    let innerCounts = try wholes("internal_count", count)
    let sets = try categorySets(section)
    var nodes: [Tree.Node] = []
    for node in 0..<count {
      if (0...15).contains(kinds[node]), kinds[node] & 1 == 1 {
        let place = thresholds[node]
        guard let set = sets.indices.first(where: { Double($0) == place }) else {
          throw ModelFileError(
            "threshold holds \(place) for a categorical split; there are \(sets.count) sets of categories.",
            line: try section.text("threshold").number)
        }
        // What is not a category goes right, whatever the file says of missing values.
        nodes.append(
          Tree.Node(
            feature: features[node], threshold: 0, missingGoesLeft: false, missing: .nan, left: left[node], right: right[node],
            gain: gains[node], value: innerValues[node], count: innerCounts[node], weight: innerWeights[node], categories: sets[set]))
        continue
      }
      guard (0...15).contains(kinds[node]), kinds[node] & 1 == 0, let missing = Tree.Missing(rawValue: kinds[node] >> 2) else {
        throw ModelFileError(
          "decision_type holds \(kinds[node]), which is no kind of split.", line: try section.text("decision_type").number)
      }
      nodes.append(
        Tree.Node(
          feature: features[node], threshold: thresholds[node], missingGoesLeft: kinds[node] & 2 != 0, missing: missing, left: left[node],
          right: right[node], gain: gains[node], value: innerValues[node], count: innerCounts[node], weight: innerWeights[node]))
    }
    return Tree(nodes: nodes, leaves: made, learningRate: rate)
  }

  /// The sets of categories that a tree's splits ask for.
  private static func categorySets(_ section: Section) throws(ModelFileError) -> [CategorySet] {
    guard section.lines["num_cat"] != nil else { return [] }
    let count = try section.whole("num_cat")
    guard (0...1_000_000).contains(count) else {
      throw ModelFileError("num_cat is \(count); it must be from 0 to 1000000.", line: try section.text("num_cat").number)
    }
    guard count > 0 else { return [] }
    let bounds = try section.numbers("cat_boundaries", count + 1) { Int($0) }
    let most = (CategorySet.limit >> 5) + 1
    guard bounds[0] == 0, zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 && $1 <= $0 + most }) else {
      throw ModelFileError("cat_boundaries must begin with 0 and never fall.", line: try section.text("cat_boundaries").number)
    }
    let words = try section.numbers("cat_threshold", bounds[count]) { UInt32($0) }
    return (0..<count).map { CategorySet(words: Array(words[bounds[$0]..<bounds[$0 + 1]])) }
  }

  /// The linear part of each leaf; `nil` if the tree has none.
  private static func linearLeaves(_ section: Section, _ leaves: Int) throws(ModelFileError) -> [LinearLeaf?]? {
    guard section.lines["is_linear"] != nil, try section.whole("is_linear") != 0 else { return nil }
    let constants = try section.numbers("leaf_const", leaves) { Double($0) }
    let counts = try section.numbers("num_features", leaves) { Int($0) }
    guard counts.allSatisfy({ (0...1_000_000).contains($0) }) else {
      throw ModelFileError("num_features holds a number that is not from 0 to 1000000.", line: try section.text("num_features").number)
    }
    let all = counts.reduce(0, +)
    let features = all == 0 ? [] : try section.numbers("leaf_features", all) { Int($0) }
    let coefficients = all == 0 ? [] : try section.numbers("leaf_coeff", all) { Double($0) }
    var made: [LinearLeaf?] = []
    var start = 0
    for leaf in 0..<leaves {
      let own = start..<start + counts[leaf]
      made.append(LinearLeaf(constant: constants[leaf], features: Array(features[own]), coefficients: Array(coefficients[own])))
      start = own.upperBound
    }
    return made
  }
}

extension Model {
  /// Reads a model in LightGBM's text format, versions 3 and 4: numerical splits with any kind of missing value, categorical splits, linear
  /// leaves, random forests.
  ///
  /// What cannot be read is refused, with the line that says so.
  public init(lightGBMText text: String) throws(ModelFileError) { self = try LightGBMText.model(text) }
}
