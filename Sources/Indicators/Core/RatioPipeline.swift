/// One smoothed number divided by another, four at a time; 0 where the other is 0.
struct RatioPipeline: SmoothingPipeline {
  var pair: PairPipeline

  init(_ first: Smoothing, _ second: Smoothing) { pair = PairPipeline(first, second) }

  @inline(__always)
  mutating func advance(_ early: TwoColumns, _ late: TwoColumns) -> (SIMD4<Double>, SIMD4<Double>) {
    let (first, second) = pair.advance(early, late)
    // Where both are 0 this is NaN, and the row is left to the step.
    return (first / second, .zero)
  }

  mutating func advance(_ row: TwoColumns) -> (Double, Double) {
    let (first, second) = pair.advance(row)
    return (second == 0 ? 0 : first / second, 0)
  }
}
