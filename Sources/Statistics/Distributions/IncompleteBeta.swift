#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The regularised incomplete beta function I and its complement, the smaller one accurate relative to itself.
enum IncompleteBeta {
  /// I and 1 − I.
  ///
  /// - Parameters:
  ///   - a: above 0 and finite.
  ///   - b: above 0 and finite.
  ///   - x: from 0 to 1.
  ///   - y: 1 − x, given by itself because near 1 the difference would lose what x holds.
  static func both(_ a: Double, _ b: Double, x: Double, y: Double) -> (lower: Double, upper: Double) {
    if a.isNaN || b.isNaN || x.isNaN || y.isNaN { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    if y <= 0 { return (1, 0) }
    if a == 1 { return (-expm1(b * logarithm(y, complement: x)), exp(b * logarithm(y, complement: x))) }
    if b == 1 { return (exp(a * logarithm(x, complement: y)), -expm1(a * logarithm(x, complement: y))) }
    if useSeries(a, b, x) { return complete(lower: series(a, b, x: x, y: y)) }
    if useSeries(b, a, y) { return swapped(complete(lower: series(b, a, x: y, y: x))) }
    if b <= 1 && a >= 15 && x >= 0.3 { return complete(lower: largeFirst(a, b, logX: logarithm(x, complement: y))) }
    if a <= 1 && b >= 15 && y >= 0.3 {
      return swapped(complete(lower: largeFirst(b, a, logX: logarithm(y, complement: x))))
    }
    if x * (a + b) <= a { return complete(lower: fraction(a, b, x: x, y: y)) }
    return swapped(complete(lower: fraction(b, a, x: y, y: x)))
  }

  /// The logarithm of a number whose complement to 1 is known, by the more accurate of the two.
  private static func logarithm(_ number: Double, complement: Double) -> Double {
    complement < 0.5 ? log1p(-complement) : log(number)
  }

  private static func complete(lower: Double) -> (lower: Double, upper: Double) {
    let lower = min(1, lower)
    return (lower, 1 - lower)
  }

  private static func swapped(_ pair: (lower: Double, upper: Double)) -> (lower: Double, upper: Double) {
    (pair.upper, pair.lower)
  }

  /// xᵃ yᵇ / B(a, b).
  static func prefactor(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    let n = a + b
    let exponent =
      GammaFunction.stirlingError(n) - GammaFunction.stirlingError(a) - GammaFunction.stirlingError(b)
      - GammaFunction.deviance(a, n * x) - GammaFunction.deviance(b, n * y)
    return exp(exponent) * (a / (2 * Double.pi) * (b / n)).squareRoot()
  }

  private static func useSeries(_ a: Double, _ b: Double, _ x: Double) -> Bool {
    x <= 0.7 && (b <= 1 && x * (a + b) <= 2 * a || b * x <= 0.7) && x * (a + b) <= max(a, 1)
  }

  /// The power series DLMF 8.17.7, for b x small.
  private static func series(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    var factor = 1.0
    var sum = 0.0
    var n = 0.0
    while true {
      n += 1
      factor *= (n - b) / n * x
      let next = sum + factor / (a + n)
      if next == sum { break }
      sum = next
    }
    return prefactor(a, b, x: x, y: y) * exp(-b * logarithm(y, complement: x)) / a * (1 + a * sum)
  }

  /// The even part of the continued fraction DLMF 8.17.22, by Lentz's method; fast for x below the mean a / (a + b).
  private static func fraction(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    let lambda = a * y - b * x
    var result = a * (lambda + 1) / (a + 1)
    var c = result
    var d = 0.0
    var m = 0.0
    while m < 1_000_000 {
      m += 1
      let s = a + 2 * m - 1
      let numerator = (a + m - 1) / s * ((a + b + m - 1) / s) * m * (b - m) * x * x
      let w = m * (b - m) * x / s
      let term = m + w + (a + m) * (lambda + 1 + m * (1 + y)) / (s + 2)
      d = 1 / (numerator * d + term)
      c = term + numerator / c
      let delta = c * d
      result *= delta
      if (delta - 1).magnitude < 0x1p-51 { break }
    }
    return prefactor(a, b, x: x, y: y) / result
  }

  /// a of 15 or more and b of at most 1: the expansion in incomplete gamma functions of DiDonato & Morris, "Algorithm 708: significant
  /// digit computation of the incomplete beta function ratios", ACM TOMS 18, 1992, equations 9.1 to 9.6.
  static func largeFirst(_ a: Double, _ b: Double, logX: Double) -> Double {
    let nu = a + 0.5 * (b - 1)
    let z = -nu * logX
    // Γ(a + b) / (Γ(a) νᵇ), near 1.
    let sum = a + b
    let ratio = exp(
      (a - 0.5) * log1p(b / a) - b + b * log(sum / nu) + GammaFunction.stirlingError(sum) - GammaFunction.stirlingError(a))
    let density = IncompleteGamma.prefactor(b, z) * b
    if density == 0 { return 0 }
    let v = 0.25 / (nu * nu)
    let quarter = 0.25 * logX * logX
    var j = IncompleteGamma.both(b, z).upper / density
    var total = j
    var t = 1.0
    var cn = 1.0
    var even = 0.0
    var c: [Double] = []
    var d: [Double] = []
    for n in 1...30 {
      let bn = b + even
      j = (bn * (bn + 1) * j + (z + bn + 1) * t) * v
      even += 2
      t *= quarter
      cn /= even * (even + 1)
      var s = 0.0
      for i in 0..<(n - 1) {
        s += (b * Double(i + 1) - Double(n)) * c[i] * d[n - 2 - i]
      }
      c.append(cn)
      d.append((b - 1) * cn + s / Double(n))
      let term = d[n - 1] * j
      total += term
      if term.magnitude <= 0x1p-55 * total { break }
    }
    return ratio * density * total
  }
}
