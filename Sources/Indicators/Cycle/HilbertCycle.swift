/// Ehlers' measurement of the dominant cycle (Rocket Science for Traders 2001): under all HT_ functions and MAMA.
///
/// A smoothed price goes through Hilbert transforms, whose taps are spread by the period measured so far; the phase between two neighbouring rows tells the
/// period. A missing price is skipped.
@usableFromInline
struct HilbertCycle: Codable, Equatable, Sendable {
  /// How many prices it takes before the transforms begin.
  @usableFromInline let head: Int
  /// How many prices it was handed, up to ``head``.
  @usableFromInline var seen = 0
  /// The last prices, the latest first; their sum; and their sum weighted 1, 2 and 3, for the average of the next.
  ///
  /// The sums slide, as TA-Lib has them: of prices that hardly move a transform leaves so few digits that the order of the additions can be seen in them.
  @usableFromInline var prices = SIMD4<Double>.zero
  @usableFromInline var sum = 0.0
  @usableFromInline var weighted = 0.0
  /// The inputs of the transforms, the latest first.
  @usableFromInline var smooths = SIMD8<Double>.zero
  @usableFromInline var detrended = SIMD16<Double>.zero
  @usableFromInline var quadratures = SIMD8<Double>.zero
  /// The smoothed phasor: in phase and in quadrature.
  @usableFromInline var phasor = SIMD2<Double>.zero
  /// The smoothed product of two neighbouring phasors: real and imaginary part.
  @usableFromInline var product = SIMD2<Double>.zero
  @usableFromInline var period = 0.0
  /// The period, smoothed once more.
  @usableFromInline var smoothPeriod = 0.0

  @inlinable
  init(head: Int) { self.head = head }

  /// The weighted average of the last four prices.
  @inlinable var smooth: Double { smooths[0] }
  /// The component in phase with the cycle.
  @inlinable var inPhase: Double { detrended[3] }
  /// The component a quarter of a cycle away.
  @inlinable var quadrature: Double { quadratures[0] }

  /// Takes the next price, which is not missing; false as long as the transforms have not begun.
  @inlinable
  @inline(__always)
  mutating func advance(_ price: Double) -> Bool {
    let left = prices.w
    prices = SIMD4(price, prices.x, prices.y, prices.z)
    guard seen >= head else {
      seen += 1
      if seen <= 3 {
        sum += price
        weighted += price * Double(seen)
      } else {
        _ = average(without: left)
      }
      return false
    }
    measure(average(without: left))
    return true
  }

  /// The average of the last four prices, the latest of which counts four times.
  @inlinable
  @inline(__always)
  mutating func average(without left: Double) -> Double {
    sum += prices.x
    sum -= left
    weighted += prices.x * 4
    if isOutOfProportion(left, to: prices.x) {
      sum = prices.w + prices.z + prices.y + prices.x
      weighted = prices.w + prices.z * 2 + prices.y * 3 + prices.x * 4
    }
    let average = weighted * 0.1
    weighted -= sum
    return average
  }

  @inlinable
  @inline(__always)
  static func transform(_ now: Double, _ second: Double, _ fourth: Double, _ sixth: Double) -> Double {
    0.0962 * now - 0.0962 * sixth - 0.5769 * fourth + 0.5769 * second
  }

  @inlinable
  @inline(__always)
  mutating func measure(_ smooth: Double) {
    let spread = 0.075 * period + 0.54
    let s = smooths
    smooths = SIMD8(smooth, s[0], s[1], s[2], s[3], s[4], s[5], s[6])
    let detrender = Self.transform(smooth, s[1], s[3], s[5]) * spread
    let d = detrended
    detrended = SIMD16(detrender, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], 0, 0, 0, 0, 0, 0)
    let q = quadratures
    let quadrature = Self.transform(detrender, d[1], d[3], d[5]) * spread
    quadratures = SIMD8(quadrature, q[0], q[1], q[2], q[3], q[4], q[5], q[6])
    let inPhase = d[2]
    // Both components advanced by a quarter of a cycle.
    let ahead = Self.transform(inPhase, d[4], d[6], d[8]) * spread
    let beyond = Self.transform(quadrature, q[1], q[3], q[5]) * spread
    let next = 0.2 * SIMD2(inPhase - beyond, quadrature + ahead) + 0.8 * phasor
    let (i, iBefore, q2, qBefore) = (next.x, phasor.x, next.y, phasor.y)
    product = 0.2 * SIMD2(i * iBefore + q2 * qBefore, i * qBefore - q2 * iBefore) + 0.8 * product
    phasor = next
    if !(product.x - product.x + (product.y - product.y) == 0) {
      // Prices so great that their squares are no numbers: what was known is lost, and nothing of them is kept.
      phasor = .zero
      product = .zero
    }
    let before = period
    var found = before
    if product.x != 0, product.y != 0 { found = 360 / (arcTangent(product.y / product.x) * (180 / .pi)) }
    found = found > 1.5 * before ? 1.5 * before : found
    found = found < 0.67 * before ? 0.67 * before : found
    found = found < 6 ? 6 : found > 50 ? 50 : found
    period = 0.2 * found + 0.8 * before
    smoothPeriod = 0.33 * period + 0.67 * smoothPeriod
  }
}
