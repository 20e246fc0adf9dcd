/// What one thread needs to add up histograms: sums of its own.
struct HistogramWorker: Sendable {
  /// Rows that all groups go over before the next, so that their records are still in a fast cache for the last group.
  private static let chunk = 512

  private let layout: LaneLayout
  private let records: RecordLayout
  /// What each row of a chunk adds.
  private var sums: [Int64] = []
  /// Rows in the packed sums since they were last flushed.
  private var packedRows = 0
  private var isWide = false
  private var groups: Range<Int> = 0..<0
  /// Keeps the reading of records from being left out.
  private var touched: UInt64 = 0
  /// For each group, the sums of the rows so far.
  var packed: [[Int64]]
  var wide: [[WideSum]]
  /// The gradients of the block at hand.
  var gradients: [SIMD2<Double>] = []
  /// The greatest absolute gradient and the greatest hessian of the blocks so far.
  var greatest = SIMD2<Double>.zero

  init(layout: LaneLayout, records: RecordLayout) {
    self.layout = layout
    self.records = records
    packed = records.groups.map { _ in [] }
    wide = packed.map { _ in [] }
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
      if packed[group].isEmpty { packed[group] = Array(repeating: 0, count: HistogramKernel.groupSize) }
      if isWide && wide[group].isEmpty { wide[group] = Array(repeating: .zero, count: HistogramKernel.groupSize) }
    }
  }

  /// Adds rows of a block.
  mutating func add(_ rows: Span<UInt16>, of block: Span<UInt64>) {
    var start = 0
    while start < rows.count {
      let end = min(rows.count, start + Self.chunk)
      let chunk = rows.extracting(start..<end)
      if isWide && packedRows + chunk.count > layout.capacity { flush() }
      packedRows += chunk.count
      touched ^= HistogramKernel.touch(chunk, records: block, stride: records.stride)
      HistogramKernel.unpack(chunk, records: block, records, into: &sums)
      Self.add(chunk, sums, block, records, groups, to: &packed)
      start = end
    }
  }

  private static func add(
    _ rows: Span<UInt16>, _ sums: [Int64], _ block: Span<UInt64>, _ records: RecordLayout, _ groups: Range<Int>, to packed: inout [[Int64]]
  ) {
    for group in groups {
      var histogram = packed[group].mutableSpan
      HistogramKernel.add(
        rows, sums: sums.span, records: block, stride: records.stride, word: records.word(of: group), shift: records.shift(of: group),
        features: records.groups[group].count, to: &histogram)
    }
  }

  /// Takes note of a block's greatest gradient and hessian; a NaN takes the lead and keeps it.
  mutating func note(_ more: SIMD2<Double>) { greatest = greatest.replacing(with: more, where: (greatest .< more) .| (more .!= more)) }

  /// Forgets what was added up.
  mutating func clear() {
    for group in groups {
      HistogramGroup.clear(&packed[group])
      for bin in wide[group].indices { wide[group][bin] = .zero }
    }
  }

  /// Ends the adding. The sums are then in `wide` if that was asked for, else in `packed`.
  mutating func finish() {
    if isWide { flush() }
  }

  private mutating func flush() {
    for group in groups { HistogramKernel.flush(&packed[group], to: &wide[group], layout: layout) }
    packedRows = 0
  }
}
