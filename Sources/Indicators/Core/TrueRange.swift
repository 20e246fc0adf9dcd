/// How far a bar reaches, counting the gap since the close before it (Wilder 1978). NaN if any of the prices is missing.
@inlinable
@inline(__always)
func trueRange(_ high: Double, _ low: Double, after close: Double) -> Double {
  let reach = high - low
  let (above, below) = (abs(close - high), abs(close - low))
  let greater = above > reach ? above : reach
  let greatest = below > greater ? below : greater
  // A comparison with NaN is false: what is missing must not be lost in one.
  return greatest + (close - close)
}

/// The same of two bars.
@usableFromInline
@inline(__always)
func trueRange(_ high: SIMD2<Double>, _ low: SIMD2<Double>, after close: SIMD2<Double>) -> SIMD2<Double> {
  let greater = (close - high).sizes.greatest(high - low)
  return (close - low).sizes.greatest(greater) + (close - close)
}
