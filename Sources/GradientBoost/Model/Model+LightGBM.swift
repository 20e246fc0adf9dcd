extension Model {
  /// The model as LightGBM's text format, version 4: LightGBM loads it and predicts the same.
  ///
  /// What that format has no room for is left out: the training record, and the ranges of a model that came from elsewhere. White space
  /// in feature names becomes `_`, as LightGBM would have it.
  public func lightGBMText() throws(ModelFileError) -> String {
    let names = featureNames.map { String($0.unicodeScalars.map { $0.properties.isWhitespace ? "_" : Character($0) }) }
    guard Set(names).count == names.count else {
      throw ModelFileError("Two feature names differ only in white space, which LightGBM's format cannot hold; rename one.")
    }
    let objective = try lightGBMObjective()
    let blocks = trees.enumerated().map { index, tree in
      let start = index < scoresPerRow ? initialScores[index] : 0
      return "Tree=\(index)\n" + Self.lightGBMText(tree, adding: start) + "\n\n"
    }
    if let tree = trees.firstIndex(where: { $0.nodes.contains { $0.categories != nil && $0.missingGoesLeft } }) {
      throw ModelFileError(
        "Tree \(tree) sends missing categories left, which LightGBM's format cannot hold (this comes from XGBoost); write Assay's format.")
    }
    let categories = categoriesAskedFor
    let infos = featureRanges.enumerated().map { feature, range in
      if let own = categories[feature] { return own.map(String.init).joined(separator: ":") }
      return range.map { $0.lowerBound < $0.upperBound ? "[\(Self.number($0.lowerBound)):\(Self.number($0.upperBound))]" : "none" }
        ?? "[-inf:inf]"
    }
    var text = """
      tree
      version=v4
      num_class=\(scoresPerRow)
      num_tree_per_iteration=\(scoresPerRow)
      label_index=0
      max_feature_idx=\(featureNames.count - 1)
      objective=\(objective)
      feature_names=\(names.joined(separator: " "))
      feature_infos=\(infos.joined(separator: " "))
      tree_sizes=\(blocks.map { String($0.utf8.count) }.joined(separator: " "))


      """
    text += blocks.joined()
    text += "end of trees\n\nfeature_importances:\n"
    let splits = importance(.split)
    for index in splits.indices.sorted(by: { (splits[$0], $1) > (splits[$1], $0) }) where splits[index] > 0 {
      text += "\(names[index])=\(Int(splits[index]))\n"
    }
    text += "\nparameters:\n[boosting: gbdt]\n[objective: \(self.objective.name)]\n"
    let texts = parameters.map { $0.texts(ofVersion: 1) + $0.unusualLaterTexts } ?? []
    for (name, value) in texts where name != "metric" && name != "boosting" {
      text += "[\(name): \(value == "true" ? "1" : value == "false" ? "0" : value)]\n"
    }
    return text + "\nend of parameters\n\npandas_categorical:null\n"
  }

  private func lightGBMObjective() throws(ModelFileError) -> String {
    switch objective {
    case .binary: return "binary sigmoid:1"
    case .multiclass(let classes): return "multiclass num_class:\(classes)"
    case .tweedie(let power): return "tweedie tweedie_variance_power:\(power)"
    case .custom(let name):
      if customInverse == nil || LightGBMText.foreignObjectives[name] != nil { return name }
      throw ModelFileError(
        "LightGBM knows no objective '\(name)' of one's own; write Assay's format, or set another objective and predict raw scores.")
    default: return objective.name
    }
  }

  /// For each feature that splits ask for by categories those they ask for, ascending.
  private var categoriesAskedFor: [Int: [Int]] {
    var all: [Int: Set<Int>] = [:]
    for node in trees.lazy.flatMap(\.nodes) {
      if let categories = node.categories { all[node.feature, default: []].formUnion(categories.members) }
    }
    return all.mapValues { $0.sorted() }
  }

  /// A number as LightGBM reads it: the shortest text that reads back to the same.
  static func number(_ value: Double) -> String {
    value.isInfinite ? (value > 0 ? "inf" : "-inf") : "\(value)"
  }

  private static func lightGBMText(_ tree: Tree, adding start: Double) -> String {
    func list<Item>(_ items: [Item], _ text: (Item) -> String) -> String { items.map(text).joined(separator: " ") }
    func child(_ child: Int) -> String { String(child) }
    let sets = tree.nodes.compactMap(\.categories)
    var text = "num_leaves=\(tree.leaves.count)\nnum_cat=\(sets.count)\n"
    if !tree.nodes.isEmpty {
      text += "split_feature=\(list(tree.nodes) { String($0.feature) })\n"
      text += "split_gain=\(list(tree.nodes) { number($0.gain) })\n"
      var place = -1
      let thresholds = tree.nodes.map { node in
        guard node.categories != nil else { return number(node.threshold) }
        place += 1
        return String(place)
      }
      text += "threshold=\(list(thresholds) { $0 })\n"
      let kinds = tree.nodes.map { node in
        node.missing.rawValue << 2 | (node.missingGoesLeft ? 2 : 0) | (node.categories == nil ? 0 : 1)
      }
      text += "decision_type=\(list(kinds) { String($0) })\n"
      text += "left_child=\(list(tree.nodes) { child($0.left) })\n"
      text += "right_child=\(list(tree.nodes) { child($0.right) })\n"
    }
    text += "leaf_value=\(list(tree.leaves) { number($0.value + start) })\n"
    if !tree.nodes.isEmpty {
      text += "leaf_weight=\(list(tree.leaves) { number($0.weight) })\n"
      text += "leaf_count=\(list(tree.leaves) { String($0.count) })\n"
      text += "internal_value=\(list(tree.nodes) { number($0.value + start) })\n"
      text += "internal_weight=\(list(tree.nodes) { number($0.weight) })\n"
      text += "internal_count=\(list(tree.nodes) { String($0.count) })\n"
    }
    if !sets.isEmpty {
      // A set without a member still has a word.
      let words = sets.map { $0.words.isEmpty ? [0] : $0.words }
      let bounds = words.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
      text += "cat_boundaries=\(list(bounds) { String($0) })\ncat_threshold=\(list(words.flatMap(\.self)) { String($0) })\n"
    }
    if tree.isLinear {
      let parts = tree.leaves.map { ($0.linear ?? LinearLeaf(constant: $0.value, features: [], coefficients: [])).adding(start) }
      text += "is_linear=1\nleaf_const=\(list(parts) { number($0.constant) })\n"
      text += "num_features=\(list(parts) { String($0.features.count) })\n"
      text += "leaf_features=\(list(parts) { list($0.features) { String($0) } + " " })\n"
      text += "leaf_coeff=\(list(parts) { list($0.coefficients) { number($0) } + " " })\n"
      return text + "shrinkage=\(number(tree.learningRate))\n"
    }
    return text + "is_linear=0\nshrinkage=\(number(tree.learningRate))\n"
  }
}
