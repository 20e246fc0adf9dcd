/// Seeds several smoothings that feed one another, by the step, and says from which row on a kernel can go on with them.
///
/// A kernel then keeps each stage divided by its own power of the weight: u ← (1 − w)·u + (the stage before).
///
/// - Parameters:
///   - live: the indicator as it stands; afterwards as it stands at that row.
///   - first: one of its smoothings, all of which have the same weight.
///   - isReady: whether every stage is seeded.
/// - Returns: the row; the number of rows if the step has done them all.
@inlinable
@inline(__always)
func seed<Base: ValueIndicator>(
  _ live: inout Base, _ input: Span<Double>, _ output: inout MutableSpan<Double>, _ first: Smoothing, isReady: (Base) -> Bool
) -> Int {
  precondition(output.count == input.count, "the output must have a row for every input")
  var row = 0
  let isCoarse = first.weight < Smoothing.leastKernelWeight
  while row < input.count, isCoarse || !isReady(live) {
    output[row] = live.update(input[row]) ?? .nan
    row += 1
  }
  return row
}
