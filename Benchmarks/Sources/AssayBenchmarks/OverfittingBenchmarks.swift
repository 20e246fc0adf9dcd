import Assay
import BenchmarkHarness

/// Statistics against overfitting and the search. Peers: arch's SPA at equal replicates, Optuna's TPE at equal trials, numpy for the cuts of CSCV.
enum OverfittingBenchmarks {
  static var all: [Benchmark] {
    [
      Benchmark("overfitting.cscv-1000x2000-16-blocks", per: "cut", units: 12_870) {
        let strategies = strategies(1_000, 2_000)
        return { blackHole(try BacktestOverfitting(strategies: strategies, blocks: 16)) }
      },
      Benchmark("overfitting.cscv-20x1000-8-blocks", per: "cut", units: 70) {
        let strategies = strategies(20, 1_000)
        try BenchmarkData.share(strategies.flatMap(\.self), as: "strategies-20x1000.f64")
        return { blackHole(try BacktestOverfitting(strategies: strategies, blocks: 8, threads: 1)) }
      },
      Benchmark("overfitting.spa-20x1000", per: "replicate", units: 500) {
        let strategies = strategies(20, 1_000)
        return {
          blackHole(
            try SuperiorPredictiveAbility(
              excess: strategies, meanBlockLength: 10, replicates: 500, generator: SeededGenerator(seed: 1), threads: 1))
        }
      },
      Benchmark("overfitting.effective-trials-200x2000", per: "call", units: 1) {
        let strategies = strategies(200, 2_000)
        return { blackHole(try EffectiveTrials(returns: strategies)) }
      },
      Benchmark("overfitting.tpe-100-trials-8-dimensions", per: "trial", units: 100) {
        let space = try SearchSpace((0..<8).map { .real("x\($0)", from: 0, to: 1) })
        let search = try Search(space, .minimize, sampler: .treeParzen, seed: 1)
        return {
          blackHole(
            try search.run(.trials(100), threads: 1) { configuration, _ in
              try (0..<8).reduce(0) { try $0 + (configuration.real("x\($1)") - 0.3).magnitude }
            })
        }
      },
    ]
  }

  private static func strategies(_ count: Int, _ observations: Int) -> [[Double]] {
    (0..<count).map { BenchmarkData.normals(observations, seed: UInt64(500 + $0)) }
  }
}
