/// Exponential smoothings that feed one another, two rows at a time: the shared kernel of all that is smoothed more than once, or
/// several times side by side.
///
/// A pipeline is a value: what a stretch of rows makes of it is thrown away where a row turns out to be missing.
protocol SmoothingPipeline {
  /// What two rows hold.
  associatedtype Input: RowPair
  /// Two rows: two outputs for each, of which those of the first row do not depend on the second. A first output that is not finite tells that its row is
  /// missing, or cannot be told without the step.
  mutating func advance(_ rows: Input) -> (SIMD2<Double>, SIMD2<Double>)
  /// One row, given twice, as the step has it; NaN if it is missing.
  mutating func step(_ row: Input) -> (Double, Double)
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
    while row &+ 2 <= rows.upperBound {
      let end = row &+ Swift.min(256, (rows.upperBound &- row) / 2 &* 2)
      // What is missing is looked for once a stretch, which is done again if anything is.
      var live = self
      var (check, last) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
      var start = row
      // Not four rows in a round: of their lanes the compiler makes single numbers, and takes half as long again.
      while start < end {
        let (first, second) = live.advance(two(start))
        // A sum is finite only if all of it is. If finite numbers add up to an infinity, the stretch is done again for nothing.
        (check, last) = (check + first, second)
        emit(start, first, second, .both)
        start &+= 2
      }
      // A state that is no number any more stays so.
      check += last
      if (check.x + check.y).isFinite {
        self = live
      } else {
        carefully(row..<end, exact, emit)
      }
      row = end
    }
    if row < rows.upperBound { carefully(row..<rows.upperBound, exact, emit) }
  }

  /// Goes through rows of which some are missing, or through a single one.
  @inline(never)
  mutating func carefully(
    _ rows: Range<Int>, _ exact: (Int) -> Input, _ emit: (Int, SIMD2<Double>, SIMD2<Double>, RowPart) -> Void
  ) {
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) { carefully(row, min(2, rows.upperBound - row), exact, emit) }
  }

  /// Up to two rows one by one, of which the first comes out to the same bits as if both were there.
  private mutating func carefully(
    _ row: Int, _ count: Int, _ input: (Int) -> Input, _ emit: (Int, SIMD2<Double>, SIMD2<Double>, RowPart) -> Void
  ) {
    let inputs = (input(row), count > 1 ? input(row + 1) : .zero)
    var whole = self
    var outputs = whole.advance(inputs.0.firsts(with: inputs.1))
    let usable = (0..<count).first { !outputs.0[$0].isFinite || !outputs.1[$0].isFinite } ?? count
    if usable == 2 {
      self = whole
    } else {
      for lane in 0..<count {
        let exact = step(lane == 0 ? inputs.0 : inputs.1)
        if lane >= usable { outputs.0[lane] = exact.0; outputs.1[lane] = exact.1 }
      }
    }
    for lane in 0..<count { emit(row + lane - 1, SIMD2(repeating: outputs.0[lane]), SIMD2(repeating: outputs.1[lane]), .second) }
  }
}
