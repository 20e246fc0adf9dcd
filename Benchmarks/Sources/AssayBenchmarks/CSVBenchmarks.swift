import Assay
import BenchmarkHarness

/// Reading and writing files. Peers: polars and pandas with the same files, one thread.
enum CSVBenchmarks {
  static let rows = 2_000_000

  static var all: [Benchmark] {
    [
      Benchmark("csv.read-bars", per: "row", units: rows) {
        let path = try barFile()
        return { blackHole(try BarSeries(csv: path)) }
      },
      Benchmark("csv.read-bars-17-digits", per: "row", units: rows) {
        let path = try longNumberFile()
        return { blackHole(try NumericTable(csv: path)) }
      },
      Benchmark("csv.read-bars-iso8601", per: "row", units: rows) {
        let path = try BenchmarkData.file("bars-iso8601.csv") { try bars().write(csv: $0) }
        return { blackHole(try BarSeries(csv: path)) }
      },
      Benchmark("csv.read-table", per: "row", units: rows) {
        let path = try barFile()
        return { blackHole(try NumericTable(csv: path)) }
      },
      Benchmark("csv.write-bars", per: "row", units: rows) {
        let series = try bars()
        _ = try barFile()
        let path = try BenchmarkData.path("written.csv")
        return { try series.write(csv: path, format: .number(.milliseconds)) }
      },
    ]
  }

  private static func bars() throws -> BarSeries {
    try SyntheticMarket(seed: 42).bars(.minutes(1), count: rows)[0]
  }

  /// Six numeric columns as exchanges write them: milliseconds and short decimals.
  private static func barFile() throws -> String {
    try BenchmarkData.file("bars-short.csv") { try bars().write(csv: $0, format: .number(.milliseconds)) }
  }

  /// Six numeric columns as computations leave them: every digit that a Double needs.
  private static func longNumberFile() throws -> String {
    try BenchmarkData.file("bars-long.csv") { path in
      var generator = SeededGenerator(seed: 42)
      var writer = try CSVWriter(path, columns: ["time", "open", "high", "low", "close", "volume"], format: .number(.milliseconds))
      for row in 0..<rows {
        writer.append(Timestamp(seconds: 1_700_000_000 + Int64(row) * 60))
        for _ in 0..<5 { writer.append(1_000 + 100 * generator.normal()) }
        try writer.endRow()
      }
      try writer.finish()
    }
  }
}
