extension Delay {
  /// Goes through a whole series: each value with the one so many steps before it; NaN where there is none.
  @inlinable
  @inline(__always)
  func sweep(_ input: Span<Double>, _ output: inout MutableSpan<Double>, _ body: (Double, Double) -> Double) {
    precondition(output.count == input.count, "the output must have a row for every input")
    var delay = self
    let first = min(length, input.count)
    for row in 0..<first { output[row] = delay.update(input[row]).map { body(input[row], $0) } ?? .nan }
    let near = input.extracting(first..<input.count)
    for row in 0..<near.count { output.put(body(near.at(row), input.at(row)), at: row &+ first) }
  }
}
