/// The least and the greatest of the last `period` values.
public struct MINMAX: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MINMAX", .statistics, "least and greatest of the last values", parameters: [.period(30, least: 2)], outputs: ["min", "max"])

  /// Both ends.
  public struct Output: MultipleOutput {
    /// The least.
    public let min: Double
    /// The greatest.
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
  }

  @usableFromInline var least: ExtremumWindow
  @usableFromInline var greatest: ExtremumWindow

  /// Of `period` values, at least 2.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = Int(try Self.declaration.resolve(parameters)[0])
    least = ExtremumWindow(.minimum, period)
    greatest = ExtremumWindow(.maximum, period)
  }

  /// One less than the period.
  public var warmUp: Int { least.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Output? {
    let (low, high) = (least.update(input), greatest.update(input))
    guard let low, let high else { return nil }
    return Output(min: low.value, max: high.value)
  }

  /// Computes a whole series into columns that have a row for every input.
  public func over(_ input: [Double], into output: inout OutputColumns<Output>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard least.step == 0 else { return mapStep(over: input, into: &output) }
    let (values, period) = (input.span, least.period)
    output.withColumns { minima, maxima in
      minima.fillMissing(period - 1)
      maxima.fillMissing(period - 1)
      slidingExtremes(values, values, period, { $0.columns }) { row, both, part in
        minima.put(both.second, at: row, part)
        maxima.put(both.first, at: row, part)
      }
    }
  }
}
