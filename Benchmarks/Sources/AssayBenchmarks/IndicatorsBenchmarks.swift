import Assay
import BenchmarkHarness
import Foundation
import Indicators
import Market

/// Every indicator of the catalogue with its defaults: a whole series (`indicators.sma`), and one bar at a time (`indicators.stream.sma`); and all candlestick
/// patterns in one pass (`indicators.patternscanner`).
///
/// Both sides read the same columns from the data folder, where this side writes them, with a list of what to compute.
enum IndicatorsBenchmarks {
  static let rows = 1_000_000

  static var all: [Benchmark] {
    IndicatorCatalogue.entries.map { entry in
      Benchmark("indicators.\(entry.declaration.code.lowercased())", per: "bar", units: rows) {
        let (run, input) = try prepared(entry)
        return { blackHole(run.over(input)) }
      }
    }
      + [
        Benchmark("indicators.patternscanner", per: "bar", units: rows) {
          try shared.get()
          let columns = made
          func column(_ name: String) -> [Double] { columns[name] ?? [] }
          let bars = Bar.Columns(
            open: column("open"), high: column("high"), low: column("low"), close: column("close"), volume: column("volume"))
          let scanner = try PatternScanner()
          return { blackHole(scanner.over(bars)) }
        }
      ]
      + IndicatorCatalogue.entries.map { entry in
        Benchmark("indicators.stream.\(entry.declaration.code.lowercased())", per: "update", units: rows) {
          let (run, input) = try prepared(entry)
          return { blackHole(run.last(of: input)) }
        }
      }
  }

  private static func prepared(_ entry: CatalogueEntry) throws -> (IndicatorRun, [[Double]]) {
    try shared.get()
    let columns = made
    return (try entry.make(), entry.declaration.inputs.map { columns[$0] ?? [] })
  }

  private static let names = ["open", "high", "low", "close", "volume", "periods"]

  /// Bars that wander as prices do, the same at every run.
  private static let made: [String: [Double]] = {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func unit() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / 0x1p53
    }
    // Of their length, as a reader of files makes them. Grown by doubling they would lie whole mebibytes apart, in the same places of the caches.
    var (opens, highs, lows) = (
      [Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows)
    )
    var (closes, volumes, periods) = (opens, highs, lows)
    var close = 100.0
    for row in 0..<rows {
      let open = close * (1 + 0.001 * (unit() - 0.5))
      close = open * (1 + 0.002 * (unit() + unit() + unit() - 1.5))
      opens[row] = open
      highs[row] = max(open, close) * (1 + 0.001 * unit())
      lows[row] = min(open, close) * (1 - 0.001 * unit())
      closes[row] = close
      volumes[row] = (1 + 999 * unit()).rounded()
      periods[row] = (2 + 28 * unit()).rounded(.down)
    }
    return ["open": opens, "high": highs, "low": lows, "close": closes, "volume": volumes, "periods": periods]
  }()

  /// What the peers are to compute, in the words of the catalogue.
  private struct Job: Codable {
    let name: String
    let code: String
    let inputs: [String]
    let parameters: [Double]
    let outputs: Int
  }

  /// Whether that could be written; done once.
  private static let shared = Result { try share() }

  /// Writes the columns and the jobs where the peers find them.
  private static func share() throws {
    let folder = URL(
      fileURLWithPath: ProcessInfo.processInfo.environment["ASSAY_BENCHMARK_DATA"] ?? "Benchmarks/.data", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in names {
      let column = made[name] ?? []
      try unsafe column.withUnsafeBytes { unsafe Data($0) }.write(to: folder.appendingPathComponent("indicators-\(name).f64"))
    }
    let jobs = IndicatorCatalogue.entries.map(\.declaration).map {
      Job(
        name: "indicators.\($0.code.lowercased())", code: $0.code, inputs: $0.inputs, parameters: $0.parameters.map(\.defaultValue),
        outputs: max(1, $0.outputs.count))
    }
    try JSONEncoder().encode(jobs).write(to: folder.appendingPathComponent("indicators.json"))
  }
}
