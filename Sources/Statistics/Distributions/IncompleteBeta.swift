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
struct IncompleteBeta: Sendable, Hashable {
  /// The first shape, above 0 and finite.
  let a: Double
  /// The second shape, above 0 and finite.
  let b: Double
  /// What is the same for every x: the part of the prefactor without x, its factor, and the expansions for one large shape.
  private let stirlingErrors: Double
  private let scale: Double
  private let large: LargeShape?

  init(_ a: Double, _ b: Double) {
    self.a = a
    self.b = b
    let n = a + b
    stirlingErrors = GammaFunction.stirlingError(n) - GammaFunction.stirlingError(a) - GammaFunction.stirlingError(b)
    scale = (a / (2 * Double.pi) * (b / n)).squareRoot()
    large = max(a, b) >= 15 && min(a, b) < 1 ? LargeShape(max(a, b), min(a, b)) : nil
  }

  /// I and 1 − I.
  ///
  /// - Parameters:
  ///   - x: from 0 to 1.
  ///   - y: 1 − x, given by itself because near 1 the difference would lose what x holds.
  func both(x: Double, y: Double) -> (lower: Double, upper: Double) {
    if x.isNaN || y.isNaN { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    if y <= 0 { return (1, 0) }
    if a == 1 {
      let logarithm = b * IncompleteBeta.logarithm(y, complement: x)
      return (-expm1(logarithm), exp(logarithm))
    }
    if b == 1 {
      let logarithm = a * IncompleteBeta.logarithm(x, complement: y)
      return (exp(logarithm), -expm1(logarithm))
    }
    if IncompleteBeta.seriesPays(a, b, x) { return complete(lower: series(a, b, x: x, y: y)) }
    if IncompleteBeta.seriesPays(b, a, y) { return swapped(complete(lower: series(b, a, x: y, y: x))) }
    if let large {
      if a > b && x >= 0.3 { return complete(lower: large.lower(logX: IncompleteBeta.logarithm(x, complement: y))) }
      if b > a && y >= 0.3 { return swapped(complete(lower: large.lower(logX: IncompleteBeta.logarithm(y, complement: x)))) }
    }
    if x * (a + b) <= a { return complete(lower: fraction(a, b, x: x, y: y)) }
    return swapped(complete(lower: fraction(b, a, x: y, y: x)))
  }

  /// The logarithm of a number whose complement to 1 is known, by the more accurate of the two.
  private static func logarithm(_ number: Double, complement: Double) -> Double {
    complement < 0.5 ? log1p(-complement) : log(number)
  }

  private func complete(lower: Double) -> (lower: Double, upper: Double) {
    let lower = lower > 1 ? 1 : lower
    return (lower, 1 - lower)
  }

  private func swapped(_ pair: (lower: Double, upper: Double)) -> (lower: Double, upper: Double) {
    (pair.upper, pair.lower)
  }

  /// xᵃ yᵇ / B(a, b).
  func prefactor(x: Double, y: Double) -> Double {
    let n = a + b
    return exp(stirlingErrors - GammaFunction.deviance(a, n * x) - GammaFunction.deviance(b, n * y)) * scale
  }

  /// The prefactor, whichever way round the function is being evaluated.
  private func prefactor(of first: Double, _ x: Double, _ y: Double) -> Double {
    first == a ? prefactor(x: x, y: y) : prefactor(x: y, y: x)
  }

  private static func seriesPays(_ a: Double, _ b: Double, _ x: Double) -> Bool {
    x <= 0.7 && (b <= 1 && x * (a + b) <= 2 * a || b * x <= 0.7) && x * (a + b) <= max(a, 1)
  }

  /// The power series DLMF 8.17.7, for b x small.
  private func series(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    var factor = 1.0
    var sum = 0.0
    var n = 0.0
    while true {
      n += 1
      factor *= (n - b) / n * x
      let next = sum + factor / (a + n)
      if !((next - sum).magnitude > 0) { break }
      sum = next
    }
    return prefactor(of: a, x, y) * exp(-b * IncompleteBeta.logarithm(y, complement: x)) / a * (1 + a * sum)
  }

  /// The even part of the continued fraction DLMF 8.17.22, by Lentz's method; fast for x below the mean a / (a + b).
  private func fraction(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    let lambda = a * y - b * x
    var result = a * (lambda + 1) / (a + 1)
    var c = result
    var d = 0.0
    var m = 0.0
    while m < 1_000_000 {
      m += 1
      let s = a + 2 * m - 1
      // Each large factor meets its small one first, so that no shape overflows.
      let numerator = (a + m - 1) / s * m * ((a + b + m - 1) * x / s) * ((b - m) * x)
      let w = m * ((b - m) * x) / s
      let term = m + w + (a + m) * (lambda + 1 + m * (1 + y)) / (s + 2)
      d = 1 / (numerator * d + term)
      c = term + numerator / c
      let delta = c * d
      result *= delta
      if (delta - 1).magnitude < 0x1p-51 { return prefactor(of: a, x, y) / result }
      if delta.isNaN { break }
    }
    // Both shapes beyond some 10¹¹: better no answer than a wrong one.
    return .nan
  }
}
