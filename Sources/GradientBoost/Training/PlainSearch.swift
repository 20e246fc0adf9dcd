/// The part of the plain search that all bins share.
struct PlainSearch: Sendable {
  let lambda: Double
  /// The leaf's hessian, both sides' λ included.
  let hessian: Double
  /// Gradient over hessian of the leaf.
  let slope: Double
  /// What `D² / (HL HR)` must be above.
  let floor: Double
  let leastHessian: Double

  init(_ node: NodeTotals, rules: SplitRules) {
    let gradient = Double(node.gradient)
    lambda = rules.lambdaL2
    hessian = Double(node.hessian) + 2 * rules.lambdaL2
    slope = gradient / hessian
    let own = gradient * gradient / (Double(node.hessian) + rules.lambdaL2)
    floor = max(0, own - gradient * slope + rules.minimumGain) / hessian
    leastHessian = rules.minimumHessian + rules.lambdaL2
  }

  /// What a candidate must be above to be better than another.
  func lead(over best: SplitCandidate?) -> Double {
    // A little less than the best, whose own figure was rounded on the way.
    best.map { $0.gain / hessian * (1 - 0x1p-40) + floor } ?? floor
  }

  /// The figure of a candidate, if it is above the lead.
  @inline(__always)
  func worth(_ gradient: Double, _ hessian: Double, above lead: Double) -> Double? {
    let left = hessian + lambda
    let right = self.hessian - left
    let difference = gradient - slope * left
    let product = left * right
    guard difference * difference > lead * product, left >= leastHessian, right >= leastHessian else { return nil }
    // The products were rounded: of equals the first leads.
    let worth = difference * difference / product
    return worth > lead ? worth : nil
  }

  /// The gain that belongs to a figure.
  func gain(_ worth: Double) -> Double { (worth - floor) * hessian }
}

/// The candidate that leads while a column is searched.
struct Lead {
  var worth: Double
  /// Its bin; negative while nothing beats what was to be beaten.
  var bin = -1
  /// The rows to its left.
  var count = 0

  init(_ worth: Double, bin: Int = -1, count: Int = 0) {
    self.worth = worth
    self.bin = bin
    self.count = count
  }
}

/// The plain search in single precision, several bins at a time, to leave out what can't lead.
struct PlainFilter: Sendable {
  private let gradientShift: Int32
  private let hessianShift: UInt64
  private let hessianMask: Int32
  private let countMask: Int32
  private let slope: Float
  private let lambda: Float
  private let hessian: Float
  /// How far one row can move `D`.
  private let stride: Float

  init(_ search: PlainSearch, greatest: SIMD2<Double>, layout: LaneLayout) {
    gradientShift = Int32(layout.gradientShift - 32)
    hessianShift = UInt64(layout.hessianShift)
    hessianMask = Int32(truncatingIfNeeded: layout.hessianMask)
    countMask = Int32(truncatingIfNeeded: layout.countMask)
    slope = Float(search.slope)
    lambda = Float(search.lambda)
    hessian = Float(search.hessian)
    stride = Float(greatest.x + abs(search.slope) * greatest.y) * (1 + 0x1p-10)
  }

  /// What a figure must be above to be looked at: a little less than the lead.
  @inline(__always)
  func threshold(_ lead: Double) -> Float { Float(lead) * (1 - 0x1p-10) }

  /// What is known of four places: `D`, `HL HR` and the rows to the left.
  struct Places {
    var distance: SIMD4<Float>
    var product: SIMD4<Float>
    var count: SIMD4<Float>

    /// The places before these, of which the first is another's last.
    @inline(__always)
    func before(_ last: Places) -> Places {
      Places(
        distance: Self.moved(distance, last.distance), product: Self.moved(product, last.product), count: Self.moved(count, last.count))
    }

    @inline(__always)
    private static func moved(_ own: SIMD4<Float>, _ last: SIMD4<Float>) -> SIMD4<Float> { SIMD4(last[3], own[0], own[1], own[2]) }
  }

  @inline(__always)
  func places(_ sums: SIMD4<Int64>) -> Places {
    let (distance, product) = figures(sums)
    let count = SIMD4<Int32>(truncatingIfNeeded: sums) & SIMD4(repeating: countMask)
    return Places(distance: distance, product: product, count: SIMD4(count))
  }

  /// Whether a place between two others may lead, for four pairs.
  ///
  /// With k rows between them, `D` gets no further from 0 on its way from the one to the other than half of both distances and k steps
  /// together, and `HL HR`, which is concave, is nowhere less than at one of the ends. A 64th of a row more makes up for what was rounded:
  /// six times 2⁻²⁴ of at most 8192 rows' steps, at either end.
  @inline(__always)
  func mayHold(_ before: Places, _ after: Places, _ threshold: Float) -> SIMDMask<SIMD4<Int32>> {
    let rows: SIMD4<Float> = after.count - before.count + 0x1p-6
    let reach: SIMD4<Float> = Self.size(before.distance) + Self.size(after.distance) + rows * stride
    let least = after.product.replacing(with: before.product, where: before.product .< after.product)
    return reach * reach .> least * (4 * threshold)
  }

  /// Whether one of eight places may lead.
  @inline(__always)
  func anyPasses(_ sums: SIMD4<Int64>, _ more: SIMD4<Int64>, _ threshold: Float) -> Bool {
    let (distance, product) = figures(sums)
    let (otherDistance, otherProduct) = figures(more)
    return any((distance * distance .> product * threshold) .| (otherDistance * otherDistance .> otherProduct * threshold))
  }

  @inline(__always)
  private func figures(_ sums: SIMD4<Int64>) -> (distance: SIMD4<Float>, product: SIMD4<Float>) {
    let bits = SIMD4<UInt64>(truncatingIfNeeded: sums)
    // One number for all lanes, and known to be: shifts by a number for each lane are ten instructions instead of one.
    let high = SIMD4<Int32>(truncatingIfNeeded: bits &>> SIMD4(repeating: 32)) &>> SIMD4(repeating: gradientShift)
    let middle = SIMD4<Int32>(truncatingIfNeeded: bits &>> SIMD4(repeating: hessianShift)) & SIMD4(repeating: hessianMask)
    let gradient = SIMD4<Float>(high)
    let left: SIMD4<Float> = SIMD4<Float>(middle) + lambda
    let right: SIMD4<Float> = hessian - left
    let difference: SIMD4<Float> = gradient - left * slope
    return (difference, left * right)
  }

  @inline(__always)
  private static func size(_ values: SIMD4<Float>) -> SIMD4<Float> {
    let bits = SIMD4(values[0].bitPattern, values[1].bitPattern, values[2].bitPattern, values[3].bitPattern) & 0x7fff_ffff
    return SIMD4(Float(bitPattern: bits[0]), Float(bitPattern: bits[1]), Float(bitPattern: bits[2]), Float(bitPattern: bits[3]))
  }
}

extension SplitFinder {
  /// Blocks of eight bins in a histogram.
  static let blockCount = 32

  /// Finds the place that leads, in packed sums.
  ///
  /// Eight bins at a time are asked whether any of them may lead, by the sums before and behind them alone: in a small leaf, where a few
  /// rows more make little difference, hardly any may. Only those are summed up bin by bin. First all are asked and then some looked at,
  /// so that there is no branch to guess while asking.
  ///
  /// - Parameters:
  ///   - start: what is to the left of all bins.
  ///   - starts: room for the sum before each block.
  @inline(never)
  func searchPlainly(
    _ lead: inout Lead, _ sums: Span<Int64>, bins: Int, from start: Int64, starts: inout MutableSpan<Int64>, _ search: borrowing Search
  ) {
    precondition(sums.count == 256 && bins <= 256 && starts.count == Self.blockCount, "a histogram has 256 bins in 32 blocks")
    let filter = search.filter
    // A row in one of the bins must be to the left as well.
    let least = max(Int64(rules.minimumCount), layout.count(start) + 1)
    let minimum = Float(least)
    let most = Float(search.node.count - rules.minimumCount)
    var threshold = filter.threshold(lead.worth)
    var last = filter.places(SIMD4(repeating: start))
    var sum = start
    var marks = SIMD4<UInt32>.zero
    for quarter in 0..<(bins + 30) / 32 {
      precondition(quarter >= 0 && quarter < 8, "32 bins of 256")
      let first = quarter &* 32
      let start = sum
      let a = start &+ Self.sumOfEight(sums, first)
      let b = a &+ Self.sumOfEight(sums, first &+ 8)
      let c = b &+ Self.sumOfEight(sums, first &+ 16)
      sum = c &+ Self.sumOfEight(sums, first &+ 24)
      starts[quarter &* 4] = start
      starts[quarter &* 4 &+ 1] = a
      starts[quarter &* 4 &+ 2] = b
      starts[quarter &* 4 &+ 3] = c
      let places = filter.places(SIMD4(a, b, c, sum))
      let before = places.before(last)
      last = places
      let mayLead = filter.mayHold(before, places, threshold) .& (places.count .>= minimum) .& (before.count .<= most)
      let bits = SIMD4<UInt32>(1, 2, 4, 8) &<< SIMD4(repeating: UInt32(truncatingIfNeeded: quarter &* 4))
      marks.replace(with: marks | bits, where: mayLead)
    }
    var wanted = marks.wrappedSum()
    // The sum behind the bins, which is to the left already, must not be counted twice: of their last block its end tells nothing.
    if start != 0 && bins & 7 > 1 { wanted |= 1 &<< UInt32(truncatingIfNeeded: bins &>> 3) }
    while wanted != 0 {
      let block = wanted.trailingZeroBitCount
      wanted &= wanted &- 1
      look(&lead, &threshold, sums, from: starts[block], block &* 8, bins - 1, least: least, search)
    }
  }

  /// Looks at eight bins: in single precision all together, and only if one passes at each in double precision.
  @inline(__always)
  private func look(
    _ lead: inout Lead, _ threshold: inout Float, _ sums: Span<Int64>, from start: Int64, _ first: Int, _ end: Int,
    least: Int64, _ search: borrowing Search
  ) {
    precondition(first >= 0 && first <= 248, "eight bins of 256")
    let a = start &+ sums[first]
    let b = a &+ sums[first + 1]
    let c = b &+ sums[first + 2]
    let d = c &+ sums[first + 3]
    let e = d &+ sums[first + 4]
    let f = e &+ sums[first + 5]
    let g = f &+ sums[first + 6]
    let h = g &+ sums[first + 7]
    guard search.filter.anyPasses(SIMD4(a, b, c, d), SIMD4(e, f, g, h), threshold) else { return }
    lookClosely(&lead, sums, from: start, first..<min(first + 8, end), least: least, search)
    threshold = search.filter.threshold(lead.worth)
  }

  @inline(never)
  private func lookClosely(
    _ lead: inout Lead, _ sums: Span<Int64>, from start: Int64, _ bins: Range<Int>, least: Int64, _ search: borrowing Search
  ) {
    let most = Int64(search.node.count - rules.minimumCount)
    var sum = start
    for bin in bins {
      sum &+= sums[bin]
      let own = layout.widened(sum)
      guard own[2] >= least, own[2] <= most else { continue }
      if let worth = search.plain.worth(Double(own[0]), Double(own[1]), above: lead.worth) {
        lead = Lead(worth, bin: bin, count: Int(own[2]))
      }
    }
  }

  @inline(__always)
  private static func sumOfEight(_ sums: Span<Int64>, _ first: Int) -> Int64 {
    let left = SIMD4(sums[first], sums[first &+ 1], sums[first &+ 2], sums[first &+ 3])
    let right = SIMD4(sums[first &+ 4], sums[first &+ 5], sums[first &+ 6], sums[first &+ 7])
    return (left &+ right).wrappedSum()
  }
}
