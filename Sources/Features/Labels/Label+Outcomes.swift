internal import Indicators
public import Market

extension Label {
  /// The label of every bar of a series.
  /// - Complexity: O(n · bars) at most.
  public func of(_ series: BarSeries) throws(FeatureError) -> Labels {
    try check()
    let close = series.close
    switch self {
    case .direction(let bars, let zone):
      return Labels(name, of: series) { row in
        guard let growth = growth(close, row, bars) else { return nil }
        return .init(value: growth > zone ? 1 : growth < -zone ? -1 : 0, end: row + bars)
      }
    case .forwardReturn(let bars):
      return Labels(name, of: series) { row in growth(close, row, bars).map { .init(value: $0, end: row + bars) } }
    case .momentumChange(let bars):
      return Labels(name, of: series) { row in
        guard row >= bars, let ahead = growth(close, row, bars), let behind = growth(close, row - bars, bars) else { return nil }
        return .init(value: ahead - behind, end: row + bars)
      }
    case .forwardVolatility(let bars):
      return Labels(name, of: series) { row in
        guard row + bars < close.count else { return nil }
        return .init(value: deviation(close, row, bars), end: row + bars)
      }
    case .risk(let bars, let side):
      return Labels(name, of: series) { row in
        guard row + bars < close.count else { return nil }
        let coming = row + 1...row + bars
        let worst =
          side == .buy
          ? 1 - coming.reduce(.infinity) { min($0, series.low[$1]) } / close[row]
          : coming.reduce(0) { max($0, series.high[$1]) } / close[row] - 1
        return .init(value: max(0, worst), end: row + bars)
      }
    case .tripleBarrier(let barriers):
      let distances = try barriers.distances(series)
      return Labels(name, of: series) { barriers.touch(series, $0, distances[$0]) }
    case .trendScanning(let horizons): return Labels(name, of: series) { clearestTrend(close, $0, horizons) }
    }
  }

  private func growth(_ close: [Double], _ row: Int, _ bars: Int) -> Double? {
    row + bars < close.count ? close[row + bars] / close[row] - 1 : nil
  }

  private func deviation(_ close: [Double], _ row: Int, _ bars: Int) -> Double {
    let returns = (row + 1...row + bars).map { naturalLogarithm(close[$0] / close[$0 - 1]) }
    let mean = returns.reduce(0, +) / Double(bars)
    return (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(bars - 1)).squareRoot()
  }

  /// The sign of the slope with the greatest t-value among lines through the coming closes (López de Prado, Machine Learning for Asset
  /// Managers, 2020, section 5.4). It is known when the longest horizon is over, since only then no other line can be clearer.
  private func clearestTrend(_ close: [Double], _ row: Int, _ horizons: ClosedRange<Int>) -> Labels.Outcome? {
    guard row + horizons.upperBound < close.count else { return nil }
    // Sums over steps from the row: of values, of values times steps, of squared values, each value less that of the row.
    var (sum, cross, squares) = (0.0, 0.0, 0.0)
    var best = 0.0
    for step in 0...horizons.upperBound {
      let value = close[row + step] - close[row]
      sum += value
      cross += value * Double(step)
      squares += value * value
      guard step >= horizons.lowerBound else { continue }
      let count = Double(step + 1)
      let spread = count * (count * count - 1) / 12
      let slope = (cross - sum * (count - 1) / 2) / spread
      let left = max(squares - sum * sum / count - slope * slope * spread, 0)
      let error = (left / max(count - 2, 1) / spread).squareRoot()
      // A line without any error is as clear as can be; a market that does not move has no trend.
      let clarity = slope == 0 ? 0 : error == 0 ? (slope > 0 ? Double.infinity : -.infinity) : slope / error
      if abs(clarity) > abs(best) { best = clarity }
    }
    return .init(value: best > 0 ? 1 : best < 0 ? -1 : 0, end: row + horizons.upperBound)
  }
}

extension Label.Barriers {
  /// What one unit of distance is at each row, as a price; NaN where it is not known.
  func distances(_ series: BarSeries) throws(FeatureError) -> [Double] {
    switch unit {
    case .fraction: return series.close
    case .averageTrueRange(let period):
      do throws(InvalidParameter) {
        return try ATR(period).over(series)
      } catch {
        throw .invalidParameter(feature: "atr_barrier", error)
      }
    }
  }

  /// The first bar after the row that touches a barrier: 1 for the one in favour, −1 for the one against, also where one bar touches both, since nobody knows
  /// which it touched first; 0 where time runs out.
  func touch(_ series: BarSeries, _ row: Int, _ distance: Double) -> Labels.Outcome? {
    guard !distance.isNaN else { return nil }
    let close = series.close[row]
    let isLong = side == .buy
    let above = close + distance * (isLong ? profit : loss)
    let below = close - distance * (isLong ? loss : profit)
    var next = row + 1
    while next < series.count, next <= row + limit {
      let touchesAbove = series.high[next] >= above
      let touchesBelow = series.low[next] <= below
      if isLong ? touchesBelow : touchesAbove { return .init(value: -1, end: next) }
      if touchesAbove || touchesBelow { return .init(value: 1, end: next) }
      next += 1
    }
    return row + limit < series.count ? .init(value: 0, end: row + limit) : nil
  }
}

// MARK: - Meta-labels

extension Labels {
  /// An entry that a strategy would make at a bar's close.
  public struct Entry: Hashable, Sendable {
    /// The position of the bar.
    public let row: Int
    /// Which way.
    public let side: Side

    /// An entry.
    public init(row: Int, side: Side) {
      self.row = row
      self.side = side
    }
  }

  /// Whether each of a strategy's entries was worth making: 1 where the barrier in favour came first, or where the position was ahead when time
  /// ran out, else 0. Rows without an entry are missing.
  ///
  /// A model of these labels learns when to trust the strategy, not which way to go.
  ///
  /// - Parameters:
  ///   - entries: the entries, at most one a bar.
  ///   - series: the bars.
  ///   - barriers: where positions end; the entries say on which side they are.
  public static func meta(_ entries: [Entry], on series: BarSeries, barriers: Label.Barriers) throws(FeatureError) -> Labels {
    try Label.tripleBarrier(barriers).check()
    var sides: [Int: Side] = [:]
    for entry in entries {
      guard series.indices.contains(entry.row) else {
        throw .invalidRequest("an entry is at row \(entry.row), and the series has \(series.count) bars")
      }
      if sides.updateValue(entry.side, forKey: entry.row) != nil {
        throw .invalidRequest("two entries are at row \(entry.row); a bar has at most one")
      }
    }
    let distances = try barriers.distances(series)
    return Labels("meta_\(Label.tripleBarrier(barriers).name)", of: series) { row in
      guard let side = sides[row] else { return nil }
      let sided = Label.Barriers(profit: barriers.profit, loss: barriers.loss, limit: barriers.limit, unit: barriers.unit, side: side)
      guard let outcome = sided.touch(series, row, distances[row]) else { return nil }
      let moved = series.close[outcome.end] - series.close[row]
      let isAhead = outcome.value > 0 || outcome.value == 0 && (side == .buy ? moved > 0 : moved < 0)
      return .init(value: isAhead ? 1 : 0, end: outcome.end)
    }
  }
}
