/// How far a bar reaches counting the gap to the close before it (Wilder 1978): NaN if any of the three is.
@inlinable
@inline(__always)
func trueRange(high: Double, low: Double, previousClose: Double) -> Double {
  let top = previousClose > high ? previousClose : high
  let bottom = previousClose < low ? previousClose : low
  // A comparison with NaN is false and would hide a missing close.
  return top - bottom + (previousClose - previousClose)
}
