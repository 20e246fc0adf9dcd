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
    guard previousClose == nil else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    // Up to the first row in which nothing is missing.
    var row = 0
    while row < closes.count, !closes[row].isFinite || !volumes[row].isFinite {
      result[row] = .nan
      row += 1
    }
    guard row < closes.count else { return }
    var total = total
    var last = LastPair(Pair(closes[row], volumes[row]), before: row + 1)
    result[row] = total
    runningTotal(
      &total, row + 1..<closes.count, isWhole: { closes[$0].isFinite && volumes[$0].isFinite },
      four: { row in
        let (now, before, volume) = (closes.four(at: row), closes.four(at: row &- 1), volumes.four(at: row))
        // 0, or NaN where anything is missing.
        let missing = (now - now) + (volume - volume)
        return ((now - before) / before * volume).replacing(with: 0, where: before .== 0) + missing
      },
      exact: { row in
        let (now, before, volume) = (closes[row], last.before(row, closes, volumes).x, volumes[row])
        guard now.isFinite, volume.isFinite else { return .nan }
        return before == 0 ? 0 : (now - before) / before * volume
      }
    ) { result.put($1, at: $0) }
  }
}
