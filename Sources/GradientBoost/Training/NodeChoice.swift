import Statistics

/// What each node of one tree may choose from: its share of the features, those that may interact, and its one threshold for each.
///
/// What a node draws depends on the seed, the tree and the node alone, so that threads change nothing.
struct NodeChoice: Sendable {
  private let columnCount: Int
  private let tree: [Bool]?
  private let share: Double
  /// Groups of columns that may come together; `nil` for no constraint.
  private let groups: [Set<Int>]?
  private let draws: SeededGenerator
  private let isExtra: Bool

  /// - Parameters:
  ///   - tree: which columns the tree may use; `nil` for all.
  ///   - groups: columns that may come together; `nil` for no constraint.
  ///   - draws: what this tree draws from.
  init(_ parameters: Parameters, columnCount: Int, tree: [Bool]?, groups: [Set<Int>]?, draws: SeededGenerator) {
    self.columnCount = columnCount
    self.tree = tree
    self.groups = groups
    self.draws = draws
    share = parameters.featureFractionBynode
    isExtra = parameters.extraTrees
  }

  /// Whether every node may choose from the same.
  var isTheSame: Bool { share >= 1 && groups == nil && !isExtra }

  /// The columns that may divide a node; `nil` for all that the tree may use.
  ///
  /// - Parameter branch: the columns that divided above it.
  func allowed(node: Int, branch: [Int]) -> [Bool]? {
    guard share < 1 || groups != nil else { return nil }
    var allowed = tree ?? Array(repeating: true, count: columnCount)
    if let groups {
      var reachable = Set(branch)
      for group in groups where group.isSuperset(of: branch) { reachable.formUnion(group) }
      for column in allowed.indices where !reachable.contains(column) { allowed[column] = false }
    }
    guard share < 1 else { return allowed }
    let choices = allowed.indices.filter { allowed[$0] }
    guard choices.count > 1 else { return allowed }
    var draws = draws.split(stream: UInt64(node))
    let wanted = max(1, Int((Double(choices.count) * share).rounded()))
    var drawn = Array(repeating: false, count: columnCount)
    for place in draws.sample(wanted, from: choices.count) { drawn[choices[place]] = true }
    return drawn
  }

  /// Where a node's one threshold for each column comes from; `nil` to try all.
  func draw(node: Int) -> UInt64? {
    guard isExtra else { return nil }
    var draws = draws.split(stream: UInt64(node)).split(stream: 1)
    return draws.next()
  }
}
