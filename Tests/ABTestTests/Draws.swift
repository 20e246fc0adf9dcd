import ABTest
import Market
import Statistics

/// Made-up results for two arms.
enum Draws {
  /// Whole minutes from the epoch.
  static func times(_ count: Int, from start: Int64 = 0, step: Int64 = 60) -> [Timestamp] {
    (0..<count).map { Timestamp(seconds: start + Int64($0) * step) }
  }

  /// Independent normal results.
  static func normal(_ name: String, count: Int, mean: Double, deviation: Double = 1, seed: UInt64, from start: Int64 = 0) throws
    -> ArmResults
  {
    var generator = SeededGenerator(seed: seed)
    return try ArmResults(
      name, results: (0..<count).map { _ in generator.normal(mean: mean, standardDeviation: deviation) }, times: times(count, from: start))
  }
}
