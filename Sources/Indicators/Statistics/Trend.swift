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
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let values = input.span
    let missing = warmUp
    var tails = BlockTails<FittedTrendLanes>()
    output.withColumns { slopes, intercepts, shares in
      slopes.fillMissing(missing)
      intercepts.fillMissing(missing)
      shares.fillMissing(missing)
      sweepBlocks(0..<values.count, window.period, &tails, { values.two(at: $0) }, { $0.lines }) { row, lines, part in
        slopes.put(lines.first, at: row, part)
        intercepts.put(lines.second, at: row, part)
        shares.put(lines.third, at: row, part)
      }
    }
  }
}

/// A line and the moments it is to explain.
@usableFromInline
struct FittedTrend: StretchSummary {
  @usableFromInline let line: TrendSummary
  @usableFromInline let moments: StretchMoments

  @inlinable static var blank: FittedTrend { FittedTrend(0) }

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

/// The same of a stretch of each of two blocks, to the same bits.
struct FittedTrendLanes: BlockSummary {
  let count: Double
  let sum: SIMD2<Double>
  let cross: SIMD2<Double>
  let mean: SIMD2<Double>
  let squares: SIMD2<Double>

  @inline(__always)
  init(count: Double, sum: SIMD2<Double>, cross: SIMD2<Double>, mean: SIMD2<Double>, squares: SIMD2<Double>) {
    self.count = count
    self.sum = sum
    self.cross = cross
    self.mean = mean
    self.squares = squares
  }

  @inline(__always)
  init(_ values: SIMD2<Double>, from origin: SIMD2<Double>) {
    self.init(count: 1, sum: values, cross: .zero, mean: values, squares: .zero)
  }

  @inline(__always)
  static func nothing(from origin: SIMD2<Double>) -> FittedTrendLanes {
    FittedTrendLanes(count: 0, sum: .zero, cross: .zero, mean: .zero, squares: .zero)
  }

  @inline(__always)
  func followed(by later: FittedTrendLanes) -> FittedTrendLanes {
    let total = count + later.count
    let delta = later.mean - mean
    let share = later.count / total
    return FittedTrendLanes(
      count: total, sum: sum + later.sum, cross: cross + later.cross + (later.sum * count - sum * later.count) * 0.5,
      mean: mean + delta * share, squares: squares + later.squares + delta * delta * count * share)
  }

  /// Slope, beginning and R² of the lines.
  @inline(__always)
  var lines: ThreeColumns {
    let slope = count == 1 ? cross : cross / (count * (count * count - 1) / 12)
    let explained = SIMD2(repeating: 1).least(slope * cross / squares)
    return ThreeColumns(
      slope, sum / count - slope * ((count - 1) * 0.5), choose(.zero, where: squares, isEqualTo: .zero, otherwise: explained))
  }
}
