/// Positive volume index (Dysart; Fosback 1976): the growth of the close over the bars with more volume than the bar before, from 1000 on.
///
/// The first column is the close, the second the volume.
public struct PVI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PVI", .volume, "positive volume index: growth of the close over bars with more volume than before", inputs: ["close", "volume"],
    memory: .recursive)

  @usableFromInline var index = 1_000.0
  @usableFromInline var previous: Pair?

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None.
  public var warmUp: Int { 0 }

  /// Takes the next close and volume.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    guard input.x.isFinite, input.y.isFinite else { return .nan }
    defer { previous = input }
    guard let previous, input.y > previous.y, previous.x != 0 else { return index }
    let grown = index * (input.x / previous.x)
    if grown.isFinite { index = grown }
    return grown
  }

  /// Computes a whole series of closes (x) and volumes (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let (closes, volumes) = (input.x.span, input.y.span)
    precondition(output.count == closes.count, "the output must have a row for every input")
    // A missing number makes the next change one over two rows: that is left to the step.
    guard previous == nil, closes.count > 0, closes.isFinite, volumes.isFinite else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    var index = index
    result[0] = index
    for row in 1..<closes.count {
      let before = row &- 1
      // Chosen without a branch, which would be foreseen every other time.
      let counts = SIMD2(volumes.at(row), 0) .> SIMD2(volumes.at(before), 0)
      let growth = SIMD2(1.0, 1.0).replacing(with: SIMD2(closes.at(row) / closes.at(before), 1), where: counts).x
      let grown = index * (closes.at(before) == 0 ? 1 : growth)
      if grown.isFinite { index = grown }
      result.put(grown, at: row)
    }
  }
}
