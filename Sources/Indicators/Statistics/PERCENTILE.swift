/// The value below or at which a given part of the last `period` values lies, by nearest rank: always one of them.
///
///     try PERCENTILE(3, 50).over([5, 1, 3])          // [nan, nan, 3]
public struct PERCENTILE: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PERCENTILE", .statistics, "percentile of the last values, by nearest rank",
    parameters: [.period(30, least: 2), .real("percentile", 50, in: 0...100)])

  @usableFromInline var window: OrderWindow
  @usableFromInline let rank: Int

  /// Over `period` values, at least 2; the percentile from 0 to 100.
  public init(_ period: Int = 30, _ percentile: Double = 50) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), percentile])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    window = OrderWindow(Int(values[0]))
    // Multiplied before it is divided, so that round percentages of round counts are exact.
    rank = max(Int((values[1] * values[0] / 100).rounded(.up)), 1) - 1
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    window.update(input)
    guard window.isFull else { return nil }
    return window.missing > 0 ? .nan : window.value(rank: rank)
  }
}
