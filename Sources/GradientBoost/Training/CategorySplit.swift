/// Some of a column's 256 bins.
struct BinSet: Sendable, Hashable {
  private var bits = SIMD4<UInt64>.zero

  /// Adds a bin.
  mutating func insert(_ bin: Int) { bits[bin >> 6] |= 1 << UInt64(bin & 63) }

  /// 1 if it holds the bin, else 0.
  @inline(__always)
  func contains(_ bin: UInt8) -> Int { Int(truncatingIfNeeded: bits[Int(bin) &>> 6] &>> UInt64(bin & 63)) & 1 }
}

/// What must hold of splits by categories.
struct CategoryRules: Sendable {
  let maximumOneHot: Int
  let maximumSet: Int
  /// In the units of a histogram's lanes.
  let addedL2: Double
  /// Rows that a category must have to be told apart.
  let minimumCount: Double
  /// What is added to a category's hessian before it is put in order.
  let smoothing: Double
  let minimumGroup: Double

  init(_ parameters: Parameters, hessianScale: Double) {
    maximumOneHot = parameters.maxCatToOnehot
    maximumSet = parameters.maxCatThreshold
    addedL2 = parameters.catL2 * hessianScale
    minimumCount = parameters.catSmooth
    smoothing = parameters.catSmooth * hessianScale
    minimumGroup = Double(parameters.minDataPerGroup)
  }
}

extension SplitFinder {
  /// Puts the best way to divide a leaf by a column of categories in place of a best one so far, if it is better.
  ///
  /// Few categories: one against all others. Many: they are put in order by gradient over hessian, and one of the places of that order divides,
  /// which for squared error is the best of all sets (Fisher, "On grouping for maximum homogeneity", JASA 1958); as LightGBM does it, from both
  /// ends. What is missing goes right.
  @inline(__always)
  func improveByCategories(
    _ best: inout SplitCandidate?, by column: Column, _ search: borrowing Search, _ sum: (Int) -> WideSum
  ) {
    if column.bins <= rules.categories.maximumOneHot {
      let draw = search.draw.map { Int(Self.mix($0 ^ column.salt) % UInt64(max(1, column.bins))) }
      for bin in 0..<column.bins where draw == nil || draw == bin {
        var set = BinSet()
        set.insert(bin)
        consider(set, sum(bin), 0, &best, column, search)
      }
      return
    }
    var order: [(bin: Int, slope: Double)] = []
    for bin in 0..<column.bins {
      let own = sum(bin)
      if own[2] > 0, own[2] >= rules.categories.minimumCount {
        order.append((bin, own[0] / (own[1] + rules.categories.smoothing)))
      }
    }
    order.sort { ($0.slope, $0.bin) < ($1.slope, $1.bin) }
    let most = min(rules.categories.maximumSet, (order.count + 1) / 2)
    let drawn = search.draw.map { Int(Self.mix($0 ^ column.salt) % UInt64(max(1, most))) }
    for isReversed in [false, true] {
      var set = BinSet()
      var left = WideSum.zero
      var group = 0.0
      for place in 0..<most {
        let bin = order[isReversed ? order.count - 1 - place : place].bin
        let own = sum(bin)
        set.insert(bin)
        left += own
        group += own[2]
        guard Double(search.node.count) - left[2] >= rules.categories.minimumGroup else { break }
        guard Int(left[2]) >= rules.minimumCount, group >= rules.categories.minimumGroup else { continue }
        group = 0
        if let drawn, drawn != place { continue }
        consider(set, left, rules.categories.addedL2, &best, column, search)
      }
    }
  }

  /// Puts a split by a set of bins in place of a best one so far, if it is allowed and better.
  private func consider(
    _ set: BinSet, _ left: WideSum, _ addedL2: Double, _ best: inout SplitCandidate?, _ column: Column, _ search: borrowing Search
  ) {
    let node = search.node
    let other = WideSum(Double(node.gradient), Double(node.hessian), Double(node.count), 0) - left
    guard Int(left[2]) >= rules.minimumCount, Int(other[2]) >= rules.minimumCount, left[1] >= rules.minimumHessian,
      other[1] >= rules.minimumHessian
    else { return }
    func worth(_ sum: WideSum) -> Double {
      let value = rules.value(
        gradient: sum[0], hessian: sum[1], bounds: search.bounds, count: sum[2], parent: search.ownValue, addedL2: addedL2)
      return rules.worth(gradient: sum[0], hessian: sum[1], value: value, addedL2: addedL2)
    }
    let own = rules.worth(gradient: Double(node.gradient), hessian: Double(node.hessian), value: search.ownValue)
    let gain = worth(left) + worth(other) - own - rules.minimumGain
    guard gain > 0, gain.isFinite else { return }
    let candidate = SplitCandidate(
      gain: gain, column: column.index, bin: 0, missingGoesLeft: false, leftCount: Int(left[2]), categories: set, addedL2: addedL2)
    if candidate.isBetter(than: best) { best = candidate }
  }
}
