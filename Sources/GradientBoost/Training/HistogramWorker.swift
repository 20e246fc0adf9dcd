/// What one thread needs to add up histograms: rows gathered side by side and sums of its own.
struct HistogramWorker: Sendable {
  /// Rows gathered before the kernel runs over them, so that they are still in the fastest cache when it does.
  private static let chunk = 1_024

  private let layout: LaneLayout
  private let columnCount: Int
  private let wordsPerRow: Int
  private var words: [UInt64]
  private var rowSums: [Int64]
  /// The rounded gradients of a whole block's rows.
  private var allSums: [Int64] = []
  private var gathered = 0
  /// Rows in the packed sums since they were last flushed.
  private var packedRows = 0
  private var isWide = false
  /// The exact sums of the gradients and hessians of the rows so far.
  private(set) var fine = SIMD2<Int64>.zero
  private var groups: Range<Int>
  /// For each group, the sums of the rows so far.
  var packed: [[Int64]]
  var wide: [[WideSum]]

  init(layout: LaneLayout, columnCount: Int, wordsPerRow: Int) {
    self.layout = layout
    self.columnCount = columnCount
    self.wordsPerRow = wordsPerRow
    words = Array(repeating: 0, count: Self.chunk * wordsPerRow)
    rowSums = Array(repeating: 0, count: Self.chunk)
    groups = 0..<0
    packed = Array(repeating: [], count: wordsPerRow)
    wide = Array(repeating: [], count: wordsPerRow)
  }

  /// Gets ready for the rows of a leaf.
  ///
  /// - Parameters:
  ///   - groups: which groups of features to add up.
  ///   - isWide: whether the leaf has more rows than a packed sum holds.
  mutating func begin(groups: Range<Int>, isWide: Bool) {
    self.groups = groups
    self.isWide = isWide
    gathered = 0
    packedRows = 0
    fine = .zero
    for group in groups {
      if packed[group].isEmpty { packed[group] = Array(repeating: 0, count: HistogramKernel.groupSize) }
      if isWide && wide[group].isEmpty { wide[group] = Array(repeating: .zero, count: HistogramKernel.groupSize) }
    }
  }

  /// Adds a block's rows of a leaf.
  mutating func add(_ block: RowBlock, leaf: Int) {
    if block.isAllRows(leaf: leaf) {
      let count = block.rows.count
      if allSums.count < count { allSums = Array(repeating: 0, count: count) }
      runKernel()
      makeRoom(for: count)
      fine = fine &+ block.gatherAll(sums: &allSums)
      let sums = allSums
      addToSums(block.words.span, stride: wordsPerRow, firstGroup: 0, sums.span, rows: count)
      return
    }
    let count = block.count(ofLeaf: leaf)
    var done = 0
    while done < count {
      let step = min(count - done, Self.chunk - gathered)
      fine = fine &+ block.gather(leaf: leaf, from: done, count: step, groups: groups, to: gathered, words: &words, sums: &rowSums)
      gathered += step
      done += step
      if gathered == Self.chunk { runKernel() }
    }
  }

  /// Adds what is still to be added. The sums are then in `wide` if that was asked for, else in `packed`.
  mutating func finish() {
    runKernel()
    if isWide { flush() }
  }

  private mutating func runKernel() {
    guard gathered > 0 else { return }
    makeRoom(for: gathered)
    // The arrays are read while the sums are written, which are other arrays of the same object.
    let words = words
    let rowSums = rowSums
    addToSums(words.span, stride: groups.count, firstGroup: groups.lowerBound, rowSums.span, rows: gathered)
    gathered = 0
  }

  private mutating func makeRoom(for rows: Int) {
    if isWide && packedRows + rows > layout.capacity { flush() }
    packedRows += rows
  }

  private mutating func addToSums(_ words: Span<UInt64>, stride: Int, firstGroup: Int, _ sums: Span<Int64>, rows: Int) {
    for group in groups {
      let features = min(HistogramKernel.featuresPerGroup, columnCount - group * HistogramKernel.featuresPerGroup)
      var histogram = packed[group].mutableSpan
      HistogramKernel.add(
        rows: rows, words: words, stride: stride, offset: group - firstGroup, sums: sums, features: features, to: &histogram)
    }
  }

  private mutating func flush() {
    for group in groups {
      HistogramKernel.flush(&packed[group], to: &wide[group], layout: layout)
    }
    packedRows = 0
  }
}
