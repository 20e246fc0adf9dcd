public import Market

/// What became of each row: a value, and the moment at which it was known. Made from the future, and never a feature.
///
///     let labels = try Label.direction(after: 5, deadZone: 0.001).of(series)
///     labels.values[0]           // 1, -1 or 0; NaN where it is not resolved
///     labels.ends[0]             // when it was known: what purging goes by
///
/// Row for row like the bars it is made of, and like a matrix of their features. A label that the series is too short to resolve is missing: it has neither
/// value nor end.
public struct Labels: Sendable {
  /// What they are called, such as `direction_5`.
  public let name: String
  /// When each row was known: the end of its bar, from which on the future is looked at.
  public let time: [Timestamp]
  /// What became of it; NaN where that is not resolved.
  public let values: [Double]
  /// When that was known; `nil` where it is not resolved.
  public let ends: [Timestamp?]
  /// The position of the bar at whose end it was known, within the symbol's bars; `nil` where it is not resolved.
  public let endRows: [Int?]
  /// The rows of each symbol, one after the other.
  public let stretches: [FeatureMatrix.Stretch]

  /// How many rows there are.
  public var rowCount: Int { values.count }

  /// The rows that are resolved.
  public var resolvedRows: [Int] { values.indices.filter { !values[$0].isNaN } }

  /// Labels of a series: for each row nothing, or a value and the position of the bar at whose end it is known, not before the row itself.
  init(_ name: String, of series: BarSeries, _ outcome: (Int) -> Outcome?) {
    var values = [Double](repeating: .nan, count: series.count)
    var ends = [Timestamp?](repeating: nil, count: series.count)
    var rows = [Int?](repeating: nil, count: series.count)
    for row in series.indices {
      guard let outcome = outcome(row), !outcome.value.isNaN, outcome.end < series.count else { continue }
      values[row] = outcome.value
      ends[row] = series.end(at: outcome.end)
      rows[row] = outcome.end
    }
    self.name = name
    self.values = values
    self.ends = ends
    endRows = rows
    time = series.indices.map { series.end(at: $0) }
    stretches = series.isEmpty ? [] : [.init(symbol: series.symbol, rows: 0..<series.count)]
  }

  /// What became of a row.
  struct Outcome {
    let value: Double
    let end: Int
  }

  /// Labels of several symbols under each other, made for each symbol by itself, so that no symbol sees another's future.
  public init(joining parts: [Labels]) throws(FeatureError) {
    guard let first = parts.first else { throw .invalidRequest("at least one set of labels is needed to join") }
    var stretches: [FeatureMatrix.Stretch] = []
    var offset = 0
    for part in parts {
      if part.name != first.name { throw .differs("labels '\(part.name)' cannot stand under '\(first.name)'") }
      for stretch in part.stretches {
        if stretches.contains(where: { $0.symbol == stretch.symbol }) { throw .repeated("labels of \(stretch.symbol)") }
        stretches.append(.init(symbol: stretch.symbol, rows: stretch.rows.lowerBound + offset..<stretch.rows.upperBound + offset))
      }
      offset += part.rowCount
    }
    name = first.name
    time = parts.flatMap(\.time)
    values = parts.flatMap(\.values)
    ends = parts.flatMap(\.ends)
    endRows = parts.flatMap(\.endRows)
    self.stretches = stretches
  }
}
