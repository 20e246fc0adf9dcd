/// Chande's momentum oscillator as he published it (1994): what rose minus what fell over the last values, in percent of both together.
///
/// ``CMO`` is the same of averages smoothed as Wilder does.
public struct CMOU: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "CMOU", .momentum, "Chande's momentum oscillator, unsmoothed: net movement in percent of all movement",
    parameters: [.period(14, least: 2)])

  @usableFromInline var travel: Travel

  /// Over `period` changes, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { travel = Travel(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period.
  public var warmUp: Int { travel.period }

  /// Takes the next value; where nothing moved the answer is 0.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { travel.update(input).map { Self.share($0.way, $0.path) } }

  @inlinable
  @inline(__always)
  static func share(_ way: Double, _ path: Double) -> Double {
    let share = 100 * way / path
    return path == 0 ? 0 : share
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    travel.over(input, &output, self) { quotients(100 * $0, $1) }
  }
}
