extension TreeGrower {
  /// Divides a leaf; what goes right becomes a new one.
  func split(_ leaf: Int, by candidate: SplitCandidate, finder: SplitFinder, into grown: inout Grown) {
    let parent = leaves[leaf]
    let newLeaf = hangChildren(of: leaf, by: candidate, in: &grown)
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
    let leftIsSmaller = leaves[leaf].totals.count <= leaves[newLeaf].totals.count
    let (smaller, larger) = leftIsSmaller ? (leaf, newLeaf) : (newLeaf, leaf)
    // The larger child may be divided where the smaller one may.
    guard canBeDivided(larger) || column.monotone != 0, !groups.isEmpty else {
      partitionAll(parent.totals.count, partition)
      dropHistograms(leaf)
      return
    }
    let isSmall = (smaller: leaves[smaller].totals.count <= ranked.value.limit, larger: leaves[larger].totals.count <= ranked.value.limit)
    // The parent's histogram makes room for the smaller child's where that is the left one.
    if smaller == leaf && !isSmall.larger {
      for group in groups { group.value.move(from: leaf, to: newLeaf) }
    }
    var sums: LeafSums?
    if isSmall.larger || isSmall.smaller && parent.totals.count <= layout.capacity {
      partitionAll(parent.totals.count, partition)
      if let place = parent.place {
        divide(place, of: parent.totals, into: (smaller, larger), leftIsSmaller: leftIsSmaller, by: candidate, test)
      } else if isSmall.larger {
        dropHistograms(leaf)
        rank(larger)
        leaves[smaller].totals = parent.totals - leaves[larger].totals
        if canBeDivided(smaller) { rank(smaller) }
      } else {
        gather(smaller)
        leaves[larger].totals = parent.totals - leaves[smaller].totals
      }
    } else {
      let own = addUp(leaf: smaller, count: leaves[smaller].totals.count) { _, block, _ in partition(&block) }
      own.take(groups[0], 0)
      leaves[smaller].totals = groups[0].value.totals(ofLeaf: smaller, count: leaves[smaller].totals.count)
      leaves[larger].totals = parent.totals - leaves[smaller].totals
      sums = own
    }
    bound(left: leaf, right: newLeaf, by: column, parentValue: parent.value, finder: finder)
    for child in [smaller, larger] { value(child, parent: parent.value, finder: finder) }
    if let sums {
      search(smaller, larger, sums, finder: finder)
    } else if isSmall.larger {
      for child in [smaller, larger] where canBeDivided(child) { searchRanks(child, finder: finder) }
    } else {
      search(smallRowsOf: smaller, larger, finder: finder)
    }
    dropHopeless((smaller, larger))
  }

  /// Makes a leaf an inner node of the tree, with two leaves that know their number of rows; gives back which leaf is new.
  private func hangChildren(of leaf: Int, by candidate: SplitCandidate, in grown: inout Grown) -> Int {
    let parent = leaves[leaf]
    let node = grown.nodes.count
    let newLeaf = leaves.count
    grown.nodes.append(
      Grown.Node(candidate: candidate, left: ~leaf, right: ~newLeaf, totals: parent.totals, addedL2: parent.addedL2))
    if let above = parent.parent {
      if parent.isLeft { grown.nodes[above].left = node } else { grown.nodes[above].right = node }
    }
    if !branches.isEmpty {
      if !branches[leaf].contains(candidate.column) { branches[leaf].append(candidate.column) }
      branches.append(branches[leaf])
    }
    func child(isLeft: Bool, count: Int) -> Leaf {
      Leaf(
        totals: NodeTotals(count: count, gradient: 0, hessian: 0), depth: parent.depth + 1, bounds: parent.bounds, parent: node,
        isLeft: isLeft, number: 2 * node + (isLeft ? 1 : 2), addedL2: candidate.addedL2)
    }
    leaves[leaf] = child(isLeft: true, count: candidate.leftCount)
    leaves.append(child(isLeft: false, count: parent.totals.count - candidate.leftCount))
    return newLeaf
  }

  private func partitionAll(_ rows: Int, _ partition: @escaping @Sendable (inout RowBlock) -> Void) {
    let blocks = blocks
    if rows > 20_000 {
      crew.run(blocks.count) { partition(&blocks[$0].value) }
    } else {
      for block in blocks { partition(&block.value) }
    }
  }

  // MARK: - Search

  /// Searches both children of a leaf with histograms, the smaller of which was added up; the larger one's are the parent's less these.
  private func search(_ smaller: Int, _ larger: Int, _ sums: LeafSums, finder: SplitFinder) {
    let isWanted = (smaller: canBeDivided(smaller), larger: canBeDivided(larger))
    let search = search(smaller, finder: finder)
    let otherSearch = self.search(larger, finder: finder)
    let largerCount = leaves[larger].totals.count
    let found = searchGroups { index, group, best in
      if index > 0 { sums.take(group, index) }
      if isWanted.smaller { group.value.improve(&best.smaller, finder, leaf: smaller, search) }
      if isWanted.larger {
        group.value.subtract(parent: larger, smaller: smaller, larger: larger, largerCount: largerCount)
        group.value.improve(&best.larger, finder, leaf: larger, otherSearch)
      }
    }
    leaves[smaller].candidate = found.smaller
    leaves[larger].candidate = found.larger
  }

  /// Searches both children of a leaf with histograms, the smaller of which has only the rows at hand; the others are the larger one's.
  private func search(smallRowsOf smaller: Int, _ larger: Int, finder: SplitFinder) {
    let search = search(smaller, finder: finder)
    let otherSearch = self.search(larger, finder: finder)
    let isWanted = (smaller: canBeDivided(smaller), larger: canBeDivided(larger))
    let (ranked, small) = (ranked, small)
    let rank: @Sendable (inout Candidates) -> Void = { best in
      let place = ranked.value.rank(small.value)
      best.place = place
      ranked.value.improve(&best.smaller, finder, place, search)
    }
    let found = searchGroups(aside: isWanted.smaller ? rank : nil) { _, group, best in
      guard isWanted.larger else { return }
      group.value.subtract(small.value, fromLeaf: larger)
      group.value.improve(&best.larger, finder, leaf: larger, otherSearch)
    }
    leaves[smaller].candidate = found.smaller
    leaves[smaller].place = found.place
    leaves[larger].candidate = found.larger
  }

  /// Searches a leaf whose rows are in order.
  func searchRanks(_ leaf: Int, finder: SplitFinder) {
    guard let place = leaves[leaf].place else { return }
    ranked.value.improve(&leaves[leaf].candidate, finder, place, search(leaf, finder: finder))
  }

  /// Divides a small leaf's rows between its children and adds them up.
  private func divide(
    _ place: RankedLeaves.Place, of parent: NodeTotals, into children: (smaller: Int, larger: Int), leftIsSmaller: Bool,
    by candidate: SplitCandidate, _ test: BinTest
  ) {
    let keepsSmaller = canBeDivided(children.smaller)
    let keeps = (left: !leftIsSmaller || keepsSmaller, right: leftIsSmaller || keepsSmaller)
    let places = ranked.value.divide(place, by: candidate, test, keeps: keeps)
    let larger = leftIsSmaller ? places.right : places.left
    leaves[children.smaller].place = leftIsSmaller ? places.left : places.right
    leaves[children.larger].place = larger
    if let larger { leaves[children.larger].totals = NodeTotals(ranked.value.total(larger), layout) }
    leaves[children.smaller].totals = parent - leaves[children.larger].totals
  }

  /// Puts a small leaf's rows in order and adds them up.
  func rank(_ leaf: Int) {
    gather(leaf)
    leaves[leaf].place = ranked.value.rank(small.value)
  }

  /// Takes a small leaf's rows at hand and adds them up.
  private func gather(_ leaf: Int) {
    small.value.gather(leaf: leaf, of: blocks)
    leaves[leaf].totals = NodeTotals(small.value.total, layout)
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
