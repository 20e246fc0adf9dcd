/// The exponential function out of IEEE operations alone, four numbers at a time.
///
/// The C libraries of Linux, macOS and others differ in the last bit, and a model must not depend on where it was trained. Accurate to
/// about 1 unit in the last place, between −708 and 708; beyond, the result stays at that of the end.
enum Exponential {
  /// e to the power of each.
  @inline(__always)
  static func of(_ x: SIMD4<Double>) -> SIMD4<Double> {
    let limit = SIMD4<Double>(repeating: 708)
    let x = x.replacing(with: limit, where: x .> limit).replacing(with: -limit, where: x .< -limit)
    // x = k ln 2 + r, with k rounded by adding 1.5 × 2⁵², which leaves it in the low bits of the sum.
    let magic = SIMD4<Double>(repeating: 0x1.8p52)
    let shifted = x * 1.4426950408889634 + magic
    let k = shifted - magic
    let r = (x - k * 0x1.62e42fefa38p-1) - k * 0x1.ef35793c7673p-45
    // Taylor's series, in Estrin's order so that the processor can do several products at once; |r| < 0.3466.
    let r2 = r * r
    let r4 = r2 * r2
    let a = pair(r, r2, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120)
    let b = pair(r, r2, 1.0 / 720, 1.0 / 5_040, 1.0 / 40_320, 1.0 / 362_880)
    let c = pair(r, r2, 1.0 / 3_628_800, 1.0 / 39_916_800, 1.0 / 479_001_600, 1.0 / 6_227_020_800)
    let tail: SIMD4<Double> = b + r4 * c
    let rest: SIMD4<Double> = r + r2 * (a + r4 * tail)
    let scale = power(shifted)
    return scale + scale * rest
  }

  /// w + x r + y r² + z r³.
  @inline(__always)
  private static func pair(
    _ r: SIMD4<Double>, _ r2: SIMD4<Double>, _ w: Double, _ x: Double, _ y: Double, _ z: Double
  ) -> SIMD4<Double> {
    let low: SIMD4<Double> = r * x + w
    let high: SIMD4<Double> = r * z + y
    return low + r2 * high
  }

  /// e to the power of a number; NaN for NaN.
  static func of(_ x: Double) -> Double { x.isNaN ? x : of(SIMD4(repeating: x))[0] }

  /// 1 / (1 + e⁻ˣ).
  @inline(__always)
  static func sigmoid(_ x: SIMD4<Double>) -> SIMD4<Double> { 1 / (1 + of(-x)) }

  /// 1 / (1 + e⁻ˣ).
  static func sigmoid(_ x: Double) -> Double { x.isNaN ? x : sigmoid(SIMD4(repeating: x))[0] }

  /// 2 to the power of the whole numbers in the low bits.
  @inline(__always)
  private static func power(_ shifted: SIMD4<Double>) -> SIMD4<Double> {
    func power(_ x: Double) -> Double { Double(bitPattern: (x.bitPattern &+ 1_023) &<< 52) }
    return SIMD4(power(shifted[0]), power(shifted[1]), power(shifted[2]), power(shifted[3]))
  }
}
