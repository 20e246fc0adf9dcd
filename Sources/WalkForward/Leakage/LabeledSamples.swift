internal import Market

/// Samples with their features and the label that a model is asked for: what a leakage audit looks at.
///
/// All columns have a value for every row of the spans. Features may be missing (NaN); labels may not.
public struct LabeledSamples: Sendable {
  /// What the labels are.
  public enum Target: String, Sendable, Hashable, Codable {
    /// 0 or 1; predictions are the chance of 1.
    case binary
    /// Any number; predictions are estimates of it.
    case value
  }

  /// When samples could be acted on and when their labels were known.
  public let spans: SampleSpans
  /// The features' names, each once.
  public let names: [String]
  /// The features, a column for each name.
  public let columns: [[Double]]
  /// The label of every row.
  public let labels: [Double]
  /// What the labels are.
  public let target: Target

  /// Samples with features and labels, or an error that says which column is wrong. O(rows · features).
  public init(
    spans: SampleSpans, names: [String], columns: [[Double]], labels: [Double], target: Target
  ) throws(WalkForwardError) {
    func fail(_ kind: WalkForwardError.Kind, _ parameter: String, _ message: String) -> WalkForwardError {
      WalkForwardError(kind, "LabeledSamples", parameter, message)
    }
    if names.isEmpty || names.count != columns.count || Set(names).count != names.count {
      throw fail(
        .lengthMismatch, "names",
        "there are \(Set(names).count) different names for \(columns.count) columns; give each column one of its own")
    }
    for (name, column) in zip(names, columns) {
      if column.count != spans.count {
        throw fail(.lengthMismatch, "columns", "'\(name)' has \(column.count) values for \(spans.count) samples; give one for each")
      }
      if let row = column.firstIndex(where: \.isInfinite) {
        throw fail(.notFinite, "columns", "'\(name)' is infinite in row \(row); a missing value is NaN, anything else must be finite")
      }
    }
    if labels.count != spans.count {
      throw fail(.lengthMismatch, "labels", "there are \(labels.count) labels for \(spans.count) samples; give one for each")
    }
    if let row = labels.firstIndex(where: { !$0.isFinite }) {
      throw fail(.notFinite, "labels", "the label of row \(row) is \(labels[row]); leave out samples whose label is not known")
    }
    if target == .binary, let row = labels.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw fail(.outOfRange, "labels", "the label of row \(row) is \(labels[row]); binary labels are 0 or 1, others are of the kind value")
    }
    self.spans = spans
    self.names = names
    self.columns = columns
    self.labels = labels
    self.target = target
  }

  private init(unchecked other: LabeledSamples, columns: [[Double]]? = nil, labels: [Double]? = nil) {
    spans = other.spans
    names = other.names
    self.columns = columns ?? other.columns
    self.labels = labels ?? other.labels
    target = other.target
  }

  /// How many rows there are.
  public var count: Int { spans.count }

  /// The same samples with other values of the same shape.
  func with(columns: [[Double]]? = nil, labels: [Double]? = nil) -> LabeledSamples {
    LabeledSamples(unchecked: self, columns: columns, labels: labels)
  }
}

extension SampleSpans {
  /// How many rows of its own symbol a label is made of, at least 1: the rows after its sample up to its end.
  var rowsPerLabel: Double { max(1, labelOverlap / rowsPerInstant - 1) }
}

/// The rows of a dataset symbol by symbol, so that the row before one is that of the same symbol.
struct SymbolOrder: Sendable {
  /// The rows, symbol after symbol, each in the order of time.
  let rows: [Int]
  /// Where each symbol's rows lie in `rows`.
  let runs: [Range<Int>]

  init(_ spans: SampleSpans) {
    guard let symbols = spans.symbols else {
      rows = Array(0..<spans.count)
      runs = [0..<spans.count]
      return
    }
    var bySymbol: [Symbol: [Int]] = [:]
    for (row, symbol) in symbols.enumerated() { bySymbol[symbol, default: []].append(row) }
    var rows: [Int] = []
    var runs: [Range<Int>] = []
    for (_, own) in bySymbol.sorted(by: { $0.key < $1.key }) {
      runs.append(rows.count..<rows.count + own.count)
      rows += own
    }
    self.rows = rows
    self.runs = runs
  }

  /// For every row the row of the same symbol so many steps later (negative: earlier), the symbol's first or last where there is none.
  func neighbours(_ steps: Int, count: Int) -> [Int] {
    var result = Array(0..<count)
    for run in runs {
      for place in run { result[rows[place]] = rows[min(max(place + steps, run.lowerBound), run.upperBound - 1)] }
    }
    return result
  }
}
