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

  /// Goes through a whole series, handing each two rows with a whole window to `emit`, with the lengths of their paths. It must have been handed nothing before.
  @inline(__always)
  func sweepPaths(_ input: Span<Double>, _ emit: (Int, SIMD2<Double>, RowPart) -> Void) {
    var tails = BlockTails<SIMD2<Double>>()
    sweepBlocks(
      1..<max(input.count, 1), period, &tails, { (input.two(at: $0) - input.two(at: $0 &- 1)).sizes }, { $0 }, emit)
  }

  /// Computes a whole series from the ways and the lengths of the paths of two rows.
  @inline(__always)
  func over(
    _ input: Span<Double>, _ output: inout MutableSpan<Double>, _ indicator: some ValueIndicator,
    _ values: (SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>
  ) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard previous == nil, period > 1 else { return indicator.mapStep(over: input, into: &output) }
    let period = period
    output.fillMissing(period)
    sweepPaths(input) { row, paths, part in
      // The first row of a pair of which only the second is asked for may have none so far back.
      let before = part == .both ? input.two(at: row &- period) : SIMD2(repeating: input.at(row &+ 1 &- period))
      output.put(values(input.two(at: row) - before, paths), at: row, part)
    }
  }
}
