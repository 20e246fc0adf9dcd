/// Percentage volume oscillator: by how many percent a fast moving average of the volume is above a slow one.
public struct PVO: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PVO", .volume, "percentage volume oscillator: fast minus slow moving average of the volume in percent of the slow one",
    parameters: [.period(12, "fast", least: 2), .period(26, "slow", least: 2), .movingAverage("average", .exponential)],
    inputs: ["volume"], memory: .recursive)

  @usableFromInline var oscillator: PPO

  /// The periods, each at least 2, and the kind of both averages; fast and slow are exchanged if they are the wrong way round.
  public init(_ fast: Int = 12, _ slow: Int = 26, _ kind: MovingAverageKind = .exponential) throws(InvalidParameter) {
    try self.init(parameters: [Double(fast), Double(slow), Double(kind.rawValue)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    oscillator = try PPO(parameters: try Self.declaration.resolve(parameters))
  }

  /// That of the slow average.
  public var warmUp: Int { oscillator.warmUp }

  /// Takes the next volume; where the slow average is 0, so is the answer.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { oscillator.update(input) }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) { oscillator.over(input, into: &output) }
}
