/// Exact Shapley values of a tree's features, in time that grows with leaves × depth² instead of 2 to the power of features.
///
/// Lundberg, Erion & Lee, "Consistent individualized feature attribution for tree ensembles", 2018, algorithm 2, path-dependent: a feature
/// that is unknown sends a row both ways, in proportion to the training rows that went there.
struct TreeShap {
  /// A feature on the way to a node: the share of all paths that leads here where it is unknown and where it is known.
  private struct Step {
    var feature: Int
    var zeroShare: Double
    var oneShare: Double
    var weight: Double
  }

  private let tree: Tree
  private let row: [Double]
  /// The feature that is held known (or unknown), if one is: what is asked then is what the others contribute.
  private var condition: (feature: Int, isKnown: Bool)?
  /// Whether the tree does not know how many rows came where; their weight then stands for it, as in models of XGBoost.
  private let countsWeight: Bool

  private init(tree: Tree, row: [Double]) {
    self.tree = tree
    self.row = row
    countsWeight = tree.nodes.first?.count == 0
  }

  /// Adds a tree's contributions to `sums`, whose last place takes the expected value.
  static func add(_ tree: Tree, row: [Double], to sums: inout [Double]) {
    sums[sums.count - 1] += expectation(of: tree)
    guard !tree.nodes.isEmpty else { return }
    TreeShap(tree: tree, row: row).descend(0, path: [], zeroShare: 1, oneShare: 1, feature: -1, share: 1, to: &sums)
  }

  /// Adds a tree's interactions to `sums`, a square of one more than the features, row after row: what two features do together, half of
  /// it on either side of the diagonal, and on the diagonal what is left of each one's contribution.
  ///
  /// Lundberg et al., "From local explanations to global understanding with explainable AI for trees", 2020, algorithm of the supplement: for
  /// each feature, what the others contribute where it is known less what they do where it is not.
  static func addInteractions(_ tree: Tree, row: [Double], to sums: inout [Double], width: Int) {
    var own = Array(repeating: 0.0, count: width)
    add(tree, row: row, to: &own)
    sums[width * width - 1] += own[width - 1]
    for feature in Set(tree.nodes.map(\.feature)).sorted() {
      var difference = Array(repeating: 0.0, count: width)
      for isKnown in [true, false] {
        var shap = TreeShap(tree: tree, row: row)
        shap.condition = (feature, isKnown)
        var part = Array(repeating: 0.0, count: width)
        shap.descend(0, path: [], zeroShare: 1, oneShare: 1, feature: -1, share: 1, to: &part)
        for other in part.indices { difference[other] += (isKnown ? 0.5 : -0.5) * part[other] }
      }
      for other in 0..<width - 1 where other != feature {
        sums[feature * width + other] += difference[other]
        own[feature] -= difference[other]
      }
      sums[feature * width + feature] += own[feature]
    }
  }

  /// The value of a row of which nothing is known.
  static func expectation(of tree: Tree) -> Double {
    let shap = TreeShap(tree: tree, row: [])
    var sum = 0.0
    var stack = [(place: tree.nodes.isEmpty ? ~0 : 0, share: 1.0)]
    while let (place, share) = stack.popLast() {
      guard place >= 0 else {
        sum += tree.leaves[~place].value * share
        continue
      }
      let node = tree.nodes[place]
      let leftShare = shap.share(of: node.left, against: node.right)
      stack.append((node.right, share * (1 - leftShare)))
      stack.append((node.left, share * leftShare))
    }
    return sum
  }

  /// The share of the training rows that went to one child and not to the other; a half where nothing is known of them.
  private func share(of child: Int, against other: Int) -> Double {
    let total = count(child) + count(other)
    return total > 0 ? count(child) / total : 0.5
  }

  private func count(_ place: Int) -> Double {
    if countsWeight { return max(0, place >= 0 ? tree.nodes[place].weight : tree.leaves[~place].weight) }
    return place >= 0 ? Double(tree.nodes[place].count) : Double(tree.leaves[~place].count)
  }

  private func descend(
    _ place: Int, path: [Step], zeroShare: Double, oneShare: Double, feature: Int, share: Double, to sums: inout [Double]
  ) {
    guard share != 0 else { return }
    var path = path
    if feature < 0 || feature != condition?.feature { Self.extend(&path, zeroShare, oneShare, feature) }
    guard place >= 0 else {
      let value = tree.leaves[~place].value
      for index in 1..<max(path.count, 1) {
        let step = path[index]
        sums[step.feature] += Self.unwoundSum(path, index) * (step.oneShare - step.zeroShare) * value * share
      }
      return
    }
    let node = tree.nodes[place]
    let hot = node.next(row[node.feature])
    let cold = hot == node.left ? node.right : node.left
    var incomingZero = 1.0
    var incomingOne = 1.0
    // A feature that was asked for above is taken out of the path first.
    if let earlier = path.firstIndex(where: { $0.feature == node.feature }) {
      incomingZero = path[earlier].zeroShare
      incomingOne = path[earlier].oneShare
      Self.unwind(&path, earlier)
    }
    let hotShare = self.share(of: hot, against: cold)
    var shares = (hot: share, cold: share)
    // What is known leads one way alone, what is unknown both ways in proportion; neither is a step of the path.
    if let condition, condition.feature == node.feature {
      shares = condition.isKnown ? (share, 0) : (share * hotShare, share * (1 - hotShare))
    }
    descend(
      hot, path: path, zeroShare: incomingZero * hotShare, oneShare: incomingOne, feature: node.feature, share: shares.hot, to: &sums)
    descend(
      cold, path: path, zeroShare: incomingZero * (1 - hotShare), oneShare: 0, feature: node.feature, share: shares.cold, to: &sums)
  }

  private static func extend(_ path: inout [Step], _ zeroShare: Double, _ oneShare: Double, _ feature: Int) {
    let depth = path.count
    path.append(Step(feature: feature, zeroShare: zeroShare, oneShare: oneShare, weight: depth == 0 ? 1 : 0))
    for index in stride(from: depth - 1, through: 0, by: -1) {
      path[index + 1].weight += oneShare * path[index].weight * Double(index + 1) / Double(depth + 1)
      path[index].weight = zeroShare * path[index].weight * Double(depth - index) / Double(depth + 1)
    }
  }

  private static func unwind(_ path: inout [Step], _ place: Int) {
    let depth = path.count - 1
    let (one, zero) = (path[place].oneShare, path[place].zeroShare)
    var next = path[depth].weight
    for index in stride(from: depth - 1, through: 0, by: -1) {
      if one != 0 {
        let kept = path[index].weight
        path[index].weight = next * Double(depth + 1) / (Double(index + 1) * one)
        next = kept - path[index].weight * zero * Double(depth - index) / Double(depth + 1)
      } else if zero != 0 {
        path[index].weight = path[index].weight * Double(depth + 1) / (zero * Double(depth - index))
      }
    }
    for index in place..<depth {
      path[index].feature = path[index + 1].feature
      path[index].zeroShare = path[index + 1].zeroShare
      path[index].oneShare = path[index + 1].oneShare
    }
    path.removeLast()
  }

  private static func unwoundSum(_ path: [Step], _ place: Int) -> Double {
    let depth = path.count - 1
    let (one, zero) = (path[place].oneShare, path[place].zeroShare)
    var next = path[depth].weight
    var total = 0.0
    for index in stride(from: depth - 1, through: 0, by: -1) {
      if one != 0 {
        let weight = next * Double(depth + 1) / (Double(index + 1) * one)
        total += weight
        next = path[index].weight - weight * zero * Double(depth - index) / Double(depth + 1)
      } else if zero != 0 {
        total += path[index].weight * Double(depth + 1) / (zero * Double(depth - index))
      }
    }
    return total
  }
}
