/// The distance of two numbers relative to the expected one; 0 where both are the same, also both NaN or infinite.
func relativeError(_ value: Double, _ expected: Double) -> Double {
  if value == expected || value.isNaN && expected.isNaN { return 0 }
  if value.isNaN || expected.isNaN { return .infinity }
  return (value - expected).magnitude / max(expected.magnitude, .leastNormalMagnitude)
}

/// Whether two numbers agree relative to the expected one, or absolutely where that is given.
func isClose(_ value: Double, _ expected: Double, relative: Double = 1e-12, absolute: Double = 0) -> Bool {
  relativeError(value, expected) <= relative || (value - expected).magnitude <= absolute
}

/// Whether all numbers of two lists agree.
func areClose(_ values: [Double], _ expected: [Double], relative: Double = 1e-12, absolute: Double = 0) -> Bool {
  values.count == expected.count && zip(values, expected).allSatisfy { isClose($0, $1, relative: relative, absolute: absolute) }
}

/// The uneven but smooth series the literals of the peers were computed from.
enum Series {
  /// i φ mod 1 for i from 1.
  static func golden(_ count: Int) -> [Double] {
    (1...count).map { (Double($0) * 0.6180339887498949).truncatingRemainder(dividingBy: 1) }
  }

  /// (i ρ mod 1) to some power, for i from 1.
  static func plastic(_ count: Int, power: (Double) -> Double) -> [Double] {
    (1...count).map { power((Double($0) * 0.7548776662466927).truncatingRemainder(dividingBy: 1)) }
  }

  static let a = [-0.007, 1.046, 0.742, 0.724, 1.619, -1.206, -0.627, -1.321, -0.108, 0.999, -0.022, 0.496]
  static let b = [-2.648, 0.85, -0.942, 3.618, 2.108, 2.214, 0.502, 1.642, 1.718]
  static let c = [1.0, 2, 2, 3, 3, 3, 4, 5, 5, 6]
  static let d = [2.0, 3, 4, 4, 5, 6, 7, 7, 8]
}
