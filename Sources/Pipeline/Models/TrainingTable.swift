import Features
import GradientBoost
import Market
import Statistics
import WalkForward

/// The rows of a group's bars in order of time: features once, and the labels of every kind of model.
struct TrainingTable: Sendable {
  let fingerprint: FeatureFingerprint
  let names: [String]
  /// A column for each feature.
  let columns: [[Double]]
  /// The labels of each kind, in the order of ``ModelKind``; NaN where there is no answer.
  let labels: [[Double]]
  let spans: SampleSpans
  let symbols: [Symbol]
  /// From the first bar to the last label that is known.
  let span: ClosedRange<Timestamp>
  /// The SHA-256 of the bars.
  let digest: String
  /// Rows that follow each other, in several runs of one symbol each: what the leakage audit looks at.
  let audited: Rows

  /// Rows with what is known of them.
  struct Rows: Sendable {
    var columns: [[Double]]
    let labels: [[Double]]
    let spans: SampleSpans
    let symbols: [Symbol]
  }

  /// The label of a kind of model. All of them are of the future: what is known at the row has no part in it.
  static func label(_ kind: ModelKind, horizon: Int) -> Label {
    switch kind {
    case .direction: .direction(after: horizon)
    case .risk: .risk(over: horizon)
    case .price: .forwardReturn(after: horizon)
    case .momentum: .trendScanning(horizons: max(3, horizon / 2)...max(4, 2 * horizon))
    case .volatility: .forwardVolatility(over: max(2, horizon))
    }
  }

  init(_ group: ModelGroup, _ settings: TrainingSettings, on series: [BarSeries], before cutoff: Timestamp, threads: Int) throws {
    var parts: [Part] = []
    var plan: FeaturePlan?
    var bytes: [UInt8] = []
    for symbol in group.symbols {
      guard let whole = series.first(where: { $0.symbol == symbol && $0.timeframe == group.timeframe }) else {
        throw RegistryError(.invalid, "group \(group.name) needs bars of \(symbol) in \(group.timeframe), and there are none")
      }
      let history = TrainingTable.ended(whole, by: cutoff)
      let own = try FeaturePlan(FeatureSet(named: settings.features), symbol: symbol, timeframe: group.timeframe)
      plan = plan ?? own
      HistoryDigest.add(history, to: &bytes)
      if !history.isEmpty { parts.append(try Part(history, own, horizon: settings.horizon, threads: threads)) }
    }
    guard let plan else { throw RegistryError(.invalid, "group \(group.name) has no symbols") }
    // Equal times in the order of the symbols, so that the table depends on nothing else.
    var order = parts.indices.flatMap { part in parts[part].rows.map { (part: part, row: $0) } }
    order.sort { (parts[$0.part].times[$0.row], $0.part) < (parts[$1.part].times[$1.row], $1.part) }
    guard order.count >= settings.fewestRows else {
      throw RegistryError(.invalid, "there are \(order.count) rows with features and labels where \(settings.fewestRows) are needed")
    }
    fingerprint = plan.fingerprint
    names = plan.names
    let rows = try TrainingTable.rows(TrainingTable.thinned(order, to: settings.mostRows), of: parts, threads: threads)
    (columns, labels, spans, symbols) = (rows.columns, rows.labels, rows.spans, rows.symbols)
    audited = try TrainingTable.rows(TrainingTable.runs(order, of: settings.auditRows), of: parts, threads: threads)
    span = (parts.map(\.first).min() ?? cutoff)...(spans.ends.max() ?? cutoff)
    digest = SHA256.hex(of: bytes)
  }

  /// Every so many, evenly over all of them.
  static func thinned<Row>(_ rows: [Row], to most: Int) -> [Row] {
    if rows.count <= most { return rows }
    return (0..<most).map { rows[$0 * rows.count / most] }
  }

  /// So many rows in runs of one symbol each, spread over the whole time: symbols that move together are one witness at a time.
  static func runs(_ rows: [(part: Int, row: Int)], of count: Int) -> [(part: Int, row: Int)] {
    let parts = Set(rows.map(\.part)).sorted()
    let runs = min(16, max(4, parts.count))
    // Too little to choose from: all of it.
    if rows.count <= count { return rows }
    return (0..<runs).flatMap { run in
      let own = rows[rows.count * run / runs..<rows.count * (run + 1) / runs].filter { $0.part == parts[run % parts.count] }
      return own.suffix(count / runs)
    }
  }

  private static func rows(_ order: [(part: Int, row: Int)], of parts: [Part], threads: Int) throws -> Rows {
    let symbols = order.map { parts[$0.part].symbol }
    return Rows(
      columns: parallelMap(parts[0].columns.indices, threads: threads) { column in
        order.map { parts[$0.part].columns[column][$0.row] }
      },
      labels: ModelKind.allCases.indices.map { kind in order.map { parts[$0.part].labels[kind][$0.row] } },
      spans: try SampleSpans(
        times: order.map { parts[$0.part].times[$0.row] }, ends: order.map { parts[$0.part].ends[$0.row] }, symbols: symbols),
      symbols: symbols)
  }

  /// The bars that had ended by an instant.
  private static func ended(_ series: BarSeries, by cutoff: Timestamp) -> BarSeries {
    var count = series.firstIndex(startingAtOrAfter: cutoff)
    while count > 0, series.end(at: count - 1) > cutoff { count -= 1 }
    return count < series.count ? series.part(from: .distantPast, to: series.time[count]) : series
  }

  /// The rows of one symbol.
  private struct Part: Sendable {
    let symbol: Symbol
    let first: Timestamp
    let columns: [[Double]]
    let labels: [[Double]]
    let times: [Timestamp]
    let ends: [Timestamp]
    let rows: [Int]

    init(_ history: BarSeries, _ plan: FeaturePlan, horizon: Int, threads: Int) throws {
      symbol = history.symbol
      first = history.time[0]
      let matrix = try plan.matrix(of: history, threads: threads)
      var values: [[Double]] = []
      // The label that is known last says when a row is over, so that all kinds can share rows and folds.
      var known = [Timestamp?](repeating: .distantPast, count: matrix.rowCount)
      for kind in ModelKind.allCases {
        let label = try TrainingTable.label(kind, horizon: horizon).of(history)
        for row in known.indices {
          if let end = label.ends[row], !label.values[row].isNaN {
            known[row] = known[row].map { max($0, end) }
          } else {
            known[row] = nil
          }
        }
        // A close that neither rose nor fell, a trend that goes nowhere: no answer to a question of yes or no.
        values.append(kind.isProbability ? label.values.map { $0 > 0 ? 1 : $0 < 0 ? 0 : .nan } : label.values)
      }
      labels = values
      columns = matrix.columns
      times = matrix.time
      rows = matrix.completeRows.filter { known[$0] != nil }
      ends = known.map { $0 ?? .distantPast }
    }
  }
}

/// What tells bars from others.
enum HistoryDigest {
  /// The SHA-256 of some series' bars.
  static func of(_ series: [BarSeries]) -> String {
    var bytes: [UInt8] = []
    for one in series { add(one, to: &bytes) }
    return SHA256.hex(of: bytes)
  }

  /// A 64-bit mix of every column, so that a megabyte of bars does not have to be hashed twice for security it does not need.
  static func add(_ series: BarSeries, to bytes: inout [UInt8]) {
    bytes += Array("\(series.symbol)|\(series.timeframe)|\(series.count)|".utf8)
    for column in [series.open, series.high, series.low, series.close, series.volume] { bytes += digits(column.map(\.bitPattern)) }
    bytes += digits(series.time.map { UInt64(bitPattern: $0.nanoseconds) })
  }

  private static func digits(_ words: [UInt64]) -> [UInt8] {
    var (one, other): (UInt64, UInt64) = (0x9e37_79b9_7f4a_7c15, 0xcbf2_9ce4_8422_2325)
    for word in words {
      one = (one ^ word) &* 0xff51_afd7_ed55_8ccd
      one ^= one >> 32
      other = (other &+ word) &* 0xc4ce_b9fe_1a85_ec53
      other ^= other >> 29
    }
    return [one, other].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
  }
}

extension TrainingTable {
  /// A table of columns that are known already.
  init(
    fingerprint: FeatureFingerprint, names: [String], columns: [[Double]], labels: [[Double]], spans: SampleSpans, symbols: [Symbol],
    span: ClosedRange<Timestamp>, digest: String, audited: Rows
  ) {
    self.fingerprint = fingerprint
    self.names = names
    self.columns = columns
    self.labels = labels
    self.spans = spans
    self.symbols = symbols
    self.span = span
    self.digest = digest
    self.audited = audited
  }
}
