/// How far the last values went, and how long their path was: under ER and CMOU.
@usableFromInline
struct Travel: Codable, Equatable, Sendable {
  @usableFromInline var window: Window<Leg>
  @usableFromInline var previous: Double?

  /// A part of the way: where it begins, and how long its path is.
  @usableFromInline
  struct Leg: StretchSummary {
    @usableFromInline let start: Double
    @usableFromInline let path: Double

    @inlinable
    init(start: Double, path: Double) {
      self.start = start
      self.path = path
    }

    @inlinable static var blank: Leg { Leg(start: 0, path: 0) }

    @inlinable
    init(_ input: Leg) { self = input }

    @inlinable
    func followed(by later: Leg) -> Leg { Leg(start: start, path: path + later.path) }
  }

  init(_ period: Int) { window = Window(period) }

  /// How many changes it looks at.
  @usableFromInline var period: Int { window.period }

  @inlinable
  mutating func update(_ input: Double) -> (way: Double, path: Double)? {
    defer { previous = input }
    guard let previous, let all = window.update(Leg(start: previous, path: abs(input - previous))) else { return nil }
    return (input - all.start, all.path)
  }

  /// Goes through a whole series, handing each two rows with a whole window to `emit`, with the lengths of their paths.
  @inline(__always)
  static func sweepPaths(_ input: Span<Double>, _ period: Int, _ emit: (Int, SIMD2<Double>, RowPart) -> Void) {
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
    Self.sweepPaths(input, period) { row, paths, part in
      // The first row of a pair of which only the second is asked for may have none so far back.
      let before = part == .both ? input.two(at: row &- period) : SIMD2(repeating: input.at(row &+ 1 &- period))
      output.put(values(input.two(at: row) - before, paths), at: row, part)
    }
  }
}
