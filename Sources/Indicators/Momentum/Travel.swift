/// How far the last values went, and how long their path was: under ER, CMOU and VHF.
@usableFromInline
struct Travel: Codable, Equatable, Sendable {
  @usableFromInline var past: Delay
  @usableFromInline var path: Window<StretchSum>
  @usableFromInline var previous: Double?

  init(_ period: Int) {
    past = Delay(period)
    path = Window(period)
  }

  /// How many changes it looks at.
  @usableFromInline var period: Int { path.period }

  @inlinable
  mutating func update(_ input: Double) -> (way: Double, path: Double)? {
    defer { previous = input }
    let first = past.update(input)
    guard let previous, let length = path.update(abs(input - previous)), let first else { return nil }
    return (input - first, length.value)
  }

  /// Goes through a whole series, handing each row with a whole window to `emit`, with the length of its path.
  @inlinable
  @inline(__always)
  func sweepPaths(_ input: Span<Double>, _ emit: (Int, Double) -> Void) {
    var window = path
    guard input.count > 1 else { return }
    window.sweep(1..<input.count, { abs(input.at($0) - input.at($0 &- 1)) }) { emit($0, $1.value) }
  }

  /// Computes a whole series from the way and the length of the path of each row.
  @inlinable
  @inline(__always)
  func over(
    _ input: Span<Double>, _ output: inout MutableSpan<Double>, _ indicator: some ValueIndicator, _ value: (Double, Double) -> Double
  ) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard previous == nil else { return indicator.mapStep(over: input, into: &output) }
    let period = period
    output.fillMissing(period)
    sweepPaths(input) { output.put($1, at: $0) }
    for row in min(period, input.count)..<input.count {
      output.put(value(input.at(row) - input.at(row &- period), output.at(row)), at: row)
    }
  }
}
