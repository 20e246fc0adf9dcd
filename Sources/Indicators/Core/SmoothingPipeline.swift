/// Exponential smoothings that feed one another, four rows at a time: the shared kernel of all that is smoothed more than once, or
/// several times side by side.
///
/// A pipeline is a value: what a block of rows makes of it is thrown away where a row turns out to be missing.
protocol SmoothingPipeline {
  /// What two rows hold.
  associatedtype Input: RowPair
  /// Four rows, two and two: two outputs for each. An output that is not finite tells that its row is missing, or cannot be told without the step.
  mutating func advance(_ first: Input, _ second: Input) -> (SIMD4<Double>, SIMD4<Double>)
  /// One row, given twice, as the step has it; NaN if it is missing.
  mutating func advance(_ row: Input) -> (Double, Double)
}

extension SmoothingPipeline {
  /// Goes through some rows.
  ///
  /// - Parameters:
  ///   - rows: the rows, at all of which the smoothings are seeded.
  ///   - two: what a row and the one after it hold, cheap and asked for in any order.
  ///   - exact: what a row holds where some near it are missing, twice; asked for in order.
  ///   - emit: takes a row with the outputs of it and the one after it, and which of both are meant. Called again for rows near a missing one.
  @inline(__always)
  mutating func sweep(
    _ rows: Range<Int>, _ two: (Int) -> Input, exact: (Int) -> Input, _ emit: (Int, SIMD2<Double>, SIMD2<Double>, RowPart) -> Void
  ) {
    var row = rows.lowerBound
    while row &+ 4 <= rows.upperBound {
      let end = row &+ Swift.min(256, (rows.upperBound &- row) / 4 &* 4)
      // What is missing is looked for once a stretch, which is done again if anything is.
      var live = self
      var check = SIMD2<Double>.zero
      var start = row
      while start < end {
        let (first, second) = live.advance(two(start), two(start &+ 2))
        // A sum is finite only if all of it is. If finite numbers add up to an infinity, the stretch is done again for nothing.
        check += (first.lowHalf + first.highHalf) + (second.lowHalf + second.highHalf)
        emit(start, first.lowHalf, second.lowHalf, .both)
        emit(start &+ 2, first.highHalf, second.highHalf, .both)
        start &+= 4
      }
      if (check.x + check.y).isFinite {
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

  /// Up to four rows one by one, of which the first ones come out to the same bits as if all four were there.
  @inline(never)
  mutating func carefully(
    _ row: Int, _ count: Int, _ input: (Int) -> Input, _ emit: (Int, SIMD2<Double>, SIMD2<Double>, RowPart) -> Void
  ) {
    var inputs: [Input] = [.zero, .zero, .zero, .zero]
    for lane in 0..<count { inputs[lane] = input(row + lane) }
    var whole = self
    var outputs = whole.advance(inputs[0].firsts(with: inputs[1]), inputs[2].firsts(with: inputs[3]))
    let usable = (0..<count).first { !outputs.0[$0].isFinite || !outputs.1[$0].isFinite } ?? count
    if usable < count {
      var part = self
      outputs = part.advance(
        inputs[0].firsts(with: usable > 1 ? inputs[1] : .zero), (usable > 2 ? inputs[2] : .zero).firsts(with: .zero))
    }
    if usable == 4 {
      self = whole
    } else {
      for lane in 0..<count {
        let exact = advance(inputs[lane])
        if lane >= usable { outputs.0[lane] = exact.0; outputs.1[lane] = exact.1 }
      }
    }
    for lane in 0..<count { emit(row + lane - 1, SIMD2(repeating: outputs.0[lane]), SIMD2(repeating: outputs.1[lane]), .second) }
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
