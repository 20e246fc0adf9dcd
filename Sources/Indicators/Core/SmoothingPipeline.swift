/// Exponential smoothings that feed one another, four rows at a time: the shared kernel of all that is smoothed more than once, or
/// several times side by side.
///
/// A pipeline is a value: what a block of rows makes of it is thrown away where a row turns out to be missing.
@usableFromInline
protocol SmoothingPipeline {
  /// What a row is.
  associatedtype Input
  /// A row that can stand behind the last one, where there is none.
  static var nothing: Input { get }
  /// Four rows: two outputs for each. An output that is not finite tells that its row is missing, or cannot be told without the step.
  mutating func advance(_ a: Input, _ b: Input, _ c: Input, _ d: Input) -> (SIMD4<Double>, SIMD4<Double>)
  /// One row, as the step has it; NaN if it is missing.
  mutating func advance(_ input: Input) -> (Double, Double)
}

extension SmoothingPipeline {
  /// Goes through some rows.
  ///
  /// - Parameters:
  ///   - rows: the rows, at all of which the smoothings are seeded.
  ///   - input: the input of a row, cheap and asked for in any order.
  ///   - exact: the input of a row where some near it are missing; asked for in order.
  ///   - four: takes a row and the outputs of it and the three after it, where all are known. Called again for rows near a missing one.
  ///   - emit: takes a row and its outputs.
  @inlinable
  @inline(__always)
  mutating func sweep(
    _ rows: Range<Int>, _ input: (Int) -> Input, exact: (Int) -> Input, four: (Int, SIMD4<Double>, SIMD4<Double>) -> Void,
    _ emit: (Int, Double, Double) -> Void
  ) {
    var row = rows.lowerBound
    while row &+ 4 <= rows.upperBound {
      let end = row &+ Swift.min(256, (rows.upperBound &- row) / 4 &* 4)
      // What is missing is looked for once a stretch, which is done again if anything is.
      var live = self
      var check = SIMD4<Double>.zero
      var start = row
      while start < end {
        let (first, second) = live.advance(input(start), input(start &+ 1), input(start &+ 2), input(start &+ 3))
        check += (first - first) + (second - second)
        four(start, first, second)
        start &+= 4
      }
      if check.sum() == 0 {
        self = live
      } else {
        start = row
        while start < end {
          carefully(start, 4, exact, emit)
          start &+= 4
        }
      }
      row = end
    }
    if row < rows.upperBound { carefully(row, rows.upperBound - row, exact, emit) }
  }

  /// The same where outputs go to one place each.
  @inlinable
  @inline(__always)
  mutating func sweep(
    _ rows: Range<Int>, _ input: (Int) -> Input, exact: (Int) -> Input, _ emit: (Int, Double, Double) -> Void
  ) {
    sweep(
      rows, input, exact: exact,
      four: { row, first, second in
        emit(row, first.x, second.x)
        emit(row &+ 1, first.y, second.y)
        emit(row &+ 2, first.z, second.z)
        emit(row &+ 3, first.w, second.w)
      }, emit)
  }

  /// Up to four rows one by one, of which the first ones come out to the same bits as if all four were there.
  @inlinable
  @inline(never)
  mutating func carefully(_ row: Int, _ count: Int, _ input: (Int) -> Input, _ emit: (Int, Double, Double) -> Void) {
    var inputs = [Self.nothing, Self.nothing, Self.nothing, Self.nothing]
    for lane in 0..<count { inputs[lane] = input(row + lane) }
    var whole = self
    var outputs = whole.advance(inputs[0], inputs[1], inputs[2], inputs[3])
    let usable = (0..<count).first { !outputs.0[$0].isFinite || !outputs.1[$0].isFinite } ?? count
    if usable < count {
      var part = self
      outputs = part.advance(
        inputs[0], usable > 1 ? inputs[1] : Self.nothing, usable > 2 ? inputs[2] : Self.nothing, Self.nothing)
    }
    if usable == 4 {
      self = whole
    } else {
      for lane in 0..<count {
        let exact = advance(inputs[lane])
        if lane >= usable { outputs.0[lane] = exact.0; outputs.1[lane] = exact.1 }
      }
    }
    for lane in 0..<count { emit(row + lane, outputs.0[lane], outputs.1[lane]) }
  }
}

extension SmoothingLanes {
  /// Four steps, of numbers and to numbers side by side.
  @inlinable
  @inline(__always)
  mutating func advance(_ values: SIMD4<Double>) -> SIMD4<Double> {
    let (first, second) = advance(values.lowHalf, values.highHalf)
    return SIMD4(lowHalf: first, highHalf: second)
  }
}
