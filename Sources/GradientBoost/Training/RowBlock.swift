/// Some rows of the training data with all that training knows about each of them: bins, scores, gradients, and the leaf it is in.
///
/// What a block computes does not depend on other blocks.
struct RowBlock: Sendable {
  /// Its rows in the data set.
  let rows: Range<Int>
  /// The bins, column after column: for dividing rows, which wants one column of many.
  private let columns: [UInt8]
  /// For each row `stride` numbers side by side, so that one access to memory brings all that a histogram wants of it: its gradient,
  /// hessian and a count of 1 rounded to the lanes of one number, then its bins, eight to a number.
  private var records: [UInt64]
  private let stride: Int
  /// Each row's gradient and hessian: until `round` as they are, from then on the bits of whole numbers, fine enough for leaf values.
  private var exact: [SIMD2<Double>]
  /// A hash of each row's bins: by it its gradient is rounded up or down.
  private var hashes: [UInt16]
  /// The rows of the block that take part in the tree, leaf by leaf, ascending within each.
  private var order: [UInt16]
  private var spare: [UInt16]
  /// Where each leaf's rows begin and end in `order`.
  private var begins: [Int]
  private var ends: [Int]
  /// Each row's raw score, class after class.
  var scores: [Double]

  init(rows: Range<Int>, columns: [UInt8], columnCount: Int, classes: Int, leaves: Int) {
    self.rows = rows
    self.columns = columns
    stride = 1 + (columnCount + 7) / 8
    records = Array(repeating: 0, count: rows.count * stride)
    exact = Array(repeating: .zero, count: rows.count)
    hashes = Array(repeating: 0, count: rows.count)
    order = (0..<rows.count).map { UInt16(truncatingIfNeeded: $0) }
    spare = order
    begins = Array(repeating: 0, count: leaves)
    ends = begins
    scores = Array(repeating: 0, count: rows.count * classes)
    for group in 0..<stride - 1 {
      Self.weave(columns.span, of: group * 8..<min(columnCount, group * 8 + 8), place: group + 1, stride, &records, &hashes)
    }
  }

  /// Puts up to eight columns into one number of every record.
  private static func weave(
    _ bins: Span<UInt8>, of columns: Range<Int>, place: Int, _ stride: Int, _ records: inout [UInt64], _ hashes: inout [UInt16]
  ) {
    var output = records.mutableSpan
    var hashes = hashes.mutableSpan
    let rows = hashes.count
    for row in 0..<rows {
      var word: UInt64 = 0
      for column in columns.reversed() { word = word &<< 8 | UInt64(bins[column &* rows &+ row]) }
      output[row &* stride &+ place] = word
      let mixed = (word ^ UInt64(hashes[row])) &* 0x9e37_79b9_7f4a_7c15
      hashes[row] = UInt16(truncatingIfNeeded: mixed &>> 48)
    }
  }

  /// How many rows of the block are in a leaf.
  func count(ofLeaf leaf: Int) -> Int { ends[leaf] - begins[leaf] }

  // MARK: - Gradients

  /// Computes the gradients of an objective with one score a row; gives back the greatest absolute gradient and the greatest hessian.
  mutating func differentiate(_ function: any ObjectiveFunction, labels: Span<Double>, weights: Span<Double>?) -> SIMD2<Double> {
    let scores = scores
    var gradients = exact.mutableSpan
    function.gradients(scores: scores.span, labels: labels, into: &gradients)
    if let weights {
      for row in 0..<gradients.count { gradients[row] *= weights[row] }
    }
    return Self.greatest(gradients)
  }

  /// Takes one class's gradients out of those of all.
  mutating func take(_ all: Span<SIMD2<Double>>, ofClass index: Int) -> SIMD2<Double> {
    var gradients = exact.mutableSpan
    let first = index * gradients.count
    for row in 0..<gradients.count { gradients[row] = all[first + row] }
    return Self.greatest(gradients)
  }

  private static func greatest(_ gradients: borrowing MutableSpan<SIMD2<Double>>) -> SIMD2<Double> {
    var gradient = 0.0
    var hessian = 0.0
    // A NaN takes the lead and keeps it.
    for row in 0..<gradients.count {
      let size = abs(gradients[row].x)
      gradient = size <= gradient ? gradient : size
      hessian = gradients[row].y <= hessian ? hessian : gradients[row].y
    }
    return SIMD2(gradient, hessian)
  }

  /// Rounds the gradients.
  mutating func round(_ rounding: GradientRounding) { Self.round(rounding, &exact, &records, hashes, stride) }

  private static func round(
    _ rounding: GradientRounding, _ exact: inout [SIMD2<Double>], _ records: inout [UInt64], _ hashes: [UInt16], _ stride: Int
  ) {
    let hashes = hashes.span
    var fine = exact.mutableSpan
    var records = records.mutableSpan
    precondition(fine.count == hashes.count && records.count == fine.count * stride, "every row has a record and a hash")
    for row in 0..<fine.count {
      let gradient = fine[row]
      records[row &* stride] = UInt64(bitPattern: rounding.packed(gradient, hash: UInt32(hashes[row])))
      let whole = rounding.exact(gradient)
      fine[row] = SIMD2(Double(bitPattern: UInt64(bitPattern: whole.x)), Double(bitPattern: UInt64(bitPattern: whole.y)))
    }
  }

  // MARK: - Leaves

  /// Puts rows into leaf 0 and empties the others.
  ///
  /// - Parameter sampled: the rows that take part, ascending, counted from the block's first; `nil` for all.
  mutating func reset(sampled: [UInt16]? = nil) {
    order = sampled ?? (0..<rows.count).map { UInt16(truncatingIfNeeded: $0) }
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
    let middle = Self.partition(&order, &spare, places, columns, test.column * rows.count, test)
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

  /// Adds a leaf's rows to a histogram.
  func add(leaf: Int, to worker: inout HistogramWorker) {
    let order = order.span
    worker.add(order.extracting(begins[leaf]..<ends[leaf]), records: records.span, stride: stride)
  }

  /// The exact sums of gradients and hessians of each leaf's rows.
  func exactSums(leaves: Int) -> [SIMD2<Int64>] {
    let order = order.span
    let exact = exact.span
    return (0..<leaves).map { leaf in
      var sum = SIMD2<Int64>.zero
      for place in begins[leaf]..<ends[leaf] {
        let bits = exact[Int(order[place])]
        sum = sum &+ SIMD2(Int64(bitPattern: bits.x.bitPattern), Int64(bitPattern: bits.y.bitPattern))
      }
      return sum
    }
  }

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

  /// Adds a tree's values to the score of every row, whether or not it takes part.
  mutating func addToScores(_ tree: BinnedTree, ofClass index: Int) {
    tree.add(to: &scores, offset: index * rows.count, rows: rows.count, columns: columns)
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
