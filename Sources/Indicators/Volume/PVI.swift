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
    stepVolumeIndex(&index, &previous, input) { $0 > $1 }
  }

  /// Computes a whole series of closes (x) and volumes (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let (closes, volumes) = (input.x.span, input.y.span)
    precondition(output.count == closes.count, "the output must have a row for every input")
    // From the first missing number on the step goes on: what comes before must not depend on it.
    let end = min(closes.firstMissing, volumes.firstMissing)
    guard previous == nil, end > 0 else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    var live = self
    live.index = sweepVolumeIndex(closes.extracting(0..<end), volumes.extracting(0..<end), index, &result) { $0 > $1 }
    live.previous = Pair(closes[end - 1], volumes[end - 1])
    for row in end..<closes.count { result.put(live.update(Pair(closes[row], volumes[row])) ?? .nan, at: row) }
  }
}
