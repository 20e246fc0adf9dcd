/// Pearson's correlation of two columns over the last `period` rows, from −1 to 1.
///
///     try CORREL(3).over(Pair.Columns(x: [1, 2, 3], y: [2, 4, 7]))          // [nan, nan, 0.9933992677987828]
public struct CORREL: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "CORREL", .statistics, "Pearson's correlation of two columns", parameters: [.period(30)], inputs: ["high", "low"])

  @usableFromInline var window: Window<CoMoments>

  /// Over `period` rows, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next pair; where one of both never moves the correlation is 0.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? { window.update(input)?.correlation }
}
