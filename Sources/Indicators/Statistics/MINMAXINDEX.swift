/// In which rows the least and the greatest of the last `period` values lie, the rows counted from 0 at the first input.
///
/// Among equal values it is the latest, if that came while an equal one was in the window; when that has left, the earliest of those that are left, as
/// TA-Lib has it.
public struct MINMAXINDEX: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MINMAXINDEX", .statistics, "rows of the least and greatest of the last values", parameters: [.period(30, least: 2)],
    outputs: ["min", "max"], zeroWhileWarmingUp: ["min", "max"])

  /// Both rows.
  public struct Output: MultipleOutput {
    /// The row of the least; NaN where a value was missing.
    public let min: Double
    /// The row of the greatest.
    public let max: Double

    @inlinable
    init(min: Double, max: Double) {
      self.min = min
      self.max = max
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("min", \.min), ("max", \.max)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? min : max }

    /// 0.
    @inlinable
    public static func missing(at position: Int) -> Double { 0 }
  }

  @usableFromInline var least: IndexWindow
  @usableFromInline var greatest: IndexWindow

  /// Of `period` values, at least 2.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = Int(try Self.declaration.resolve(parameters)[0])
    least = IndexWindow(.minimum, period)
    greatest = IndexWindow(.maximum, period)
  }

  /// One less than the period.
  public var warmUp: Int { least.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Output? {
    let rows = (least.update(input), greatest.update(input))
    guard let lowest = rows.0, let highest = rows.1 else { return nil }
    return Output(min: lowest, max: highest)
  }

  /// Computes a whole series.
  public func over(_ input: [Double], into output: inout OutputColumns<Output>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard least.row == 0, input.span.isFinite else { return mapStep(over: input, into: &output) }
    let warmUp = warmUp
    output.withColumns { minima, maxima in
      for row in 0..<min(warmUp, input.count) {
        minima.put(0, at: row)
        maxima.put(0, at: row)
      }
      least.sweep(input.span) { minima.put(Double($1), at: $0) }
      greatest.sweep(input.span) { maxima.put(Double($1), at: $0) }
    }
  }
}
