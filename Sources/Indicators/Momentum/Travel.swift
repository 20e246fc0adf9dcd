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

  /// Goes through a whole series, handing each row with a whole window to `emit`, with the length of its path.
  @inlinable
  @inline(__always)
  static func sweepPaths(_ input: Span<Double>, _ period: Int, _ emit: (Int, Double) -> Void) {
    var window = Window<StretchSum>(period)
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
    Self.sweepPaths(input, period) { output.put($1, at: $0) }
    for row in min(period, input.count)..<input.count {
      output.put(value(input.at(row) - input.at(row &- period), output.at(row)), at: row)
    }
  }
}
