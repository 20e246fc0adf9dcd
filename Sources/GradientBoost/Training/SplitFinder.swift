/// A place to divide a leaf, and what it is worth.
struct SplitCandidate: Sendable, Hashable {
  /// How much the loss falls, twice over, above what was asked for; only candidates above 0 are made.
  var gain: Double
  /// The matrix column whose bins divide.
  var column: Int
  /// The last bin that goes left.
  var bin: Int
  var missingGoesLeft: Bool
  var leftCount: Int

  /// Whether this one is to be preferred; of equals the one with the lower column, so that the order of asking does not matter.
  func isBetter(than other: SplitCandidate?) -> Bool {
    guard let other else { return true }
    return gain > other.gain || (gain == other.gain && column < other.column)
  }
}

/// What a leaf's rows add up to.
struct NodeTotals: Sendable, Hashable {
  var count: Int
  /// Exact sums, in fixed point.
  var fine: SIMD2<Int64>
  /// The sums of the rounded gradients and hessians.
  var coarse: SIMD2<Int64>
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
  /// What a gain in lane units is multiplied with.
  let gainScale: Double
  /// What a leaf value in lane units is multiplied with.
  let valueScale: Double

  init(_ parameters: Parameters, rounding: GradientRounding) {
    let scale = rounding.scale
    minimumCount = max(1, parameters.minDataInLeaf)
    // A leaf without hessian has no value: a millionth of a lane's unit stands for more than none.
    minimumHessian = max(parameters.minSumHessianInLeaf * scale.y, 1e-6)
    lambdaL1 = parameters.lambdaL1 * scale.x
    lambdaL2 = parameters.lambdaL2 * scale.y
    gainScale = scale.x > 0 ? scale.y / scale.x / scale.x : 0
    valueScale = scale.x > 0 ? scale.y / scale.x : 0
    minimumGain = gainScale > 0 ? parameters.minGainToSplit / gainScale : 0
  }

  /// What the leaf value is limited to, in lane units.
  @inline(__always)
  func value(gradient: Double, hessian: Double, bounds: ValueBounds) -> Double {
    let value = -Self.shrunk(gradient, lambdaL1) / (hessian + lambdaL2)
    return min(max(value, bounds.low), bounds.high)
  }

  /// How much a leaf with this value lowers the loss, twice over.
  @inline(__always)
  func worth(gradient: Double, hessian: Double, value: Double) -> Double {
    -(2 * Self.shrunk(gradient, lambdaL1) * value + (hessian + lambdaL2) * value * value)
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

/// The part of a leaf that every feature's search shares: totals in lane units and what rounding lost, per row.
struct NodeSums: Sendable {
  let count: Int
  let coarse: SIMD2<Int64>
  /// The exact totals.
  let gradient: Double
  let hessian: Double
  /// What a row's rounding lost on average: given back to each side in proportion to its rows.
  let lostGradient: Double
  let lostHessian: Double

  init(_ totals: NodeTotals, rounding: GradientRounding) {
    count = totals.count
    coarse = totals.coarse
    let exact = rounding.value(totals.fine) * rounding.scale
    gradient = exact.x
    hessian = exact.y
    let rows = Double(max(1, totals.count))
    lostGradient = (exact.x - Double(totals.coarse.x)) / rows
    lostHessian = (exact.y - Double(totals.coarse.y)) / rows
  }
}

/// Finds the best place to divide a leaf by one feature, from its histogram.
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
  }

  /// The best candidate of a feature, if one is worth more than the rules ask.
  ///
  /// - Parameter sums: 256 packed sums, the feature's histogram.
  func best(_ column: Column, packed sums: Span<Int64>, of node: NodeSums, bounds: ValueBounds) -> SplitCandidate? {
    guard node.count >= 2 * rules.minimumCount else { return nil }
    if isPlain(column, bounds) {
      return bestPlain(column, sums, 0, of: node, add: { $0 &+ $1 }, lanes: { layout.widened($0) })
    }
    return bestGeneral(column, of: node, bounds: bounds) { layout.widened(sums[$0]) }
  }

  /// The best candidate of a feature, if one is worth more than the rules ask.
  ///
  /// - Parameter sums: 256 wide sums, the feature's histogram.
  func best(_ column: Column, wide sums: Span<WideSum>, of node: NodeSums, bounds: ValueBounds) -> SplitCandidate? {
    guard node.count >= 2 * rules.minimumCount else { return nil }
    if isPlain(column, bounds) {
      return bestPlain(column, sums, .zero, of: node, add: { $0 &+ $1 }, lanes: { $0 })
    }
    return bestGeneral(column, of: node, bounds: bounds) { sums[$0] }
  }

  /// Whether nothing was asked for that the fast loop does not know.
  private func isPlain(_ column: Column, _ bounds: ValueBounds) -> Bool {
    !column.holdsMissing && column.monotone == 0 && bounds.isOpen && rules.lambdaL1 == 0
  }

  /// The loop that nearly all time goes to: no missing values, no constraints. No division unless a candidate leads.
  @inline(__always)
  private func bestPlain<Sum>(
    _ column: Column, _ sums: Span<Sum>, _ zero: Sum, of node: NodeSums, add: (Sum, Sum) -> Sum, lanes: (Sum) -> WideSum
  ) -> SplitCandidate? {
    precondition(sums.count >= 256 && column.bins <= 256, "a histogram has 256 bins")
    let minimum = Int64(rules.minimumCount)
    let rows = Int64(node.count)
    let lambda = rules.lambdaL2
    let least = rules.minimumHessian + lambda
    let total = node.gradient
    let totalHessian = node.hessian + 2 * lambda
    let own = total * total / (node.hessian + lambda)
    var best = own + rules.minimumGain
    var bestBin = -1
    var bestCount: Int64 = 0
    var left = zero
    var bin = 0
    let last = column.bins - 1
    while bin < last {
      left = add(left, sums[bin])
      if lanes(left)[2] >= minimum { break }
      bin &+= 1
    }
    while bin < last {
      let side = lanes(left)
      let count = side[2]
      if rows &- count < minimum { break }
      let share = Double(count)
      let gradient = Double(side[0]) + node.lostGradient * share
      let hessian = Double(side[1]) + node.lostHessian * share + lambda
      let otherGradient = total - gradient
      let otherHessian = totalHessian - hessian
      let numerator = gradient * gradient * otherHessian + otherGradient * otherGradient * hessian
      let denominator = hessian * otherHessian
      if numerator > best * denominator, hessian >= least, otherHessian >= least {
        best = numerator / denominator
        bestBin = bin
        bestCount = count
      }
      bin &+= 1
      left = add(left, sums[bin])
    }
    guard bestBin >= 0 else { return nil }
    let gain = (best - own - rules.minimumGain) * rules.gainScale
    guard gain > 0, gain.isFinite else { return nil }
    return SplitCandidate(
      gain: gain, column: column.index, bin: bestBin, missingGoesLeft: 2 * bestCount >= rows, leftCount: Int(bestCount))
  }

  /// The same search with everything that can be asked for.
  @inline(__always)
  private func bestGeneral(
    _ column: Column, of node: NodeSums, bounds: ValueBounds, _ sum: (Int) -> WideSum
  ) -> SplitCandidate? {
    let ownValue = rules.value(gradient: node.gradient, hessian: node.hessian, bounds: bounds)
    let own = rules.worth(gradient: node.gradient, hessian: node.hessian, value: ownValue)
    let isConstrained = column.monotone != 0 || !bounds.isOpen
    var best: SplitCandidate?
    var bestWorth = own + rules.minimumGain

    func consider(_ left: WideSum, bin: Int, missingGoesLeft: Bool?) {
      let count = Int(left[2])
      guard count >= rules.minimumCount, node.count - count >= rules.minimumCount else { return }
      let share = Double(count)
      let gradient = Double(left[0]) + node.lostGradient * share
      let hessian = Double(left[1]) + node.lostHessian * share
      let otherGradient = node.gradient - gradient
      let otherHessian = node.hessian - hessian
      guard hessian >= rules.minimumHessian, otherHessian >= rules.minimumHessian else { return }
      let worth: Double
      if isConstrained {
        let value = rules.value(gradient: gradient, hessian: hessian, bounds: bounds)
        let otherValue = rules.value(gradient: otherGradient, hessian: otherHessian, bounds: bounds)
        if column.monotone > 0 && value > otherValue || column.monotone < 0 && value < otherValue { return }
        worth =
          rules.worth(gradient: gradient, hessian: hessian, value: value)
          + rules.worth(gradient: otherGradient, hessian: otherHessian, value: otherValue)
      } else {
        let shrunk = SplitRules.shrunk(gradient, rules.lambdaL1)
        let otherShrunk = SplitRules.shrunk(otherGradient, rules.lambdaL1)
        worth = shrunk * shrunk / (hessian + rules.lambdaL2) + otherShrunk * otherShrunk / (otherHessian + rules.lambdaL2)
      }
      if worth > bestWorth {
        bestWorth = worth
        best = SplitCandidate(
          gain: 0, column: column.index, bin: bin, missingGoesLeft: missingGoesLeft ?? (2 * count >= node.count), leftCount: count)
      }
    }

    let missing = column.holdsMissing ? sum(column.bins) : .zero
    let hasMissing = missing[2] > 0
    var left = WideSum.zero
    for bin in 0..<column.bins {
      left = left &+ sum(bin)
      let isLast = bin == column.bins - 1
      // Behind the last bin only missing values can be divided off.
      if isLast && !hasMissing { break }
      consider(left, bin: bin, missingGoesLeft: hasMissing ? false : nil)
      if hasMissing && !isLast { consider(left &+ missing, bin: bin, missingGoesLeft: true) }
    }
    guard var best else { return nil }
    best.gain = (bestWorth - own - rules.minimumGain) * rules.gainScale
    return best.gain > 0 && best.gain.isFinite ? best : nil
  }
}
