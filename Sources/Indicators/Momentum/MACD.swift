/// Moving average convergence divergence (Appel): a fast minus a slow exponential average, its own average, and the distance of both.
///
/// As TA-Lib does it, the fast average is seeded so that both begin at the same value.
public struct MACD: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MACD", .momentum, "moving average convergence divergence with its signal line and their distance",
    parameters: [.period(12, "fast", least: 2), .period(26, "slow", least: 2), .period(9, "signal")],
    outputs: ["line", "signal", "histogram"], memory: .recursive)

  /// Line, signal and their distance.
  public struct Output: MultipleOutput {
    /// The fast average minus the slow one.
    public let line: Double
    /// The average of the line.
    public let signal: Double
    /// The line minus its signal.
    public let histogram: Double

    @inlinable
    init(line: Double, signal: Double, histogram: Double) {
      self.line = line
      self.signal = signal
      self.histogram = histogram
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] {
      [("line", \.line), ("signal", \.signal), ("histogram", \.histogram)]
    }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? line : position == 1 ? signal : histogram }
  }

  @usableFromInline var averages: ConvergingAverages

  /// The periods of the fast, the slow and the signal average; fast and slow are exchanged if they are the wrong way round.
  public init(_ fast: Int = 12, _ slow: Int = 26, _ signal: Int = 9) throws(InvalidParameter) {
    try self.init(parameters: [Double(fast), Double(slow), Double(signal)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    let (shorter, longer) = (min(values[0], values[1]), max(values[0], values[1]))
    averages = ConvergingAverages(
      fast: Smoothing(period: Int(shorter), weight: 2 / (shorter + 1)), slow: Smoothing(period: Int(longer), weight: 2 / (longer + 1)),
      signal: Smoothing(period: Int(values[2]), weight: 2 / (values[2] + 1)))
  }

  /// Those of the slow average and of the signal, added.
  public var warmUp: Int { averages.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Output? { averages.update(input) }

  /// Computes a whole series into columns that have a row for every input.
  public func over(_ input: [Double], into output: inout OutputColumns<MACD.Output>) { averages.over(input, into: &output) }
}
