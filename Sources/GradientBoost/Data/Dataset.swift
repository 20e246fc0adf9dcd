public import Statistics

/// Rows to train on or to validate with: every feature binned once, with labels and weights.
public struct Dataset: Sendable {
  /// The names of the features, each once.
  public let featureNames: [String]
  /// What each row's prediction should be.
  public let labels: [Double]
  /// What each row counts for; `nil` if each counts for 1.
  public let weights: [Double]?
  /// The bins of each feature.
  public let bins: [FeatureBins]
  /// The features that the matrix holds: those that are not constant.
  let usedFeatures: [Int]
  let matrix: BinnedMatrix

  /// How many rows there are.
  public var rowCount: Int { labels.count }
  /// How many features there are.
  public var featureCount: Int { featureNames.count }

  /// Bins columns.
  public init(
    columns: [[Double]], featureNames: [String]? = nil, labels: [Double], weights: [Double]? = nil, binning: Binning = Binning(),
    threads: Int = ActiveProcessors.count
  ) {
    let rowCount = labels.count
    let names = featureNames ?? columns.indices.map { "Column_\($0)" }
    var generator = SeededGenerator(seed: binning.seed)
    let sampled = rowCount > binning.binConstructSampleCnt ? generator.sample(binning.binConstructSampleCnt, from: rowCount).sorted() : nil
    let bins = parallelMap(columns, threads: threads) { column in
      let sample = sampled.map { rows in rows.map { column[$0] } } ?? column
      return QuantileSketch.bins(of: sample, maximumBins: binning.maxBin, minimumRows: binning.minDataInBin, seesMissing: false)
    }
    let used = bins.indices.filter { !bins[$0].isConstant }
    let lookups = used.map { BinLookup(bins[$0]) }
    matrix = BinnedMatrix(rowCount: rowCount, columnCount: used.count, threads: threads) { column, rows, place, bins in
      let values = columns[used[column]]
      let all = values.span
      lookups[column].write(all.extracting(rows), into: &bins, at: place)
    }
    self.featureNames = names
    self.labels = labels
    self.weights = weights
    self.bins = bins
    usedFeatures = used
  }
}
