/// How a row's gradient, hessian and count share one 64-bit number, so that one addition updates all three sums of a bin.
///
/// From the top: the gradient with its sign, the hessian, the count. A sum of up to `capacity` rows overflows no lane, so integer addition
/// keeps the three apart; and integers give the same sum in any order. The fewer rows there are, the more bits a row gets: 22 for each
/// of gradient and hessian with 64 rows, 12 and 11 with 8192 and more. What rounding loses is given back on average: see `NodeTotals`.
struct LaneLayout: Sendable, Hashable {
  /// The most rows whose sum fits.
  let capacity: Int
  /// Where the gradient's lane begins.
  let gradientShift: Int64
  /// Where the hessian's lane begins; the count's begins at 0.
  let hessianShift: Int64
  /// The hessian's lane, moved down.
  let hessianMask: Int64
  /// The count's lane.
  let countMask: Int64
  /// The greatest gradient of a row, rounded, either sign.
  let gradientLimit: Int64
  /// The greatest hessian of a row, rounded.
  let hessianLimit: Int64

  /// The layout for a data set of so many rows.
  init(rowCount: Int) {
    var bits: Int64 = 6
    while bits < 13, 1 << bits < rowCount { bits += 1 }
    capacity = 1 << Int(bits)
    let spare = 62 - 3 * bits
    let hessianBits = spare / 2
    let gradientBits = spare - hessianBits
    hessianShift = bits + 1
    gradientShift = hessianShift + bits + hessianBits
    hessianMask = 1 << (bits + hessianBits) - 1
    countMask = 1 << (bits + 1) - 1
    gradientLimit = 1 << gradientBits - 1
    hessianLimit = 1 << hessianBits - 1
  }

  /// Puts three sums into one number.
  @inline(__always)
  func pack(gradient: Int64, hessian: Int64, count: Int64) -> Int64 {
    gradient &<< gradientShift &+ hessian &<< hessianShift &+ count
  }

  /// The sum of gradients in a number.
  @inline(__always)
  func gradient(_ sum: Int64) -> Int64 { sum &>> gradientShift }

  /// The sum of hessians in a number.
  @inline(__always)
  func hessian(_ sum: Int64) -> Int64 { (sum &>> hessianShift) & hessianMask }

  /// The count in a number.
  @inline(__always)
  func count(_ sum: Int64) -> Int64 { sum & countMask }

  /// The three sums side by side.
  @inline(__always)
  func widened(_ sum: Int64) -> SIMD4<Int64> { SIMD4(gradient(sum), hessian(sum), count(sum), 0) }

  /// The same as floating-point numbers.
  ///
  /// Adding 1.5 × 2⁵² to a number below 2⁵¹ leaves it in the low bits: converting four numbers so takes as long as one conversion.
  @inline(__always)
  func asNumbers(_ sum: Int64) -> WideSum {
    let magic = WideSum(repeating: 0x1.8p52)
    let magicBits = SIMD4<Int64>(repeating: 0x4338_0000_0000_0000)
    let bits = widened(sum) &+ magicBits
    return WideSum(
      Double(bitPattern: UInt64(bitPattern: bits[0])), Double(bitPattern: UInt64(bitPattern: bits[1])),
      Double(bitPattern: UInt64(bitPattern: bits[2])), Double(bitPattern: UInt64(bitPattern: bits[3]))) - magic
  }

  /// The inverse of `widened`, for at most `capacity` rows.
  @inline(__always)
  func narrowed(_ sum: WideSum) -> Int64 { pack(gradient: Int64(sum[0]), hessian: Int64(sum[1]), count: Int64(sum[2])) }
}

/// The sums of gradients, hessians and rows of more rows than one number holds; the fourth lane is unused.
///
/// They are whole numbers below 2⁵³, which a `Double` holds exactly: 4095 × 2⁴¹ rows.
typealias WideSum = SIMD4<Double>
