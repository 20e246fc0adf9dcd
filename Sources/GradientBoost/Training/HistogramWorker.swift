/// What one thread needs to add up histograms: sums of its own.
struct HistogramWorker: Sendable {
  /// Rows that all groups go over before the next, so that their records are still in a fast cache for the last group.
  private static let chunk = 512

  /// So many words of records are in a fast cache anyway.
  private static let nearWords = 16_384

  private let layout: LaneLayout
  private let records: RecordLayout
  /// What each row of a chunk adds.
  private var additions = [Int64](repeating: 0, count: Self.chunk)
  /// Rows in the packed sums since they were last flushed.
  private var packedRows = 0
  /// Whether the leaf has more rows than a packed sum holds.
  private var isWide = false
  /// The groups in which that makes a difference.
  private let crowded: [Int]
  private var groups: Range<Int> = 0..<0
  /// Keeps the reading of records from being left out.
  private var touched: UInt64 = 0
  /// For each group, what was added up. They are boxed one by one because groups are taken from here by several threads at once.
  let sums: [Owned<GroupSums>]
  /// The same while rows are added, which happens so often that opening boxes would cost a twentieth of the time.
  private var open: [GroupSums]
  /// The gradients of the block at hand.
  var gradients: [SIMD2<Double>] = []
  /// The greatest absolute gradient and the greatest hessian of the blocks so far.
  var greatest = SIMD2<Double>.zero

  /// - Parameter isCrowded: for each group, whether one of its bins has more rows than a packed sum holds.
  init(layout: LaneLayout, records: RecordLayout, isCrowded: [Bool]) {
    crowded = isCrowded.indices.filter { isCrowded[$0] }
    self.layout = layout
    self.records = records
    sums = records.groups.map { _ in Owned(GroupSums()) }
    open = records.groups.map { _ in GroupSums() }
  }

  /// What was added up for one group of features.
  struct GroupSums: Sendable {
    var packed: [Int64] = []
    var wide: [WideSum] = []

    fileprivate mutating func begin() {
      if packed.isEmpty { packed = Array(repeating: 0, count: HistogramKernel.groupSize) }
    }

    fileprivate mutating func widen() {
      if wide.isEmpty { wide = Array(repeating: .zero, count: HistogramKernel.groupSize) }
    }

    fileprivate mutating func addFirst(
      _ rows: Span<UInt16>, of block: Span<UInt64>, _ records: RecordLayout, sums: inout MutableSpan<Int64>
    ) {
      var histogram = packed.mutableSpan
      HistogramKernel.addFirst(rows, records: block, records, to: &histogram, sums: &sums)
    }

    fileprivate mutating func add(
      _ rows: Span<UInt16>, _ additions: Span<Int64>, of block: Span<UInt64>, _ records: RecordLayout, _ group: Int
    ) {
      var histogram = packed.mutableSpan
      HistogramKernel.add(rows, sums: additions, records: block, records, group: group, to: &histogram)
    }

    fileprivate mutating func clear() {
      HistogramGroup.clear(&packed, 0..<HistogramKernel.groupSize)
      for bin in wide.indices { wide[bin] = .zero }
    }

    fileprivate mutating func flush(layout: LaneLayout) { HistogramKernel.flush(&packed, to: &wide, layout: layout) }
  }

  /// Gets ready for the rows of a leaf.
  ///
  /// - Parameters:
  ///   - groups: which groups of features to add up.
  ///   - isWide: whether the leaf has more rows than a packed sum holds.
  mutating func begin(groups: Range<Int>, isWide: Bool) {
    self.groups = groups
    self.isWide = isWide
    packedRows = 0
    greatest = .zero
    for group in groups {
      swap(&open[group], &sums[group].value)
      open[group].begin()
    }
    guard isWide, !groups.isEmpty else { return }
    for group in crowded { open[group].widen() }
  }

  /// Adds rows of a block.
  mutating func add(_ rows: Span<UInt16>, of block: Span<UInt64>) {
    var start = 0
    while start < rows.count {
      let end = min(rows.count, start + Self.chunk)
      let chunk = rows.extracting(start..<end)
      if isWide && packedRows + chunk.count > layout.capacity { flush() }
      packedRows += chunk.count
      if block.count > Self.nearWords { touched ^= HistogramKernel.touch(chunk, records: block, records) }
      Self.add(chunk, &additions, block, records, groups, to: &open)
      start = end
    }
  }

  private static func add(
    _ rows: Span<UInt16>, _ additions: inout [Int64], _ block: Span<UInt64>, _ records: RecordLayout, _ groups: Range<Int>,
    to open: inout [GroupSums]
  ) {
    guard !groups.isEmpty else { return }
    var sums = additions.mutableSpan
    open[0].addFirst(rows, of: block, records, sums: &sums)
    let own = sums.span.extracting(0..<rows.count)
    for group in groups.dropFirst() { open[group].add(rows, own, of: block, records, group) }
  }

  /// Takes note of a block's greatest gradient and hessian; a NaN takes the lead and keeps it.
  mutating func note(_ more: SIMD2<Double>) { greatest = greatest.replacing(with: more, where: (greatest .< more) .| (more .!= more)) }

  /// Forgets what was added up.
  mutating func clear() {
    for group in groups { sums[group].value.clear() }
  }

  /// Ends the adding. The sums are then in their boxes, those of crowded groups in `wide` if the leaf was said to be, the others in `packed`.
  mutating func finish() {
    if isWide { flush() }
    for group in groups { swap(&open[group], &sums[group].value) }
  }

  private mutating func flush() {
    if !groups.isEmpty {
      for group in crowded { open[group].flush(layout: layout) }
    }
    packedRows = 0
  }
}
