public import Statistics

/// Rows to train on or to validate with: every feature binned once, with labels and weights.
///
///     let data = try Dataset(columns: [height, weight], featureNames: ["height", "weight"], labels: isIll)
///     let model = try Trainer(Parameters(objective: .binary)).train(on: data.subset(rows: trainingRows))
///
/// It keeps a byte for each cell, not the values. A row subset keeps the bins; so that nothing of other rows is known to a model, fit
/// the bins on training rows only (`fittedOn`) and use them for others (`binsOf`).
public struct Dataset: Sendable {
  /// The names of the features, each once.
  public let featureNames: [String]
  /// What each row's prediction should be.
  public internal(set) var labels: [Double]
  /// What each row counts for; `nil` if each counts for 1.
  public let weights: [Double]?
  /// The bins of each feature.
  public let bins: [FeatureBins]
  /// How the bins were fitted.
  public let binning: Binning
  /// How many rows each query has, one after another; `nil` where rows are not ranked.
  public let queries: [Int]?
  /// The values of each feature, where `binning` said to keep them.
  let values: [[Double]]?
  /// The features that the matrix holds: those that are not constant.
  let usedFeatures: [Int]
  let matrix: BinnedMatrix

  /// How many rows there are.
  public var rowCount: Int { labels.count }
  /// How many features there are.
  public var featureCount: Int { featureNames.count }

  /// Bins columns.
  ///
  /// - Parameters:
  ///   - columns: one for each feature, all as long as `labels`. NaN is a missing value.
  ///   - featureNames: each once; `Column_0`, `Column_1`… unless given.
  ///   - labels: finite.
  ///   - weights: finite and 0 or more.
  ///   - queries: how many rows each query has, one after another, where rows are to be ranked.
  ///   - binning: how values become bins.
  ///   - rows: the rows that the bins are fitted on; all unless given.
  ///   - threads: the greatest number of threads to use.
  /// - Complexity: O(cells), plus sorting a sample of `bin_construct_sample_cnt` rows for each feature.
  public init(
    columns: [[Double]], featureNames: [String]? = nil, labels: [Double], weights: [Double]? = nil, queries: [Int]? = nil,
    binning: Binning = Binning(), fittedOn rows: [Int]? = nil, threads: Int = ActiveProcessors.count
  ) throws(DatasetError) {
    let source = ColumnSource(columns: columns)
    try self.init(
      source, featureNames: featureNames, labels: labels, weights: weights, queries: queries, binning: binning, fittedOn: rows, bins: nil,
      threads: threads)
  }

  /// Bins a matrix whose rows lie one after another.
  ///
  /// - Parameters:
  ///   - matrix: `columnCount` values for each row.
  ///   - columnCount: how many features there are.
  ///   - featureNames: each once; `Column_0`, `Column_1`… unless given.
  ///   - labels: finite.
  ///   - weights: finite and 0 or more.
  ///   - queries: how many rows each query has, one after another, where rows are to be ranked.
  ///   - binning: how values become bins.
  ///   - rows: the rows that the bins are fitted on; all unless given.
  ///   - threads: the greatest number of threads to use.
  public init(
    matrix: [Double], columnCount: Int, featureNames: [String]? = nil, labels: [Double], weights: [Double]? = nil, queries: [Int]? = nil,
    binning: Binning = Binning(), fittedOn rows: [Int]? = nil, threads: Int = ActiveProcessors.count
  ) throws(DatasetError) {
    let source = try ColumnSource(matrix: matrix, columnCount: columnCount, rowCount: labels.count)
    try self.init(
      source, featureNames: featureNames, labels: labels, weights: weights, queries: queries, binning: binning, fittedOn: rows, bins: nil,
      threads: threads)
  }

  /// Puts other rows of the same features into the bins of another data set: validation rows into those of training rows.
  public init(
    columns: [[Double]], labels: [Double], weights: [Double]? = nil, queries: [Int]? = nil, binsOf other: Dataset,
    threads: Int = ActiveProcessors.count
  ) throws(DatasetError) {
    try self.init(
      ColumnSource(columns: columns), featureNames: other.featureNames, labels: labels, weights: weights, queries: queries,
      binning: other.binning, fittedOn: nil, bins: other.bins, threads: threads)
  }

  private init(
    _ source: ColumnSource, featureNames: [String]?, labels: [Double], weights: [Double]?, queries: [Int]?, binning: Binning,
    fittedOn rows: [Int]?, bins given: [FeatureBins]?, threads: Int
  ) throws(DatasetError) {
    let names = featureNames ?? (0..<source.count).map { "Column_\($0)" }
    try Self.check(source, names: names, labels: labels, weights: weights, rows: rows)
    try Self.check(queries, rowCount: labels.count)
    do { try binning.validate() } catch { throw DatasetError(error.description) }
    let isCategorical = try binning.isCategorical(names)
    let bins =
      given
      ?? Self.fit(source, isCategorical: isCategorical, rowCount: labels.count, rows: rows, binning: binning, threads: threads)
    let used = bins.indices.filter { !bins[$0].isConstant }
    let lookups = used.map { BinLookup(bins[$0]) }
    matrix = BinnedMatrix(rowCount: labels.count, columnCount: used.count, threads: threads) { column, rows, place, target in
      source.withValues(of: used[column], rows: rows) { lookups[column].write($0, into: &target, at: place) }
    }
    self.featureNames = names
    self.labels = labels
    self.weights = weights
    self.queries = queries
    self.bins = bins
    self.binning = binning
    values = binning.keepsValues ? (0..<source.count).map { source.values(of: $0, rows: nil) } : nil
    usedFeatures = used
  }

  /// Puts together what was made elsewhere.
  init(
    featureNames: [String], labels: [Double], weights: [Double]?, queries: [Int]?, bins: [FeatureBins], binning: Binning,
    usedFeatures: [Int], matrix: BinnedMatrix
  ) {
    self.featureNames = featureNames
    self.labels = labels
    self.weights = weights
    self.queries = queries
    self.bins = bins
    self.binning = binning
    self.usedFeatures = usedFeatures
    self.matrix = matrix
    values = nil
  }

  private init(rows: [Int], of other: Dataset, threads: Int) {
    featureNames = other.featureNames
    labels = rows.map { other.labels[$0] }
    weights = other.weights.map { weights in rows.map { weights[$0] } }
    bins = other.bins
    binning = other.binning
    usedFeatures = other.usedFeatures
    matrix = other.matrix.subset(rows, threads: threads)
    queries = other.queries.map { Self.queries($0, of: rows) }
    values = other.values?.map { column in rows.map { column[$0] } }
  }

  /// Some of the rows, in the order given, with the same bins: nothing is binned anew. Rows of a query that stay side by side stay one.
  ///
  /// - Parameters:
  ///   - rows: row numbers; one may come more than once.
  ///   - threads: the greatest number of threads to use.
  /// - Complexity: O(rows × features), a byte each.
  public func subset(rows: [Int], threads: Int = ActiveProcessors.count) throws(DatasetError) -> Dataset {
    if let row = rows.first(where: { !labels.indices.contains($0) }) {
      throw DatasetError("Row \(row) does not exist: there are rows 0 to \(rowCount - 1).", row: row)
    }
    guard !rows.isEmpty else { throw DatasetError("A subset needs at least one row.") }
    return Dataset(rows: rows, of: self, threads: threads)
  }

  private static func fit(
    _ source: ColumnSource, isCategorical: [Bool], rowCount: Int, rows: [Int]?, binning: Binning, threads: Int
  ) -> [FeatureBins] {
    let count = rows?.count ?? rowCount
    var sampled = rows
    if count > binning.binConstructSampleCnt {
      var generator = SeededGenerator(seed: binning.seed)
      sampled = generator.sample(binning.binConstructSampleCnt, from: count).sorted().map { rows?[$0] ?? $0 }
    }
    let sample = sampled
    return parallelMap(0..<source.count, threads: threads) { column in
      if isCategorical[column] {
        return CategorySketch.bins(
          of: source.values(of: column, rows: sample), maximumBins: binning.maxBin, minimumRows: binning.minDataInBin)
      }
      // A value that is missing only outside the sample still needs its bin.
      let seesMissing = sample != nil && rows == nil && source.holdsMissing(column)
      return QuantileSketch.bins(
        of: source.values(of: column, rows: sample), maximumBins: binning.maxBin, minimumRows: binning.minDataInBin,
        seesMissing: seesMissing)
    }
  }
}
