import Statistics

/// The bins of all rows, a byte each, in blocks of rows.
///
/// Blocks are what threads share out: their size depends on the number of rows only, so that nothing computed per block depends on
/// how many threads there are.
struct BinnedMatrix: Sendable {
  /// Rows in the matrix.
  let rowCount: Int
  /// Features in the matrix.
  let columnCount: Int
  /// Rows in each block; the last may have fewer.
  let blockRows: Int
  /// For each block, its part of column after column.
  let blocks: [[UInt8]]

  /// How many rows a block has where there are `rowCount`: 1024 at least, unless there are fewer, and 32768 at most.
  ///
  /// There are 16 blocks, or 32 or a multiple of that, of the same size: most numbers of threads share them out evenly, and what each block costs
  /// whatever is in it does not come too often.
  static func blockRows(for rowCount: Int) -> Int {
    let count = rowCount < 131_072 ? min(16, rowCount / 1_024) : 32 * ((rowCount - 1) / (32 * 32_768) + 1)
    return (max(1, rowCount) - 1) / max(1, count) + 1
  }

  /// The rows of a block.
  func rows(ofBlock block: Int) -> Range<Int> {
    block * blockRows..<min(rowCount, (block + 1) * blockRows)
  }

  /// Fills blocks in parallel.
  ///
  /// - Parameter fill: writes the bins of some rows of a column, from a place on.
  init(
    rowCount: Int, columnCount: Int, threads: Int,
    fill: @Sendable (_ column: Int, _ rows: Range<Int>, _ place: Int, _ bins: inout MutableSpan<UInt8>) -> Void
  ) {
    let blockRows = Self.blockRows(for: rowCount)
    blocks = parallelChunks(rowCount, size: blockRows, threads: threads) { rows in
      var columns = [UInt8](repeating: 0, count: rows.count * columnCount)
      var bins = columns.mutableSpan
      for column in 0..<columnCount { fill(column, rows, column * rows.count, &bins) }
      return columns
    }
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.blockRows = blockRows
  }

  /// - Parameter blocks: as many as `blockRows` calls for, each with its part of column after column.
  init(rowCount: Int, columnCount: Int, blockRows: Int, blocks: [[UInt8]]) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.blockRows = blockRows
    self.blocks = blocks
  }

  /// The bin of a cell.
  func bin(row: Int, column: Int) -> Int {
    let block = row / blockRows
    return Int(blocks[block][column * rows(ofBlock: block).count + row % blockRows])
  }

  /// Which columns have a bin with more rows than that.
  func crowded(above limit: Int, crew: Crew) -> [Bool] {
    guard rowCount > limit else { return Array(repeating: false, count: columnCount) }
    let counts = crew.map(blocks.count) { block in
      var counts = [Int](repeating: 0, count: columnCount * 256)
      let bins = blocks[block]
      Self.count(bins.span, columns: columnCount, into: &counts)
      return counts
    }
    return (0..<columnCount).map { column in
      (column * 256..<(column + 1) * 256).contains { place in counts.reduce(0) { $0 + $1[place] } > limit }
    }
  }

  /// Counts the rows in each bin of column after column.
  private static func count(_ bins: Span<UInt8>, columns: Int, into counts: inout [Int]) {
    var counts = counts.mutableSpan
    let rows = bins.count / max(1, columns)
    for column in 0..<columns {
      for row in 0..<rows { counts[column &* 256 &+ Int(bins[column &* rows &+ row])] &+= 1 }
    }
  }

  /// The same columns for some rows, in the order given.
  func subset(_ rows: [Int], threads: Int) -> BinnedMatrix {
    BinnedMatrix(rowCount: rows.count, columnCount: columnCount, threads: threads) { column, range, place, bins in
      for (offset, index) in range.enumerated() { bins[place + offset] = UInt8(bin(row: rows[index], column: column)) }
    }
  }
}
