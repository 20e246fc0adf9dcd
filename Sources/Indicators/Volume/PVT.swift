/// Price and volume trend: all volume so far, each multiplied by the growth of the close.
///
/// Begins at 0. The first column is the close, the second the volume.
public struct PVT: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PVT", .volume, "price and volume trend: volume so far, each times the growth of the close", inputs: ["close", "volume"],
    memory: .recursive)

  @usableFromInline var total = 0.0
  @usableFromInline var previousClose: Double?

  /// The indicator, which has no parameters.
  public init() {}

  /// The indicator; there are no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None.
  public var warmUp: Int { 0 }

  /// Takes the next close and volume; after a close of zero nothing is added.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    guard input.x.isFinite, input.y.isFinite else { return .nan }
    let previous = previousClose ?? input.x
    previousClose = input.x
    guard previous != 0 else { return total }
    let grown = total + (input.x - previous) / previous * input.y
    if grown.isFinite { total = grown }
    return grown
  }

  /// Computes a whole series of closes (x) and volumes (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let (closes, volumes) = (input.x.span, input.y.span)
    precondition(output.count == closes.count, "the output must have a row for every input")
    // A missing number makes the next change one over two rows: that is left to the step.
    guard previousClose == nil, closes.count > 0, closes.isFinite, volumes.isFinite else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    var total = total
    result[0] = total
    runningTotal(
      &total, 1..<closes.count,
      four: { row in
        let before = closes.four(at: row &- 1)
        let amounts = (closes.four(at: row) - before) / before * volumes.four(at: row)
        return amounts.replacing(with: 0, where: before .== 0)
      },
      one: { row in
        let before = closes.at(row &- 1)
        return before == 0 ? 0 : (closes.at(row) - before) / before * volumes.at(row)
      }
    ) { result.put($1, at: $0) }
  }
}
