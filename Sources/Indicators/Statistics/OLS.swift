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

  @usableFromInline var window: PairMomentWindow

  /// Over `period` rows, at least 2.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = PairMomentWindow(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next pair; where the first column never moves slope and R² are 0.
  @inlinable
  public mutating func update(_ input: Pair) -> LineOutput? {
    let share = 1 / Double(window.period)
    return window.update(input).map { Self.line($0, share) }
  }

  @inlinable
  @inline(__always)
  static func line(_ moments: PairMoments, _ share: Double) -> LineOutput {
    let (slope, correlation, means) = (moments.slope(share: share), moments.correlation(share: share), moments.means(share: share))
    return LineOutput(slope: slope, intercept: means.y - slope * means.x, r2: correlation * correlation)
  }

  /// Computes a whole series of pairs.
  public func over(_ input: Pair.Columns, into output: inout OutputColumns<LineOutput>) {
    let (xs, ys) = (input.x.span, input.y.span)
    precondition(output.count == xs.count && ys.count == xs.count, "the output must have a row for every input")
    var window = window
    let share = 1 / Double(window.period)
    let missing = window.inputsToCome
    output.withColumns { slopes, intercepts, shares in
      slopes.fillMissing(missing)
      intercepts.fillMissing(missing)
      shares.fillMissing(missing)
      window.sweep(0..<xs.count, { Pair(xs.at($0), ys.at($0)) }) { row, moments in
        let line = Self.line(moments, share)
        slopes.put(line.slope, at: row)
        intercepts.put(line.intercept, at: row)
        shares.put(line.r2, at: row)
      }
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
