/// One smoothed number divided by another, four at a time; 0 where the other is 0.
@usableFromInline
struct RatioPipeline: SmoothingPipeline {
  @usableFromInline var pair: PairPipeline

  @inlinable
  init(_ first: Smoothing, _ second: Smoothing) { pair = PairPipeline(first, second) }

  @inlinable static var nothing: SIMD2<Double> { .zero }

  @inlinable
  @inline(__always)
  mutating func advance(
    _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>, _ d: SIMD2<Double>
  ) -> (SIMD4<Double>, SIMD4<Double>) {
    let (first, second) = pair.advance(a, b, c, d)
    // Where both are 0 this is NaN, and the row is left to the step.
    return (first / second, .zero)
  }

  @inlinable
  mutating func advance(_ input: SIMD2<Double>) -> (Double, Double) {
    let (first, second) = pair.advance(input)
    return (second == 0 ? 0 : first / second, 0)
  }
}
