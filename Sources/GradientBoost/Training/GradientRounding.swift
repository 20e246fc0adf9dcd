/// How one iteration's gradients become whole numbers: coarse ones for the histograms, fine ones for the leaves.
///
/// Coarse rounding is up or down with the chance that makes it right on average. The chance comes from a hash of the row's bins, not from
/// a generator: so neither the order of rows nor the number of threads changes anything, and rows that can be told apart round apart.
struct GradientRounding: Sendable {
  let layout: LaneLayout
  /// What a gradient and a hessian are multiplied with for the histogram's lanes, powers of two.
  let scale: SIMD2<Double>
  /// What they are multiplied with for the exact sums, powers of two.
  let fineScale: SIMD2<Double>
  /// No row's whole numbers for the histogram are greater.
  let greatestWhole: SIMD2<Double>
  /// Turns a row's hash differently in every iteration.
  private let turn: UInt32

  /// - Parameters:
  ///   - greatest: the greatest absolute gradient and the greatest hessian of all rows, finite.
  ///   - rowCount: how many rows there are.
  ///   - round: which tree this is for.
  init(greatest: SIMD2<Double>, layout: LaneLayout, rowCount: Int, round: Int) {
    self.layout = layout
    scale = SIMD2(Self.scale(greatest.x, within: layout.gradientLimit), Self.scale(greatest.y, within: layout.hessianLimit))
    greatestWhole = (greatest * scale).rounded(.up)
    // A row takes up to 31 bits, fewer where the sum of all would need more than 61. A hessian takes one less, with which no limit is in question: the
    // greatest of many chances' hessians is a hair below 1/4, and would be within it in the one iteration and not in the next.
    let fine = min(31, 61 - (Int.bitWidth - rowCount.leadingZeroBitCount))
    fineScale = SIMD2(Self.scale(greatest.x, within: 1 << fine - 1), Self.scale(greatest.y, bits: fine - 1))
    turn = UInt32(truncatingIfNeeded: round) &* 0x9e37_79b9
  }

  /// The power of two that brings the greatest value between 2 to the power of `bits` less 1 and 2 to the power of `bits`.
  private static func scale(_ greatest: Double, bits: Int) -> Double {
    guard greatest > 0 else { return 0 }
    let exponent = bits - 1 - Int(greatest.exponent)
    return Double(sign: .plus, exponent: min(max(exponent, -1_022), 1_023), significand: 1)
  }

  /// The same for the bits of a limit, or half of it, so that rounding up stays within the limit.
  private static func scale(_ greatest: Double, within limit: Int64) -> Double {
    let scale = scale(greatest, bits: Int.bitWidth - Int(limit).leadingZeroBitCount)
    return (greatest * scale).rounded(.up) <= Double(limit) ? scale : scale / 2
  }

  /// A row's whole numbers for the histogram.
  @inline(__always)
  func coarse(_ gradient: SIMD2<Double>, hash: UInt32) -> SIMD2<Int64> {
    var mixed = (hash ^ turn) &* 0x85eb_ca6b
    mixed = (mixed ^ (mixed &>> 13)) &* 0xc2b2_ae35
    // A half is what rounding to the nearest adds on its own.
    let chance = SIMD2(Double(mixed & 0xffff), Double(mixed &>> 16)) * 0x1p-16 - (0.5 - 0x1p-17)
    return Self.whole(gradient * scale + chance)
  }

  /// A row's sum for the leaves.
  @inline(__always)
  func exact(_ gradient: SIMD2<Double>) -> SIMD2<Int32> { SIMD2(truncatingIfNeeded: Self.whole(gradient * fineScale)) }

  /// Whether rows are rounded by the one as by the other.
  func roundsLike(_ other: GradientRounding) -> Bool { scale == other.scale && fineScale == other.fineScale && turn == other.turn }

  /// Sums of fine whole numbers as numbers.
  func value(_ sum: SIMD2<Int64>) -> SIMD2<Double> {
    func value(_ sum: Int64, _ scale: Double) -> Double { scale > 0 ? Double(sum) / scale : 0 }
    return SIMD2(value(sum.x, fineScale.x), value(sum.y, fineScale.y))
  }

  /// The nearest whole numbers of numbers below 2⁵¹: adding 1.5 × 2⁵² leaves them in the low bits.
  @inline(__always)
  private static func whole(_ values: SIMD2<Double>) -> SIMD2<Int64> {
    let magic = SIMD2<Double>(repeating: 0x1.8p52)
    return bits(values + magic) &- bits(magic)
  }

  @inline(__always)
  private static func bits(_ values: SIMD2<Double>) -> SIMD2<Int64> {
    SIMD2(Int64(bitPattern: values.x.bitPattern), Int64(bitPattern: values.y.bitPattern))
  }
}
