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
    return (mean, DeviationWindow.deviation(of: ring.span, oldest: position, from: mean))
  }

  /// The mean distances of the windows that end at a row and at the one after it from their means.
  @inline(__always)
  static func deviations(of values: Span<Double>, _ row: Int, _ period: Int, from means: SIMD2<Double>) -> SIMD2<Double> {
    var (first, second) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    var place = row &- period &+ 1
    while place < row {
      first += (values.two(at: place) - means).sizes
      second += (values.two(at: place &+ 1) - means).sizes
      place &+= 2
    }
    if place == row { first += (values.two(at: place) - means).sizes }
    return (first + second) / Double(period)
  }

  /// The same of the latter of both alone, to the same bits.
  @inline(never)
  static func deviation(of values: Span<Double>, after row: Int, _ period: Int, from mean: Double) -> SIMD2<Double> {
    var (first, second) = (0.0, 0.0)
    var place = row &- period &+ 1
    while place < row {
      first += abs(values.at(place &+ 1) - mean)
      second += abs(values.at(place &+ 2) - mean)
      place &+= 2
    }
    if place == row { first += abs(values.at(place &+ 1) - mean) }
    return SIMD2(repeating: (first + second) / Double(period))
  }

  /// Goes through a whole series, handing each two rows with the means and the mean deviations of their windows to `emit`.
  @inline(__always)
  static func sweep(_ values: Span<Double>, _ period: Int, _ tails: inout [SIMD2<Double>], _ emit: (Int, TwoColumns, RowPart) -> Void) {
    sweepBlocks(0..<values.count, period, &tails, { values.two(at: $0) }, { $0 / Double(period) }) { row, means, part in
      let deviations =
        part == .both
        ? deviations(of: values, row, period, from: means) : deviation(of: values, after: row, period, from: means.y)
      emit(row, TwoColumns(means, deviations), part)
    }
  }

  /// The mean distance of the numbers of a ring from another, the oldest first: added in the order of the kernel.
  @inlinable
  @inline(__always)
  static func deviation(of ring: Span<Double>, oldest: Int, from mean: Double) -> Double {
    var lanes = SIMD2<Double>.zero
    var place = oldest
    while place &+ 1 < ring.count {
      lanes += (SIMD2(ring.at(place), ring.at(place &+ 1)) - mean).sizes
      place &+= 2
    }
    let isAcross = place < ring.count && oldest > 0
    if isAcross { lanes += (SIMD2(ring.at(place), ring.at(0)) - mean).sizes }
    let end = oldest == 0 ? ring.count : oldest
    place = oldest == 0 ? place : isAcross ? 1 : 0
    while place &+ 1 < end {
      lanes += (SIMD2(ring.at(place), ring.at(place &+ 1)) - mean).sizes
      place &+= 2
    }
    if place < end { lanes.x += abs(ring.at(place) - mean) }
    return (lanes.x + lanes.y) / Double(ring.count)
  }
}
