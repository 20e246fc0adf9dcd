/// Beta: how much the second column moves when the first moves by one percent, over the last `period` changes.
///
/// The least-squares slope of the relative changes of the second column on those of the first, in TA-Lib's order of columns.
public struct BETA: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "BETA", .statistics, "how much the second column moves with the first, in relative changes", parameters: [.period(5)],
    inputs: ["high", "low"])

  @usableFromInline var window: Window<CoMoments>
  @usableFromInline var previous: Pair?

  /// Over `period` changes, at least 1.
  public init(_ period: Int = 5) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period: the first row has none before it.
  public var warmUp: Int { window.period }

  /// Takes the next pair; where the first column never moves beta is 0.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    defer { previous = input }
    guard let previous else { return nil }
    return window.update(Pair(ROCP.rate(input.x, previous.x), ROCP.rate(input.y, previous.y)))?.slope
  }
}
