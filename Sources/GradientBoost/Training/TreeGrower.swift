import Statistics

/// Grows one tree after another, the leaf of greatest gain first, on rows whose gradients it is given.
///
/// Every sum that decides anything is a sum of whole numbers, so the order in which threads add does not matter.
final class TreeGrower {
  private let matrix: BinnedMatrix
  private let columns: [SplitFinder.Column]
  private let parameters: Parameters
  private let threads: Int
  let layout: LaneLayout
  let blocks: [Owned<RowBlock>]
  private let groups: [Owned<HistogramGroup>]
  private let workers: [Owned<HistogramWorker>]
  private var leaves: [Leaf] = []

  /// A leaf that may still be divided.
  private struct Leaf {
    var totals: NodeTotals
    var depth: Int
    var bounds = ValueBounds()
    var candidate: SplitCandidate?
    /// The inner node above and on which side of it the leaf hangs.
    var parent: Int?
    var isLeft = false
  }

  init(matrix: BinnedMatrix, columns: [SplitFinder.Column], parameters: Parameters, classes: Int, threads: Int) {
    self.matrix = matrix
    self.columns = columns
    self.parameters = parameters
    self.threads = threads
    let leaves = max(2, min(parameters.numLeaves, matrix.rowCount))
    let layout = LaneLayout(rowCount: matrix.rowCount)
    self.layout = layout
    blocks = parallelMap(matrix.blocks.indices, threads: threads) { index in
      Owned(
        RowBlock(
          rows: matrix.rows(ofBlock: index), columns: matrix.blocks[index], columnCount: matrix.columnCount, classes: classes,
          leaves: leaves))
    }
    groups = (0..<(columns.count + 7) / 8).map { word in
      Owned(HistogramGroup(columns: Array(columns[word * 8..<min(columns.count, word * 8 + 8)]), layout: layout, leaves: leaves))
    }
    workers = (0..<threads).map { _ in
      Owned(HistogramWorker(layout: layout, columnCount: columns.count))
    }
  }

  /// A tree before its thresholds are numbers: nodes in the order they were made, children of which negative ones are leaves, `~leaf`.
  struct Grown {
    struct Node {
      var candidate: SplitCandidate
      var left: Int
      var right: Int
      var totals: NodeTotals
    }
    var nodes: [Node] = []
    /// How many rows each leaf has.
    var counts: [Int] = []
    /// The exact sums of their gradients and hessians.
    var sums: [SIMD2<Int64>] = []
    var bounds: [ValueBounds] = []
  }

  /// Grows a tree on the rows the blocks hold in leaf 0.
  func grow(rounding: GradientRounding, usedColumns: [Bool]?) -> Grown {
    let finder = SplitFinder(layout: layout, rules: SplitRules(parameters, rounding: rounding))
    for group in groups {
      group.value.isUsed = group.value.columns.map { usedColumns?[$0.index] ?? true }
    }
    var grown = Grown()
    plantRoot(finder: finder, rounding: rounding)
    while leaves.count < parameters.numLeaves, let (leaf, candidate) = bestLeaf() {
      split(leaf, by: candidate, finder: finder, rounding: rounding, into: &grown)
    }
    for leaf in leaves.indices {
      for group in groups { group.value.drop(leaf: leaf) }
    }
    grown.counts = leaves.map(\.totals.count)
    let count = leaves.count
    grown.sums = parallelMap(blocks, threads: threads) { $0.value.exactSums(leaves: count) }
      .reduce(into: Array(repeating: .zero, count: count)) { sums, more in
        for leaf in more.indices { sums[leaf] = sums[leaf] &+ more[leaf] }
      }
    grown.bounds = leaves.map(\.bounds)
    return grown
  }

  private func bestLeaf() -> (Int, SplitCandidate)? {
    var best: (Int, SplitCandidate)?
    for (index, leaf) in leaves.enumerated() {
      if let candidate = leaf.candidate, candidate.gain > best?.1.gain ?? 0 { best = (index, candidate) }
    }
    return best
  }

  // MARK: - Histograms

  private func plantRoot(finder: SplitFinder, rounding: GradientRounding) {
    let count = blocks.reduce(0) { $0 + $1.value.count(ofLeaf: 0) }
    leaves = [Leaf(totals: NodeTotals(count: count, gradient: 0, hessian: 0), depth: 0)]
    addUp(leaf: 0, count: count, before: nil)
    complete(leaf: 0)
    search(leaf: 0, finder: finder, rounding: rounding)
  }

  /// Makes a leaf's histogram from its rows.
  private func addUp(leaf: Int, count: Int, before partition: (@Sendable (inout RowBlock) -> Void)?) {
    let isWide = count > layout.capacity
    let workers = workers, blocks = blocks
    let team = blocks.count >= 2 * threads && count * columns.count > 100_000 ? threads : 1
    let allGroups = 0..<groups.count
    _ = parallelMap(0..<team, threads: team) { index in
      workers[index].value.begin(groups: allGroups, isWide: isWide)
      for block in stride(from: index, to: blocks.count, by: team) {
        partition?(&blocks[block].value)
        blocks[block].value.add(leaf: leaf, to: &workers[index].value)
      }
      workers[index].value.finish()
    }
    for (index, group) in groups.enumerated() {
      for worker in 0..<team {
        if isWide {
          if worker == 0 {
            group.value.take(wide: &workers[0].value.wide[index], forLeaf: leaf)
          } else {
            group.value.merge(wide: &workers[worker].value.wide[index], intoLeaf: leaf)
          }
        } else {
          if worker == 0 {
            group.value.take(packed: &workers[0].value.packed[index], forLeaf: leaf)
          } else {
            group.value.merge(packed: &workers[worker].value.packed[index], intoLeaf: leaf)
          }
        }
      }
      group.value.accumulate(leaf: leaf)
    }
  }

  /// Reads a leaf's sums off its histogram.
  private func complete(leaf: Int) {
    if let group = groups.first { leaves[leaf].totals = group.value.totals(ofLeaf: leaf) }
  }

  private func search(leaf: Int, finder: SplitFinder, rounding: GradientRounding) {
    let isDeepest = parameters.maxDepth > 0 && leaves[leaf].depth >= parameters.maxDepth
    guard !isDeepest, leaves[leaf].totals.count >= 2 * max(1, parameters.minDataInLeaf) else { return }
    let search = finder.search(leaves[leaf].totals, bounds: leaves[leaf].bounds)
    var best: SplitCandidate?
    for group in groups {
      group.value.improve(&best, finder, leaf: leaf, search)
    }
    leaves[leaf].candidate = best
  }

  // MARK: - Splitting

  private func split(
    _ leaf: Int, by candidate: SplitCandidate, finder: SplitFinder, rounding: GradientRounding, into grown: inout Grown
  ) {
    let parent = leaves[leaf]
    let node = grown.nodes.count
    let newLeaf = leaves.count
    grown.nodes.append(Grown.Node(candidate: candidate, left: ~leaf, right: ~newLeaf, totals: parent.totals))
    if let above = parent.parent {
      if parent.isLeft { grown.nodes[above].left = node } else { grown.nodes[above].right = node }
    }
    let rightCount = parent.totals.count - candidate.leftCount
    let leftIsSmaller = candidate.leftCount <= rightCount
    let empty = NodeTotals(count: 0, gradient: 0, hessian: 0)
    leaves[leaf] = Leaf(totals: empty, depth: parent.depth + 1, bounds: parent.bounds, parent: node, isLeft: true)
    leaves.append(Leaf(totals: empty, depth: parent.depth + 1, bounds: parent.bounds, parent: node, isLeft: false))
    leaves[leaf].totals.count = candidate.leftCount
    leaves[newLeaf].totals.count = rightCount
    let smaller = leftIsSmaller ? leaf : newLeaf
    let larger = leftIsSmaller ? newLeaf : leaf

    let column = columns[candidate.column]
    let test = BinTest(
      column: candidate.column, threshold: candidate.bin, missing: column.holdsMissing ? column.bins : 255,
      missingGoesLeft: candidate.missingGoesLeft)
    // The parent's histogram makes room for the smaller child's where that is the left one.
    if smaller == leaf {
      for group in groups { group.value.move(from: leaf, to: newLeaf) }
    }
    addUp(leaf: smaller, count: leaves[smaller].totals.count) { $0.partition(leaf: leaf, newLeaf: newLeaf, by: test) }
    for group in groups {
      group.value.subtract(parent: larger, smaller: smaller, larger: larger, largerCount: leaves[larger].totals.count)
    }
    complete(leaf: smaller)
    leaves[larger].totals.gradient = parent.totals.gradient - leaves[smaller].totals.gradient
    leaves[larger].totals.hessian = parent.totals.hessian - leaves[smaller].totals.hessian
    bound(left: leaf, right: newLeaf, by: column, finder: finder, rounding: rounding)
    search(leaf: leaf, finder: finder, rounding: rounding)
    search(leaf: newLeaf, finder: finder, rounding: rounding)
  }

  /// Keeps the children of a monotone split on their sides of the middle.
  private func bound(left: Int, right: Int, by column: SplitFinder.Column, finder: SplitFinder, rounding: GradientRounding) {
    guard column.monotone != 0 else { return }
    func value(_ leaf: Int) -> Double {
      let totals = leaves[leaf].totals
      return finder.rules.value(gradient: Double(totals.gradient), hessian: Double(totals.hessian), bounds: leaves[leaf].bounds)
    }
    let middle = (value(left) + value(right)) / 2
    let (low, high) = column.monotone > 0 ? (left, right) : (right, left)
    leaves[low].bounds.high = min(leaves[low].bounds.high, middle)
    leaves[high].bounds.low = max(leaves[high].bounds.low, middle)
  }
}
