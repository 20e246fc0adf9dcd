/// Some rows of the training data with all that training knows about each of them: scores, gradients, and the leaf it is in.
///
/// What a block computes does not depend on other blocks.
struct RowBlock: Sendable {
  /// Its rows in the data set.
  let rows: Range<Int>
  private let bins: BinnedMatrix.Block
  private let wordsPerRow: Int
  /// The rows of the block that take part in the tree, leaf by leaf, ascending within each.
  private var order: [UInt16]
  private var spare: [UInt16]
  /// Where each leaf's rows begin and end in `order`.
  private var begins: [Int]
  private var ends: [Int]
  /// Whether all rows take part, so that the root's are simply all.
  private var isWhole = true
  /// Each row's gradient, hessian and a count of 1, rounded to the lanes of one number.
  private var packed: [Int64]
  /// Each row's gradient and hessian: as they are until `round`, from then on the bits of whole numbers, fine enough for leaf values.
  private var exact: [SIMD2<Double>]
  /// Each row's raw score, class after class.
  var scores: [Double]

  init(rows: Range<Int>, bins: BinnedMatrix.Block, wordsPerRow: Int, classes: Int, leaves: Int) {
    self.rows = rows
    self.bins = bins
    self.wordsPerRow = wordsPerRow
    order = []
    spare = [UInt16](repeating: 0, count: rows.count)
    begins = [Int](repeating: 0, count: leaves)
    ends = begins
    packed = [Int64](repeating: 0, count: rows.count)
    exact = [SIMD2<Double>](repeating: .zero, count: rows.count)
    scores = [Double](repeating: 0, count: rows.count * classes)
    order = (0..<rows.count).map { UInt16(truncatingIfNeeded: $0) }
  }

  /// How many rows of the block are in a leaf.
  func count(ofLeaf leaf: Int) -> Int { ends[leaf] - begins[leaf] }

  /// Whether the leaf holds every row of the block in order.
  func isAllRows(leaf: Int) -> Bool { isWhole && ends[leaf] - begins[leaf] == rows.count }

  // MARK: - Gradients

  /// Has the gradients of one class's scores computed; gives back the greatest absolute gradient and the greatest hessian.
  mutating func differentiate(_ function: some ObjectiveFunction, labels: Span<Double>, weights: Span<Double>?) -> SIMD2<Double> {
    let scores = scores
    var gradients = exact.mutableSpan
    function.gradients(scores: scores.span, labels: labels, into: &gradients)
    if let weights {
      for row in 0..<gradients.count { gradients[row] *= weights[row] }
    }
    var greatest = SIMD2<Double>.zero
    for row in 0..<gradients.count {
      let gradient = gradients[row]
      let size = SIMD2(abs(gradient.x), gradient.y)
      greatest.replace(with: size, where: .!(size .<= greatest))
    }
    return greatest
  }

  /// Rounds the gradients; gives back the fine sums of all rows.
  mutating func round(_ rounding: GradientRounding) { Self.round(rounding, &exact, &packed) }

  private static func round(_ rounding: GradientRounding, _ exact: inout [SIMD2<Double>], _ packed: inout [Int64]) {
    var fine = exact.mutableSpan
    var coarse = packed.mutableSpan
    precondition(fine.count == coarse.count, "every row has both forms")
    for row in 0..<fine.count {
      let gradient = fine[row]
      coarse[row] = rounding.packed(gradient)
      let whole = rounding.exact(gradient)
      fine[row] = SIMD2(Double(bitPattern: UInt64(bitPattern: whole.x)), Double(bitPattern: UInt64(bitPattern: whole.y)))
    }
  }

  @inline(__always)
  private static func whole(_ bits: SIMD2<Double>) -> SIMD2<Int64> {
    SIMD2(Int64(bitPattern: bits.x.bitPattern), Int64(bitPattern: bits.y.bitPattern))
  }

  // MARK: - Leaves

  /// Puts rows into leaf 0 and empties the others.
  ///
  /// - Parameter sampled: the rows that take part, ascending, counted from the block's first; `nil` for all.
  mutating func reset(sampled: [UInt16]? = nil) {
    if let sampled {
      order = sampled
      isWhole = sampled.count == rows.count
    } else if order.count != rows.count || !isWhole || begins.count > 1 {
      order = (0..<rows.count).map { UInt16(truncatingIfNeeded: $0) }
      isWhole = true
    }
    for leaf in begins.indices {
      begins[leaf] = 0
      ends[leaf] = 0
    }
    ends[0] = order.count
  }

  /// Divides a leaf's rows: those that go left stay, the others become the new leaf's. Both keep their order.
  mutating func partition(leaf: Int, newLeaf: Int, by test: BinTest) {
    let end = ends[leaf]
    let places = begins[leaf]..<end
    let middle = Self.partition(&order, &spare, places, bins.columns, test.column * rows.count, test)
    begins[newLeaf] = middle
    ends[newLeaf] = end
    ends[leaf] = middle
  }

  private static func partition(
    _ order: inout [UInt16], _ spare: inout [UInt16], _ places: Range<Int>, _ columns: [UInt8], _ offset: Int, _ test: BinTest
  ) -> Int {
    var order = order.mutableSpan
    var spare = spare.mutableSpan
    let bins = columns.span
    var left = places.lowerBound
    var right = 0
    for place in places {
      let row = order[place]
      let goesLeft = test.goesLeft(bins[offset &+ Int(row)])
      // Both are written, one of them counts: there is no branch to guess.
      order[left] = row
      spare[right] = row
      left &+= goesLeft
      right &+= 1 &- goesLeft
    }
    for place in 0..<right { order[left &+ place] = spare[place] }
    return left
  }

  /// The exact sums of gradients and hessians of a leaf's rows.
  func exactSum(ofLeaf leaf: Int) -> SIMD2<Int64> {
    var sum = SIMD2<Int64>.zero
    let order = self.order.span
    let exact = self.exact.span
    if isAllRows(leaf: leaf) {
      for row in 0..<exact.count { sum = sum &+ Self.whole(exact[row]) }
    } else {
      for place in begins[leaf]..<ends[leaf] { sum = sum &+ Self.whole(exact[Int(order[place])]) }
    }
    return sum
  }

  /// Copies words and rounded gradients of some of a leaf's rows side by side.
  ///
  /// - Parameters:
  ///   - first: how many of the leaf's rows to skip.
  ///   - count: how many to copy.
  ///   - group: which words of a row to copy.
  ///   - place: where the first row goes.
  func gather(
    leaf: Int, from first: Int, count: Int, groups: Range<Int>, to place: Int, words gatheredWords: inout [UInt64],
    sums gatheredSums: inout [Int64]
  ) {
    var target = gatheredWords.mutableSpan
    var sums = gatheredSums.mutableSpan
    let order = self.order.span
    let words = bins.words.span
    let packed = self.packed.span
    let width = groups.count
    let begin = begins[leaf] + first
    var output = place * width
    // A pass that only touches each row lets the processor fetch far more of them at once than the copying pass does.
    var touched: UInt64 = 0
    for index in 0..<count { touched |= words[Int(order[begin &+ index]) &* wordsPerRow] }
    if touched == 1, wordsPerRow == 0 { return }
    for index in 0..<count {
      let row = Int(order[begin &+ index])
      sums[place &+ index] = packed[row]
      let source = row &* wordsPerRow &+ groups.lowerBound
      for word in 0..<width { target[output &+ word] = words[source &+ word] }
      output &+= width
    }
  }

  /// Calls `body` with the words and rounded gradients of all rows.
  func withAllRows(_ body: (Span<UInt64>, Span<Int64>) -> Void) { body(bins.words.span, packed.span) }

  // MARK: - Scores

  /// Adds its leaf's value to the score of every row that takes part.
  mutating func addToScores(_ values: [Double], ofClass index: Int) {
    let offset = index * rows.count
    let begins = begins
    let ends = ends
    let places = self.order
    let order = places.span
    var scores = self.scores.mutableSpan
    for leaf in values.indices {
      let value = values[leaf]
      for place in begins[leaf]..<ends[leaf] { scores[offset &+ Int(order[place])] += value }
    }
  }

  /// Calls `body` with the rows of a leaf, counted from the block's first.
  func withRows(ofLeaf leaf: Int, _ body: (Span<UInt16>) -> Void) {
    let rows = order.span
    body(rows.extracting(begins[leaf]..<ends[leaf]))
  }
}

/// The question a split asks of a row's bin.
struct BinTest: Sendable {
  let column: Int
  /// What is added to a bin before it is compared, round a circle of 256: that puts missing values first where they go left.
  private let offset: UInt8
  /// The last number that goes left.
  private let limit: UInt8

  /// - Parameters:
  ///   - threshold: the last bin that goes left.
  ///   - missing: the bin of missing values, above all others.
  init(column: Int, threshold: Int, missing: Int, missingGoesLeft: Bool) {
    self.column = column
    offset = missingGoesLeft ? UInt8(truncatingIfNeeded: 256 - missing) : 0
    limit = UInt8(truncatingIfNeeded: threshold) &+ offset
  }

  /// 1 if the row goes left, else 0.
  @inline(__always)
  func goesLeft(_ bin: UInt8) -> Int { bin &+ offset <= limit ? 1 : 0 }
}
