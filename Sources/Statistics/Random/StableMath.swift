/// Logarithm and exponential out of IEEE additions, multiplications and divisions alone.
///
/// The C libraries of Linux, macOS and others differ in the last bit of `log` and `exp`. A random draw that used them would differ
/// between machines, now and then by a whole rejection. These are accurate to about 1 ulp and the same everywhere.
@usableFromInline
enum StableMath {
  @usableFromInline static let ln2High = 0x1.62e42fefa38p-1
  @usableFromInline static let ln2Low = 0x1.ef35793c7673p-45

  /// The natural logarithm of a finite positive normal number.
  @inlinable
  static func log(_ x: Double) -> Double {
    // The exponent is moved so that the mantissa falls into [√½, √2): 0x3fe6a09e667f3bcd is √½.
    let offset = x.bitPattern &- 0x3fe6_a09e_667f_3bcd
    let exponent = Double(Int64(bitPattern: offset) &>> 52)
    let mantissa = Double(bitPattern: (offset & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_667f_3bcd)
    // log((1 + s) / (1 - s)) = 2 (s + s³/3 + s⁵/5 + …), |s| < 0.1716, so that 10 terms leave less than 2⁻⁵⁵.
    let f = mantissa - 1
    let s = f / (2 + f)
    let z = s * s
    let z2 = z * z
    let low = (1.0 / 3 + z * (1.0 / 5)) + z2 * (1.0 / 7 + z * (1.0 / 9))
    let high = (1.0 / 11 + z * (1.0 / 13)) + z2 * ((1.0 / 15 + z * (1.0 / 17)) + z2 * (1.0 / 19 + z * (1.0 / 21)))
    let series = z * (low + z2 * z2 * high)
    // 2s = f - s f, whose first term is exact.
    return exponent * ln2High + (f - (s * (f - 2 * series) - exponent * ln2Low))
  }

  /// e to the x; 0 below −708, infinite above 709.
  @usableFromInline
  static func exp(_ x: Double) -> Double {
    if !(x > -708) { return x.isNaN ? x : 0 }
    if x > 709 { return .infinity }
    let (scale, rest) = expReduced(x)
    return scale + scale * rest
  }

  /// e to the x, minus 1, without cancellation near 0.
  static func expMinusOne(_ x: Double) -> Double {
    if !(x > -708) { return x.isNaN ? x : -1 }
    if x > 709 { return .infinity }
    let (scale, rest) = expReduced(x)
    return scale * rest + (scale - 1)
  }

  /// `(2ᵏ, eʳ − 1)` with `x = k ln 2 + r`, for x from −708 to 709.
  private static func expReduced(_ x: Double) -> (scale: Double, rest: Double) {
    let k = (x * 1.4426950408889634).rounded()
    let r = (x - k * ln2High) - k * ln2Low
    // The Taylor series by Estrin's scheme, |r| < 0.3466: the first term left out is below 2⁻⁵⁸.
    let r2 = r * r
    let r4 = r2 * r2
    let first = (0.5 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120))
    let second = (1.0 / 720 + r * (1.0 / 5_040)) + r2 * (1.0 / 40_320 + r * (1.0 / 362_880))
    let third = (1.0 / 3_628_800 + r * (1.0 / 39_916_800)) + r2 * (1.0 / 479_001_600 + r * (1.0 / 6_227_020_800))
    let sum = first + r4 * (second + r4 * third)
    let scale = Double(bitPattern: UInt64(truncatingIfNeeded: Int64(k) &+ 1023) &<< 52)
    return (scale, r + r2 * sum)
  }

  /// ln(1 − 1/x) for x above 1, also for a large x, whose reciprocal is lost beside 1.
  static func logOneMinusReciprocal(_ x: Double) -> Double {
    // ln((1 − h)/(1 + h)) with h = 1/(2x − 1): the series has an odd and quickly shrinking term each.
    if x < 4 { return log(1 - 1 / x) }
    let h = 1 / (2 * x - 1)
    let h2 = h * h
    var sum = 0.0
    for odd in stride(from: 21.0, through: 1, by: -2) { sum = sum * h2 + 1 / odd }
    return -2 * h * sum
  }
}
