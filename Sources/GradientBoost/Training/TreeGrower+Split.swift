extension TreeGrower {
  /// Whether anybody asks which columns divided above a leaf.
  private var keepsBranches: Bool { parameters.linearTree || !parameters.interactionConstraints.isEmpty }

  /// Divides a leaf; what goes right becomes a new one.
  func split(_ leaf: Int, by candidate: SplitCandidate, finder: SplitFinder, into grown: inout Grown) {
    let parent = leaves[leaf]
    let node = grown.nodes.count
    let newLeaf = leaves.count
    grown.nodes.append(
      Grown.Node(candidate: candidate, left: ~leaf, right: ~newLeaf, totals: parent.totals, addedL2: parent.addedL2))
    if let above = parent.parent {
      if parent.isLeft { grown.nodes[above].left = node } else { grown.nodes[above].right = node }
    }
    let rightCount = parent.totals.count - candidate.leftCount
    let leftIsSmaller = candidate.leftCount <= rightCount
    let empty = NodeTotals(count: 0, gradient: 0, hessian: 0)
    let branch = keepsBranches ? parent.branch + (parent.branch.contains(candidate.column) ? [] : [candidate.column]) : []
    let child = Leaf(
      totals: empty, depth: parent.depth + 1, bounds: parent.bounds, parent: node, isLeft: true, number: 2 * node + 1, branch: branch,
      addedL2: candidate.addedL2)
    leaves[leaf] = child
    leaves.append(child)
    leaves[newLeaf].isLeft = false
    leaves[newLeaf].number = 2 * node + 2
    leaves[leaf].totals.count = candidate.leftCount
    leaves[newLeaf].totals.count = rightCount
    let smaller = leftIsSmaller ? leaf : newLeaf
    let larger = leftIsSmaller ? newLeaf : leaf

    let column = columns[candidate.column]
    let test = BinTest(
      column: candidate.column, threshold: candidate.bin, missing: column.holdsMissing ? column.bins : 255,
      missingGoesLeft: candidate.missingGoesLeft)
    let partition: @Sendable (inout RowBlock) -> Void = { block in
      if let set = candidate.categories {
        block.partition(leaf: leaf, newLeaf: newLeaf, by: set, column: candidate.column)
      } else {
        block.partition(leaf: leaf, newLeaf: newLeaf, by: test)
      }
    }
    let isWanted = (canBeDivided(smaller), canBeDivided(larger))
    guard isWanted.0 || isWanted.1 || column.monotone != 0, let first = groups.first else {
      let blocks = blocks
      if parent.totals.count > 20_000 {
        crew.run(blocks.count) { partition(&blocks[$0].value) }
      } else {
        for block in blocks { partition(&block.value) }
      }
      for group in groups { group.value.drop(leaf: leaf) }
      return
    }
    // The parent's histogram makes room for the smaller child's where that is the left one.
    if smaller == leaf {
      for group in groups { group.value.move(from: leaf, to: newLeaf) }
    }
    let sums = addUp(leaf: smaller, count: leaves[smaller].totals.count) { _, block, _ in partition(&block) }
    sums.take(first, 0)
    leaves[smaller].totals = first.value.totals(ofLeaf: smaller, count: leaves[smaller].totals.count)
    leaves[larger].totals.gradient = parent.totals.gradient - leaves[smaller].totals.gradient
    leaves[larger].totals.hessian = parent.totals.hessian - leaves[smaller].totals.hessian
    bound(left: leaf, right: newLeaf, by: column, parentValue: parent.value, finder: finder)
    for child in [smaller, larger] { value(child, parent: parent.value, finder: finder) }
    let search = search(smaller, finder: finder)
    let otherSearch = self.search(larger, finder: finder)
    let largerCount = leaves[larger].totals.count
    let found = searchGroups { index, group, best in
      if index > 0 { sums.take(group, index) }
      if isWanted.0 { group.value.improve(&best.smaller, finder, leaf: smaller, search) }
      if isWanted.1 {
        group.value.subtract(parent: larger, smaller: smaller, larger: larger, largerCount: largerCount)
        group.value.improve(&best.larger, finder, leaf: larger, otherSearch)
      }
    }
    leaves[smaller].candidate = found.smaller
    leaves[larger].candidate = found.larger
    dropHopeless((smaller, larger))
  }

  /// Keeps the children of a monotone split on their sides of the middle.
  private func bound(left: Int, right: Int, by column: SplitFinder.Column, parentValue: Double, finder: SplitFinder) {
    guard column.monotone != 0 else { return }
    func value(_ leaf: Int) -> Double {
      let totals = leaves[leaf].totals
      return finder.rules.value(
        gradient: Double(totals.gradient), hessian: Double(totals.hessian), bounds: leaves[leaf].bounds, count: Double(totals.count),
        parent: parentValue)
    }
    let middle = (value(left) + value(right)) / 2
    let (low, high) = column.monotone > 0 ? (left, right) : (right, left)
    leaves[low].bounds.high = min(leaves[low].bounds.high, middle)
    leaves[high].bounds.low = max(leaves[high].bounds.low, middle)
  }
}
