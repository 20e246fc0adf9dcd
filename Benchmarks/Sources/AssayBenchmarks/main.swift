import BenchmarkHarness
import Foundation

// One line a suite; each suite is a file of its own.
let suites: [[Benchmark]] = [
  CSVBenchmarks.all,
  CalibrationBenchmarks.all,
  GradientBoostBenchmarks.all,
  ResamplingBenchmarks.all,
  StartBenchmarks.all,
  StatisticsBenchmarks.all,
  StoreBenchmarks.all,
  SyntheticBenchmarks.all,
  FeaturesBenchmarks.all,
  IndicatorsBenchmarks.all,
  BacktestBenchmarks.all,
  OverfittingBenchmarks.all,
  RiskBenchmarks.all,
  SweepBenchmarks.all,
  WalkForwardBenchmarks.all,
]

do {
  try BenchmarkRunner(suites.flatMap(\.self)).run(Array(CommandLine.arguments.dropFirst()))
} catch {
  FileHandle.standardError.write(Data("assay-benchmarks: \(error)\n".utf8))
  exit(1)
}
