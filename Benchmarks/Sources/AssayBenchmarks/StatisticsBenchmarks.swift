import Assay
import BenchmarkHarness

/// Statistics. Peers: numpy and scipy on the same numbers, one thread.
enum StatisticsBenchmarks {
  private static let count = 1_000_000
  private static let fewer = 100_000

  static var all: [Benchmark] { draws + descriptions + distributions + tests + resampling }

  private static var draws: [Benchmark] {
    func draw(_ name: String, _ body: @escaping (inout SeededGenerator) -> Double) -> Benchmark {
      Benchmark("statistics.draw-\(name)", per: "draw", units: count) {
        {
          var generator = SeededGenerator(seed: 1)
          var values = [Double](repeating: 0, count: count)
          for index in values.indices { values[index] = body(&generator) }
          blackHole(values)
        }
      }
    }
    return [
      draw("uniform") { $0.uniform() },
      draw("normal") { $0.normal() },
      draw("exponential") { $0.exponential() },
      draw("student-t") { $0.studentT(degreesOfFreedom: 4) },
      Benchmark("statistics.permutation", per: "value", units: count) {
        {
          var generator = SeededGenerator(seed: 1)
          blackHole(generator.permutation(of: count))
        }
      },
    ]
  }

  private static var descriptions: [Benchmark] {
    [
      onPairs("moments", units: count) { x, _ in
        let moments = Moments(x)
        blackHole((moments.mean, moments.variance, moments.skewness, moments.excessKurtosis))
      },
      onPairs("median", units: count) { x, _ in blackHole(Quantiles.median(x)) },
      onPairs("five-quantiles", units: count) { x, _ in blackHole(Quantiles.of(x, [0.01, 0.25, 0.5, 0.75, 0.99])) },
      onPairs("ranks", units: count) { x, _ in blackHole(Ranks.average(x)) },
      onPairs("pearson", units: count) { x, y in blackHole(Correlation.pearson(x, y)) },
      onPairs("spearman", units: count) { x, y in blackHole(Correlation.spearman(x, y)) },
      onPairs("kendall", units: fewer, count: fewer) { x, y in blackHole(Correlation.kendall(x, y)) },
    ]
  }

  private static var distributions: [Benchmark] {
    func each(_ name: String, _ values: @escaping () throws -> [Double], _ body: @escaping (Double) -> Double) -> Benchmark {
      Benchmark("statistics.\(name)", per: "value", units: fewer) {
        let values = try values()
        return {
          var results = [Double](repeating: 0, count: values.count)
          for index in values.indices { results[index] = body(values[index]) }
          blackHole(results)
        }
      }
    }
    let normals = { shared(BenchmarkData.normals(fewer), "normals-100k") }
    let shares = {
      var generator = SeededGenerator(seed: 3)
      return shared((0..<fewer).map { _ in generator.openUniform() }, "shares-100k")
    }
    let normal = NormalDistribution.standard
    let student = StudentTDistribution(degreesOfFreedom: 5)
    let square = ChiSquaredDistribution(degreesOfFreedom: 5)
    return [
      each("normal-cumulative", normals) { normal.cumulative($0) },
      each("normal-quantile", shares) { normal.quantile($0) },
      each("student-t-cumulative", normals) { student.cumulative($0) },
      each("student-t-quantile", shares) { student.quantile($0) },
      each("chi-squared-cumulative", normals) { square.cumulative($0 * $0 * 5) },
      each("chi-squared-quantile", shares) { square.quantile($0) },
    ]
  }

  private static var tests: [Benchmark] {
    [
      onPairs("kolmogorov-smirnov", units: fewer, count: fewer) { x, y in blackHole(try KolmogorovSmirnovTest(x, y)) },
      onPairs("mann-whitney", units: fewer, count: fewer) { x, y in blackHole(try MannWhitneyTest(x, y)) },
      onPairs("welch", units: fewer, count: fewer) { x, y in blackHole(try WelchTest(x, y)) },
      Benchmark("statistics.benjamini-hochberg", per: "value", units: fewer) {
        var generator = SeededGenerator(seed: 3)
        let values = shared((0..<fewer).map { _ in generator.openUniform() }, "shares-100k")
        return { blackHole(try MultipleTesting.benjaminiHochberg(values)) }
      },
    ]
  }

  private static var resampling: [Benchmark] {
    func bootstrap(_ name: String, _ scheme: ResamplingScheme) -> Benchmark {
      Benchmark("statistics.bootstrap-\(name)", per: "value", units: 2_000_000) {
        let values = shared(BenchmarkData.normals(2_000), "normals-2k")
        return {
          blackHole(
            try Bootstrap(of: values, scheme: scheme, replicates: 1_000, generator: SeededGenerator(seed: 1), threads: 1) {
              Moments($0).mean
            })
        }
      }
    }
    return [
      bootstrap("independent", .independent), bootstrap("stationary", .stationaryBlocks(meanLength: 10)),
      Benchmark("statistics.fork-and-join", per: "call", units: 1) { { blackHole(parallelChunks(2, size: 1) { $0.count }) } },
    ]
  }

  /// A benchmark on two correlated columns that the peers read too.
  private static func onPairs(
    _ name: String, units: Int, count: Int = count, _ body: @escaping ([Double], [Double]) throws -> Void
  ) -> Benchmark {
    Benchmark("statistics.\(name)", per: "value", units: units) {
      let x = BenchmarkData.normals(count)
      let y = zip(x, BenchmarkData.normals(count, seed: 2)).map { 0.5 * $0 + $1 }
      let suffix = count == fewer ? "100k" : "1m"
      try BenchmarkData.share(x, as: "x-\(suffix)")
      try BenchmarkData.share(y, as: "y-\(suffix)")
      return { try body(x, y) }
    }
  }

  private static func shared(_ values: [Double], _ name: String) -> [Double] {
    try? BenchmarkData.share(values, as: name)
    return values
  }
}
