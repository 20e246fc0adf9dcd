/// Absolute price oscillator: a fast minus a slow moving average.
public struct APO: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "APO", .momentum, "absolute price oscillator: fast minus slow moving average",
    parameters: [.period(12, "fast", least: 2), .period(26, "slow", least: 2), .movingAverage("average", .exponential)], memory: .recursive)

  @usableFromInline var averages: AveragePair

  /// The periods, each at least 2, and the kind of both averages; fast and slow are exchanged if they are the wrong way round.
  public init(_ fast: Int = 12, _ slow: Int = 26, _ kind: MovingAverageKind = .exponential) throws(InvalidParameter) {
    try self.init(parameters: [Double(fast), Double(slow), Double(kind.rawValue)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    let kind = MovingAverageKind(values[2]).resolved(standard: .exponential)
    averages = AveragePair(
      eachFromItsOwnSeed: try MovingAverage(kind, Int(min(values[0], values[1]))), try MovingAverage(kind, Int(max(values[0], values[1]))))
  }

  /// That of the slow average.
  public var warmUp: Int { averages.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? { averages.update(input).map { Self.distance($0.fast, $0.slow) } }

  @inlinable
  @inline(__always)
  static func distance(_ quick: Double, _ late: Double) -> Double { quick - late }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    averages.sweep(input) { output.put($1 - $2, at: $0, $3) }
  }
}
