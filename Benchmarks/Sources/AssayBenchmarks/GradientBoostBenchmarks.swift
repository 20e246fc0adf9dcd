import Assay
import BenchmarkHarness

/// Training (binning included) and predicting. Peers: LightGBM, XGBoost and scikit-learn at equal parameters and threads: 100 trees, 31
/// leaves, 255 bins, 20 rows a leaf, learning rate 0.1.
enum GradientBoostBenchmarks {
  private static let sizes: [(rows: Int, features: Int)] = [(1_000, 25), (20_000, 50), (100_000, 50), (1_000_000, 28)]

  static var all: [Benchmark] {
    sizes.flatMap { size in [1, 2].map { train(size.rows, size.features, threads: $0) } } + predictions + growth
  }

  private static func train(_ rows: Int, _ features: Int, threads: Int, trees: Int = 100, as name: String? = nil) -> Benchmark {
    Benchmark(name ?? "gradientboost.train-\(rows)x\(features)-\(threads)-thread", per: "training", units: 1) {
      let (columns, labels) = try data(rows, features)
      var parameters = Parameters(objective: .binary)
      parameters.numIterations = trees
      return {
        let data = try Dataset(columns: columns, labels: labels, threads: threads)
        blackHole(try Trainer(parameters).train(on: data, threads: threads))
      }
    }
  }

  private static var predictions: [Benchmark] {
    [
      Benchmark("gradientboost.predict-20000x50-1-thread", per: "row", units: 20_000) {
        let (columns, labels) = try data(20_000, 50)
        let model = try Trainer(Parameters(objective: .binary)).train(on: Dataset(columns: columns, labels: labels))
        return { blackHole(try model.predict(columns: columns, threads: 1)) }
      },
      Benchmark("gradientboost.predict-one-row", per: "row", units: 1_000) {
        let (columns, labels) = try data(20_000, 50)
        let predictor = try Trainer(Parameters(objective: .binary)).train(on: Dataset(columns: columns, labels: labels)).predictor
        let rows = (0..<1_000).map { row in columns.map { $0[row] } }
        return { for row in rows { blackHole(predictor.predict(row)) } }
      },
      Benchmark("gradientboost.contributions-1000x50-1-thread", per: "row", units: 1_000) {
        let (columns, labels) = try data(20_000, 50)
        let model = try Trainer(Parameters(objective: .binary)).train(on: Dataset(columns: columns, labels: labels))
        let few = columns.map { Array($0.prefix(1_000)) }
        return { blackHole(try model.contributions(columns: few, threads: 1)) }
      },
    ]
  }

  /// The curve: how the cost grows with rows, features and trees, one after the other doubled twice.
  private static var growth: [Benchmark] {
    [1, 2, 4].flatMap { factor in
      [
        train(50_000 * factor, 20, threads: 1, as: "gradientboost.curve-rows-\(50_000 * factor)"),
        train(50_000, 20 * factor, threads: 1, as: "gradientboost.curve-features-\(20 * factor)"),
        train(50_000, 20, threads: 1, trees: 50 * factor, as: "gradientboost.curve-trees-\(50 * factor)"),
      ]
    }
  }

  /// Normal columns; the label depends on five of them and on chance. Left for the peers, column after column, the labels last.
  private static func data(_ rows: Int, _ features: Int) throws -> (columns: [[Double]], labels: [Double]) {
    let columns = (0..<features).map { BenchmarkData.normals(rows, seed: UInt64(100 + $0)) }
    let noise = BenchmarkData.normals(rows, seed: 99)
    let labels = (0..<rows).map { row in
      let (a, b, c, d) = (columns[0][row], columns[1][row], columns[2][row], columns[3][row])
      let score = a + 0.6 * b + (b > 0 ? 0.5 * c : 0) + (d * d < 1 ? 0.5 : -0.5) + 0.3 * columns[4][row] * columns[4][row]
      return score + noise[row] > 0.5 ? 1.0 : 0
    }
    try BenchmarkData.share(columns.flatMap(\.self) + labels, as: "boost-\(rows)x\(features).f64")
    return (columns, labels)
  }
}
