/// Volume weighted by where the close lies within the bar, from −1 at its low to 1 at its high (Chaikin); 0 for a bar without range.
@inlinable
@inline(__always)
func moneyFlowVolume(_ high: Double, _ low: Double, _ close: Double, _ volume: Double) -> Double {
  let range = high - low
  // The second is 0, or NaN if anything is missing. Both are computed, so that rows can be done side by side.
  let (flow, missing) = ((close - low - (high - close)) / range * volume, (range - range) + (close - close) + (volume - volume))
  return range > 0 ? flow : missing
}

/// The same of four bars.
@inlinable
@inline(__always)
func moneyFlowVolume(_ high: SIMD4<Double>, _ low: SIMD4<Double>, _ close: SIMD4<Double>, _ volume: SIMD4<Double>) -> SIMD4<Double> {
  let range = high - low
  let missing = (range - range) + (close - close) + (volume - volume)
  return missing.replacing(with: (close - low - (high - close)) / range * volume, where: range .> 0)
}
