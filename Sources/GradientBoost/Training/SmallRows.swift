/// What histograms want of a small leaf's rows, out of all blocks.
struct SmallRows: Sendable {
  /// The most rows there can be: their number, and so every count of them, is a byte.
  static let capacity = 255
  /// From one word's places to the next word's.
  static let stride = 256

  private let layout: RecordLayout
  private(set) var count = 0
  /// What each row adds to a histogram.
  private(set) var sums = [Int64](repeating: 0, count: Self.stride)
  /// The rows' records, first words first.
  private(set) var words: [UInt64]

  init(layout: RecordLayout) {
    self.layout = layout
    words = Array(repeating: 0, count: layout.stride * Self.stride)
  }

  /// Takes a leaf's rows in place of those at hand.
  mutating func gather(leaf: Int, of blocks: [Owned<RowBlock>]) {
    count = 0
    for block in blocks { count = block.value.list(leaf: leaf, from: count, &sums, &words) }
  }

  /// What they add up to.
  var total: Int64 { sums[..<count].reduce(0, &+) }

  /// Where the bins of a column are: the first of as many words as there are rows, and how far up in each.
  func place(of column: Int) -> (first: Int, shift: UInt64) {
    let (word, shift) = layout.place(of: column)
    return (word * Self.stride, shift)
  }
}
