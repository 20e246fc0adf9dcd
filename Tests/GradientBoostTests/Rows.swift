import Foundation
import GradientBoost
import Statistics
import TestSupport

/// Synthetic rows: columns of a few kinds and labels that depend on some of them.
struct Rows {
  var columns: [[Double]]
  var labels: [Double]

  /// - Parameters:
  ///   - kind: what the labels are for.
  ///   - missing: the share of cells that are NaN.
  init(_ count: Int, features: Int = 6, seed: UInt64, for objective: Objective = .binary, missing: Double = 0) {
    var draws = SeededGenerator(seed: seed)
    columns = (0..<features).map { feature in
      (0..<count).map { _ in
        // Every third feature has few different values.
        let value = feature % 3 == 2 ? Double(draws.integer(below: 7)) - 3 : draws.normal()
        return draws.uniform() < missing ? .nan : value
      }
    }
    labels = []
    for row in 0..<count {
      func x(_ feature: Int) -> Double {
        let value = feature < features ? columns[feature][row] : 0
        return value.isNaN ? -0.7 : value
      }
      let score = x(0) + x(1) * x(2) - 0.5 * x(3) + 0.5 * draws.normal()
      switch objective {
      case .binary: labels.append(score > 0.2 ? 1 : 0)
      case .multiclass(let classes): labels.append(Double(min(max(Int((score + 2) / 4 * Double(classes)), 0), classes - 1)))
      default: labels.append(score)
      }
    }
  }

  /// The data set of all rows.
  func dataset(weights: [Double]? = nil, maxBin: Int = 255, threads: Int = 1) throws -> Dataset {
    var binning = Binning()
    binning.maxBin = maxBin
    return try Dataset(columns: columns, labels: labels, weights: weights, binning: binning, threads: threads)
  }

  /// The rows in another order.
  func permuted(_ order: [Int]) -> Rows {
    var copy = self
    copy.columns = columns.map { column in order.map { column[$0] } }
    copy.labels = order.map { labels[$0] }
    return copy
  }
}

extension Parameters {
  /// A small training that ends quickly in a debug build.
  static func small(_ objective: Objective, iterations: Int = 5, leaves: Int = 6, rows: Int = 5) -> Parameters {
    var parameters = Parameters(objective: objective)
    parameters.numIterations = iterations
    parameters.numLeaves = leaves
    parameters.minDataInLeaf = rows
    return parameters
  }
}

/// Files that tests read, made by `Benchmarks/peers/lightgbm_models.py` or by an earlier version of Assay.
enum Fixture {
  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: Checkout.path("Tests/Fixtures/GradientBoost/\(name)"), encoding: .utf8)
  }

  /// The columns of `rows.csv`.
  static func columns() throws -> [[Double]] {
    let lines = try text("rows.csv").split(separator: "\n").dropFirst()
    let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map { $0.isEmpty ? .nan : Double($0) ?? .infinity } }
    return (0..<4).map { column in rows.map { $0[column] } }
  }

  /// What LightGBM says about the rows.
  struct Said: Decodable {
    let raw: [Numbers]
    let prediction: [Numbers]
    let leaves: [[Int]]
    let contributions: [[Double]]
  }

  /// One number, or one for each class.
  struct Numbers: Decodable {
    let values: [Double]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      values = try (try? container.decode([Double].self)) ?? [container.decode(Double.self)]
    }
  }

  static func said(_ name: String) throws -> Said {
    try JSONDecoder().decode(Said.self, from: Data(try text(name).utf8))
  }
}

/// Whether two numbers are the same up to a relative or absolute error.
func agree(_ left: Double, _ right: Double, _ error: Double) -> Bool {
  abs(left - right) <= error * max(1, abs(left), abs(right))
}
