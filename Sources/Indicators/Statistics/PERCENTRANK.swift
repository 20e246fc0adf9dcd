/// Percent rank: how many percent of the `period` values before it are less than the value.
///
///     try PERCENTRANK(2).over([1, 3, 2])          // [nan, nan, 50]
public struct PERCENTRANK: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PERCENTRANK", .statistics, "percentage of the values before it that are less than the value", parameters: [.period(100, least: 2)])

  @usableFromInline var window: OrderWindow

  /// Among the `period` values before, at least 2.
  public init(_ period: Int = 100) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = OrderWindow(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// The period.
  public var warmUp: Int { window.period }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    defer { window.update(input) }
    guard window.isFull else { return nil }
    return window.missing > 0 || input.isNaN ? .nan : Double(window.count(below: input)) / Double(window.period) * 100
  }

  /// Up to this period looking at all values of the window is faster than keeping them in order.
  @usableFromInline static let longestKernelPeriod = 512

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let period = warmUp
    guard window.isEmpty, period <= Self.longestKernelPeriod, input.isFinite else { return mapStep(over: input, into: &output) }
    output.fillMissing(period)
    let scale = Double(period)
    for row in min(period, input.count)..<input.count {
      let value = input.at(row)
      let values = input.extracting(row &- period..<row)
      var count = 0
      for index in 0..<period { count &+= values.at(index) < value ? 1 : 0 }
      output.put(Double(count) / scale * 100, at: row)
    }
  }
}
