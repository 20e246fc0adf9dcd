/// Vertical horizontal filter (White 1991): the range of the last values divided by the length of their path; high in a trend.
public struct VHF: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "VHF", .momentum, "vertical horizontal filter: the range of the last values divided by the length of their path",
    parameters: [.period(28, least: 2)])

  @usableFromInline var window: Window<ReachAndPath>
  @usableFromInline var previous: Double?

  /// The range of `period` values, at least 2, and the path of as many changes.
  public init(_ period: Int = 28) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// The period.
  public var warmUp: Int { window.period }

  /// Takes the next value; where nothing moved the answer is 0.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    defer { previous = input }
    guard let previous else { return nil }
    let leg = ReachAndPath(ends: SIMD2(input, -input), path: abs(input - previous))
    return window.update(leg).map { Self.share($0.reach, $0.path) }
  }

  @inlinable
  @inline(__always)
  static func share(_ range: Double, _ path: Double) -> Double {
    let share = range / path
    return path == 0 ? 0 : share
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard previous == nil else { return mapStep(over: input, into: &output) }
    let period = window.period
    output.fillMissing(period)
    Travel.sweepPaths(input, period) { output.put($1, at: $0, $2) }
    slidingExtremes(input, input, period) { rows, highest, lowest in
      for index in 0..<rows.count where rows.lowerBound &+ index >= period {
        let row = rows.lowerBound &+ index
        output.put(Self.share(highest.at(index) - lowest.at(index), output.at(row)), at: row)
      }
    }
  }
}
