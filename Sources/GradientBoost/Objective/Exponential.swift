/// The exponential function out of IEEE operations alone.
///
/// The C libraries of Linux, macOS and others differ in the last bit, and a model must not depend on where it was trained. Accurate to
/// about 1 unit in the last place, between −708 and 708; beyond, the result stays at that of the end.
enum Exponential {
  /// e to the power of a number; NaN for NaN.
  @inline(__always)
  static func of(_ x: Double) -> Double { of(x, powers.span) }

  /// 1 / (1 + e⁻ˣ); NaN for NaN.
  @inline(__always)
  static func sigmoid(_ x: Double) -> Double { 1 / (1 + of(-x)) }

  /// The same with the table at hand, for loops.
  @inline(__always)
  static func of(_ x: Double, _ powers: Span<Double>) -> Double {
    precondition(powers.count == 32, "the table has 32 powers")
    let x = x > 708 ? 708 : x < -708 ? -708 : x
    // x = k ln 2 / 32 + r, with k rounded by adding 1.5 × 2⁵², which leaves it in the low bits of the sum.
    let shifted = x * 46.16624130844683 + 0x1.8p52
    let k = shifted - 0x1.8p52
    let r = (x - k * 0x1.62e42fec00000p-6) - k * 0x1.d1cf79abc9e3bp-37
    // Taylor's series; |r| < 0.0109, so that what follows is below 2⁻⁵⁸.
    let r2 = r * r
    let series = (0.5 + r * (1.0 / 6)) + r2 * ((1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720))
    let bits = shifted.bitPattern
    let power = powers[Int(truncatingIfNeeded: bits & 31)]
    let result = power + power * (r + r2 * series)
    return Double(bitPattern: result.bitPattern &+ (bits &>> 5) &<< 52)
  }

  /// 1 / (1 + e⁻ˣ) of two numbers, off by 5·10⁻¹⁶ of themselves, and 2·10⁻¹⁶ more for each unit of x; NaN for NaN.
  ///
  /// Without a table, because taking two places in one makes the compiler compute both numbers one by one. With −x = k ln 2 − r, Padé's
  /// approximation of fifth order (Baker, "Essentials of Padé approximants", 1975) makes e⁻ʳ a quotient of `even` ∓ `odd`, which
  /// is 9·10⁻¹⁶ off at most, and the quotient becomes part of the one division that is needed anyway.
  @inline(__always)
  static func chances(_ x: SIMD2<Double>) -> SIMD2<Double> {
    let most = SIMD2<Double>(repeating: 708)
    var x = x.replacing(with: most, where: x .> most)
    x.replace(with: -most, where: x .< -most)
    // k is left in the low bits by adding 1.5 × 2⁵².
    let shifted: SIMD2<Double> = x * -1.4426950408889634 + 0x1.8p52
    let r: SIMD2<Double> = x + (shifted - 0x1.8p52) * 0.6931471805599453
    let r2: SIMD2<Double> = r * r
    let even: SIMD2<Double> = 1 + r2 * (1.0 / 9 + r2 * (1.0 / 1_008))
    let odd: SIMD2<Double> = r * (0.5 + r2 * (1.0 / 72 + r2 * (1.0 / 30_240)))
    let powers = SIMD2(shifted[0].bitPattern, shifted[1].bitPattern) &<< SIMD2(repeating: 52)
    let rest = even - odd
    let bits = SIMD2(rest[0].bitPattern, rest[1].bitPattern) &+ powers
    let above = even + odd
    return above / (above + SIMD2(Double(bitPattern: bits[0]), Double(bitPattern: bits[1])))
  }

  /// 2 to the power of 0/32, 1/32, … 31/32, computed to 60 digits and rounded once.
  static let powers: [Double] = [
    1.0, 1.0218971486541166, 1.0442737824274138, 1.0671404006768237, 1.0905077326652577, 1.1143867425958924, 1.1387886347566916,
    1.1637248587775775, 1.189207115002721, 1.215247359980469, 1.241857812073484, 1.2690509571917332, 1.2968395546510096,
    1.3252366431597413, 1.3542555469368927, 1.383909881963832, 1.4142135623730951, 1.4451808069770467, 1.4768261459394993,
    1.5091644275934228, 1.5422108254079407, 1.5759808451078865, 1.6104903319492543, 1.645755478153965, 1.681792830507429,
    1.718619298122478, 1.7562521603732995, 1.7947090750031072, 1.8340080864093424, 1.8741676341103, 1.9152065613971474,
    1.9571441241754002,
  ]
}
