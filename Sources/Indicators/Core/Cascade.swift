/// Seeds several smoothings that feed one another, by the step, and says from which row on a kernel can go on with them.
///
/// A kernel then keeps each stage divided by its own power of the weight, so that a stage takes one multiplication and one addition:
/// u ← (1 − w)·u + (the stage before). It skips missing values as the step does.
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

/// Runs a seeded cascade two rows at a time.
///
/// A row before a missing one comes out as if that were not there, bit for bit: its partner in the pair is taken as zero, which changes nothing before it.
///
/// - Parameters:
///   - start: the first row.
///   - stages: the smoothings as they stand.
///   - pair: two steps of all stages.
///   - single: one step of all stages.
@inlinable
@inline(__always)
func runPairs<Stages>(
  _ input: Span<Double>, _ output: inout MutableSpan<Double>, from start: Int, _ stages: inout Stages,
  pair: (inout Stages, SIMD2<Double>) -> SIMD2<Double>, single: (inout Stages, Double) -> Double
) {
  var row = start
  while row < input.count {
    let first = input.at(row)
    let second = row &+ 1 < input.count ? input.at(row &+ 1) : .nan
    if first.isFinite {
      let before = stages
      let result = pair(&stages, SIMD2(first, second.isFinite ? second : 0))
      output.put(result.x, at: row)
      if second.isFinite {
        output.put(result.y, at: row &+ 1)
      } else {
        stages = before
        _ = single(&stages, first)
        if row &+ 1 < input.count { output.put(.nan, at: row &+ 1) }
      }
    } else {
      output.put(.nan, at: row)
      if row &+ 1 < input.count { output.put(second.isFinite ? single(&stages, second) : .nan, at: row &+ 1) }
    }
    row &+= 2
  }
}
