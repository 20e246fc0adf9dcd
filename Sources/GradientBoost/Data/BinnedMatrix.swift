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
  /// For each block, `wordsPerRow` words a row; byte `c % 8` of word `c / 8` is the bin of column `c`.
  let blocks: [[UInt64]]

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
  /// - Parameter fill: writes the bins of some rows of a column into the low bytes of words that are zero there.
  init(
    rowCount: Int, columnCount: Int, threads: Int,
    fill: @Sendable (_ column: Int, _ rows: Range<Int>, _ shift: UInt64, _ words: inout MutableSpan<UInt64>) -> Void
  ) {
    let blockRows = Self.blockRows(for: rowCount)
    let wordsPerRow = (columnCount + 7) / 8
    blocks = parallelChunks(rowCount, size: blockRows, threads: threads) { rows in
      var words = [UInt64](repeating: 0, count: rows.count * wordsPerRow)
      var packed = [UInt64](repeating: 0, count: rows.count)
      for word in 0..<wordsPerRow {
        for index in packed.indices { packed[index] = 0 }
        for column in word * 8..<min(columnCount, word * 8 + 8) {
          var span = packed.mutableSpan
          fill(column, rows, UInt64(column - word * 8) * 8, &span)
        }
        var output = words.mutableSpan
        let input = packed.span
        for row in 0..<input.count { output[row &* wordsPerRow &+ word] = input[row] }
      }
      return words
    }
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.blockRows = blockRows
  }

  /// The bin of a cell.
  func bin(row: Int, column: Int) -> Int {
    let word = blocks[row / blockRows][row % blockRows * wordsPerRow + column / 8]
    return Int(truncatingIfNeeded: (word &>> UInt64(column % 8 * 8)) & 255)
  }

  /// The same columns for some rows, in the order given.
  func subset(_ rows: [Int], threads: Int) -> BinnedMatrix {
    BinnedMatrix(rowCount: rows.count, columnCount: columnCount, threads: threads) { column, range, shift, words in
      for (place, index) in range.enumerated() {
        words[place] |= UInt64(truncatingIfNeeded: bin(row: rows[index], column: column)) &<< shift
      }
    }
  }
}
