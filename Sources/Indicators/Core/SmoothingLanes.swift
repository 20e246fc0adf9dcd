/// Exponential smoothing of four values at once: the shared kernel of everything that is smoothed exponentially.
///
/// The recursion y ← (1 − w)·y + w·x is kept as u = y / w, so that u ← d·u + x with d = 1 − w; four steps of it are one step with the powers
/// of d, which shortens the chain of dependent operations to a quarter. Pairs, because two numbers are a vector register on every machine.
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

  /// From an average, with the weight that a new value has.
  @inlinable
  init(weight: Double, average: Double) {
    let decay = 1 - weight
    self.weight = weight
    self.decay = decay
    powers12 = SIMD2(decay, decay * decay)
    powers34 = SIMD2(decay * decay * decay, (decay * decay) * (decay * decay))
    state = SIMD2(repeating: average / weight)
  }

  /// The average as it stands.
  @inlinable
  var average: Double {
    get { state.x * weight }
    set { state = SIMD2(repeating: newValue / weight) }
  }

  /// Four steps: the averages divided by the weight. Lanes after the last real value may be filled with zeros; what comes before them does not change by a bit.
  @inlinable
  @inline(__always)
  mutating func advance(_ first: SIMD2<Double>, _ second: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>) {
    let local1 = first + SIMD2(0, first.x) * decay
    let local2 = second + SIMD2(0, second.x) * decay + SIMD2(repeating: local1.y) * powers12
    let result1 = local1 + state * powers12
    let result2 = local2 + state * powers34
    state = SIMD2(repeating: result2.y)
    return (result1, result2)
  }

  /// Two steps: the averages divided by the weight, for cascades, whose stages would not all fit into registers four wide.
  @inlinable
  @inline(__always)
  mutating func advance(_ pair: SIMD2<Double>) -> SIMD2<Double> {
    let result = pair + SIMD2(0, pair.x) * decay + state * powers12
    state = SIMD2(repeating: result.y)
    return result
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

  /// Smooths a whole series: `value` is asked for each input, `emit` is handed each average.
  ///
  /// - Parameters:
  ///   - range: the rows.
  ///   - value: the input of a row, cheap and asked for in any order; called for rows in the range only.
  ///   - exact: the input of a row where some near it are missing, and while seeding; asked for in order, and of every row from some on.
  ///   - pair: takes a row and the averages of it and the next one, where both are known.
  ///   - emit: takes a row and its average; NaN where the input is missing or there is none yet. Called again for rows near a missing input.
  @inlinable
  @inline(__always)
  mutating func sweep(
    _ range: Range<Int>, _ value: (Int) -> Double, exact: (Int) -> Double, pair: (Int, SIMD2<Double>) -> Void,
    _ emit: (Int, Double) -> Void
  ) {
    var row = range.lowerBound
    while row < range.upperBound, seen < period || weight < Self.leastKernelWeight {
      emit(row, update(exact(row)) ?? .nan)
      row &+= 1
    }
    guard row < range.upperBound else { return }
    var lanes = SmoothingLanes(weight: weight, average: average)
    let weight = weight
    while row < range.upperBound {
      // A missing value turns the state into NaN for good, so that looking once every so often is enough to find out.
      let end = Swift.min(row &+ 512, range.upperBound)
      let before = lanes.state
      let wholeEnd = row + (end - row) / 4 * 4
      var next = row
      while next < wholeEnd {
        let (a, b) = lanes.advance(SIMD2(value(next), value(next &+ 1)), SIMD2(value(next &+ 2), value(next &+ 3)))
        pair(next, a * weight)
        pair(next &+ 2, b * weight)
        next &+= 4
      }
      var isWhole = lanes.state.x.isFinite
      if isWhole, next < end {
        let left = end - next
        let kept = lanes.state
        let tail = SIMD4(value(next), left > 1 ? value(next &+ 1) : 0, left > 2 ? value(next &+ 2) : 0, 0)
        let (a, b) = lanes.advance(tail.lowHalf, tail.highHalf)
        let results = SIMD4(lowHalf: a, highHalf: b)
        if results[left - 1].isFinite {
          for lane in 0..<left { emit(next &+ lane, results[lane] * weight) }
          lanes.state = SIMD2(repeating: results[left - 1])
        } else {
          lanes.state = kept
          isWhole = false
        }
      }
      if !isWhole {
        lanes.state = before
        carefully(row..<end, &lanes, exact, emit)
      }
      row = end
    }
    average = lanes.average
  }

  /// The same where the input of a row depends on that row alone.
  @inlinable
  @inline(__always)
  mutating func sweep(_ range: Range<Int>, _ value: (Int) -> Double, _ emit: (Int, Double) -> Void) {
    sweep(
      range, value, exact: value,
      pair: {
        emit($0, $1.x)
        emit($0 &+ 1, $1.y)
      }, emit)
  }

  /// The same for a stretch with missing values in it: averages before a missing value come out as if it were not there, bit for bit.
  @inlinable
  @inline(never)
  func carefully(_ range: Range<Int>, _ lanes: inout SmoothingLanes, _ value: (Int) -> Double, _ emit: (Int, Double) -> Void) {
    var next = range.lowerBound
    while next < range.upperBound {
      let width = Swift.min(4, range.upperBound - next)
      var values = SIMD4<Double>(repeating: 0)
      for lane in 0..<width { values[lane] = value(next &+ lane) }
      let usable = (0..<width).first { !values[$0].isFinite } ?? width
      var known = values
      for lane in usable..<4 { known[lane] = 0 }
      if usable > 0 {
        let (a, b) = lanes.advance(known.lowHalf, known.highHalf)
        let results = SIMD4(lowHalf: a, highHalf: b)
        for lane in 0..<usable { emit(next &+ lane, results[lane] * lanes.weight) }
        lanes.state = SIMD2(repeating: results[usable - 1])
      }
      for lane in usable..<width {
        emit(next &+ lane, values[lane].isFinite ? lanes.advance(values[lane]) * lanes.weight : .nan)
      }
      next &+= width
    }
  }
}
