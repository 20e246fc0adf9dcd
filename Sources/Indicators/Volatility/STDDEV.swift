/// Standard deviation of the last `period` values, dividing by their count, times a number of deviations.
public struct STDDEV: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "STDDEV", .volatility, "standard deviation of the last values, dividing by their count",
    parameters: [.period(5, least: 2), .real("deviations", 1, in: ParameterDeclaration.anyNumber)])

  @usableFromInline var window: MomentWindow
  @usableFromInline let deviations: Double

  /// The deviation of the last `period` values, at least 2, times a number.
  public init(_ period: Int = 5, _ deviations: Double = 1) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), deviations])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    window = MomentWindow(Int(values[0]))
    deviations = values[1]
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let share = window.share
    return window.update(input).map { $0.variance(share: share).squareRoot() * deviations }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let share = 1 / Double(window.period)
    let deviations = deviations
    output.fillMissing(warmUp)
    var tails = BlockTails<MomentLanes>()
    sweepBlocks(
      0..<input.count, window.period, &tails, { input.two(at: $0) }, { $0.variance(share: share).roots * deviations }
    ) { output.put($1, at: $0, $2) }
  }
}
