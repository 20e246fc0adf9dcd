/// Volume weighted by where the close lies within the bar, from −1 at its low to 1 at its high (Chaikin); 0 for a bar without range.
@inlinable
@inline(__always)
func moneyFlowVolume(_ high: Double, _ low: Double, _ close: Double, _ volume: Double) -> Double {
  let range = high - low
  // The second is 0, or NaN if anything is missing. Both are computed, so that rows can be done side by side.
  let all = range + close + volume
  let (flow, missing) = ((close - low - (high - close)) / range * volume, all - all)
  return range > 0 ? flow : missing
}

/// The same of two bars.
@usableFromInline
@inline(__always)
func moneyFlowVolume(_ high: SIMD2<Double>, _ low: SIMD2<Double>, _ close: SIMD2<Double>, _ volume: SIMD2<Double>) -> SIMD2<Double> {
  let range = high - low
  let all = range + close + volume
  return choose((close - low - (high - close)) / range * volume, where: range, isGreaterThan: .zero, otherwise: all - all)
}
