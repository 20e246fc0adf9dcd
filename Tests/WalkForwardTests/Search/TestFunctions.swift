import Foundation
import WalkForward

/// Functions whose minima are known, to search on: Dixon & Szegő, "Towards global optimisation 2", 1978.
enum TestFunction: String, CaseIterable, Sendable {
  case branin, hartmann6, mixed

  var trials: Int { self == .hartmann6 ? 100 : 60 }

  func space() throws -> SearchSpace {
    switch self {
    case .branin: try SearchSpace([.real("x", from: -5, to: 10), .real("y", from: 0, to: 15)])
    case .hartmann6: try SearchSpace((0..<6).map { .real("x\($0)", from: 0, to: 1) })
    case .mixed:
      try SearchSpace([
        .choice("kind", ["a", "b", "c"]), .real("rate", from: 1e-4, to: 1, scale: .logarithmic),
        .whole("n", from: 1, to: 64, scale: .logarithmic), .real("extra", from: 0, to: 1).when("kind", is: "b"),
      ])
    }
  }

  func value(_ configuration: Configuration) throws -> Double {
    switch self {
    case .branin:
      let (x, y) = (try configuration.real("x"), try configuration.real("y"))
      let curve = y - 5.1 / (4 * .pi * .pi) * x * x + 5 / .pi * x - 6
      return curve * curve + 10 * (1 - 1 / (8 * .pi)) * cos(x) + 10
    case .hartmann6:
      let x = try (0..<6).map { try configuration.real("x\($0)") }
      return -zip([1, 1.2, 3, 3.2], zip(Self.widths, Self.centers)).reduce(0) { sum, row in
        let distance = (0..<6).reduce(0.0) { $0 + row.1.0[$1] * pow(x[$1] - row.1.1[$1] / 10_000, 2) }
        return sum + row.0 * exp(-distance)
      }
    case .mixed:
      let kind = try configuration.choice("kind")
      let rate = log10(try configuration.real("rate")) + 2
      let size = log2(try configuration.real("n")) - 4
      let value = rate * rate + size * size / 4
      return try value + (kind == "a" ? 1 : kind == "c" ? 0.5 : (configuration.real("extra") - 0.7).magnitude)
    }
  }

  private static let widths: [[Double]] = [
    [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
  ]
  private static let centers: [[Double]] = [
    [1_312, 1_696, 5_569, 124, 8_283, 5_886], [2_329, 4_135, 8_307, 3_736, 1_004, 9_991], [2_348, 1_451, 3_522, 2_883, 3_047, 6_650],
    [4_047, 8_828, 8_732, 5_743, 1_091, 381],
  ]

  /// What Optuna 5.0's multivariate TPE finds at equal trials over seeds 0..<20: the mean and the standard deviation.
  var optuna: (mean: Double, deviation: Double) {
    switch self {
    case .branin: (0.52662, 0.14119)
    case .hartmann6: (-3.18167, 0.09995)
    case .mixed: (0.08383, 0.06328)
    }
  }

  /// What random search finds there.
  var random: Double {
    switch self {
    case .branin: 1.335
    case .hartmann6: -2.149
    case .mixed: 0.426
    }
  }
}
