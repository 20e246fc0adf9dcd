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
    let infos = featureRanges.map { range in
      range.map { $0.lowerBound < $0.upperBound ? "[\(Self.number($0.lowerBound)):\(Self.number($0.upperBound))]" : "none" } ?? "[-inf:inf]"
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
    for (name, value) in parameters?.texts ?? [] where name != "metric" {
      text += "[\(name): \(value == "true" ? "1" : value == "false" ? "0" : value)]\n"
    }
    return text + "\nend of parameters\n\npandas_categorical:null\n"
  }

  private func lightGBMObjective() throws(ModelFileError) -> String {
    switch objective {
    case .binary: return "binary sigmoid:1"
    case .multiclass(let classes): return "multiclass num_class:\(classes)"
    case .custom(let name):
      if customInverse == nil || LightGBMText.foreignObjectives[name] != nil { return name }
      throw ModelFileError(
        "LightGBM knows no objective '\(name)' of one's own; write Assay's format, or set another objective and predict raw scores.")
    default: return objective.name
    }
  }

  /// A number as LightGBM reads it: the shortest text that reads back to the same.
  static func number(_ value: Double) -> String {
    value.isInfinite ? (value > 0 ? "inf" : "-inf") : "\(value)"
  }

  private static func lightGBMText(_ tree: Tree, adding start: Double) -> String {
    func list<Item>(_ items: [Item], _ text: (Item) -> String) -> String { items.map(text).joined(separator: " ") }
    func child(_ child: Int) -> String { String(child) }
    var text = "num_leaves=\(tree.leaves.count)\nnum_cat=0\n"
    if !tree.nodes.isEmpty {
      text += "split_feature=\(list(tree.nodes) { String($0.feature) })\n"
      text += "split_gain=\(list(tree.nodes) { number($0.gain) })\n"
      text += "threshold=\(list(tree.nodes) { number($0.threshold) })\n"
      text += "decision_type=\(list(tree.nodes) { String($0.missing.rawValue << 2 | ($0.missingGoesLeft ? 2 : 0)) })\n"
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
    return text + "is_linear=0\nshrinkage=\(number(tree.learningRate))\n"
  }
}
