import Foundation
import Market
import TestSupport
import Testing

/// Reads the few layouts the tests need in place. The real reader has tests of its own; this one is plain on purpose.
enum RealBars {
  static func rows(_ path: String) throws -> [[Substring]] {
    try String(contentsOfFile: SharedData.path(path), encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  /// A file with the columns timestamp_ms, open, high, low, close, volume.
  static func series(_ path: String, _ timeframe: Timeframe) throws -> BarSeries {
    let rows = try rows(path)
    func column(_ index: Int) throws -> [Double] { try rows.map { try #require(Double(String($0[index]))) } }
    return try BarSeries(
      symbol: "X", timeframe: timeframe, time: rows.map { Timestamp(milliseconds: try #require(Int64($0[0]))) }, open: column(1),
      high: column(2), low: column(3), close: column(4), volume: column(5), provenance: .file(path))
  }
}
