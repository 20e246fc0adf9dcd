/// Volume weighted by where the close lies within the bar, from −1 at its low to 1 at its high (Chaikin); 0 for a bar without range.
@inlinable
@inline(__always)
func moneyFlowVolume(_ high: Double, _ low: Double, _ close: Double, _ volume: Double) -> Double {
  let (range, place) = (high - low, close - low - (high - close))
  // 0, or NaN if anything is missing.
  let all = place + volume
  let flow = place / range * volume
  return (range > 0 ? flow : 0) + (all - all)
}

/// The same of two bars.
@usableFromInline
@inline(__always)
func moneyFlowVolume(_ high: SIMD2<Double>, _ low: SIMD2<Double>, _ close: SIMD2<Double>, _ volume: SIMD2<Double>) -> SIMD2<Double> {
  let (flow, all) = moneyFlow(high, low, close, volume)
  return flow + (all - all)
}

/// The same of two bars, and a number that is finite only if nothing of them is missing, for those who need not be told at every bar.
@usableFromInline
@inline(__always)
func moneyFlow(
  _ high: SIMD2<Double>, _ low: SIMD2<Double>, _ close: SIMD2<Double>, _ volume: SIMD2<Double>
) -> (flow: SIMD2<Double>, all: SIMD2<Double>) {
  let (range, place) = (high - low, close - low - (high - close))
  return (choose(place / range * volume, where: range, isGreaterThan: .zero, otherwise: .zero), place + volume)
}
