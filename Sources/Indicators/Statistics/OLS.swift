/// Rolling ordinary least squares of one column on another: slope, intercept, and which part of the second's variance the first explains.
///
///     let ols = try OLS(60).over(Pair.Columns(x: market, y: stock))
///     ols.slope                                                      // the hedge ratio
///
/// For the line of a single column through time see ``LINEARREG`` and its kin, and ``Trend``.
public struct OLS: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "OLS", .statistics, "least squares of the second column on the first: slope, intercept and R²", parameters: [.period(30, least: 2)],
    inputs: ["high", "low"], outputs: ["slope", "intercept", "r2"])

  @usableFromInline var window: Window<CoMoments>

  /// Over `period` rows, at least 2.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next pair; where the first column never moves slope and R² are 0.
  @inlinable
  public mutating func update(_ input: Pair) -> LineOutput? {
    window.update(input).map { moments in
      let correlation = moments.correlation
      return LineOutput(slope: moments.slope, intercept: moments.meanY - moments.slope * moments.meanX, r2: correlation * correlation)
    }
  }
}

/// A line of least squares and how well it fits.
public struct LineOutput: MultipleOutput {
  /// How much the line rises per unit.
  public let slope: Double
  /// Where the line begins.
  public let intercept: Double
  /// Which part of the variance the line explains, from 0 to 1.
  public let r2: Double

  @inlinable
  init(slope: Double, intercept: Double, r2: Double) {
    self.slope = slope
    self.intercept = intercept
    self.r2 = r2
  }

  /// The numbers in their order.
  public static var members: [(name: String, path: KeyPath<LineOutput, Double>)] {
    [("slope", \.slope), ("intercept", \.intercept), ("r2", \.r2)]
  }

  /// The number at a position.
  @inlinable
  public func member(_ position: Int) -> Double { position == 0 ? slope : position == 1 ? intercept : r2 }
}
