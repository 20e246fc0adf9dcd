/// The line of least squares through the last `period` values, and which part of their variance it explains: how much of a trend there is.
///
/// The intercept is the line's value at the first of them.
public struct Trend: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TREND", .statistics, "line of least squares through the last values: slope, intercept and R²", parameters: [.period(30, least: 2)],
    outputs: ["slope", "intercept", "r2"])

  @usableFromInline var window: Window<FittedTrend>

  /// Over `period` values, at least 2.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value; among values that never move R² is 0.
  @inlinable
  public mutating func update(_ input: Double) -> LineOutput? {
    window.update(input).map(Self.output)
  }

  /// What is told of a window.
  @inlinable
  @inline(__always)
  static func output(_ summary: FittedTrend) -> LineOutput {
    let line = summary.line
    let squares = summary.moments.squares
    return LineOutput(slope: line.slope, intercept: line.beginning, r2: squares == 0 ? 0 : min(line.slope * line.cross / squares, 1))
  }

  /// Computes a whole series.
  public func over(_ input: [Double], into output: inout OutputColumns<LineOutput>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    var window = window
    let values = input.span
    output.withColumns { slopes, intercepts, shares in
      let missing = window.inputsToCome
      slopes.fillMissing(missing)
      intercepts.fillMissing(missing)
      shares.fillMissing(missing)
      window.sweep(0..<values.count, { values.at($0) }) { row, summary in
        let line = Self.output(summary)
        slopes.put(line.slope, at: row)
        intercepts.put(line.intercept, at: row)
        shares.put(line.r2, at: row)
      }
    }
  }
}

/// A line and the moments it is to explain.
@usableFromInline
struct FittedTrend: StretchSummary {
  @usableFromInline let line: TrendSummary
  @usableFromInline let moments: StretchMoments

  @inlinable
  init(line: TrendSummary, moments: StretchMoments) {
    self.line = line
    self.moments = moments
  }

  @inlinable
  init(_ input: Double) { self.init(line: TrendSummary(input), moments: StretchMoments(input)) }

  @inlinable
  func followed(by later: FittedTrend) -> FittedTrend {
    FittedTrend(line: line.followed(by: later.line), moments: moments.followed(by: later.moments))
  }
}
