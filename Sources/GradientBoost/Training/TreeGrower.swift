import Statistics

/// Grows one tree after another, the leaf of greatest gain first, on rows whose gradients it is given.
///
/// Every sum that decides anything is a sum of whole numbers, so the order in which threads add does not matter.
final class TreeGrower {
  private let matrix: BinnedMatrix
  let columns: [SplitFinder.Column]
  let parameters: Parameters
  let crew: Crew
  let layout: LaneLayout
  let blocks: [Owned<RowBlock>]
  let groups: [Owned<HistogramGroup>]
  private let workers: [Owned<HistogramWorker>]
  var leaves: [Leaf] = []
  /// The columns that divided above each leaf, where anybody asks.
  var branches: [[Int]] = []
  let ranked: Owned<RankedLeaves>
  /// The rows of the small leaf at hand.
  let small: Owned<SmallRows>

  /// A leaf that may still be divided.
  struct Leaf {
    var totals: NodeTotals
    var depth: Int
    var bounds = ValueBounds()
    var candidate: SplitCandidate?
    /// The inner node above and on which side of it the leaf hangs.
    var parent: Int?
    var isLeft = false
    /// Its number among all nodes that ever were leaves of the tree.
    var number = 0
    /// The value it has as it is, in lane units, where smoothing asks for it.
    var value = 0.0
    /// What is added to the L2 penalty of its value, in lane units.
    var addedL2 = 0.0
    /// Where its rows are if it is small and may still be divided; else it has histograms.
    var place: RankedLeaves.Place?
  }

  /// What each node of the tree that is growing may choose from; `nil` if that is the same for all.
  private var choice: NodeChoice?

  init(matrix: BinnedMatrix, columns: [SplitFinder.Column], parameters: Parameters, classes: Int, crew: Crew) {
    self.matrix = matrix
    self.columns = columns
    self.parameters = parameters
    self.crew = crew
    let leaves = max(2, min(parameters.numLeaves, matrix.rowCount))
    let layout = LaneLayout(rowCount: matrix.rowCount)
    self.layout = layout
    let records = RecordLayout(columnCount: columns.count, lanes: layout)
    ranked = Owned(RankedLeaves(columns: columns))
    small = Owned(SmallRows(layout: records))
    blocks = crew.map(matrix.blocks.count) { index in
      Owned(
        RowBlock(
          rows: matrix.rows(ofBlock: index), columns: matrix.blocks[index], salts: columns.map(\.salt), layout: records,
          classes: classes, leaves: leaves))
    }
    let crowded = matrix.crowded(above: layout.capacity, crew: crew)
    let isCrowded = records.groups.map { crowded[$0].contains(true) }
    groups = zip(records.groups, isCrowded).map { own, isCrowded in
      Owned(HistogramGroup(columns: Array(columns[own]), layout: layout, leaves: leaves, isCrowded: isCrowded))
    }
    workers = (0..<crew.threads).map { _ in Owned(HistogramWorker(layout: layout, records: records, isCrowded: isCrowded)) }
  }

  /// A tree before its thresholds are numbers: nodes in the order they were made, children of which negative ones are leaves, `~leaf`.
  struct Grown {
    /// How the gradients were rounded, and the greatest of them.
    let rounding: GradientRounding
    let greatest: SIMD2<Double>
    struct Node {
      var candidate: SplitCandidate
      var left: Int
      var right: Int
      var totals: NodeTotals
      /// What was added to the L2 penalty of its value when it was a leaf, in lane units.
      var addedL2 = 0.0
    }
    var nodes: [Node] = []
    /// How many rows each leaf has.
    var counts: [Int] = []
    /// The exact sums of their gradients and hessians.
    var sums: [SIMD2<Int64>] = []
    var bounds: [ValueBounds] = []
    /// What is added to the L2 penalty of each leaf's value, in lane units.
    var addedL2: [Double] = []
    /// The columns that divided above each leaf, where linear leaves or constraints ask for them.
    var branches: [[Int]] = []
  }

  /// What must be done with a block before a tree is grown: its gradients are computed and rounded, its rows put into leaf 0. It may be
  /// done twice. Gives back the greatest absolute gradient and the greatest hessian; the last argument is room for gradients.
  typealias Preparation = @Sendable (Int, inout RowBlock, GradientRounding, inout [SIMD2<Double>]) -> SIMD2<Double>

  /// Grows a tree.
  ///
  /// - Parameters:
  ///   - rowCount: how many rows take part.
  ///   - round: which tree this is.
  ///   - choice: what each node may choose from; all columns that the tree may use unless given.
  ///   - guess: what the greatest gradient and hessian may be; a good guess saves time and changes nothing else. Without one the first block's
  ///     are taken.
  /// - Throws: an error if a gradient is not finite.
  func grow(
    rowCount: Int, round: Int, guess: SIMD2<Double>?, usedColumns: [Bool]?, choice: NodeChoice? = nil, prepare: @escaping Preparation
  ) throws(TrainingError) -> Grown {
    self.choice = choice.flatMap { $0.isTheSame ? nil : $0 }
    for group in groups {
      group.value.isUsed = group.value.columns.map { usedColumns?[$0.index] ?? true }
    }
    ranked.value.begin(used: usedColumns)
    branches = parameters.linearTree || !parameters.interactionConstraints.isEmpty ? [[]] : []
    leaves = [Leaf(totals: NodeTotals(count: rowCount, gradient: 0, hessian: 0), depth: 0)]
    let wantsSums = !groups.isEmpty && canBeDivided(0) && rowCount > ranked.value.limit
    func rounding(_ greatest: SIMD2<Double>) -> GradientRounding {
      GradientRounding(greatest: greatest, layout: layout, rowCount: matrix.rowCount, round: round)
    }
    // Gradients are rounded as last time's greatest would have them, in the one pass that also computes and adds them up; if it turns
    // out that another scale is the right one, which is rare, all is done again.
    var assumed = rounding(guess ?? firstGreatest(rounding(SIMD2(1, 1)), prepare))
    var (sums, greatest) = addUpRoot(rowCount, assumed, wantsSums, prepare)
    guard greatest.x.isFinite, greatest.y.isFinite else {
      throw TrainingError(
        "Gradients of tree \(round + 1) are not finite, or a second derivative is negative: labels, weights or scores are too large, or the objective is wrong."
      )
    }
    let right = rounding(greatest)
    if !right.roundsLike(assumed) {
      for worker in sums.workers { worker.value.clear() }
      assumed = right
      (sums, greatest) = addUpRoot(rowCount, assumed, wantsSums, prepare)
    }
    let finder = SplitFinder(layout: layout, rules: SplitRules(parameters, rounding: assumed))
    var grown = Grown(rounding: assumed, greatest: greatest)
    if wantsSums {
      plantRoot(sums, finder: finder)
    } else if !groups.isEmpty && canBeDivided(0) {
      rank(0)
      value(0, parent: 0, finder: finder)
      searchRanks(0, finder: finder)
    }
    while leaves.count < parameters.numLeaves, let (leaf, candidate) = bestLeaf() {
      split(leaf, by: candidate, finder: finder, into: &grown)
    }
    for group in groups { group.value.dropAll() }
    grown.counts = leaves.map(\.totals.count)
    let count = leaves.count
    let blocks = blocks
    grown.sums = crew.map(blocks.count) { blocks[$0].value.exactSums(leaves: count) }
      .reduce(into: Array(repeating: .zero, count: count)) { sums, more in
        for leaf in more.indices { sums[leaf] = sums[leaf] &+ more[leaf] }
      }
    grown.bounds = leaves.map(\.bounds)
    grown.addedL2 = leaves.map(\.addedL2)
    grown.branches = branches
    return grown
  }

  /// The greatest gradient and hessian of the first block.
  private func firstGreatest(_ rounding: GradientRounding, _ prepare: Preparation) -> SIMD2<Double> {
    let greatest = prepare(0, &blocks[0].value, rounding, &workers[0].value.gradients)
    return greatest.x.isFinite && greatest.y.isFinite ? greatest : SIMD2(1, 1)
  }

  /// Prepares every block and adds up its rows.
  private func addUpRoot(
    _ count: Int, _ rounding: GradientRounding, _ wantsSums: Bool, _ prepare: @escaping Preparation
  ) -> (LeafSums, SIMD2<Double>) {
    let sums = addUp(leaf: 0, count: count, adds: wantsSums) { index, block, worker in
      let greatest = prepare(index, &block, rounding, &worker.gradients)
      worker.note(greatest)
    }
    var all = sums.workers[0].value
    for worker in sums.workers.dropFirst() { all.note(worker.value.greatest) }
    return (sums, all.greatest)
  }

  private func bestLeaf() -> (Int, SplitCandidate)? {
    var best: (Int, SplitCandidate)?
    for (index, leaf) in leaves.enumerated() {
      if let candidate = leaf.candidate, candidate.gain > best?.1.gain ?? 0 { best = (index, candidate) }
    }
    return best
  }

  // MARK: - Histograms

  private func plantRoot(_ sums: LeafSums, finder: SplitFinder) {
    let first = groups[0]
    sums.take(first, 0)
    leaves[0].totals = first.value.totals(ofLeaf: 0, count: leaves[0].totals.count)
    value(0, parent: 0, finder: finder)
    let search = search(0, finder: finder)
    let found = searchGroups { index, group, best in
      if index > 0 { sums.take(group, index) }
      group.value.improve(&best.smaller, finder, leaf: 0, search)
    }
    leaves[0].candidate = found.smaller
  }

  /// Gets ready to search a leaf.
  func search(_ leaf: Int, finder: SplitFinder) -> SplitFinder.Search {
    finder.search(
      leaves[leaf].totals, bounds: leaves[leaf].bounds, ownValue: parameters.pathSmooth > 0 ? leaves[leaf].value : nil,
      allowed: choice?.allowed(node: leaves[leaf].number, branch: branches.isEmpty ? [] : branches[leaf]),
      draw: choice?.draw(node: leaves[leaf].number))
  }

  /// Works out the value that a leaf has as it is.
  func value(_ leaf: Int, parent: Double, finder: SplitFinder) {
    guard parameters.pathSmooth > 0 else { return }
    let totals = leaves[leaf].totals
    leaves[leaf].value = finder.rules.value(
      gradient: Double(totals.gradient), hessian: Double(totals.hessian), bounds: leaves[leaf].bounds, count: Double(totals.count),
      parent: parent, addedL2: leaves[leaf].addedL2)
  }

  /// Forgets what can no longer be divided: leaves without a candidate, and those that come behind as many better ones as leaves may
  /// still be divided. Half of all histograms need not be kept for that.
  func dropHopeless(_ new: (Int, Int)) {
    for leaf in [new.0, new.1] where leaves[leaf].candidate == nil { dropHistograms(leaf) }
    let room = parameters.numLeaves - leaves.count
    var hopeful = leaves.count { $0.candidate != nil }
    while hopeful > room {
      var worst: (leaf: Int, gain: Double)?
      // Of equals the first is divided first.
      for (index, leaf) in leaves.enumerated() {
        if let gain = leaf.candidate?.gain, gain <= worst?.gain ?? gain { worst = (index, gain) }
      }
      guard let worst else { return }
      leaves[worst.leaf].candidate = nil
      dropHistograms(worst.leaf)
      hopeful -= 1
    }
  }

  func dropHistograms(_ leaf: Int) {
    guard leaves[leaf].place == nil else { return }
    for group in groups { group.value.drop(leaf: leaf) }
  }

  /// What workers added up for a leaf, group by group.
  struct LeafSums: Sendable {
    let leaf: Int
    let isWide: Bool
    let workers: ArraySlice<Owned<HistogramWorker>>

    /// Moves what all workers have of a group into the group's histogram of the leaf.
    func take(_ group: Owned<HistogramGroup>, _ index: Int) {
      let isWide = isWide && group.value.isCrowded
      for (place, worker) in workers.enumerated() {
        let sums = worker.value.sums[index]
        if isWide {
          if place == 0 {
            group.value.take(wide: &sums.value.wide, forLeaf: leaf)
          } else {
            group.value.merge(wide: &sums.value.wide, intoLeaf: leaf)
          }
        } else if place == 0 {
          group.value.take(packed: &sums.value.packed, forLeaf: leaf)
        } else {
          group.value.merge(packed: &sums.value.packed, intoLeaf: leaf)
        }
      }
    }
  }

  /// Adds up a leaf's rows, each worker those of its blocks.
  ///
  /// - Parameter first: what must be done with each block before.
  func addUp(
    leaf: Int, count: Int, adds: Bool = true, first: @escaping @Sendable (Int, inout RowBlock, inout HistogramWorker) -> Void
  ) -> LeafSums {
    let isWide = count > layout.capacity
    let workers = workers
    let blocks = blocks
    // Below some microseconds of work a second thread costs more than it brings.
    let team = blocks.count >= 2 * crew.threads && count * columns.count > 20_000 ? crew.threads : 1
    let allGroups = 0..<(adds ? groups.count : 0)
    crew.run(team) { index in
      workers[index].value.begin(groups: allGroups, isWide: isWide)
      for block in stride(from: index, to: blocks.count, by: team) {
        first(block, &blocks[block].value, &workers[index].value)
        if adds { blocks[block].value.add(leaf: leaf, to: &workers[index].value) }
      }
      workers[index].value.finish()
    }
    return LeafSums(leaf: leaf, isWide: isWide, workers: workers[0..<team])
  }

  /// The best candidates of two leaves so far.
  struct Candidates: Sendable {
    var smaller: SplitCandidate?
    var larger: SplitCandidate?
    /// Where the smaller leaf's rows are, if they were put in order.
    var place: RankedLeaves.Place?
  }

  /// Searches every group, on several threads where there is enough to do; what one group found spares the next some work.
  ///
  /// - Parameter aside: something else to be done, by a thread of its own where there is one.
  func searchGroups(
    aside: (@Sendable (inout Candidates) -> Void)? = nil,
    _ body: @escaping @Sendable (Int, Owned<HistogramGroup>, inout Candidates) -> Void
  ) -> Candidates {
    let groups = groups
    var best = Candidates()
    let team = columns.count >= 24 ? min(crew.threads, groups.count) : 1
    guard team > 1 else {
      aside?(&best)
      for index in groups.indices { body(index, groups[index], &best) }
      return best
    }
    let first = aside == nil ? 0 : 1
    let found = crew.map(team) { member in
      var best = Candidates()
      if let aside, member < first {
        aside(&best)
      } else {
        for index in stride(from: member - first, to: groups.count, by: team - first) { body(index, groups[index], &best) }
      }
      return best
    }
    for more in found {
      if let candidate = more.smaller, candidate.isBetter(than: best.smaller) { best.smaller = candidate }
      if let candidate = more.larger, candidate.isBetter(than: best.larger) { best.larger = candidate }
      if let place = more.place { best.place = place }
    }
    return best
  }

  /// Whether limits leave room for a split of a leaf and for another leaf.
  func canBeDivided(_ leaf: Int) -> Bool {
    let isDeepest = parameters.maxDepth > 0 && leaves[leaf].depth >= parameters.maxDepth
    return !isDeepest && leaves.count < parameters.numLeaves && leaves[leaf].totals.count >= 2 * max(1, parameters.minDataInLeaf)
  }
}
