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
  /// The phasor and the period it tells.
  @usableFromInline var measurement = CycleMeasurement()

  @inlinable
  init(head: Int) { self.head = head }

  /// The period, smoothed twice.
  @inlinable var smoothPeriod: Double { measurement.smoothPeriod }
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
    Self.average(prices.x, prices.y, prices.z, prices.w, without: left, &sum, &weighted)
  }

  @inlinable
  @inline(__always)
  static func average(
    _ now: Double, _ first: Double, _ second: Double, _ third: Double, without left: Double, _ sum: inout Double, _ weighted: inout Double
  ) -> Double {
    sum += now
    sum -= left
    weighted += now * 4
    if isOutOfProportion(left, to: now) {
      sum = third + second + first + now
      weighted = third + second * 2 + first * 3 + now * 4
    }
    let average = weighted * 0.1
    weighted -= sum
    return average
  }

  @inlinable
  @inline(__always)
  mutating func measure(_ smooth: Double) {
    let (s, d, q) = (smooths, detrended, quadratures)
    let (detrender, quadrature) = measurement.advance(
      CycleMeasurement.Taps(
        detrender: CycleMeasurement.transform(smooth, s[1], s[3], s[5]), inPhase: d[2],
        quadratureRest: CycleMeasurement.rest(d[1], d[3], d[5]), ahead: CycleMeasurement.transform(d[2], d[4], d[6], d[8]),
        beyondRest: CycleMeasurement.rest(q[1], q[3], q[5])))
    smooths = SIMD8(smooth, s[0], s[1], s[2], s[3], s[4], s[5], s[6])
    detrended = SIMD16(detrender, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], 0, 0, 0, 0, 0, 0)
    quadratures = SIMD8(quadrature, q[0], q[1], q[2], q[3], q[4], q[5], q[6])
  }
}
