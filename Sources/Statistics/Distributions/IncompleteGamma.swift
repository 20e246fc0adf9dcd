#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The regularised incomplete gamma functions P and Q = 1 − P, the smaller one accurate relative to itself.
struct IncompleteGamma: Sendable, Hashable {
  /// The shape, above 0 and finite.
  let a: Double
  /// Stirling's error of the shape, and 1/√(2πa): what is the same for every x.
  private let stirlingError: Double
  private let scale: Double

  init(_ a: Double) {
    self.a = a
    stirlingError = GammaFunction.stirlingError(a)
    scale = 1 / (2 * Double.pi * a).squareRoot()
  }

  /// Both functions of an x of 0 or more.
  func both(_ x: Double) -> (lower: Double, upper: Double) {
    if x.isNaN { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    if a == 0.5 {
      let root = x.squareRoot()
      return (erf(root), erfc(root))
    }
    if a == 1 { return (-expm1(-x), exp(-x)) }
    if a >= 120 && (x - a).magnitude < 0.3 * a { return uniform(x) }
    if a < 1 && x < 1.1 { return small(x) }
    if x < a + 1 {
      let lower = min(1, series(x))
      return (lower, 1 - lower)
    }
    let upper = min(1, fraction(x))
    return (1 - upper, upper)
  }

  /// xᵃ e⁻ˣ / Γ(a + 1).
  func prefactor(_ x: Double) -> Double {
    exp(-stirlingError - GammaFunction.deviance(a, x)) * scale
  }

  /// P by its power series, DLMF 8.11.4.
  private func series(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var k = 0.0
    while term > sum * 0x1p-55 && term < .infinity {
      k += 1
      term *= x / (a + k)
      sum += term
    }
    return prefactor(x) * sum
  }

  /// Q by its continued fraction, DLMF 8.9.2, by the forward recurrence, in which no division waits for another.
  private func fraction(_ x: Double) -> Double {
    var b = x + 1 - a
    var (above, aboveBefore) = (1.0, 0.0)
    var (below, belowBefore) = (b, 1.0)
    var value = 1 / b
    var i = 0.0
    while i < 100_000 {
      i += 1
      b += 2
      let numerator = i * (a - i)
      (above, aboveBefore) = (b * above + numerator * aboveBefore, above)
      (below, belowBefore) = (b * below + numerator * belowBefore, below)
      let next = above / below
      if !((next - value).magnitude > 0x1p-53 * next) { break }
      value = next
      if below > 1e200 {
        above *= 1e-200
        aboveBefore *= 1e-200
        below *= 1e-200
        belowBefore *= 1e-200
      }
    }
    return prefactor(x) * a * value
  }

  /// Small shape and argument, where Q is a small difference: DiDonato & Morris, "Computation of the incomplete gamma function ratios",
  /// ACM TOMS 12, 1986, section 3.
  private func small(_ x: Double) -> (lower: Double, upper: Double) {
    // P = (1 + u)(1 − j), Q = (1 + u) j − u.
    let logarithm = a * log(x) - GammaFunction.logGammaOnePlus(a)
    let u = expm1(logarithm)
    var term = 1.0
    var sum = 0.0
    var n = 0.0
    while true {
      n += 1
      term *= -x / n
      let next = sum + term / (a + n)
      if !((next - sum).magnitude > 0) { break }
      sum = next
    }
    let j = -a * sum
    return (exp(logarithm) * (1 - j), (1 + u) * j - u)
  }

  /// Large shape near its mean: Temme's uniform expansion, DLMF 8.12.3 to 8.12.10.
  private func uniform(_ x: Double) -> (lower: Double, upper: Double) {
    let deviance = GammaFunction.deviance(a, x)
    let eta = (2 * deviance / a).squareRoot() * (x < a ? -1 : 1)
    var sum = 0.0
    for coefficients in IncompleteGamma.temme.reversed() {
      var value = 0.0
      for coefficient in coefficients.reversed() { value = value * eta + coefficient }
      sum = sum / a + value
    }
    let rest = exp(-deviance) * scale * sum
    let root = deviance.squareRoot() * (x < a ? -1 : 1)
    return (0.5 * erfc(-root) - rest, 0.5 * erfc(root) + rest)
  }

  /// The power series in η of c₀, c₁, …, by DLMF 8.12.11 in exact rational arithmetic.
  private static let temme: [[Double]] = [
    [
      -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073, 0.0003527336860670194,
      -0.0001787551440329218, 3.919263178522438e-05, -2.185448510679992e-06, -1.85406221071516e-06, 8.296711340953087e-07,
      -1.7665952736826078e-07, 6.707853543401498e-09, 1.0261809784240309e-08, -4.382036018453353e-09, 9.14769958223679e-10,
      -2.5514193994946248e-11,
    ],
    [
      -0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596, 0.00020576131687242798,
      -4.018775720164609e-07, -1.8098550334489977e-05, 7.64916091608111e-06, -1.6120900894563446e-06, 4.647127802807434e-09,
      1.378633446915721e-07, -5.752545603517705e-08, 1.1951628599778148e-08, -1.7543241719747647e-11,
    ],
    [
      0.004133597883597883, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-06, -0.0001073665322636516,
      5.2923448829120125e-05, -1.2760635188618728e-05, 3.423578734096138e-08, 1.3721957309062934e-06, -6.298992138380055e-07,
      1.4280614206064242e-07, -2.0477098421990866e-10, -1.409252991086752e-08,
    ],
    [
      0.0006494341563786008, 0.00022947209362139917, -0.0004691894943952557, 0.00026772063206283885, -7.561801671883977e-05,
      -2.396505113867297e-07, 1.1082654115347302e-05, -5.6749528269915965e-06, 1.4230900732435883e-06, -2.7861080291528143e-11,
      -1.6958404091930278e-07, 8.099464905388083e-08,
    ],
    [
      -0.0008618882909167117, 0.0007840392217200666, -0.0002990724803031902, -1.4638452578843418e-06, 6.641498215465122e-05,
      -3.968365047179435e-05, 1.1375726970678419e-05, 2.507497226237533e-10, -1.6954149536558305e-06, 8.907507532205309e-07,
      -2.292934834000805e-07,
    ],
    [
      -0.00033679855336635813, -6.972813758365857e-05, 0.0002772753244959392, -0.00019932570516188847, 6.797780477937208e-05,
      1.419062920643967e-07, -1.3594048189768693e-05, 8.018470256334202e-06, -2.291481176508095e-06,
    ],
    [
      0.0005313079364639922, -0.0005921664373536939, 0.0002708782096718045, 7.902353232660328e-07, -8.153969367561969e-05,
      5.61168275310625e-05, -1.8329116582843375e-05,
    ],
  ]
}
