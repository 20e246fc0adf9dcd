/// Exponential smoothing of eight values at once: the shared kernel of everything that is smoothed exponentially, and once.
///
/// The recursion y ← (1 − w)·y + w·x is kept as u = y / w, so that u ← d·u + x with d = 1 − w; eight steps of it are one step with the powers
/// of d, which shortens the chain of dependent operations as much. Pairs, because two numbers are a vector register on every machine.
@usableFromInline
struct SmoothingLanes {
  /// The state y / w, in both lanes.
  @usableFromInline var state: SIMD2<Double>
  @usableFromInline let weight: Double
  @usableFromInline let decay: Double
  /// The first and second power of the decay.
  @usableFromInline let powers12: SIMD2<Double>
  /// The third and fourth power of the decay.
  @usableFromInline let powers34: SIMD2<Double>
  /// The powers from the fifth to the eighth.
  @usableFromInline let powers56: SIMD2<Double>
  @usableFromInline let powers78: SIMD2<Double>

  /// From an average, with the weight that a new value has.
  @inlinable
  init(weight: Double, average: Double) {
    let decay = 1 - weight
    self.weight = weight
    self.decay = decay
    powers12 = SIMD2(decay, decay * decay)
    powers34 = SIMD2(decay * decay * decay, (decay * decay) * (decay * decay))
    powers56 = powers34 * (decay * decay)
    powers78 = powers56 * (decay * decay)
    state = SIMD2(repeating: average / weight)
  }

  /// The average as it stands.
  @inlinable
  var average: Double {
    get { state.x * weight }
    set { state = SIMD2(repeating: newValue / weight) }
  }

  /// Eight steps: the averages divided by the weight. Lanes after the last real value may be filled with zeros; what comes before
  /// them does not change by a bit.
  @usableFromInline
  @inline(__always)
  mutating func advance(
    _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>, _ d: SIMD2<Double>
  ) -> (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) {
    let first = a + SIMD2(0, a.x) * decay
    let second = b + SIMD2(0, b.x) * decay + SIMD2(repeating: first.y) * powers12
    let third = c + SIMD2(0, c.x) * decay
    let fourth = d + SIMD2(0, d.x) * decay + SIMD2(repeating: third.y) * powers12
    let middle = SIMD2(repeating: second.y)
    let last = (fourth + middle * powers34) + state * powers78
    let results = (first + state * powers12, second + state * powers34, (third + middle * powers12) + state * powers56, last)
    state = SIMD2(repeating: last.y)
    return results
  }

  /// One step: the average divided by the weight.
  @inlinable
  @inline(__always)
  mutating func advance(_ value: Double) -> Double {
    let result = state.x * decay + value
    state = SIMD2(repeating: result)
    return result
  }
}

extension Smoothing {
  /// Below this weight the rounding of the scaled recursion could show in the twelfth digit, and the kernel leaves the work to the step.
  @usableFromInline static let leastKernelWeight = 0x1p-11

  /// Smooths a whole series.
  ///
  /// - Parameters:
  ///   - range: the rows.
  ///   - two: the inputs of a row and the one after it, cheap; of rows in the range only.
  ///   - exact: the input of a row where some near it are missing, and while seeding; asked for in order, and of every row from some on.
  ///   - emit: takes a row with the averages of it and the one after it, and which of both are meant; NaN where the input is missing or there is none
  ///     yet. Called again for rows near a missing input.
  @inline(__always)
  mutating func sweep(
    _ range: Range<Int>, two: (Int) -> SIMD2<Double>, exact: (Int) -> Double, _ emit: (Int, SIMD2<Double>, RowPart) -> Void
  ) {
    var row = range.lowerBound
    while row < range.upperBound, seen < period || weight < Self.leastKernelWeight {
      emit(row &- 1, SIMD2(repeating: update(exact(row)) ?? .nan), .second)
      row &+= 1
    }
    guard row < range.upperBound else { return }
    var lanes = SmoothingLanes(weight: weight, average: average)
    let weight = weight
    while row &+ 8 <= range.upperBound {
      // A missing value turns the state into NaN for good, so that looking once every so often is enough to find out.
      let end = row &+ Swift.min(512, (range.upperBound &- row) / 8 &* 8)
      let before = lanes.state
      var next = row
      while next < end {
        let (a, b, c, d) = lanes.advance(two(next), two(next &+ 2), two(next &+ 4), two(next &+ 6))
        emit(next, a * weight, .both)
        emit(next &+ 2, b * weight, .both)
        emit(next &+ 4, c * weight, .both)
        emit(next &+ 6, d * weight, .both)
        next &+= 8
      }
      if !lanes.state.x.isFinite {
        lanes.state = before
        carefully(row..<end, &lanes, exact, emit)
      }
      row = end
    }
    if row < range.upperBound { carefully(row..<range.upperBound, &lanes, exact, emit) }
    average = lanes.average
  }

  /// The same where the input of a row depends on that row alone.
  @inline(__always)
  mutating func sweep(_ range: Range<Int>, _ two: (Int) -> SIMD2<Double>, _ exact: (Int) -> Double, into output: inout MutableSpan<Double>)
  {
    sweep(range, two: two, exact: exact) { output.put($1, at: $0, $2) }
  }

  /// The same, a row at a time.
  @inline(__always)
  mutating func sweep(_ range: Range<Int>, _ value: (Int) -> Double, _ emit: (Int, Double) -> Void) {
    sweep(range, two: { SIMD2(value($0), value($0 &+ 1)) }, exact: value) { row, averages, part in
      if part == .both { emit(row, averages.x) }
      emit(row &+ 1, averages.y)
    }
  }

  /// The same for a stretch with missing values in it, and for fewer than eight: averages before a missing value come out as if it were not there, bit
  /// for bit.
  @inline(never)
  func carefully(
    _ range: Range<Int>, _ lanes: inout SmoothingLanes, _ value: (Int) -> Double, _ emit: (Int, SIMD2<Double>, RowPart) -> Void
  ) {
    var next = range.lowerBound
    while next < range.upperBound {
      let width = Swift.min(8, range.upperBound - next)
      var values = SIMD8<Double>(repeating: 0)
      for lane in 0..<width { values[lane] = value(next &+ lane) }
      let usable = (0..<width).first { !values[$0].isFinite } ?? width
      var known = values
      for lane in usable..<8 { known[lane] = 0 }
      if usable > 0 {
        let (a, b, c, d) = lanes.advance(
          known.lowHalf.lowHalf, known.lowHalf.highHalf, known.highHalf.lowHalf, known.highHalf.highHalf)
        let results = SIMD8(lowHalf: SIMD4(lowHalf: a, highHalf: b), highHalf: SIMD4(lowHalf: c, highHalf: d))
        for lane in 0..<usable { emit(next &+ lane &- 1, SIMD2(repeating: results[lane] * lanes.weight), .second) }
        lanes.state = SIMD2(repeating: results[usable - 1])
      }
      for lane in usable..<width {
        let average = values[lane].isFinite ? lanes.advance(values[lane]) * lanes.weight : .nan
        emit(next &+ lane &- 1, SIMD2(repeating: average), .second)
      }
      next &+= width
    }
  }
}
