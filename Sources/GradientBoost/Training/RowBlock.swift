/// Some rows of the training data with all that training knows about each of them: bins, scores, gradients, and the leaf it is in.
///
/// What a block computes does not depend on other blocks.
struct RowBlock: Sendable {
  /// Its rows in the data set.
  let rows: Range<Int>
  /// The bins, column after column: for dividing rows, which wants one column of many.
  private let columns: [UInt8]
  /// For each row what histograms want of it.
  private var records: AlignedWords
  private let layout: RecordLayout
  /// Each row's gradient and hessian as whole numbers, fine enough for leaf values.
  private var exact: [SIMD2<Int32>]
  /// A hash of each row's bins: by it its gradient is rounded up or down.
  private var hashes: [UInt16]
  /// The rows of the block that take part in the tree, leaf by leaf: those of some leaves in the one, those of the others in the other.
  private var order: [UInt16]
  private var spare: [UInt16]
  /// Whether a leaf's rows are in `spare`.
  private var isInSpare: [Bool]
  /// Keeps reading ahead from being left out.
  private var touched: UInt64 = 0
  /// Where each leaf's rows begin and end in `order`.
  private var begins: [Int]
  private var ends: [Int]
  /// Each row's raw score, class after class, but for `pending`.
  var scores: [Double]
  /// What is still to be added to the scores of each leaf's rows, where there is one score a row.
  var pending: [Double] = []

  /// - Parameter salts: for each column what tells its bins from those of others.
  init(rows: Range<Int>, columns: [UInt8], salts: [UInt64], layout: RecordLayout, classes: Int, leaves: Int) {
    self.layout = layout
    self.rows = rows
    self.columns = columns
    records = AlignedWords(count: rows.count * layout.stride)
    exact = Array(repeating: .zero, count: rows.count)
    hashes = Array(repeating: 0, count: rows.count)
    order = (0..<rows.count).map { UInt16(truncatingIfNeeded: $0) }
    spare = order
    begins = Array(repeating: 0, count: leaves)
    ends = begins
    isInSpare = Array(repeating: false, count: leaves)
    scores = Array(repeating: 0, count: rows.count * classes)
    for (group, range) in layout.groups.enumerated() {
      Self.weave(columns.span, of: range, group: group, layout, into: &records, rows: rows.count)
      Self.hash(columns.span, of: range, Self.hashTable(salts[range]), into: &hashes)
    }
  }

  /// Puts up to eight columns into one word of every record.
  private static func weave(
    _ bins: Span<UInt8>, of columns: Range<Int>, group: Int, _ layout: RecordLayout, into records: inout AlignedWords, rows: Int
  ) {
    let (stride, place, shift) = (layout.stride, records.first + layout.word(of: group), layout.shift(of: group))
    var output = records.words.mutableSpan
    for row in 0..<rows {
      var word: UInt64 = 0
      for column in columns.reversed() { word = word &<< 8 | UInt64(bins[column &* rows &+ row]) }
      output[row &* stride &+ place] = word &<< shift
    }
  }

  /// A number for each bin of up to eight columns; it depends on what a column holds, not on where it stands.
  private static func hashTable(_ salts: ArraySlice<UInt64>) -> [UInt16] {
    var table: [UInt16] = []
    for salt in salts {
      for bin in 0..<UInt64(256) {
        var mixed = (salt ^ bin &* 0x9e37_79b9_7f4a_7c15) &* 0xff51_afd7_ed55_8ccd
        mixed = (mixed ^ mixed &>> 32) &* 0xc4ce_b9fe_1a85_ec53
        table.append(UInt16(truncatingIfNeeded: mixed &>> 40))
      }
    }
    return table + Array(repeating: 0, count: 2_048 - table.count)
  }

  /// Adds the numbers of up to eight columns' bins to each row's hash.
  private static func hash(_ bins: Span<UInt8>, of columns: Range<Int>, _ table: [UInt16], into hashes: inout [UInt16]) {
    var hashes = hashes.mutableSpan
    let table = table.span
    precondition(table.count == 2_048, "a table has eight times 256 numbers")
    let rows = hashes.count
    for (place, column) in columns.enumerated() {
      let own = bins.extracting(column * rows..<(column + 1) * rows)
      let first = (place & 7) &* 256
      for row in 0..<rows { hashes[row] &+= table[first &+ Int(own[row])] }
    }
  }

  /// How many rows of the block are in a leaf.
  func count(ofLeaf leaf: Int) -> Int { ends[leaf] - begins[leaf] }

  // MARK: - Gradients

  /// Computes the gradients of an objective with one score a row; gives back the greatest absolute gradient and the greatest hessian.
  func differentiate(
    _ function: any ObjectiveFunction, labels: Span<Double>, weights: Span<Double>?, into gradients: inout [SIMD2<Double>]
  ) -> SIMD2<Double> {
    Self.fit(&gradients, rows.count)
    var span = gradients.mutableSpan
    function.gradients(scores: scores.span, labels: labels, into: &span)
    if let weights {
      for row in 0..<span.count { span[row] *= weights[row] }
    }
    return Self.greatest(span)
  }

  /// Takes one class's gradients out of those of all.
  func take(_ all: Span<SIMD2<Double>>, ofClass index: Int, into gradients: inout [SIMD2<Double>]) -> SIMD2<Double> {
    Self.fit(&gradients, rows.count)
    var span = gradients.mutableSpan
    let first = index * span.count
    for row in 0..<span.count { span[row] = all[first + row] }
    return Self.greatest(span)
  }

  private static func fit(_ gradients: inout [SIMD2<Double>], _ count: Int) {
    if gradients.count != count { gradients = Array(repeating: .zero, count: count) }
  }

  /// NaN where one is NaN, or a hessian negative.
  private static func greatest(_ gradients: borrowing MutableSpan<SIMD2<Double>>) -> SIMD2<Double> {
    // Two by two, so that one comparison need not wait for the one before.
    var high = SIMD4<Double>.zero
    var low = SIMD4<Double>.zero
    // NaN times 0, and nothing else among numbers, is not 0; an infinity only looks like one and is refused as well.
    var odd = SIMD4<Double>.zero
    var row = 0
    while row &+ 2 <= gradients.count {
      let (one, two) = (gradients[row], gradients[row &+ 1])
      let both = SIMD4(one.x, one.y, two.x, two.y)
      high.replace(with: both, where: both .> high)
      low.replace(with: both, where: both .< low)
      odd += both * 0
      row &+= 2
    }
    if row < gradients.count {
      let both = SIMD4(gradients[row].x, gradients[row].y, 0, 0)
      high.replace(with: both, where: both .> high)
      low.replace(with: both, where: both .< low)
      odd += both * 0
    }
    let gradient = max(high.x, high.z, -low.x, -low.z)
    let isOrderly = odd.sum() == 0 && min(low.y, low.w) >= 0
    return isOrderly ? SIMD2(gradient, max(high.y, high.w)) : SIMD2(.nan, .nan)
  }

  /// Rounds the gradients of the block's rows.
  mutating func round(_ rounding: GradientRounding, _ gradients: [SIMD2<Double>]) {
    // A loop for each kind of record: asking in the loop takes a quarter longer.
    if layout.isCompact {
      Self.round(rounding, gradients.span, &exact, &records, hashes, layout, isCompact: true)
    } else {
      Self.round(rounding, gradients.span, &exact, &records, hashes, layout, isCompact: false)
    }
  }

  @inline(__always)
  private static func round(
    _ rounding: GradientRounding, _ gradients: Span<SIMD2<Double>>, _ exact: inout [SIMD2<Int32>], _ records: inout AlignedWords,
    _ hashes: [UInt16], _ layout: RecordLayout, isCompact: Bool
  ) {
    let (first, stride) = (records.first, layout.stride)
    let hashes = hashes.span
    var fine = exact.mutableSpan
    var words = records.words.mutableSpan
    precondition(
      fine.count == hashes.count && gradients.count == fine.count && words.count >= first + fine.count * stride,
      "every row has a record and a hash")
    for row in 0..<fine.count {
      let rounded = rounding.coarse(gradients[row], hash: UInt32(hashes[row]))
      let place = first &+ row &* stride
      words[place] = layout.word(gradient: rounded.x, hessian: rounded.y, in: words[place], isCompact: isCompact)
      fine[row] = rounding.exact(gradients[row])
    }
  }

  // MARK: - Leaves

  /// Puts rows into leaf 0 and empties the others.
  ///
  /// - Parameter sampled: the rows that take part, ascending, counted from the block's first; `nil` for all.
  mutating func reset(sampled: [UInt16]? = nil) {
    if let sampled {
      order = sampled
    } else {
      if order.count != rows.count { order = Array(repeating: 0, count: rows.count) }
      var places = order.mutableSpan
      for row in 0..<places.count { places[row] = UInt16(truncatingIfNeeded: row) }
    }
    for leaf in begins.indices {
      begins[leaf] = 0
      ends[leaf] = 0
      isInSpare[leaf] = false
    }
    if spare.count != order.count { spare = order }
    ends[0] = order.count
  }

  /// Divides a leaf's rows: those that go left stay, the others become the new leaf's.
  mutating func partition(leaf: Int, newLeaf: Int, by test: BinTest) {
    let bins = test.column * rows.count..<(test.column + 1) * rows.count
    let places = begins[leaf]..<ends[leaf]
    let middle =
      isInSpare[leaf]
      ? Self.divide(spare, into: &order, places, columns, bins, test) : Self.divide(order, into: &spare, places, columns, bins, test)
    note(leaf, newLeaf, middle)
  }

  /// The same by categories: rows whose bin is in the set go left.
  mutating func partition(leaf: Int, newLeaf: Int, by set: BinSet, column: Int) {
    let bins = column * rows.count..<(column + 1) * rows.count
    let places = begins[leaf]..<ends[leaf]
    let middle =
      isInSpare[leaf]
      ? Self.divide(spare, into: &order, places, columns, bins, set) : Self.divide(order, into: &spare, places, columns, bins, set)
    note(leaf, newLeaf, middle)
  }

  /// Takes note of where a leaf was divided.
  private mutating func note(_ leaf: Int, _ newLeaf: Int, _ middle: Int) {
    let places = begins[leaf]..<ends[leaf]
    let wasInSpare = isInSpare[leaf]
    begins[newLeaf] = middle
    ends[newLeaf] = places.upperBound
    ends[leaf] = middle
    isInSpare[leaf] = !wasInSpare
    isInSpare[newLeaf] = !wasInSpare
  }

  /// Writes the rows that go left to the front of the target's places and the others, backwards, to its end; gives back where those begin.
  private static func divide(
    _ source: [UInt16], into target: inout [UInt16], _ places: Range<Int>, _ columns: [UInt8], _ bins: Range<Int>, _ test: BinTest
  ) -> Int {
    divide(source, &target, places, columns, bins) { test.goesLeft($0) }
  }

  private static func divide(
    _ source: [UInt16], into target: inout [UInt16], _ places: Range<Int>, _ columns: [UInt8], _ bins: Range<Int>, _ set: BinSet
  ) -> Int {
    divide(source, &target, places, columns, bins) { set.contains($0) }
  }

  @inline(__always)
  private static func divide(
    _ source: [UInt16], _ target: inout [UInt16], _ places: Range<Int>, _ columns: [UInt8], _ bins: Range<Int>, goesLeft: (UInt8) -> Int
  ) -> Int {
    let all = source.span
    let rows = all.extracting(places)
    let table = columns.span
    let bins = table.extracting(bins)
    var output = target.mutableSpan
    var left = places.lowerBound
    for place in 0..<rows.count {
      let row = rows[place]
      let isLeft = goesLeft(bins[Int(row)])
      // There is no branch to guess.
      let rest = rows.count &- 1 &- place
      output[left &+ rest & (isLeft &- 1)] = row
      left &+= isLeft
    }
    return left
  }

  /// Adds a leaf's rows to a histogram.
  ///
  /// Mutating, as `exactSums` is, so that a block in its box is asked where it lies: a copy would count a dozen references up and down.
  mutating func add(leaf: Int, to worker: inout HistogramWorker) {
    let places = begins[leaf]..<ends[leaf]
    let words = records.words.span
    let own = words.extracting(records.first...)
    if isInSpare[leaf] {
      let all = spare.span
      worker.add(all.extracting(places), of: own)
    } else {
      let all = order.span
      worker.add(all.extracting(places), of: own)
    }
  }

  /// Notes what each row of a leaf adds to a histogram, and its record.
  ///
  /// - Parameters:
  ///   - place: where the first row is noted.
  ///   - words: for each word of a record so many places as there are sums.
  /// - Returns: the place behind the last.
  mutating func list(leaf: Int, from place: Int, _ sums: inout [Int64], _ words: inout [UInt64]) -> Int {
    let places = begins[leaf]..<ends[leaf]
    Self.list(isInSpare[leaf] ? spare : order, places, records, layout, from: place, &sums, &words)
    return place + places.count
  }

  private static func list(
    _ order: [UInt16], _ places: Range<Int>, _ records: AlignedWords, _ layout: RecordLayout, from place: Int, _ sums: inout [Int64],
    _ words: inout [UInt64]
  ) {
    let all = order.span
    let rows = all.extracting(places)
    let aligned = records.words.span
    let records = aligned.extracting(records.first...)
    var sums = sums.mutableSpan
    var words = words.mutableSpan
    let stride = layout.stride
    for index in 0..<rows.count {
      let first = Int(rows[index]) &* stride
      sums[place &+ index] = layout.sum(records[first])
      for word in 0..<stride { words[word &* sums.count &+ place &+ index] = records[first &+ word] }
    }
  }

  /// The exact sums of gradients and hessians of each leaf's rows.
  mutating func exactSums(leaves: Int) -> [SIMD2<Int64>] {
    touched ^= CacheLine.touch(exact.span) { UInt64(truncatingIfNeeded: $0.x) }
    return (0..<leaves).map { leaf in
      let places = begins[leaf]..<ends[leaf]
      return isInSpare[leaf] ? Self.sum(exact, spare, places) : Self.sum(exact, order, places)
    }
  }

  private static func sum(_ exact: [SIMD2<Int32>], _ order: [UInt16], _ places: Range<Int>) -> SIMD2<Int64> {
    let exact = exact.span
    let all = order.span
    let own = all.extracting(places)
    var sum = SIMD2<Int64>.zero
    for place in 0..<own.count { sum = sum &+ SIMD2<Int64>(truncatingIfNeeded: exact[Int(own[place])]) }
    return sum
  }

  // MARK: - Scores

  /// Adds what is still to be added to the scores.
  mutating func settle() {
    guard !pending.isEmpty else { return }
    addToScores(pending, ofClass: 0)
    pending = []
  }

  /// Adds its leaf's value to the score of every row that takes part.
  mutating func addToScores(_ values: [Double], ofClass index: Int) {
    touched ^= Self.touch(scores, index * rows.count..<(index + 1) * rows.count)
    for leaf in values.indices {
      let places = begins[leaf]..<ends[leaf]
      Self.add(values[leaf], to: &scores, at: index * rows.count, isInSpare[leaf] ? spare : order, places)
    }
  }

  private static func touch(_ scores: [Double], _ places: Range<Int>) -> UInt64 {
    let all = scores.span
    return CacheLine.touch(all.extracting(places)) { $0.bitPattern }
  }

  private static func add(_ value: Double, to scores: inout [Double], at offset: Int, _ order: [UInt16], _ places: Range<Int>) {
    let all = order.span
    let rows = all.extracting(places)
    var scores = scores.mutableSpan
    for place in 0..<rows.count { scores[offset &+ Int(rows[place])] += value }
  }

  /// Adds a tree's values to the score of every row, whether or not it takes part.
  mutating func addToScores(_ tree: BinnedTree, ofClass index: Int) {
    tree.add(to: &scores, offset: index * rows.count, rows: rows.count, columns: columns)
  }

  /// A row's gradient and hessian as whole numbers; the row counted from the block's first.
  func exactGradient(_ row: Int) -> SIMD2<Int64> { SIMD2<Int64>(truncatingIfNeeded: exact[row]) }

  /// Adds to the score of every row what a tree with linear leaves says of it.
  mutating func addToScores(_ tree: BinnedTree, ofClass index: Int, values: [[Double]]) {
    tree.addLinear(to: &scores, offset: index * rows.count, rows: rows, columns: columns, values: values)
  }

  /// Calls `body` with the rows of a leaf, counted from the block's first.
  func withRows(ofLeaf leaf: Int, _ body: (Span<UInt16>) -> Void) {
    let places = isInSpare[leaf] ? spare : order
    let rows = places.span
    body(rows.extracting(begins[leaf]..<ends[leaf]))
  }
}
