/// The sums that the line of least squares through the last `period` values is drawn from.
///
/// Unlike ``Window`` it slides: a value enters the sums, another leaves. What rounding leaves behind is wiped out by adding up afresh every 32
/// periods, and whenever a value leaves that was missing or out of all proportion. This is how TA-Lib 0.8 does it, and the only way to agree with it
/// to a billionth: the slope is a small difference of great sums, in which more digits than that depend on the order of the additions.
@usableFromInline
struct LineWindow: Sendable, Equatable {
  /// How many values it holds.
  @usableFromInline let period: Int
  /// What a line through so many values is drawn with.
  @usableFromInline let fit: LineFit
  /// The values, the oldest at `position` once there are enough; all there from the beginning, so that no step allocates.
  @usableFromInline var ring: [Double]
  /// How many there are.
  @usableFromInline var seen = 0
  @usableFromInline var position = 0
  /// How many of them are not numbers.
  @usableFromInline var missing = 0
  /// How many answers there have been since the last multiple of ``segment``.
  @usableFromInline var phase = 0
  /// Whether the sums have to be added up afresh before they are used.
  @usableFromInline var isStale = true
  @usableFromInline var sums = LineSums(sum: 0, aged: 0)

  /// An empty window for so many values, at least 2.
  @inlinable
  init(_ period: Int) {
    precondition(period >= 2, "a line needs two values")
    self.period = period
    fit = LineFit(period)
    ring = [Double](repeating: 0, count: period)
  }

  /// After how many answers the sums are added up afresh.
  @inlinable var segment: Int { 32 * period }

  /// Takes the next value; `nil` until there are `period`. NaN while one of them is missing.
  @inlinable
  @inline(__always)
  mutating func update(_ value: Double) -> LineSums? {
    if !value.isFinite { missing &+= 1 }
    let place = position
    guard seen == period else {
      ring[seen] = value
      seen &+= 1
      return seen == period ? addAfresh() : nil
    }
    var room = ring.mutableSpan
    let old = room.at(place)
    room.put(value, at: place)
    position = place &+ 1 == period ? 0 : place &+ 1
    if !old.isFinite { missing &-= 1 }
    phase &+= 1
    if phase == segment {
      phase = 0
      isStale = true
    }
    if !isStale {
      sums = sums.sliding(old, value, fit.count)
      if !LineSums.isInProportion(old, sums) { isStale = true }
    }
    return isStale || missing > 0 ? addAfresh() : sums
  }

  @inlinable
  @inline(never)
  mutating func addAfresh() -> LineSums {
    guard missing == 0 else {
      isStale = true
      return LineSums(sum: .nan, aged: .nan)
    }
    sums = LineSums(sum: 0, aged: 0)
    for offset in 0..<period {
      let index = position + offset
      sums = sums.adding(ring[index < period ? index : index - period], age: Double(period - 1 - offset))
    }
    isStale = false
    return sums
  }
}

extension LineWindow: Codable {
  enum CodingKeys: CodingKey { case period, ring, position, missing, phase, isStale, sums }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(2...ParameterDeclaration.longestPeriod ~= period, "a line through \(period) values")
    self.init(period)
    let known = try state.decode([Double].self, forKey: .ring)
    seen = known.count
    position = try state.decode(Int.self, forKey: .position)
    missing = try state.decode(Int.self, forKey: .missing)
    phase = try state.decode(Int.self, forKey: .phase)
    isStale = try state.decode(Bool.self, forKey: .isStale)
    sums = try state.decode(LineSums.self, forKey: .sums)
    try decoder.check(
      seen <= period && 0..<period ~= position && (position == 0 || seen == period)
        && missing == known.count { !$0.isFinite } && 0..<segment ~= phase,
      "\(seen) values of a window of \(period), the oldest at \(position), \(missing) of them missing")
    ring.replaceSubrange(..<seen, with: known)
  }

  @usableFromInline
  func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(period, forKey: .period)
    try state.encode(Array(ring.prefix(seen)), forKey: .ring)
    try state.encode(position, forKey: .position)
    try state.encode(missing, forKey: .missing)
    try state.encode(phase, forKey: .phase)
    try state.encode(isStale, forKey: .isStale)
    try state.encode(sums, forKey: .sums)
  }
}

/// The sum of some values, and the sum in which the last counts 0 times, the one before it once, and so on.
@usableFromInline
struct LineSums: Sendable, Codable, Equatable {
  @usableFromInline var sum: Double
  @usableFromInline var aged: Double

  @inlinable
  init(sum: Double, aged: Double) {
    self.sum = sum
    self.aged = aged
  }

  @inlinable
  @inline(__always)
  func adding(_ value: Double, age: Double) -> LineSums { LineSums(sum: sum + value, aged: aged + age * value) }

  /// All values one step older, without the oldest and with a new one.
  @inlinable
  @inline(__always)
  func sliding(_ old: Double, _ new: Double, _ period: Double) -> LineSums {
    LineSums(sum: sum - old + new, aged: aged + sum - period * old)
  }

  /// Whether a value that has left is small enough not to have cost what stays its digits.
  @inlinable
  @inline(__always)
  static func isInProportion(_ old: Double, _ sums: LineSums) -> Bool { abs(old) <= 1_024 * abs(sums.sum) }
}

/// The line of least squares through so many values, from their sums.
@usableFromInline
struct LineFit: Sendable, Equatable {
  @usableFromInline let count: Double
  @usableFromInline let sumOfAges: Double
  @usableFromInline let scale: Double
  @usableFromInline let share: Double

  @inlinable
  init(_ period: Int) {
    count = Double(period)
    share = 1 / count
    sumOfAges = count * (count - 1) * 0.5
    scale = 1 / (sumOfAges * sumOfAges - count * (count * (count - 1) * (2 * count - 1) / 6))
  }

  /// How much the line rises per step.
  @inlinable
  @inline(__always)
  func slope(_ sums: LineSums) -> Double { (count * sums.aged - sumOfAges * sums.sum) * scale }

  /// The same of two lines.
  @inline(__always)
  func slope(_ sums: SIMD2<Double>, aged: SIMD2<Double>) -> SIMD2<Double> { (aged * count - sums * sumOfAges) * scale }

  /// What the sums are multiplied with to give where the line is so many steps after the first value.
  ///
  /// A value on the line is no small difference, as its slope is: so the two products need not be those of TA-Lib.
  @inlinable
  @inline(__always)
  func weights(at step: Double) -> LineWeights {
    let distance = scale * (step - sumOfAges * share)
    return LineWeights(sum: share - sumOfAges * distance, aged: count * distance)
  }
}

/// What the sums of a line are multiplied with.
@usableFromInline
struct LineWeights: Sendable {
  @usableFromInline let sum: Double
  @usableFromInline let aged: Double

  @inlinable
  init(sum: Double, aged: Double) {
    self.sum = sum
    self.aged = aged
  }

  @inlinable
  @inline(__always)
  func value(_ sums: LineSums) -> Double { sums.sum * sum + sums.aged * aged }

  /// The same of two lines.
  @inline(__always)
  func value(_ sums: SIMD2<Double>, aged: SIMD2<Double>) -> SIMD2<Double> { sums * sum + aged * self.aged }
}
