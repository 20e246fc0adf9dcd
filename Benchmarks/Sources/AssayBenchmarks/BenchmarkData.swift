import Assay
import Foundation

/// What Assay and its peers both work on: made once per suite from fixed seeds, and left as raw columns or CSV where the peers find it.
enum BenchmarkData {
  /// The folder of the files: `ASSAY_BENCHMARK_DATA`, or `.data` beside the benchmarks.
  static let folder = ProcessInfo.processInfo.environment["ASSAY_BENCHMARK_DATA"] ?? "Benchmarks/.data"

  /// The path of a file, in a folder that exists.
  static func path(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return "\(folder)/\(name)"
  }

  /// The path of a file that is made if it is not there.
  static func file(_ name: String, _ make: (String) throws -> Void) throws -> String {
    let path = try path(name)
    if !FileManager.default.fileExists(atPath: path) { try make(path) }
    return path
  }

  /// Leaves numbers as raw little-endian doubles, as numpy reads them.
  static func share(_ values: [Double], as name: String) throws {
    try write(values.map { $0.bitPattern.littleEndian }, as: name)
  }

  /// Leaves instants as raw little-endian nanoseconds.
  static func share(_ times: [Timestamp], as name: String) throws {
    try write(times.map { UInt64(bitPattern: $0.nanoseconds).littleEndian }, as: name)
  }

  private static func write(_ words: [UInt64], as name: String) throws {
    _ = try file(name) { path in
      var data = Data(capacity: words.count * 8)
      unsafe words.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
      try data.write(to: URL(fileURLWithPath: path))
    }
  }

  /// Trades of one symbol, a second apart on average.
  static func ticks(_ count: Int) throws -> TickSeries {
    try SyntheticMarket(seed: 42, ticksPerDay: 86_400).ticks(count: count)[0]
  }

  /// Draws from a normal distribution.
  static func normals(_ count: Int, seed: UInt64 = 1, mean: Double = 0) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in mean + generator.normal() }
  }
}
