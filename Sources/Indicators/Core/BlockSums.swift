extension SIMD2: BlockSummary where Scalar == Double {
  /// A sum, whatever the origin.
  @inline(__always)
  init(_ values: SIMD2<Double>, from origin: SIMD2<Double>) { self = values }

  @inline(__always)
  static func nothing(from origin: SIMD2<Double>) -> SIMD2<Double> { .zero }

  @inline(__always)
  func followed(by later: SIMD2<Double>) -> SIMD2<Double> { self + later }
}

extension TwoColumns: BlockSummary {
  /// Two sums, whatever the origin.
  @inline(__always)
  init(_ values: TwoColumns, from origin: TwoColumns) { self = values }

  @inline(__always)
  static func nothing(from origin: TwoColumns) -> TwoColumns { .zero }

  @inline(__always)
  func followed(by later: TwoColumns) -> TwoColumns { TwoColumns(first + later.first, second + later.second) }
}

extension ThreeColumns: BlockSummary {
  /// Three sums, whatever the origin.
  @inline(__always)
  init(_ values: ThreeColumns, from origin: ThreeColumns) { self = values }

  @inline(__always)
  static func nothing(from origin: ThreeColumns) -> ThreeColumns { .zero }

  @inline(__always)
  func followed(by later: ThreeColumns) -> ThreeColumns {
    ThreeColumns(first + later.first, second + later.second, third + later.third)
  }
}

/// Sums in which the first value counts once, the second twice and so on: what ``WeightedSum`` is for one block.
struct WeightedLanes: BlockSummary {
  /// How many values, the same of both blocks.
  let count: Double
  let sum: SIMD2<Double>
  let weighted: SIMD2<Double>

  @inline(__always)
  init(count: Double, sum: SIMD2<Double>, weighted: SIMD2<Double>) {
    self.count = count
    self.sum = sum
    self.weighted = weighted
  }

  @inline(__always)
  init(_ values: SIMD2<Double>, from origin: SIMD2<Double>) { self.init(count: 1, sum: values, weighted: values) }

  @inline(__always)
  static func nothing(from origin: SIMD2<Double>) -> WeightedLanes { WeightedLanes(count: 0, sum: .zero, weighted: .zero) }

  @inline(__always)
  func followed(by later: WeightedLanes) -> WeightedLanes {
    WeightedLanes(count: count + later.count, sum: sum + later.sum, weighted: weighted + count * later.sum + later.weighted)
  }

  /// The weighted sum: it is of as many values as the window has more than what follows.
  @inline(__always) var kept: SIMD2<Double> { weighted }

  /// Of the window the weighted sum only.
  @inline(__always)
  func following(_ tail: SIMD2<Double>, of period: Double) -> WeightedLanes {
    WeightedLanes(count: period, sum: sum, weighted: tail + (period - count) * sum + weighted)
  }
}

/// Sums of distances from the origin and of their squares: what ``WindowMoments`` is for one block.
struct MomentLanes: BlockSummary {
  let origin: SIMD2<Double>
  let sum: SIMD2<Double>
  let squares: SIMD2<Double>

  @inline(__always)
  init(_ values: SIMD2<Double>, from origin: SIMD2<Double>) {
    let distance = values - origin
    self.init(origin: origin, sum: distance, squares: distance * distance)
  }

  @inline(__always)
  init(origin: SIMD2<Double>, sum: SIMD2<Double>, squares: SIMD2<Double>) {
    self.origin = origin
    self.sum = sum
    self.squares = squares
  }

  @inline(__always)
  static func nothing(from origin: SIMD2<Double>) -> MomentLanes { MomentLanes(origin: origin, sum: .zero, squares: .zero) }

  @inline(__always)
  func followed(by later: MomentLanes) -> MomentLanes {
    MomentLanes(origin: later.origin, sum: sum + later.sum, squares: squares + later.squares)
  }

  /// Both sums: the origin is that of the stretch that follows.
  @inline(__always) var kept: TwoColumns { TwoColumns(sum, squares) }

  @inline(__always)
  func following(_ tail: TwoColumns, of period: Double) -> MomentLanes {
    MomentLanes(origin: origin, sum: tail.first + sum, squares: tail.second + squares)
  }

  /// The means of windows, given one over the count of their values.
  @inline(__always)
  func mean(share: Double) -> SIMD2<Double> { origin + sum * share }

  /// The variances; never negative.
  @inline(__always)
  func variance(share: Double) -> SIMD2<Double> {
    let average = sum * share
    // Written so that a NaN stays one.
    return SIMD2.zero.greatest(squares * share - average * average)
  }
}

/// Sums of the distances of pairs from a pair, of their squares and of their products: what ``PairMoments`` is for one block.
struct PairMomentLanes: BlockSummary {
  let origin: TwoColumns
  let sums: TwoColumns
  let squares: TwoColumns
  let products: SIMD2<Double>

  @inline(__always)
  init(_ values: TwoColumns, from origin: TwoColumns) {
    let (x, y) = (values.first - origin.first, values.second - origin.second)
    self.init(origin: origin, sums: TwoColumns(x, y), squares: TwoColumns(x * x, y * y), products: x * y)
  }

  @inline(__always)
  init(origin: TwoColumns, sums: TwoColumns, squares: TwoColumns, products: SIMD2<Double>) {
    self.origin = origin
    self.sums = sums
    self.squares = squares
    self.products = products
  }

  @inline(__always)
  static func nothing(from origin: TwoColumns) -> PairMomentLanes {
    PairMomentLanes(origin: origin, sums: .zero, squares: .zero, products: .zero)
  }

  @inline(__always)
  func followed(by later: PairMomentLanes) -> PairMomentLanes {
    PairMomentLanes(
      origin: later.origin, sums: sums.followed(by: later.sums), squares: squares.followed(by: later.squares),
      products: products + later.products)
  }

  /// All sums: the origin is that of the stretch that follows.
  @inline(__always) var kept: (sums: TwoColumns, squares: TwoColumns, products: SIMD2<Double>) { (sums, squares, products) }

  @inline(__always)
  func following(_ tail: (sums: TwoColumns, squares: TwoColumns, products: SIMD2<Double>), of period: Double) -> PairMomentLanes {
    PairMomentLanes(
      origin: origin, sums: tail.sums.followed(by: sums), squares: tail.squares.followed(by: squares), products: tail.products + products)
  }

  /// Pearson's correlation, given one over the count of the pairs; 0 where one of both never moves.
  @inline(__always)
  func correlation(share: Double) -> SIMD2<Double> {
    let x = squares.first - sums.first * sums.first * share
    let y = squares.second - sums.second * sums.second * share
    let product = x * y
    let together = products - sums.first * sums.second * share
    return choose(.zero, where: .zero, isAtLeast: product, otherwise: together / product.roots)
  }

  /// How much the second number rises with one of the first (least squares); 0 where the first never moves.
  @inline(__always)
  func slope(share: Double) -> SIMD2<Double> {
    let spread = squares.first - sums.first * sums.first * share
    return choose(.zero, where: .zero, isAtLeast: spread, otherwise: (products - sums.first * sums.second * share) / spread)
  }
}

/// The sums of the windows of some values, each so many rows further on than it ends.
@inline(never)
func windowSums(_ values: Span<Double>, _ period: Int, into output: inout MutableSpan<Double>, at shift: Int) {
  var tails = BlockTails<SIMD2<Double>>()
  sweepBlocks(0..<values.count, period, &tails, { values.two(at: $0) }, { $0 }) { output.put($1, at: $0 &+ shift, $2) }
}

/// Goes through a series a stretch at a time, for what is made in several passes: what is between them stays in the nearest cache.
///
/// - Parameters:
///   - rows: the rows to be answered.
///   - back: how many rows before them they look at.
///   - length: how many rows a stretch has, without those before it; ``stretchLength(back:)`` if nothing is said.
///   - body: takes some of the rows, with those before them that they look at in front.
@inline(__always)
func eachStretch(_ rows: Range<Int>, back: Int, length: Int? = nil, _ body: (Range<Int>) -> Void) {
  let length = length ?? stretchLength(back: back)
  var start = rows.lowerBound
  while start < rows.upperBound {
    let end = min(start &+ length, rows.upperBound)
    body(start &- back..<end)
    start = end
  }
}

/// How many rows a stretch has, without those before it: whole multiples of those, so that blocks of as many rows begin where they do without stretches.
@inline(__always)
func stretchLength(back: Int) -> Int { back * max(16, (768 + max(back, 1) - 1) / max(back, 1)) + (back == 0 ? 768 : 0) }

/// Goes through the windows of some rows a stretch at a time, for what is made in several passes. Stretches begin where blocks do, and are as many pairs of blocks
/// after a first window: the bits are those of one pass, and nothing is left over before the end.
///
/// - Parameters:
///   - rows: the rows, as ``sweepBlocks(_:_:_:_:_:_:)`` takes them.
///   - period: how many rows a window has.
///   - body: takes some of the rows, no more than ``stretchLength(period:)``; those of the first window may have been in the stretch before.
@inline(__always)
func eachStretch(_ rows: Range<Int>, period: Int, _ body: (Range<Int>) -> Void) {
  let length = stretchLength(period: period)
  var start = rows.lowerBound
  while start &+ period < rows.upperBound || start == rows.lowerBound {
    body(start..<min(start &+ length, rows.upperBound))
    start &+= length &- period
  }
}

/// How many rows the longest stretch of windows has.
@inline(__always)
func stretchLength(period: Int) -> Int { 2 * period * max(1, 512 / period) + period }
