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

  /// Four at a time: the same bits as one by one.
  @inline(__always)
  static func of(_ x: SIMD4<Double>, _ powers: Span<Double>) -> SIMD4<Double> {
    precondition(powers.count == 32, "the table has 32 powers")
    let high = SIMD4<Double>(repeating: 708)
    var x = x.replacing(with: high, where: x .> high)
    x.replace(with: -high, where: x .< -high)
    let shifted: SIMD4<Double> = x * 46.16624130844683 + 0x1.8p52
    let k: SIMD4<Double> = shifted - 0x1.8p52
    let r: SIMD4<Double> = (x - k * 0x1.62e42fec00000p-6) - k * 0x1.d1cf79abc9e3bp-37
    let r2: SIMD4<Double> = r * r
    let low: SIMD4<Double> = 0.5 + r * (1.0 / 6)
    let middle: SIMD4<Double> = 1.0 / 24 + r * (1.0 / 120)
    let series: SIMD4<Double> = low + r2 * (middle + r2 * (1.0 / 720))
    let bits = SIMD4(shifted[0].bitPattern, shifted[1].bitPattern, shifted[2].bitPattern, shifted[3].bitPattern)
    @inline(__always) func power(_ bits: UInt64) -> Double { powers[Int(truncatingIfNeeded: bits & 31)] }
    let power = SIMD4(power(bits[0]), power(bits[1]), power(bits[2]), power(bits[3]))
    let result: SIMD4<Double> = power + power * (r + r2 * series)
    let exponents = (bits &>> SIMD4(repeating: 5)) &<< SIMD4(repeating: 52)
    let sums =
      SIMD4(result[0].bitPattern, result[1].bitPattern, result[2].bitPattern, result[3].bitPattern) &+ exponents
    return SIMD4(
      Double(bitPattern: sums[0]), Double(bitPattern: sums[1]), Double(bitPattern: sums[2]), Double(bitPattern: sums[3]))
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
