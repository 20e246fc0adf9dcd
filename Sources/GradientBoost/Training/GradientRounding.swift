/// How one iteration's gradients become whole numbers: coarse ones for the histograms, fine ones for the leaves.
struct GradientRounding: Sendable {
  let layout: LaneLayout
  /// What a gradient and a hessian are multiplied with for the histogram's lanes.
  let scale: SIMD2<Double>
  /// What they are multiplied with for the exact sums, powers of two.
  let fineScale: SIMD2<Double>

  /// - Parameters:
  ///   - greatest: the greatest absolute gradient and the greatest hessian of all rows, finite.
  ///   - rowCount: how many rows there are.
  init(greatest: SIMD2<Double>, layout: LaneLayout, rowCount: Int) {
    self.layout = layout
    func scale(_ limit: Int64, _ greatest: Double) -> Double {
      let scale = Double(limit) / greatest
      // Gradients that are all zero, or too small to be told from it, stay zero.
      return scale.isFinite ? scale : 0
    }
    self.scale = SIMD2(scale(layout.gradientLimit, greatest.x), scale(layout.hessianLimit, greatest.y))
    // A row takes up to 50 bits, fewer where the sum of all would need more than 61.
    let fineBits = min(50, 61 - (Int.bitWidth - rowCount.leadingZeroBitCount))
    func fineScale(_ greatest: Double) -> Double {
      guard greatest > 0 else { return 0 }
      let exponent = fineBits - 1 - Int(greatest.exponent)
      return Double(sign: .plus, exponent: min(max(exponent, -1_022), 1_023), significand: 1)
    }
    self.fineScale = SIMD2(fineScale(greatest.x), fineScale(greatest.y))
  }

  /// A row's sum for the histogram.
  @inline(__always)
  func packed(_ gradient: SIMD2<Double>) -> Int64 {
    let rounded = Self.whole(gradient * scale)
    return layout.pack(gradient: rounded.x, hessian: rounded.y, count: 1)
  }

  /// A row's sum for the leaves.
  @inline(__always)
  func exact(_ gradient: SIMD2<Double>) -> SIMD2<Int64> { Self.whole(gradient * fineScale) }

  /// Sums of fine whole numbers as numbers.
  func value(_ sum: SIMD2<Int64>) -> SIMD2<Double> {
    func value(_ sum: Int64, _ scale: Double) -> Double { scale > 0 ? Double(sum) / scale : 0 }
    return SIMD2(value(sum.x, fineScale.x), value(sum.y, fineScale.y))
  }

  /// The nearest whole numbers of numbers below 2⁵¹: adding 1.5 × 2⁵² leaves them in the low bits.
  @inline(__always)
  private static func whole(_ values: SIMD2<Double>) -> SIMD2<Int64> {
    let magic = SIMD2<Double>(repeating: 0x1.8p52)
    let sum = values + magic
    return bits(sum) &- bits(magic)
  }

  @inline(__always)
  private static func bits(_ values: SIMD2<Double>) -> SIMD2<Int64> {
    SIMD2(Int64(bitPattern: values.x.bitPattern), Int64(bitPattern: values.y.bitPattern))
  }
}
