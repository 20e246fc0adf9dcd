public import Market
public import Statistics

/// Finds values that saw the future: recomputes on histories that end earlier, and on futures replaced by garbage, and looks for what changed.
///
///     let audit = LookaheadAudit(seed: 1)
///     let report = try audit.run(on: series) { bars in
///       try plan.matrix(of: bars).audited
///     }
///     print(report.verdict)
///
/// What a column says of a bar must not depend on any bar that came later. The audit knows nothing of what it is handed but that it makes columns of
/// bars: features, transforms, positions of a strategy, one number a bar.
public struct LookaheadAudit: Hashable, Sendable {
  /// At how many bars history is cut.
  public let cuts: Int
  /// What garbage and cuts are drawn from.
  public let seed: UInt64
  /// By how much a value may differ, relative to its size, without having changed: rounding, where sums are made in another order.
  public let tolerance: Double
  /// How many changes of a column are kept, all being counted.
  public let limit: Int

  /// An audit.
  ///
  /// - Parameters:
  ///   - cuts: at how many bars history is cut, at least 1; the first ones closely, so that what reaches back a short way is seen.
  ///   - seed: what garbage and cuts are drawn from.
  ///   - tolerance: the relative difference that still counts as the same; 0 asks for the same bits.
  ///   - limit: how many changes of a column are kept.
  public init(cuts: Int = 48, seed: UInt64 = 1, tolerance: Double = 1e-9, limit: Int = 1_000) {
    precondition(
      cuts >= 1 && tolerance >= 0 && limit >= 1, "an audit cuts at least once, tolerates nothing negative and keeps at least one change")
    self.cuts = cuts
    self.seed = seed
    self.tolerance = tolerance
    self.limit = limit
  }

  /// A column that is audited: what it is called, and a number for each bar, NaN where it has none.
  public struct Column: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// A number for each bar.
    public let values: [Double]

    /// A column.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// What was done to the future.
  public enum Future: String, Hashable, Sendable, CaseIterable, Codable {
    /// There was none.
    case removed
    /// It was replaced by garbage.
    case replaced
  }

  /// A value that depends on what came later.
  public struct Change: Hashable, Sendable {
    /// The column.
    public let column: String
    /// The bar it is of.
    public let row: Int
    /// When that bar was known.
    public let time: Timestamp
    /// The last bar that was left as it was; what came after it made the difference.
    public let cut: Timestamp
    /// What was done to the future.
    public let future: Future
    /// The value with all of the series known.
    public let known: Double
    /// The value with another future.
    public let changed: Double

    /// By how much it changed; NaN where it appeared or vanished.
    public var difference: Double { changed - known }
  }

  /// What an audit found.
  public struct Report: Sendable {
    /// Every column that was looked at.
    public let columns: [String]
    /// The columns that had no value anywhere: nothing can be said of them.
    public let empty: [String]
    /// The changes that were kept, column by column.
    public let changes: [Change]
    /// How many values of each column changed, over all cuts; columns without changes are not in it.
    public let counts: [String: Int]
    /// The bars at which history was cut.
    public let cuts: [Timestamp]
    /// How many values were compared.
    public let compared: Int

    /// Fail where a value saw the future, insufficient where nothing could be compared.
    public var verdict: Verdict {
      let evidence: KeyValuePairs<String, Double> = [
        "columns": Double(columns.count), "columns_that_saw_the_future": Double(counts.count), "values_compared": Double(compared),
        "values_changed": Double(counts.values.reduce(0, +)), "cuts": Double(cuts.count),
      ]
      let cheats = columns.filter { counts[$0] != nil }
      if !cheats.isEmpty {
        let shown = cheats.prefix(5).joined(separator: ", ") + (cheats.count > 5 ? " and \(cheats.count - 5) more" : "")
        return .fail("look-ahead", "\(cheats.count) of \(columns.count) columns depend on bars that came later: \(shown)", evidence)
      }
      if compared == 0 || empty.count == columns.count {
        return .insufficient("look-ahead", "no column had a value to compare; a longer series is needed", evidence)
      }
      let unseen = empty.isEmpty ? "" : "; \(empty.count) had no value anywhere"
      return .pass("look-ahead", "\(columns.count - empty.count) columns stayed the same at \(cuts.count) cuts\(unseen)", evidence)
    }
  }

  /// Runs the audit over a transform of one series.
  ///
  /// - Parameters:
  ///   - series: the bars to try it on.
  ///   - transform: makes columns of bars: the same columns every time, each with a number for every bar it is handed.
  /// - Throws: what the transform throws, or an error if it makes columns of another length or name.
  /// - Complexity: 2 · cuts + 1 runs of the transform.
  public func run(on series: BarSeries, _ transform: (BarSeries) throws -> [Column]) throws -> Report {
    try run(on: series, others: []) { bars, _ in try transform(bars) }
  }

  /// Runs the audit over a transform that reads other series too: what of them closes after a cut is future as well.
  ///
  /// - Parameters:
  ///   - series: the bars to try it on.
  ///   - others: the other series.
  ///   - progress: called after every cut with how many are done, and how many there are.
  ///   - transform: makes columns of bars: the same columns every time, each with a number for every bar of the first series.
  /// - Throws: what the transform throws, or an error if it makes columns of another length or name.
  /// - Complexity: 2 · cuts + 1 runs of the transform.
  public func run(
    on series: BarSeries, others: [BarSeries], progress: (_ done: Int, _ count: Int) -> Void = { _, _ in },
    _ transform: (BarSeries, [BarSeries]) throws -> [Column]
  ) throws -> Report {
    let whole = try checked(transform(series, others), of: series)
    var tally = Tally(audit: self, series: series, whole: whole)
    var generator = SeededGenerator(seed: seed)
    let cuts = positions(in: series.count, &generator)
    for (done, cut) in cuts.enumerated() {
      let history = series.part(0..<cut + 1)
      let known = others.map { other in other.indices.partitioningIndex { other.end(at: $0) > series.end(at: cut) } }
      let past = zip(others, known).map { $0.part(0..<$1) }
      try tally.compare(checked(transform(history, past), of: history), cut: cut, .removed)
      let garbled = try Garbage.replacing(series, from: cut + 1, &generator)
      var others = others
      for index in others.indices { others[index] = try Garbage.replacing(others[index], from: known[index], &generator) }
      try tally.compare(checked(transform(garbled, others), of: garbled), cut: cut, .replaced)
      progress(done + 1, cuts.count)
    }
    return tally.report(cuts.map { series.end(at: $0) })
  }

  private func checked(_ columns: [Column], of series: BarSeries) throws -> [Column] {
    for column in columns where column.values.count != series.count {
      throw FeatureError.invalidRequest(
        "column '\(column.name)' has \(column.values.count) values for \(series.count) bars; an audit needs one for every bar")
    }
    if Set(columns.map(\.name)).count != columns.count { throw FeatureError.invalidRequest("two audited columns have the same name") }
    return columns
  }

  /// Where history is cut: at the first bars, ever further apart, and at random ones, so that a value that waits for later bars is met while it does.
  private func positions(in count: Int, _ generator: inout SeededGenerator) -> [Int] {
    guard count >= 2 else { return [] }
    var positions: Set<Int> = []
    var next = 0
    while next < count - 1, positions.count < cuts / 2 {
      positions.insert(next)
      next += max(1, next / 2)
    }
    // Near the end, where labels are not resolved yet.
    if positions.count < cuts { positions.insert(count - 2) }
    let wanted = min(cuts, count - 1)
    while positions.count < wanted { positions.insert(generator.integer(below: count - 1)) }
    return positions.sorted()
  }
}

/// Bars that could have come but did not.
enum Garbage {
  /// The series with every bar from a position on replaced by another of the same time: wild prices, wild volumes.
  static func replacing(_ series: BarSeries, from first: Int, _ generator: inout SeededGenerator) throws(InvalidBarSeries) -> BarSeries {
    guard first < series.count else { return series }
    var (open, high, low, close, volume) = (series.open, series.high, series.low, series.close, series.volume)
    let last = first > 0 ? series.close[first - 1] : series.open[0]
    var price = last
    for row in first..<series.count {
      open[row] = price * (0.7 + 0.6 * generator.uniform())
      close[row] = open[row] * (0.7 + 0.6 * generator.uniform())
      high[row] = max(open[row], close[row]) * (1 + generator.uniform())
      low[row] = min(open[row], close[row]) * (1 - 0.5 * generator.uniform())
      volume[row] = generator.chance(0.2) ? 0 : (series.volume[row] + 1) * 10 * generator.uniform()
      // Prices stay where numbers are at ease, however long the series.
      price = close[row] > last * 100 || close[row] < last / 100 ? last : close[row]
    }
    return try BarSeries(
      symbol: series.symbol, timeframe: series.timeframe, time: series.time, open: open, high: high, low: low, close: close, volume: volume,
      ends: series.ends, filled: series.filled, provenance: series.provenance)
  }
}

extension Range<Int> {
  /// The first position from which on something holds, if it holds for none before and all after.
  fileprivate func partitioningIndex(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// Compares columns and counts what changed.
private struct Tally {
  let audit: LookaheadAudit
  let series: BarSeries
  let whole: [LookaheadAudit.Column]
  /// Below which size a difference is rounding of what the column usually holds.
  private let scales: [Double]
  private var changes: [[LookaheadAudit.Change]]
  private var counts: [String: Int] = [:]
  private var compared = 0

  init(audit: LookaheadAudit, series: BarSeries, whole: [LookaheadAudit.Column]) {
    self.audit = audit
    self.series = series
    self.whole = whole
    changes = whole.map { _ in [] }
    scales = whole.map { column in
      // The median size: one wild value must not hide small differences.
      let sizes = column.values.lazy.filter(\.isFinite).map { abs($0) }.sorted()
      return sizes.isEmpty ? 0 : sizes[sizes.count / 2] * 1e-3
    }
  }

  mutating func compare(_ columns: [LookaheadAudit.Column], cut: Int, _ future: LookaheadAudit.Future) throws {
    guard columns.map(\.name) == whole.map(\.name) else {
      throw FeatureError.invalidRequest(
        "the transform made columns \(columns.map(\.name).prefix(5)) of \(cut + 1) bars, and \(whole.map(\.name).prefix(5)) of all: it must make the same ones"
      )
    }
    for (position, column) in columns.enumerated() {
      let known = whole[position].values
      let floor = scales[position]
      for row in 0...cut {
        let (before, now) = (known[row], column.values[row])
        compared += 1
        if before == now || before.isNaN && now.isNaN { continue }
        if abs(before - now) <= audit.tolerance * max(abs(before), abs(now), floor) { continue }
        counts[column.name, default: 0] += 1
        guard changes[position].count < audit.limit else { continue }
        changes[position].append(
          .init(
            column: column.name, row: row, time: series.end(at: row), cut: series.end(at: cut), future: future, known: before, changed: now)
        )
      }
    }
  }

  func report(_ cuts: [Timestamp]) -> LookaheadAudit.Report {
    LookaheadAudit.Report(
      columns: whole.map(\.name), empty: whole.filter { $0.values.allSatisfy(\.isNaN) }.map(\.name), changes: changes.flatMap(\.self),
      counts: counts, cuts: cuts, compared: compared)
  }
}

extension FeatureMatrix {
  /// The columns as an audit takes them.
  public var audited: [LookaheadAudit.Column] { zip(names, columns).map { LookaheadAudit.Column($0, $1) } }
}
