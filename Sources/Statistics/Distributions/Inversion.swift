#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Inverts a distribution function on the positive numbers.
enum Inversion {
  /// A tail at some x.
  struct Tail {
    var probability: Double
    var density: Double
    /// How ln density changes with ln x.
    var slope: Double
  }

  /// The x whose tail has a given probability, by Halley's method on the logarithm of the tail against the logarithm of x, in which the
  /// tails of all our distributions are nearly straight, kept inside a bracket.
  ///
  /// - Parameters:
  ///   - probability: above 0, at most about ½, so that the tail is accurate relative to itself.
  ///   - rising: whether the tail is the one that grows with x.
  ///   - guess: above 0 and finite.
  ///   - tail: the tail at x.
  static func solve(
    _ probability: Double, rising: Bool, guess: Double, tail: (Double) -> Tail
  ) -> Double {
    let goal = log(probability)
    var low = 0.0
    var high = Double.infinity
    var x = guess
    var lastStep = Double.infinity
    for _ in 0..<200 {
      let here = tail(x)
      let value = here.probability
      let excess = value > 0 ? (log(value) - goal) * (rising ? 1 : -1) : rising ? -.infinity : .infinity
      if excess == 0 { return x }
      if excess > 0 { high = min(high, x) } else { low = max(low, x) }
      let steepness = x * here.density / value
      let newton = -excess / steepness
      let curvature = 1 + here.slope - (rising ? steepness : -steepness)
      var step = newton / max(0.5, min(2, 1 + 0.5 * newton * curvature))
      // A Newton step that is not finite, or leaps, is cut; far from the root the logarithmic scale makes even that quick.
      if step.isNaN || step.magnitude > 50 { step = excess > 0 ? -50 : 50 }
      let next = step.magnitude < 0.5 ? x + x * expm1(step) : x * exp(step)
      // At the root a step is all rounding, which is why this comes before the bracket is asked.
      if next == x || step.magnitude < 1e-15 || (step.magnitude < 1e-12 && step.magnitude >= lastStep) { return next }
      // The error is cubed by every step: this one was the last that can be seen.
      if step.magnitude * (1 + curvature.magnitude) < 1e-5 { return next }
      if next == 0 && low == 0 || next == .infinity && high == .infinity { return next }
      lastStep = step.magnitude
      x = next > low && next < high ? next : between(low, high, x)
    }
    return x
  }

  /// The middle of the bracket, on the logarithmic scale where it is wide.
  private static func between(_ low: Double, _ high: Double, _ x: Double) -> Double {
    if high == .infinity { return x < 1 ? x * 1e10 : x < 1e150 ? x * x * 2 : 1e308 }
    if low == 0 { return x > 1 ? x * 1e-10 : x > 1e-150 ? x * x * 0.5 : 1e-308 }
    return high > 2 * low ? low.squareRoot() * high.squareRoot() : 0.5 * low + 0.5 * high
  }
}
