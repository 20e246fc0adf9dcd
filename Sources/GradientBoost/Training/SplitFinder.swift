/// A place to divide a leaf, and what it is worth.
struct SplitCandidate: Sendable, Hashable {
  /// How much the loss falls, twice over, above what was asked for, in the units of a histogram's lanes; only candidates above 0 are made.
  var gain: Double
  /// The matrix column whose bins divide.
  var column: Int
  /// The last bin that goes left.
  var bin: Int
  var missingGoesLeft: Bool
  var leftCount: Int
  /// The bins that go left where the column holds categories; `bin` then says nothing.
  var categories: BinSet? = nil
  /// What is added to the L2 penalty of both sides' values, in the units of a histogram's lanes.
  var addedL2 = 0.0

  /// Whether this one is to be preferred; of equals the one with the lower column, so that the order of asking does not matter.
  func isBetter(than other: SplitCandidate?) -> Bool {
    guard let other else { return true }
    return gain > other.gain || (gain == other.gain && column < other.column)
  }
}

/// What a leaf's rows add up to: the sums of the rounded gradients and hessians.
struct NodeTotals: Sendable, Hashable {
  var count: Int
  var gradient: Int64
  var hessian: Int64

  init(count: Int, gradient: Int64, hessian: Int64) {
    self.count = count
    self.gradient = gradient
    self.hessian = hessian
  }

  /// What a packed sum holds.
  init(_ sum: Int64, _ layout: LaneLayout) {
    self.init(count: Int(layout.count(sum)), gradient: layout.gradient(sum), hessian: layout.hessian(sum))
  }

  static func - (all: NodeTotals, some: NodeTotals) -> NodeTotals {
    NodeTotals(count: all.count - some.count, gradient: all.gradient - some.gradient, hessian: all.hessian - some.hessian)
  }
}

/// What must hold of a split, in the units of a histogram's lanes.
struct SplitRules: Sendable {
  /// Rows a leaf must have, at least.
  let minimumCount: Int
  /// Hessian a leaf must have, at least.
  let minimumHessian: Double
  let lambdaL1: Double
  let lambdaL2: Double
  let minimumGain: Double
  /// The greatest absolute leaf value.
  let maximumValue: Double
  /// What a gain in lane units is multiplied with.
  let gainScale: Double
  /// What a leaf value in lane units is multiplied with.
  let valueScale: Double
  /// As how many rows the parent's value counts.
  let pathSmooth: Double
  let categories: CategoryRules
  /// No row's gradient or hessian is greater, in lane units.
  let greatest: SIMD2<Double>

  init(_ parameters: Parameters, rounding: GradientRounding) {
    let scale = rounding.scale
    greatest = rounding.greatestWhole
    minimumCount = max(1, parameters.minDataInLeaf)
    // A leaf without hessian has no value: a millionth of a lane's unit stands for more than none.
    minimumHessian = max(parameters.minSumHessianInLeaf * scale.y, 1e-6)
    lambdaL1 = parameters.lambdaL1 * scale.x
    lambdaL2 = parameters.lambdaL2 * scale.y
    gainScale = scale.x > 0 ? scale.y / scale.x / scale.x : 0
    valueScale = scale.x > 0 ? scale.y / scale.x : 0
    maximumValue = parameters.maxDeltaStep > 0 && valueScale > 0 ? parameters.maxDeltaStep / valueScale : .infinity
    pathSmooth = parameters.pathSmooth
    categories = CategoryRules(parameters, hessianScale: scale.y)
    minimumGain = gainScale > 0 && gainScale.isFinite ? parameters.minGainToSplit / gainScale : 0
  }

  /// Whether nothing was asked for that the fast search does not know.
  var isPlain: Bool { lambdaL1 == 0 && maximumValue == .infinity && pathSmooth == 0 }

  /// What the leaf value is limited to, in lane units.
  ///
  /// - Parameters:
  ///   - count: how many rows the leaf has.
  ///   - parent: the value it is drawn to.
  @inline(__always)
  func value(
    gradient: Double, hessian: Double, bounds: ValueBounds, count: Double, parent: Double, addedL2: Double = 0
  ) -> Double {
    let free = -Self.shrunk(gradient, lambdaL1) / (hessian + lambdaL2 + addedL2)
    var value = min(max(free, -maximumValue), maximumValue)
    if pathSmooth > 0 { value = (value * count + parent * pathSmooth) / (count + pathSmooth) }
    return min(max(value, bounds.low), bounds.high)
  }

  /// How much a leaf with this value lowers the loss, twice over.
  @inline(__always)
  func worth(gradient: Double, hessian: Double, value: Double, addedL2: Double = 0) -> Double {
    -(2 * Self.shrunk(gradient, lambdaL1) * value + (hessian + lambdaL2 + addedL2) * value * value)
  }

  /// The gradient less the L1 penalty, 0 where the penalty is greater.
  @inline(__always)
  static func shrunk(_ gradient: Double, _ penalty: Double) -> Double {
    gradient > penalty ? gradient - penalty : gradient < -penalty ? gradient + penalty : 0
  }
}

/// Between which values a leaf must stay so that monotone features stay monotone; in lane units.
struct ValueBounds: Sendable, Hashable {
  var low = -Double.infinity
  var high = Double.infinity
  /// Whether there is no bound.
  var isOpen: Bool { low == -.infinity && high == .infinity }
}

/// Finds the best place to divide a leaf by one feature, from its histogram.
///
/// With G and H a leaf's gradient and hessian, both sides' hessians increased by λ, the worth of a split is
/// `GL² / HL + GR² / HR = G² / H + H D² / (HL HR)` with `D = GL − G HL / H`: so the search is for the greatest `D² / (HL HR)`,
/// which takes no division unless a candidate leads.
struct SplitFinder: Sendable {
  let layout: LaneLayout
  let rules: SplitRules

  /// What is known of the feature.
  struct Column: Sendable {
    /// Its number in the matrix.
    var index: Int
    /// Bins without the one for missing values.
    var bins: Int
    var holdsMissing: Bool
    /// 1 if predictions must not fall as the feature rises, −1 if they must not rise, else 0.
    var monotone: Int
    /// Tells the feature's bins from those of others in the hash of a row.
    var salt: UInt64 = 0
    /// Whether its bins are categories.
    var isCategorical = false
  }

  /// What every feature's search of a leaf shares.
  struct Search: Sendable {
    let node: NodeTotals
    let bounds: ValueBounds
    /// The value the leaf has as it is; its children are drawn to it.
    let ownValue: Double
    /// Which columns may divide it; `nil` for all.
    let allowed: [Bool]?
    /// Where the one threshold of each column comes from that is tried; `nil` to try all.
    let draw: UInt64?
    /// Whether columns that nothing special is asked of are searched the fast way.
    let isPlain: Bool
    let plain: PlainSearch
    let filter: PlainFilter
  }

  /// Gets ready to search a leaf.
  ///
  /// - Parameters:
  ///   - ownValue: the value the leaf has as it is, where its parent's plays a part.
  ///   - allowed: which columns may divide it; `nil` for all.
  ///   - draw: where the one threshold of each column comes from that is tried; `nil` to try all.
  func search(
    _ node: NodeTotals, bounds: ValueBounds, ownValue: Double? = nil, allowed: [Bool]? = nil, draw: UInt64? = nil
  ) -> Search {
    let plain = PlainSearch(node, rules: rules)
    let own =
      ownValue
      ?? rules.value(
        gradient: Double(node.gradient), hessian: Double(node.hessian), bounds: bounds, count: Double(node.count), parent: 0)
    return Search(
      node: node, bounds: bounds, ownValue: own, allowed: allowed, draw: draw, isPlain: bounds.isOpen && rules.isPlain && draw == nil,
      plain: plain, filter: PlainFilter(plain, greatest: rules.greatest, layout: layout))
  }

  /// Whether nothing is asked for that the fast search of a column does not know.
  @inline(__always)
  func searchesPlainly(_ column: Column, _ search: borrowing Search) -> Bool {
    search.isPlain && column.monotone == 0 && !column.isCategorical
  }

  /// Puts the best candidate of a feature in place of a best one so far, if it is better.
  ///
  /// - Parameters:
  ///   - sums: the feature's 256 sums; behind the bins that of missing values.
  ///   - room: 32 numbers, whatever they are.
  func improve(
    _ best: inout SplitCandidate?, by column: Column, packed sums: Span<Int64>, room: inout MutableSpan<Int64>,
    _ search: borrowing Search
  ) {
    if column.isCategorical { return improveByCategories(&best, by: column, search) { WideSum(layout.widened(sums[$0])) } }
    guard searchesPlainly(column, search) else {
      return improveGenerally(&best, by: column, search) { WideSum(layout.widened(sums[$0])) }
    }
    guard search.node.count <= layout.capacity else { return improveWidely(&best, by: column, search) { layout.asNumbers(sums[$0]) } }
    let missing = column.holdsMissing ? sums[column.bins] : 0
    guard layout.count(missing) > 0 else {
      let lead = leadPlainly(best, sums, bins: column.bins, from: 0, &room, search)
      return take(lead, search, column, &best)
    }
    // Missing values to the right, where they may also be divided from all others, and then to the left.
    take(leadPlainly(best, sums, bins: column.bins + 1, from: 0, &room, search), search, column, missingGoesLeft: false, &best)
    take(leadPlainly(best, sums, bins: column.bins, from: missing, &room, search), search, column, missingGoesLeft: true, &best)
  }

  private func leadPlainly(
    _ best: SplitCandidate?, _ sums: Span<Int64>, bins: Int, from start: Int64, _ room: inout MutableSpan<Int64>, _ search: borrowing Search
  ) -> Lead {
    var lead = Lead(search.plain.lead(over: best))
    searchPlainly(&lead, sums, bins: bins, from: start, starts: &room, search)
    return lead
  }

  /// The same for bins with more rows than one number holds.
  func improve(_ best: inout SplitCandidate?, by column: Column, wide sums: Span<WideSum>, _ search: borrowing Search) {
    if column.isCategorical { return improveByCategories(&best, by: column, search) { sums[$0] } }
    guard searchesPlainly(column, search) else {
      return improveGenerally(&best, by: column, search) { sums[$0] }
    }
    precondition(sums.count == 256 && column.bins <= 256, "a histogram has 256 bins")
    improveWidely(&best, by: column, search) { sums[$0] }
  }

  /// The search of a leaf with more rows than one number holds.
  @inline(__always)
  private func improveWidely(
    _ best: inout SplitCandidate?, by column: Column, _ search: borrowing Search, _ own: (Int) -> WideSum
  ) {
    let missing = column.holdsMissing ? own(column.bins) : .zero
    guard missing[2] > 0 else { return take(leadWidely(best, 0..<column.bins - 1, from: .zero, search, own), search, column, &best) }
    take(leadWidely(best, 0..<column.bins, from: .zero, search, own), search, column, missingGoesLeft: false, &best)
    take(leadWidely(best, 0..<column.bins - 1, from: missing, search, own), search, column, missingGoesLeft: true, &best)
  }

  @inline(__always)
  private func leadWidely(
    _ best: SplitCandidate?, _ bins: Range<Int>, from start: WideSum, _ search: borrowing Search, _ own: (Int) -> WideSum
  ) -> Lead {
    // A row in one of the bins must be to the left as well.
    let least = max(Double(rules.minimumCount), start[2] + 1)
    let most = Double(search.node.count - rules.minimumCount)
    var lead = Lead(search.plain.lead(over: best))
    var sum = start
    for bin in bins {
      sum += own(bin)
      guard sum[2] >= least, sum[2] <= most else { continue }
      if let worth = search.plain.worth(sum[0], sum[1], above: lead.worth) {
        lead = Lead(worth, bin: bin, count: Int(sum[2]))
      }
    }
    return lead
  }

  /// Makes a candidate of the place that leads, if one does.
  ///
  /// - Parameter missingGoesLeft: where missing values go; to the side of more rows if the leaf has none.
  func take(
    _ lead: Lead, _ search: borrowing Search, _ column: Column, missingGoesLeft: Bool? = nil, _ best: inout SplitCandidate?
  ) {
    guard lead.bin >= 0 else { return }
    let gain = search.plain.gain(lead.worth)
    guard gain > 0, gain.isFinite else { return }
    let candidate = SplitCandidate(
      gain: gain, column: column.index, bin: lead.bin, missingGoesLeft: missingGoesLeft ?? (2 * lead.count >= search.node.count),
      leftCount: lead.count)
    if candidate.isBetter(than: best) { best = candidate }
  }

  /// The search with everything that can be asked for.
  @inline(__always)
  private func improveGenerally(
    _ best: inout SplitCandidate?, by column: Column, _ search: borrowing Search, _ sum: (Int) -> WideSum
  ) {
    let (node, bounds, parent) = (search.node, search.bounds, search.ownValue)
    let total = Double(node.gradient)
    let totalHessian = Double(node.hessian)
    let own = rules.worth(gradient: total, hessian: totalHessian, value: parent)
    let isConstrained = column.monotone != 0 || !bounds.isOpen || rules.maximumValue < .infinity || rules.pathSmooth > 0
    let missing = column.holdsMissing ? sum(column.bins) : .zero
    let hasMissing = missing[2] > 0
    var only: Int?
    if let draw = search.draw {
      only = Self.drawnBin(draw, column, hasMissing: hasMissing, sum)
      if only == nil { return }
    }
    var present = WideSum.zero
    for bin in 0..<column.bins {
      present += sum(bin)
      if let only, bin != only { continue }
      let isLast = bin == column.bins - 1
      // Behind the last bin only missing values can be divided off.
      if isLast && !hasMissing { break }
      for missingGoesLeft in hasMissing && !isLast ? [false, true] : [false] {
        let left = missingGoesLeft ? present + missing : present
        let count = Int(left[2])
        guard count >= rules.minimumCount, node.count - count >= rules.minimumCount else { continue }
        let gradient = left[0]
        let hessian = left[1]
        let otherGradient = total - gradient
        let otherHessian = totalHessian - hessian
        guard hessian >= rules.minimumHessian, otherHessian >= rules.minimumHessian else { continue }
        let worth: Double
        if isConstrained {
          let value = rules.value(gradient: gradient, hessian: hessian, bounds: bounds, count: left[2], parent: parent)
          let otherValue = rules.value(
            gradient: otherGradient, hessian: otherHessian, bounds: bounds, count: Double(node.count) - left[2], parent: parent)
          if column.monotone > 0 && value > otherValue || column.monotone < 0 && value < otherValue { continue }
          worth =
            rules.worth(gradient: gradient, hessian: hessian, value: value)
            + rules.worth(gradient: otherGradient, hessian: otherHessian, value: otherValue)
        } else {
          let shrunk = SplitRules.shrunk(gradient, rules.lambdaL1)
          let otherShrunk = SplitRules.shrunk(otherGradient, rules.lambdaL1)
          worth = shrunk * shrunk / (hessian + rules.lambdaL2) + otherShrunk * otherShrunk / (otherHessian + rules.lambdaL2)
        }
        let gain = worth - own - rules.minimumGain
        guard gain > 0, gain.isFinite else { continue }
        let candidate = SplitCandidate(
          gain: gain, column: column.index, bin: bin,
          missingGoesLeft: hasMissing ? missingGoesLeft : 2 * count >= node.count, leftCount: count)
        if candidate.isBetter(than: best) { best = candidate }
      }
    }
  }
}

extension SplitFinder {
  /// One bin by chance among those that divide the rows of a leaf: extremely randomised trees (Geurts, Ernst & Wehenkel, 2006).
  fileprivate static func drawnBin(_ draw: UInt64, _ column: Column, hasMissing: Bool, _ sum: (Int) -> WideSum) -> Int? {
    guard let first = (0..<column.bins).first(where: { sum($0)[2] > 0 }),
      let end = (first..<column.bins).last(where: { sum($0)[2] > 0 })
    else { return nil }
    // With missing values the last one divides them from all others.
    let choices = end - first + (hasMissing ? 1 : 0)
    guard choices > 0 else { return nil }
    let choice = first + Int(mix(draw ^ column.salt) % UInt64(choices))
    return choice == end ? column.bins - 1 : choice
  }

  /// SplitMix64's finish: bits that look like chance out of bits that differ a little.
  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ value &>> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed &>> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed &>> 31
  }
}
