/// Mean and mean absolute deviation of the last `period` numbers.
///
/// The deviation needs every number of the window again whenever the mean moves: a step takes time proportional to the period, four numbers at
/// a time.
@usableFromInline
struct DeviationWindow: Codable, Equatable, Sendable {
  @usableFromInline var sums: Window<StretchSum>
  /// The numbers of the window, the oldest at `position` once there are enough.
  @usableFromInline var ring: [Double] = []
  @usableFromInline var position = 0

  init(_ period: Int) { sums = Window(period) }

  @usableFromInline var period: Int { sums.period }

  @inlinable
  mutating func update(_ input: Double) -> (mean: Double, deviation: Double)? {
    if ring.count < period {
      ring.append(input)
    } else {
      ring[position] = input
      position += 1
      if position == period { position = 0 }
    }
    guard let sum = sums.update(input) else { return nil }
    let mean = sum.value / Double(period)
    return (mean, DeviationWindow.deviation(of: ring.span, from: mean))
  }

  /// The mean distance of some numbers from another.
  @inlinable
  @inline(__always)
  static func deviation(of numbers: Span<Double>, from mean: Double) -> Double {
    var lanes = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    let whole = numbers.count / 4 * 4
    var index = 0
    while index < whole {
      let first = SIMD2(numbers.at(index), numbers.at(index &+ 1)) - mean
      let second = SIMD2(numbers.at(index &+ 2), numbers.at(index &+ 3)) - mean
      lanes.0 += first.replacing(with: -first, where: first .< 0)
      lanes.1 += second.replacing(with: -second, where: second .< 0)
      index &+= 4
    }
    var total = (lanes.0 + lanes.1).sum()
    while index < numbers.count {
      total += abs(numbers.at(index) - mean)
      index &+= 1
    }
    return total / Double(numbers.count)
  }
}
