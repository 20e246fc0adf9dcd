/// The natural logarithm out of IEEE operations alone: the same on every platform, as a model's bytes must be.
enum Logarithm {
  /// The logarithm of a positive finite number; −∞ for 0, NaN below.
  static func of(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x.isFinite else { return x }
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    // log((1 + s) / (1 − s)) = 2 (s + s³/3 + s⁵/5 + …) with |s| < 0.1716: what follows the 11th term is below 2⁻⁶⁰.
    let s = (mantissa - 1) / (mantissa + 1)
    let z = s * s
    var series = 0.0
    for divisor in stride(from: 21.0, through: 3, by: -2) { series = (series + 1 / divisor) * z }
    return exponent * 0x1.62e42fefa38p-1 + (2 * s + (2 * s * series + exponent * 0x1.ef35793c7673p-45))
  }
}
