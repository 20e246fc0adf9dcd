import Statistics

/// The bins of all rows, eight features to a 64-bit word, in blocks of rows.
///
/// Row-major words let one row's gradient, once loaded, serve every feature. Blocks are what threads share out: their size depends on
/// the number of rows only, so that nothing computed per block depends on how many threads there are.
struct BinnedMatrix: Sendable {
  /// Rows in the matrix.
  let rowCount: Int
  /// Features in the matrix.
  let columnCount: Int
  /// Rows in each block; the last may have fewer.
  let blockRows: Int
  /// The rows, block by block.
  let blocks: [Block]

  /// Some rows, both ways round.
  struct Block: Sendable {
    /// `wordsPerRow` words a row; byte `c % 8` of word `c / 8` is the bin of column `c`. For histograms, which want all of a row.
    var words: [UInt64]
    /// Column after column. For dividing rows, which wants one column of all.
    var columns: [UInt8]
  }

  /// Words for each row.
  var wordsPerRow: Int { (columnCount + 7) / 8 }

  /// How many rows a block has where there are `rowCount`: a power of two from 256 to 8192.
  static func blockRows(for rowCount: Int) -> Int {
    var rows = 256
    while rows < 8_192, rows * 32 < rowCount { rows *= 2 }
    return rows
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
    let wordsPerRow = (columnCount + 7) / 8
    blocks = parallelChunks(rowCount, size: blockRows, threads: threads) { rows in
      var columns = [UInt8](repeating: 0, count: rows.count * columnCount)
      var words = [UInt64](repeating: 0, count: rows.count * wordsPerRow)
      for column in 0..<columnCount {
        var bins = columns.mutableSpan
        fill(column, rows, column * rows.count, &bins)
      }
      for word in 0..<wordsPerRow {
        Self.weave(columns.span, rows: rows.count, of: word * 8..<min(columnCount, word * 8 + 8), into: &words, wordsPerRow)
      }
      return Block(words: words, columns: columns)
    }
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.blockRows = blockRows
  }

  /// Puts up to eight columns into one word of every row.
  private static func weave(
    _ bins: Span<UInt8>, rows: Int, of columns: Range<Int>, into words: inout [UInt64], _ wordsPerRow: Int
  ) {
    var output = words.mutableSpan
    let place = columns.lowerBound / 8
    for row in 0..<rows {
      var word: UInt64 = 0
      for column in columns.reversed() { word = word &<< 8 | UInt64(bins[column &* rows &+ row]) }
      output[row &* wordsPerRow &+ place] = word
    }
  }

  /// The bin of a cell.
  func bin(row: Int, column: Int) -> Int {
    let block = row / blockRows
    return Int(blocks[block].columns[column * rows(ofBlock: block).count + row % blockRows])
  }

  /// The same columns for some rows, in the order given.
  func subset(_ rows: [Int], threads: Int) -> BinnedMatrix {
    BinnedMatrix(rowCount: rows.count, columnCount: columnCount, threads: threads) { column, range, place, bins in
      for (offset, index) in range.enumerated() { bins[place + offset] = UInt8(bin(row: rows[index], column: column)) }
    }
  }
}
