#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

extension IncompleteBeta {
  /// I for a of 15 or more, b of at most 1 and x not small, by the expansion in incomplete gamma functions of DiDonato & Morris,
  /// "Algorithm 708: significant digit computation of the incomplete beta function ratios", ACM TOMS 18, 1992, equations 9.1 to 9.6.
  struct LargeShape: Sendable, Hashable {
    private let b: Double
    private let nu: Double
    /// Γ(a + b) / (Γ(a) νᵇ), near 1.
    private let ratio: Double
    private let gamma: IncompleteGamma
    /// The coefficients d₁, d₂, … of the expansion.
    private let coefficients: [Double]

    init(_ a: Double, _ b: Double) {
      self.b = b
      nu = a + 0.5 * (b - 1)
      let sum = a + b
      ratio = exp(
        (a - 0.5) * log1p(b / a) - b + b * log(sum / nu) + GammaFunction.stirlingError(sum) - GammaFunction.stirlingError(a))
      gamma = IncompleteGamma(b)
      coefficients = LargeShape.coefficients(b)
    }

    /// The powers of sinh(t) / t to b − 1, by the recurrence for powers of a series.
    private static func coefficients(_ b: Double) -> [Double] {
      var factor = 1.0
      var c: [Double] = []
      var d: [Double] = []
      for n in 1...30 {
        let even = Double(2 * n)
        factor /= even * (even + 1)
        var sum = 0.0
        for i in 0..<(n - 1) { sum += (b * Double(i + 1) - Double(n)) * c[i] * d[n - 2 - i] }
        c.append(factor)
        d.append((b - 1) * factor + sum / Double(n))
      }
      return d
    }

    /// I at the x of a given logarithm, at most 0.
    func lower(logX: Double) -> Double {
      let z = -nu * logX
      let density = gamma.prefactor(z) * b
      if density == 0 { return 0 }
      let v = 0.25 / (nu * nu)
      let quarter = 0.25 * logX * logX
      var j = gamma.both(z).upper / density
      var total = j
      var power = 1.0
      var even = 0.0
      for coefficient in coefficients {
        let bn = b + even
        j = (bn * (bn + 1) * j + (z + bn + 1) * power) * v
        even += 2
        power *= quarter
        let term = coefficient * j
        total += term
        if term.magnitude <= 0x1p-55 * total { break }
      }
      return ratio * density * total
    }
  }
}
