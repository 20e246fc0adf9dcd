/// One smoothed number divided by another, two at a time; 0 where the other is 0.
struct RatioPipeline<Base: SmoothingPipeline>: SmoothingPipeline where Base.Input == TwoColumns {
  var pair: Base

  init(_ pair: Base) { self.pair = pair }

  @inline(__always)
  mutating func advance(_ rows: TwoColumns) -> (SIMD2<Double>, SIMD2<Double>) {
    let (first, second) = pair.advance(rows)
    // Where both are 0 this is NaN, and the row is left to the step.
    return (first / second, .zero)
  }

  mutating func step(_ row: TwoColumns) -> (Double, Double) {
    let (first, second) = pair.step(row)
    return (second == 0 ? 0 : first / second, 0)
  }
}
