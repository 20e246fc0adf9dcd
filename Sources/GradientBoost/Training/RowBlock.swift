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
  /// Three numbers a row, side by side so that one access to memory brings them all: gradient, hessian and a count of 1 rounded to the
  /// lanes of one number; the gradient and the hessian in fixed point, fine enough for leaf values (until `round` as they are).
  private var states: [Int64]
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
    states = Array(repeating: 0, count: rows.count * 3)
    scores = [Double](repeating: 0, count: rows.count * classes)
    order = (0..<rows.count).map { UInt16(truncatingIfNeeded: $0) }
  }

  /// How many rows of the block are in a leaf.
  func count(ofLeaf leaf: Int) -> Int { ends[leaf] - begins[leaf] }

  /// Whether the leaf holds every row of the block in order.
  func isAllRows(leaf: Int) -> Bool { isWhole && ends[leaf] - begins[leaf] == rows.count }

  // MARK: - Gradients

  /// Keeps gradients as they are until `round` knows the greatest of all; gives back the greatest of the block.
  mutating func take(_ gradients: Span<SIMD2<Double>>) -> SIMD2<Double> {
    var states = states.mutableSpan
    precondition(states.count == gradients.count * 3, "every row has a gradient")
    var greatest = SIMD2<Double>.zero
    for row in 0..<gradients.count {
      let gradient = gradients[row]
      let size = SIMD2(abs(gradient.x), gradient.y)
      // A NaN takes the lead and keeps it.
      greatest.replace(with: size, where: .!(size .<= greatest))
      states[3 &* row &+ 1] = Int64(bitPattern: gradient.x.bitPattern)
      states[3 &* row &+ 2] = Int64(bitPattern: gradient.y.bitPattern)
    }
    return greatest
  }

  /// Rounds the gradients that were taken.
  mutating func round(_ rounding: GradientRounding) {
    var states = states.mutableSpan
    var place = 0
    while place < states.count {
      let gradient = SIMD2(
        Double(bitPattern: UInt64(bitPattern: states[place &+ 1])), Double(bitPattern: UInt64(bitPattern: states[place &+ 2])))
      let exact = rounding.exact(gradient)
      states[place] = rounding.packed(gradient)
      states[place &+ 1] = exact.x
      states[place &+ 2] = exact.y
      place &+= 3
    }
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

  /// Copies words and rounded gradients of some of a leaf's rows side by side; gives back the exact sums of their gradients.
  ///
  /// - Parameters:
  ///   - first: how many of the leaf's rows to skip.
  ///   - count: how many to copy.
  ///   - groups: which words of a row to copy.
  ///   - place: where the first row goes.
  func gather(
    leaf: Int, from first: Int, count: Int, groups: Range<Int>, to place: Int, words gatheredWords: inout [UInt64],
    sums gatheredSums: inout [Int64]
  ) -> SIMD2<Int64> {
    var target = gatheredWords.mutableSpan
    var sums = gatheredSums.mutableSpan
    let order = self.order.span
    let words = bins.words.span
    let states = self.states.span
    let wordsPerRow = wordsPerRow
    let width = groups.count
    let begin = begins[leaf] + first
    // The short loop comes first: the processor has many more of its rows on the way from memory at once than of the long loop's.
    var touched: UInt64 = 0
    var sum = SIMD2<Int64>.zero
    for index in 0..<count {
      let row = Int(order[begin &+ index])
      touched |= words[row &* wordsPerRow]
      let state = 3 &* row
      sums[place &+ index] = states[state]
      sum = sum &+ SIMD2(states[state &+ 1], states[state &+ 2])
    }
    target[place * width] = touched
    var output = place * width
    for index in 0..<count {
      let source = Int(order[begin &+ index]) &* wordsPerRow &+ groups.lowerBound
      for word in 0..<width { target[output &+ word] = words[source &+ word] }
      output &+= width
    }
    return sum
  }

  /// Copies the rounded gradients of all rows; gives back the exact sums.
  func gatherAll(sums gatheredSums: inout [Int64]) -> SIMD2<Int64> {
    var sums = gatheredSums.mutableSpan
    let states = self.states.span
    precondition(sums.count * 3 >= states.count, "there is room for every row")
    var sum = SIMD2<Int64>.zero
    var row = 0
    var place = 0
    while place < states.count {
      sums[row] = states[place]
      sum = sum &+ SIMD2(states[place &+ 1], states[place &+ 2])
      row &+= 1
      place &+= 3
    }
    return sum
  }

  /// The words of all rows.
  var words: [UInt64] { bins.words }

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
