/// Where in the dominant cycle a row is: under HT_DCPHASE, HT_SINE and HT_TRENDMODE.
@usableFromInline
struct CyclePhase: Codable, Equatable, Sendable {
  @usableFromInline var cycle = HilbertCycle(head: 37)
  /// The last 50 smoothed prices, each twice, so that those of any period lie in a row.
  @usableFromInline var smooths = [Double](repeating: 0, count: 2 * CyclePhase.longest)
  @usableFromInline var place = 0
  /// In degrees.
  @usableFromInline var degrees = 0.0

  @usableFromInline static let longest = 50

  @inlinable
  init() {}

  /// Takes the next price, which is not missing; false as long as the transforms have not begun.
  @inlinable
  mutating func advance(_ price: Double) -> Bool {
    guard cycle.advance(price) else { return false }
    // Backwards, so that the latest comes first.
    place = place == 0 ? CyclePhase.longest - 1 : place - 1
    smooths[place] = cycle.smooth
    smooths[place + CyclePhase.longest] = cycle.smooth
    let period = cycle.smoothPeriod
    let parts = CycleWaves.project(smooths.span, from: place, rows: Int(period + 0.5))
    degrees = CyclePhase.next(after: degrees, real: parts.x, imaginary: parts.y, period: period)
    return true
  }

  /// The phase from the parts of the last period of smoothed prices that go with its sine and its cosine.
  @inlinable
  @inline(__always)
  static func next(after last: Double, real: Double, imaginary: Double, period: Double) -> Double {
    var degrees = last
    if imaginary != 0 {
      degrees = arcTangent(real / imaginary) * (45 / arcTangent(1))
    } else if real != 0 {
      degrees += real < 0 ? -90 : 90
    }
    // The second corrects the lag of one row that the average has.
    degrees += 90
    degrees += 360 / period
    if imaginary < 0 { degrees += 180 }
    return degrees > 315 ? degrees - 360 : degrees
  }

  /// The sine of an angle in degrees.
  @inlinable
  static func sine(_ degrees: Double) -> Double { sineOf(degrees * (1 / (45 / arcTangent(1)))) }
}

/// One period of a sine and a cosine for every number of rows a cycle can have.
@usableFromInline
enum CycleWaves {
  @usableFromInline static let waves: [SIMD2<Double>] = (0...CyclePhase.longest).flatMap { rows in
    (0..<CyclePhase.longest).map { row in
      let angle = Double(row) * (arcTangent(1) * 8) / Double(max(rows, 1))
      return SIMD2(sineOf(angle), cosineOf(angle))
    }
  }

  /// The parts of some values, the latest first, that go with the sine and with the cosine.
  @inlinable
  static func project(_ values: Span<Double>, from place: Int, rows: Int) -> SIMD2<Double> {
    let count = Swift.min(Swift.max(rows, 0), CyclePhase.longest)
    let table = waves.span
    let base = count &* CyclePhase.longest
    var sum = SIMD2<Double>.zero
    for row in 0..<count { sum += table.at(base &+ row) * values.at(place &+ row) }
    return sum
  }
}
