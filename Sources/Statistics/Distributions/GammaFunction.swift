#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Parts of the gamma function, arranged so that nothing large cancels.
enum GammaFunction {
  static let logRootTwoPi = 0.9189385332046728

  /// What Stirling's formula leaves out: ln Γ(z + 1) − ½ ln 2πz − z ln z + z, for z above 0.
  ///
  /// Loader, "Fast and accurate computation of binomial probabilities", 2000: with it and `deviance` the densities of gamma, beta,
  /// binomial and t are products whose logarithms are small where the density is.
  static func stirlingError(_ z: Double) -> Double {
    if z >= 10 {
      let w = 1 / (z * z)
      let far = 1.0 / 1188 + w * (-691.0 / 360_360 + w * (1.0 / 156 + w * (-3617.0 / 122_400 + w * (43867.0 / 244_188))))
      return (1.0 / 12 + w * (-1.0 / 360 + w * (1.0 / 1260 + w * (-1.0 / 1680 + w * far)))) / z
    }
    return logGammaOnePlus(z) - (z + 0.5) * log(z) + z - logRootTwoPi
  }

  /// ln Γ(1 + z) for z above −½; below 1 accurate relative to itself, which is about −0.58 z there.
  static func logGammaOnePlus(_ z: Double) -> Double {
    if z <= 0.5 {
      var sum = 0.0
      for coefficient in zetaSeries.reversed() { sum = sum * z + coefficient }
      return z * (0.42278433509846713 + z * sum) - log1p(z)
    }
    if z >= 10 { return 0.5 * log(z) + logRootTwoPi + z * (log(z) - 1) + stirlingError(z) }
    // Up to 10 by recurrence, with one logarithm for the whole product.
    var product = 1.0
    var shifted = z
    while shifted < 10 {
      shifted += 1
      product *= shifted
    }
    return 0.5 * log(shifted) + logRootTwoPi + shifted * (log(shifted) - 1) + stirlingError(shifted) - log(product)
  }

  /// x ln(x / m) + m − x for x of 0 or more and m above 0: half of what a likelihood ratio measures, never negative.
  static func deviance(_ x: Double, _ m: Double) -> Double {
    if x == 0 { return m }
    if m == .infinity { return .infinity }
    if m == 0 { return .infinity }
    // Of small numbers nothing can cancel that would matter: what counts is the error itself, in an exponent.
    if x < 32 && m < 32 { return x * log(x / m) + (m - x) }
    let difference = x - m
    if difference.magnitude < 0.5 * (x + m) {
      // x ln(x / m) = 2x atanh(v), v = (x − m) / (x + m), whose first term is taken together with m − x.
      let v = difference / (x + m)
      let v2 = v * v
      var sum = difference * v
      var term = 2 * x * v
      var odd = 3.0
      while true {
        term *= v2
        let next = sum + term / odd
        if !((next - sum).magnitude > 0) { return next }
        sum = next
        odd += 2
      }
    }
    return x * log(x / m) + m - x
  }

  /// (−1)ᵏ (ζ(k) − 1) / k for k from 2.
  private static let zetaSeries: [Double] = [
    0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
    -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-05, -4.492623673813314e-05,
    2.050721277567069e-05, -9.439488275268397e-06, 4.374866789907488e-06, -2.039215753801366e-06, 9.55141213040742e-07,
    -4.492469198764566e-07, 2.1207184805554665e-07, -1.0043224823968099e-07, 4.7698101693639804e-08, -2.2711094608943164e-08,
    1.0838659214896955e-08, -5.183475041970047e-09, 2.4836745438024785e-09, -1.1921401405860912e-09, 5.731367241678862e-10,
    -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11, 3.1044247747322276e-11, -1.5021384080754142e-11,
  ]
}
