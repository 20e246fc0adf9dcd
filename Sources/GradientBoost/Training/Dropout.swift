import Statistics

/// What DART knows of the trees so far, and which of them the next one does not see.
///
/// Vinayak & Gilad-Bachrach, "DART: Dropouts meet Multiple Additive Regression Trees", AISTATS 2015. With k trees dropped the new one is
/// added with a (k + 1)-th of the learning rate, and the dropped ones come back with k / (k + 1) of what they were.
struct Dropout {
  private let parameters: Parameters
  /// The trees as they were grown, one after another.
  private var trees: [BinnedTree] = []
  /// What the trees of each iteration are multiplied with by now.
  private var factors: [Double] = []
  /// The iterations that are dropped at the moment.
  private(set) var dropped: [Int] = []
  private let learningRate: Double

  init(_ parameters: Parameters) {
    self.parameters = parameters
    learningRate = parameters.learningRate
  }

  /// What the next trees' values are multiplied with.
  var rate: Double { learningRate / Double(dropped.count + 1) }

  /// Remembers a tree.
  mutating func keep(_ tree: BinnedTree) { trees.append(tree) }

  /// Chooses what to drop for the next iteration; gives back what to add to all scores for it, tree by tree.
  mutating func drop(iteration: Int, classes: Int, draws: SeededGenerator) -> [BinnedTree] {
    var draws = draws
    while factors.count < iteration { factors.append(1) }
    dropped = []
    let limit = parameters.maxDrop > 0 ? parameters.maxDrop : .max
    guard iteration > 0, !draws.chance(parameters.skipDrop) else { return [] }
    let total = factors.reduce(0, +)
    for earlier in 0..<iteration where dropped.count < limit {
      let chance = parameters.uniformDrop || total == 0 ? 1 : factors[earlier] * Double(iteration) / total
      if draws.uniform() < parameters.dropRate * chance { dropped.append(earlier) }
    }
    return dropped.flatMap { own in (0..<classes).map { trees[own * classes + $0].scaled(by: -factors[own]) } }
  }

  /// Takes what was dropped back; gives back what to add to the scores of the training rows, from which it was missing, and to those of
  /// others, from which it was not.
  mutating func takeBack(classes: Int) -> (training: [BinnedTree], validation: [BinnedTree]) {
    let kept = Double(dropped.count) / Double(dropped.count + 1)
    var training: [BinnedTree] = []
    var validation: [BinnedTree] = []
    for own in dropped {
      for index in 0..<classes {
        training.append(trees[own * classes + index].scaled(by: factors[own] * kept))
        validation.append(trees[own * classes + index].scaled(by: factors[own] * (kept - 1)))
      }
      factors[own] *= kept
    }
    return (training, validation)
  }

  /// A tree with what it counts for in the end.
  func scaled(_ tree: Tree, iteration: Int) -> Tree {
    iteration < factors.count && factors[iteration] != 1 ? tree.scaled(by: factors[iteration]) : tree
  }
}

extension Training {
  /// Leaves out some of the earlier trees, where DART was asked for.
  mutating func drop(_ iteration: Int) {
    guard var dropout else { return }
    settle()
    let draws = generator.split(stream: 0x6472_6f70).split(stream: UInt64(iteration))
    for (place, tree) in dropout.drop(iteration: iteration, classes: classes, draws: draws).enumerated() {
      addToScores(tree, ofClass: place % classes)
    }
    self.dropout = dropout
  }

  /// Takes them back.
  mutating func takeBack() {
    guard var dropout else { return }
    let back = dropout.takeBack(classes: classes)
    for (place, tree) in back.training.enumerated() { addToScores(tree, ofClass: place % classes) }
    for (place, tree) in back.validation.enumerated() { scoring.add(tree, ofClass: place % classes) }
    self.dropout = dropout
  }
}
