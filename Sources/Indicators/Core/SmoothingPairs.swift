/// Exponential smoothing of two rows at a time, for smoothings that feed one another or stand side by side.
///
/// The recursion y ← (1 − w)·y + w·x is kept as u = y / w, so that u ← d·u + x with d = 1 − w. Of two steps one is made, u ← d²·u + (x + d·x before), in which
/// even and odd rows do not wait for one another: two rows are the lanes of a vector, and five operations. That is all that counts where several smoothings are
/// on their way at once; four rows, with d⁴, are seven and take a third longer.
struct SmoothingPairs {
  /// The last two inputs times the decay, of which the first does not count, and the last two u.
  private var decayed: SIMD2<Double>
  private var states: SIMD2<Double>
  let weight: Double
  let decay: Double
  private let decays: SIMD2<Double>
  private let squares: SIMD2<Double>

  /// From an average, with the weight that a new value has.
  init(weight: Double, average: Double) { self.init(weight: weight, state: average / weight) }

  /// From an average divided by its weight.
  init(weight: Double, state: Double) {
    self.weight = weight
    decay = 1 - weight
    decays = SIMD2(repeating: decay)
    squares = SIMD2(repeating: decay * decay)
    (decayed, states) = (SIMD2(repeating: state * decay), SIMD2(0, state))
  }

  /// The average as it stands, divided by its weight.
  @inline(__always) var state: Double { states.y }

  /// Two steps: the averages divided by the weight. The first does not depend on the second input.
  @inline(__always)
  mutating func advance(_ pair: SIMD2<Double>) -> SIMD2<Double> {
    // Multiplied first and moved then: of the other way round the compiler makes single numbers, and takes up to twice as long.
    let products = pair * decays
    states = (pair + SIMD2(decayed.y, products.x)) + states * squares
    decayed = products
    return states
  }

  /// One step: the average divided by the weight.
  @inline(__always)
  mutating func advance(_ value: Double) -> Double {
    let result = state * decay + value
    // As if it were the last input, with nothing before it.
    (decayed, states) = (SIMD2(repeating: result * decay), SIMD2(0, result))
    return result
  }
}
