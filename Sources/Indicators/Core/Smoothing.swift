/// Exponential smoothing seeded with the mean of the first `period` values: under EMA, RMA (Wilder) and all that is built on them.
@usableFromInline
struct Smoothing: Codable, Equatable, Sendable {
  @usableFromInline let period: Int
  /// How much a new value weighs.
  @usableFromInline let weight: Double
  /// How many values have been seen, up to `period`.
  @usableFromInline var seen = 0
  /// While seeding the sum of the values so far, then the average.
  @usableFromInline var average = 0.0

  init(period: Int, weight: Double) {
    self.period = period
    self.weight = weight
  }

  /// Where a new value weighs 2 / (period + 1).
  static func exponential(_ period: Double) -> Smoothing { Smoothing(period: Int(period), weight: 2 / (period + 1)) }

  /// Where a new value weighs 1 / period, as Wilder has it.
  static func wilder(_ period: Double) -> Smoothing { Smoothing(period: Int(period), weight: 1 / period) }

  @usableFromInline var warmUp: Int { period - 1 }

  /// Whether there is an average yet.
  @inlinable var isSeeded: Bool { seen == period }

  /// The next average, once it is seeded, of a value that is not missing.
  @inlinable
  @inline(__always)
  mutating func step(_ input: Double) -> Double {
    average += (input - average) * weight
    return average
  }

  @inlinable
  mutating func update(_ input: Double) -> Double? {
    // A missing value changes nothing: nil while seeding, NaN afterwards.
    guard input.isFinite else { return seen < period ? nil : .nan }
    guard seen == period else {
      seen += 1
      average += input
      guard seen == period else { return nil }
      average /= Double(period)
      return average
    }
    average += (input - average) * weight
    return average
  }
}
