/// What ``HilbertCycle`` carries on from row to row: the phasor of the cycle, and the period that it tells.
///
/// The period decides how far the taps of the next row's transforms are spread, and so on from row to row: a chain of dependent operations that nothing can
/// shorten but algebra. All that a row makes of the spread is polynomials in it, whose coefficients are known before the spread is; and the angle is taken
/// from where it matters, so that two divisions are left in the chain.
@usableFromInline
struct CycleMeasurement: Codable, Equatable, Sendable {
  /// The smoothed phasor: in phase and in quadrature.
  @usableFromInline var phasor = SIMD2<Double>.zero
  /// The smoothed product of two neighbouring phasors: real and imaginary part.
  @usableFromInline var product = SIMD2<Double>.zero
  @usableFromInline var period = 0.0
  /// The period, smoothed once more.
  @usableFromInline var smoothPeriod = 0.0
  /// By how much the transforms of the next row are multiplied, which makes up for the period.
  @usableFromInline var spread = 0.54

  @inlinable
  init() {}

  /// The parts of a row's transforms that do not depend on its spread.
  @usableFromInline
  struct Taps {
    /// The transform of the smoothed prices.
    @usableFromInline let detrender: Double
    /// The detrended price of three rows before.
    @usableFromInline let inPhase: Double
    /// The earlier taps of the transform of the detrended prices.
    @usableFromInline let quadratureRest: Double
    /// The transform of the component in phase.
    @usableFromInline let ahead: Double
    /// The earlier taps of the transform of the quadratures.
    @usableFromInline let beyondRest: Double

    @inlinable
    @inline(__always)
    init(detrender: Double, inPhase: Double, quadratureRest: Double, ahead: Double, beyondRest: Double) {
      self.detrender = detrender
      self.inPhase = inPhase
      self.quadratureRest = quadratureRest
      self.ahead = ahead
      self.beyondRest = beyondRest
    }
  }

  /// A transform (Ehlers) of the newest of some values, the second, fourth and sixth before it.
  @inlinable
  @inline(__always)
  static func transform(_ now: Double, _ second: Double, _ fourth: Double, _ sixth: Double) -> Double {
    0.0962 * now - 0.0962 * sixth - 0.5769 * fourth + 0.5769 * second
  }

  /// What a transform adds to its newest value.
  @inlinable
  @inline(__always)
  static func rest(_ second: Double, _ fourth: Double, _ sixth: Double) -> Double { 0.5769 * second - 0.0962 * sixth - 0.5769 * fourth }

  /// Takes the next row; answers its detrended price and its quadrature.
  @usableFromInline
  @inline(__always)
  mutating func advance(_ taps: Taps) -> (detrender: Double, quadrature: Double) {
    let s = spread
    let square = s * s
    // The next phasor is `constant + linear · s + quadratic · s² + (cubic · s³, 0)`: the component in phase less the quadrature of the quadrature, and the
    // quadrature and that of the component in phase, a fifth of them.
    let constant: SIMD2<Double> = SIMD2(0.2 * taps.inPhase, 0) + 0.8 * phasor
    let linear = SIMD2(-0.2 * taps.beyondRest, 0.2 * (taps.quadratureRest + taps.ahead))
    let quadratic = SIMD2(-0.2 * 0.0962 * taps.quadratureRest, 0.2 * 0.0962 * taps.detrender)
    let cubic = -0.2 * 0.0962 * 0.0962 * taps.detrender
    let early: SIMD2<Double> = constant + linear * s
    let next: SIMD2<Double> = early + (quadratic + SIMD2(cubic * s, 0)) * square
    // Its product with the phasor before it, and the same turned back by the middle of all angles that tell a period.
    let along = 0.2 * phasor
    let across = SIMD2(along.y, -along.x)
    let (kept, before, known) = (0.8 * product, period, smoothPeriod)
    let (alongTurned, acrossTurned, keptTurned) = (Self.turned(along), Self.turned(across), Self.turned(kept))
    let turnedConstant: SIMD2<Double> = (alongTurned * constant.x + acrossTurned * constant.y) + keptTurned
    let turnedLinear: SIMD2<Double> = alongTurned * linear.x + acrossTurned * linear.y
    let turnedQuadratic: SIMD2<Double> = alongTurned * quadratic.x + acrossTurned * quadratic.y
    let turnedCubic: SIMD2<Double> = alongTurned * cubic
    let ofLine: SIMD2<Double> = turnedConstant + turnedLinear * s
    let ofSquare: SIMD2<Double> = turnedQuadratic + turnedCubic * s
    let turned: SIMD2<Double> = ofLine + ofSquare * square
    phasor = next
    product = (along * next.x + across * next.y) + kept
    // Neither less than two thirds of the last one nor more than half as long again; from 6 to 50. An angle below 0 tells a period below 0. The bounds are
    // chosen as whole numbers, which order positive numbers as well: of choices among choices the compiler makes branches, which cannot be foreseen.
    let least = Self.bound(0.67 * before)
    let most = Self.bound(1.5 * before)
    let isBelow = Int64(bitPattern: product.x.bitPattern ^ product.y.bitPattern) &>> 63
    let limit = most ^ ((most ^ least) & isBelow)
    let measured = Self.period(of: turned.y / turned.x)
    let (low, high) = (Double(bitPattern: UInt64(bitPattern: least)), Double(bitPattern: UInt64(bitPattern: limit)))
    let raised = measured > low ? measured : low
    take(raised < high ? raised : high, after: before)
    if product.x == 0 || product.y == 0 || !(product.x - product.x + (product.y - product.y) == 0) {
      self = withoutAngle(after: before, known)
    }
    return (taps.detrender * s, (0.0962 * taps.detrender * s + taps.quadratureRest) * s)
  }

  /// A period brought between 6 and 50.
  @inline(__always)
  private static func bound(_ period: Double) -> Int64 {
    let (shortest, longest) = (6.0.bitPattern, 50.0.bitPattern)
    return Int64(bitPattern: min(max(period.bitPattern, shortest), longest))
  }

  /// Takes what was found of the period.
  @inline(__always)
  private mutating func take(_ found: Double, after before: Double) {
    period = 0.2 * found + 0.8 * before
    spread = 0.015 * found + (0.06 * before + 0.54)
    smoothPeriod = 0.33 * period + 0.67 * smoothPeriod
  }

  /// This where there is no angle, so that the period stays. A function of its own, so that rows with an angle do not wait for what tells them apart.
  @inline(never)
  private func withoutAngle(after before: Double, _ known: Double) -> CycleMeasurement {
    var result = self
    if !(product.x - product.x + (product.y - product.y) == 0) {
      // Prices so great that their squares are no numbers: what was known is lost, and nothing of them is kept.
      result.phasor = .zero
      result.product = .zero
    }
    result.smoothPeriod = known
    result.take(min(max(before, 6), 50), after: before)
    return result
  }

  /// A vector turned back by 33.6 degrees, the middle of the angles that tell a period: 50 rows are 7.2 degrees, 6 are 60.
  @inline(__always)
  private static func turned(_ vector: SIMD2<Double>) -> SIMD2<Double> {
    let (cosine, sine) = (0.8329212407100994, 0.5533915492433441)
    return SIMD2(cosine, -sine) * vector.x + SIMD2(sine, cosine) * vector.y
  }

  /// The period of a cycle that goes on from row to row by 33.6 degrees and the angle of this tangent; a little beyond 6 or 50 rows if it is out of those bounds.
  ///
  /// The arc tangent is a quotient of polynomials in the square of the tangent, of which the relative error is below 1e-16 in these bounds.
  @inline(__always)
  private static func period(of tangent: Double) -> Double {
    let bounded = tangent > -0.4995 ? tangent : -0.4995
    let x = bounded < 0.4995 ? bounded : 0.4995
    let z = x * x
    // The dividend and the divisor side by side.
    let coefficients: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) = (
      SIMD2(0.99999999999999993948, 1), SIMD2(1.7212223388653216385, 2.0545556721986111897),
      SIMD2(0.89725163459244137456, 1.3821035253304962858), SIMD2(0.14294607371156755262, 0.3355932570023342706),
      SIMD2(0.0033101469290323315974, 0.021150708400890470893)
    )
    let square = z * z
    let first = coefficients.0 + coefficients.1 * z
    let second = (coefficients.2 + coefficients.3 * z) + coefficients.4 * square
    let polynomials = first + second * square
    let parts = polynomials * SIMD2(x, 0.5864306286700947)
    return polynomials.y * (2 * Double.pi) / (parts.x + parts.y)
  }
}
