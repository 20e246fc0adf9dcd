public import Statistics

extension Dataset {
  /// Bins the rows of a stream without ever holding their values: one pass for a sample to fit the bins on, one to fill them.
  ///
  /// What stays in memory is a byte for each cell, a label for each row, and during the first pass the sample: `bin_construct_sample_cnt`
  /// rows. Where the rows are no more than that, the bins are those of ``init(columns:featureNames:labels:weights:queries:binning:fittedOn:threads:)``.
  ///
  /// - Parameters:
  ///   - stream: the rows; gone through twice.
  ///   - binning: how values become bins. Values cannot be kept.
  ///   - threads: the greatest number of threads to use.
  /// - Throws: a ``DatasetError``, or whatever the stream throws.
  /// - Complexity: O(cells); memory as above.
  public init(stream: some RowStream, binning: Binning = Binning(), threads: Int = ActiveProcessors.count) throws {
    do { try binning.validate() } catch { throw DatasetError(error.description) }
    guard !binning.keepsValues else { throw DatasetError("A data set made of a stream cannot keep its values (Binning.keepsValues).") }
    let names = try stream.featureNames
    try Self.check(names: names)
    let isCategorical = try binning.isCategorical(names)

    var sample = RowSample(columnCount: names.count, binning: binning)
    try stream.forEachChunk { try sample.add($0) }
    guard sample.rowCount > 0 else { throw DatasetError("There is no row; a data set needs at least one label.") }
    let bins = sample.bins(binning, isCategorical: isCategorical, threads: threads)
    let rowCount = sample.rowCount
    sample.forget()

    let used = bins.indices.filter { !bins[$0].isConstant }
    var filling = MatrixFilling(rowCount: rowCount, width: names.count, used: used, lookups: used.map { BinLookup(bins[$0]) })
    try stream.forEachChunk { try filling.add($0) }
    guard filling.filled == rowCount else {
      throw DatasetError(
        "The stream had \(rowCount) rows the first time and \(filling.filled) the second; it must give the same every time.")
    }
    let queries = filling.queries.isEmpty ? nil : filling.queries
    self.init(
      featureNames: names, labels: filling.labels, weights: filling.weights.isEmpty ? nil : filling.weights, queries: queries, bins: bins,
      binning: binning, usedFeatures: used, matrix: filling.matrix)
  }

  private static func check(names: [String]) throws(DatasetError) {
    guard !names.isEmpty else { throw DatasetError("There is no feature; a data set needs at least one column.") }
    var seen: Set<String> = []
    for (index, name) in names.enumerated() {
      guard !name.isEmpty else { throw DatasetError("Column \(index) has an empty name.") }
      guard seen.insert(name).inserted else { throw DatasetError("The name '\(name)' stands for two columns.", feature: name) }
    }
  }
}

/// A sample of a stream's rows: each row has the same chance to be in it, however many there are (Vitter's algorithm R, 1985).
private struct RowSample {
  private let columnCount: Int
  private let size: Int
  private var draws: SeededGenerator
  private var rows: [Double] = []
  private var seesMissing: [Bool]
  private(set) var rowCount = 0

  init(columnCount: Int, binning: Binning) {
    self.columnCount = columnCount
    size = binning.binConstructSampleCnt
    draws = SeededGenerator(seed: binning.seed)
    seesMissing = Array(repeating: false, count: columnCount)
  }

  mutating func add(_ chunk: RowChunk) throws(DatasetError) {
    let count = chunk.labels.count
    guard chunk.values.count == count * columnCount, chunk.weights.isEmpty || chunk.weights.count == count,
      chunk.queries.isEmpty || chunk.queries.count == count
    else {
      throw DatasetError(
        "The rows from \(rowCount) on have \(chunk.values.count) values, \(count) labels, \(chunk.weights.count) weights and \(chunk.queries.count) queries for \(columnCount) features."
      )
    }
    for row in 0..<count {
      let own = row * columnCount..<(row + 1) * columnCount
      for column in 0..<columnCount where chunk.values[own.lowerBound + column].isNaN { seesMissing[column] = true }
      if rowCount < size {
        rows.append(contentsOf: chunk.values[own])
      } else {
        let place = draws.integer(below: rowCount + 1)
        if place < size {
          for column in 0..<columnCount { rows[place * columnCount + column] = chunk.values[own.lowerBound + column] }
        }
      }
      rowCount += 1
    }
  }

  func bins(_ binning: Binning, isCategorical: [Bool], threads: Int) -> [FeatureBins] {
    let (rows, seesMissing, width) = (rows, seesMissing, columnCount)
    return parallelMap(0..<width, threads: threads) { column in
      let values = stride(from: column, to: rows.count, by: width).map { rows[$0] }
      if isCategorical[column] {
        return CategorySketch.bins(of: values, maximumBins: binning.maxBin, minimumRows: binning.minDataInBin)
      }
      return QuantileSketch.bins(
        of: values, maximumBins: binning.maxBin, minimumRows: binning.minDataInBin, seesMissing: seesMissing[column])
    }
  }

  mutating func forget() { rows = [] }
}

/// The bins of a stream's rows, block after block.
private struct MatrixFilling {
  private let rowCount: Int
  private let width: Int
  private let used: [Int]
  private let lookups: [BinLookup]
  private let blockRows: Int
  private var blocks: [[UInt8]] = []
  private var block: [UInt8] = []
  private(set) var filled = 0
  private(set) var labels: [Double] = []
  private(set) var weights: [Double] = []
  private(set) var queries: [Int] = []
  private var seen: Set<Double> = []
  private var lastQuery = Double.nan

  init(rowCount: Int, width: Int, used: [Int], lookups: [BinLookup]) {
    self.rowCount = rowCount
    self.width = width
    self.used = used
    self.lookups = lookups
    blockRows = BinnedMatrix.blockRows(for: rowCount)
    labels.reserveCapacity(rowCount)
  }

  var matrix: BinnedMatrix { BinnedMatrix(rowCount: rowCount, columnCount: used.count, blockRows: blockRows, blocks: blocks) }

  mutating func add(_ chunk: RowChunk) throws(DatasetError) {
    let count = chunk.labels.count
    guard filled + count <= rowCount, chunk.values.count == count * width, weights.count == (chunk.weights.isEmpty ? 0 : filled) else {
      throw DatasetError(
        "The stream gives other rows the second time from row \(filled) on; it must give the same every time.", row: filled)
    }
    for row in 0..<count {
      guard chunk.labels[row].isFinite else {
        throw DatasetError(
          "The label of row \(filled + row) is \(chunk.labels[row]); labels must be finite. Leave the row out.", row: filled + row)
      }
      if !chunk.weights.isEmpty, !(chunk.weights[row] >= 0 && chunk.weights[row].isFinite) {
        throw DatasetError(
          "The weight of row \(filled + row) is \(chunk.weights[row]); weights must be finite and 0 or more.", row: filled + row)
      }
      if !chunk.queries.isEmpty { try add(query: chunk.queries[row], row: filled + row) }
    }
    labels.append(contentsOf: chunk.labels)
    weights.append(contentsOf: chunk.weights)
    var start = 0
    while start < count {
      let place = filled % blockRows
      let own = min(blockRows, rowCount - (filled - place))
      if place == 0 { block = Array(repeating: 0, count: own * used.count) }
      // Few rows at a time, so that what one column needs of them is still at hand for the next.
      let end = min(count, start + min(own - place, 1_024))
      for (column, feature) in used.enumerated() {
        let values = (start..<end).map { chunk.values[$0 * width + feature] }
        let lookup = lookups[column]
        var bins = block.mutableSpan
        lookup.write(values.span, into: &bins, at: column * own + place)
      }
      filled += end - start
      start = end
      if filled % blockRows == 0 || filled == rowCount {
        blocks.append(block)
        block = []
      }
    }
  }

  private mutating func add(query: Double, row: Int) throws(DatasetError) {
    guard query.isFinite else { throw DatasetError("The query of row \(row) is \(query); it must be a number.", row: row) }
    if query == lastQuery {
      queries[queries.count - 1] += 1
      return
    }
    guard seen.insert(query).inserted else {
      throw DatasetError("The rows of query \(query) do not lie side by side: row \(row) comes after others. Sort by query.", row: row)
    }
    lastQuery = query
    queries.append(1)
  }
}
