/// A moving average of any kind.
///
///     try MA(20, .wilder).over(closes)
public struct MA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MA", .overlap, "a moving average of any kind", parameters: [.period(30), .movingAverage("average", .simple)], memory: .recursive)

  @usableFromInline var average: MovingAverage

  /// The average of a kind over `period` values, at least 1.
  public init(_ period: Int = 30, _ kind: MovingAverageKind = .simple) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), Double(kind.rawValue)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    average = try MovingAverage(MovingAverageKind(values[1]).resolved(standard: .simple), Int(values[0]))
  }

  /// That of the kind.
  public var warmUp: Int { average.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { average.update(input) }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) { average.over(input, into: &output) }
}
