/// Runs several smoothings that feed one another over a whole series.
///
/// Until all of them are seeded by the step, then by `body`, which does the same without asking at every stage whether there is a value. A missing
/// value is skipped, as the step skips it.
///
/// - Parameters:
///   - indicator: the indicator as it stands.
///   - isReady: whether every stage is seeded.
///   - body: one step of all stages.
@inlinable
@inline(__always)
func cascade<Base: ValueIndicator>(
  _ indicator: Base, _ input: Span<Double>, _ output: inout MutableSpan<Double>, isReady: (Base) -> Bool,
  _ body: (inout Base, Double) -> Double
) {
  precondition(output.count == input.count, "the output must have a row for every input")
  var live = indicator
  var row = 0
  while row < input.count, !isReady(live) {
    output[row] = live.update(input[row]) ?? .nan
    row += 1
  }
  for row in row..<input.count {
    let value = input[row]
    output[row] = value.isFinite ? body(&live, value) : .nan
  }
}
