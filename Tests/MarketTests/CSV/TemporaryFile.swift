import Foundation

/// A file in a directory of its own, both gone when the test is over.
final class TemporaryFile: Sendable {
  let directory: String
  let path: String

  init(bytes: [UInt8], name: String = "BTC-USDT-1h.csv") throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("assay-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    directory = place.path
    path = place.appendingPathComponent(name).path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  convenience init(_ text: String = "", name: String = "BTC-USDT-1h.csv") throws {
    try self.init(bytes: Array(text.utf8), name: name)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

  var neighbours: [String] { (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] }
}

/// A small generator for tests: SplitMix64 (Steele, Lea, Flood 2014).
struct TestGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
