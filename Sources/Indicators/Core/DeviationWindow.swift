/// Mean and mean absolute deviation of the last `period` numbers.
///
/// The deviation needs every number of the window again whenever the mean moves: a step takes time proportional to the period, four numbers at
/// a time.
@usableFromInline
struct DeviationWindow: Equatable, Sendable {
  @usableFromInline var sums: Window<StretchSum>
  /// The numbers of the window, each of them twice and one period apart, so that they lie in a row wherever the oldest is. To go round a ring takes two
  /// loops, of which the processor foresees neither end.
  @usableFromInline var values: [Double]

  init(_ period: Int) {
    sums = Window(period)
    values = [Double](repeating: 0, count: 2 * period)
  }

  @usableFromInline var period: Int { sums.period }

  /// Whether it was handed nothing yet.
  @usableFromInline var isEmpty: Bool { sums.isEmpty }

  @inlinable
  @inline(__always)
  mutating func update(_ input: Double) -> (mean: Double, deviation: Double)? {
    let (place, period) = (sums.cursor.position, period)
    let sum = sums.update(input)
    var room = values.mutableSpan
    room.put(input, at: place)
    room.put(input, at: place &+ period)
    guard let sum else { return nil }
    let mean = sum.value / Double(period)
    let oldest = place &+ 1 == period ? 0 : place &+ 1
    return (mean, Self.deviation(of: room.span, oldest: oldest, latest: input, from: mean))
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
  static func sweep(
    _ values: Span<Double>, _ period: Int, _ tails: inout BlockTails<SIMD2<Double>>, _ emit: (Int, TwoColumns, RowPart) -> Void
  ) {
    sweepBlocks(0..<values.count, period, &tails, { values.two(at: $0) }, { $0 / Double(period) }) { row, means, part in
      let deviations =
        part == .both
        ? deviations(of: values, row, period, from: means) : deviation(of: values, after: row, period, from: means.y)
      emit(row, TwoColumns(means, deviations), part)
    }
  }

  /// The mean distance of half of some numbers from another, the oldest first: added in the order of the kernel.
  ///
  /// The latest is handed over: a pair of which one half has just been written cannot be read before it has reached the cache.
  @inlinable
  @inline(__always)
  static func deviation(of values: Span<Double>, oldest: Int, latest: Double, from mean: Double) -> Double {
    let period = values.count / 2
    let end = oldest &+ period &- 1
    var lanes = SIMD2<Double>.zero
    var place = oldest
    while place &+ 1 < end {
      lanes += (values.two(at: place) - mean).sizes
      place &+= 2
    }
    if place < end { lanes += (SIMD2(values.at(place), latest) - mean).sizes } else { lanes.x += abs(latest - mean) }
    return (lanes.x + lanes.y) / Double(period)
  }
}

extension DeviationWindow: Codable {
  enum CodingKeys: CodingKey { case sums, ring }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let sums = try state.decode(Window<StretchSum>.self, forKey: .sums)
    let ring = try state.decode([Double].self, forKey: .ring)
    self.init(sums.period)
    self.sums = sums
    try decoder.check(ring.count == sums.cursor.seen, "\(ring.count) numbers in a window that has \(sums.cursor.seen)")
    for (place, value) in ring.enumerated() {
      values[place] = value
      values[place + period] = value
    }
  }

  @usableFromInline
  func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(sums, forKey: .sums)
    try state.encode(Array(values.prefix(sums.cursor.seen)), forKey: .ring)
  }
}
