/// The linear congruential noise the literals of the peers were computed from: uniform in −0.5..<0.5, the same in every language.
enum Noise {
  static func series(_ seed: Int, _ count: Int) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Double(state) / 2_147_483_648 - 0.5
    }
  }
}

/// Whether two numbers agree relative to the expected one, or absolutely where that is given.
func isNear(_ value: Double, _ expected: Double, relative: Double = 1e-9, absolute: Double = 0) -> Bool {
  value == expected || (value - expected).magnitude <= max(relative * expected.magnitude, absolute)
}
