import BenchmarkHarness
import Foundation

// One line a suite; each suite is a file of its own.
let suites: [[Benchmark]] = [
  CSVBenchmarks.all,
  GradientBoostBenchmarks.all,
  ResamplingBenchmarks.all,
  StatisticsBenchmarks.all,
  StoreBenchmarks.all,
  SyntheticBenchmarks.all,
  IndicatorsBenchmarks.all,
  BacktestBenchmarks.all,
]

do {
  try BenchmarkRunner(suites.flatMap(\.self)).run(Array(CommandLine.arguments.dropFirst()))
} catch {
  FileHandle.standardError.write(Data("assay-benchmarks: \(error)\n".utf8))
  exit(1)
}
