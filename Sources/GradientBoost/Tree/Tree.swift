/// One tree: questions of the form "is this feature at most that" or "is it one of these categories", and a value for each leaf.
///
/// Node 0 is the root. A child that is 0 or more is a node; a negative one is the leaf `~child`.
public struct Tree: Sendable, Hashable {
  /// A question.
  public struct Node: Sendable, Hashable {
    /// Which feature it asks about.
    public let feature: Int
    /// Values up to this go left.
    public let threshold: Double
    /// Whether missing values go left.
    public let missingGoesLeft: Bool
    /// What counts as missing.
    public let missing: Missing
    /// Where values up to the threshold go: a node, or the leaf `~left`.
    public let left: Int
    /// Where the others go.
    public let right: Int
    /// How much the split lowered the training loss, twice over.
    public let gain: Double
    /// The value a leaf would have here, the learning rate applied.
    public let value: Double
    /// Training rows that came here.
    public let count: Int
    /// The sum of their hessians.
    public let weight: Double
    /// The categories that go left, where the question is about categories; the threshold then says nothing.
    public internal(set) var categories: CategorySet? = nil
  }

  /// What counts as missing: models of others may count zeroes, or take a NaN for a zero.
  public enum Missing: Int, Sendable, Hashable {
    /// Nothing: a NaN counts as 0.
    case never = 0
    /// Zeroes (up to 1e-35 either side, as a `Float`) and NaN.
    case zero = 1
    /// NaN.
    case nan = 2
  }

  /// LightGBM's zero is a band of 1e-35 either side, written there as a number of single precision.
  static let zeroBand = Double(1e-35 as Float)

  /// An answer.
  public struct Leaf: Sendable, Hashable {
    /// What it adds to the score, the learning rate applied.
    public let value: Double
    /// Training rows that came here.
    public let count: Int
    /// The sum of their hessians.
    public let weight: Double
    /// What it adds instead of `value` where no feature of this is missing.
    public internal(set) var linear: LinearLeaf? = nil

    /// What it adds to the score of a row.
    ///
    /// - Parameter value: the value of a feature, by its number.
    @inline(__always)
    func output(_ value: (Int) -> Double) -> Double { linear?.value(value) ?? self.value }
  }

  /// The questions; none if the tree is one leaf.
  public let nodes: [Node]
  /// The answers, at least one.
  public let leaves: [Leaf]
  /// What the values were multiplied with.
  public let learningRate: Double

  init(nodes: [Node], leaves: [Leaf], learningRate: Double) {
    self.nodes = nodes
    self.leaves = leaves
    self.learningRate = learningRate
  }

  /// The most questions on the way to a leaf.
  public var depth: Int {
    var deepest = 0
    var stack = nodes.isEmpty ? [] : [(0, 1)]
    while let (node, depth) = stack.popLast() {
      deepest = max(deepest, depth)
      for child in [nodes[node].left, nodes[node].right] where child >= 0 { stack.append((child, depth + 1)) }
    }
    return deepest
  }

  /// The leaf that a row comes to.
  ///
  /// - Parameter value: the value of a feature, by its number.
  func leaf(_ value: (Int) -> Double) -> Int {
    guard !nodes.isEmpty else { return 0 }
    var place = 0
    while place >= 0 { place = nodes[place].next(value(nodes[place].feature)) }
    return ~place
  }

  /// What is wrong with its shape; `nil` if every node and leaf is reached exactly once.
  func problem(featureCount: Int) -> String? {
    guard leaves.count == nodes.count + 1 else { return "\(nodes.count) nodes need \(nodes.count + 1) leaves, there are \(leaves.count)" }
    var isSeen = (nodes: nodes.map { _ in false }, leaves: leaves.map { _ in false })
    var stack = [nodes.isEmpty ? ~0 : 0]
    while let place = stack.popLast() {
      if place >= 0 {
        guard place < nodes.count, !isSeen.nodes[place] else { return "node \(place) does not exist or is reached twice" }
        isSeen.nodes[place] = true
        let node = nodes[place]
        guard (0..<featureCount).contains(node.feature) else { return "node \(place) asks for feature \(node.feature) of \(featureCount)" }
        guard !node.threshold.isNaN || node.categories != nil else { return "node \(place) has no threshold" }
        stack += [node.left, node.right]
      } else {
        guard ~place < leaves.count, !isSeen.leaves[~place] else { return "leaf \(~place) does not exist or is reached twice" }
        isSeen.leaves[~place] = true
        guard leaves[~place].value.isFinite else { return "leaf \(~place) has no finite value" }
        guard let linear = leaves[~place].linear else { continue }
        guard linear.constant.isFinite, linear.coefficients.allSatisfy(\.isFinite), linear.features.count == linear.coefficients.count,
          linear.features.allSatisfy({ (0..<featureCount).contains($0) })
        else { return "leaf \(~place) has a linear part that does not go up" }
      }
    }
    return nil
  }
}

extension Tree {
  /// Whether a leaf adds more than one number.
  var isLinear: Bool { leaves.contains { $0.linear != nil } }

  /// The tree with all it adds multiplied.
  func scaled(by factor: Double) -> Tree {
    Tree(
      nodes: nodes.map { node in
        Node(
          feature: node.feature, threshold: node.threshold, missingGoesLeft: node.missingGoesLeft, missing: node.missing, left: node.left,
          right: node.right, gain: node.gain, value: node.value * factor, count: node.count, weight: node.weight,
          categories: node.categories)
      },
      leaves: leaves.map {
        Leaf(value: $0.value * factor, count: $0.count, weight: $0.weight, linear: $0.linear?.scaled(by: factor))
      },
      learningRate: learningRate * factor)
  }

  /// The tree with other leaves.
  func replacing(leaves: [Leaf]) -> Tree { Tree(nodes: nodes, leaves: leaves, learningRate: learningRate) }
}

extension Tree.Node {
  /// Where a value goes: a node, or the leaf `~next`.
  @inline(__always)
  func next(_ value: Double) -> Int {
    let goesLeft: Bool
    if let categories {
      goesLeft = value.isNaN ? missingGoesLeft : categories.contains(value)
      return goesLeft ? left : right
    }
    switch missing {
    case .nan: goesLeft = value.isNaN ? missingGoesLeft : value <= threshold
    case .never: goesLeft = (value.isNaN ? 0 : value) <= threshold
    case .zero: goesLeft = value.isNaN || abs(value) <= Tree.zeroBand ? missingGoesLeft : value <= threshold
    }
    return goesLeft ? left : right
  }
}
