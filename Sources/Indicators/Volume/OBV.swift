/// On-balance volume (Granville 1963): all volume so far, that of a rising close added and that of a falling close subtracted.
///
/// Begins with the first volume. The first column is the close, the second the volume.
public struct OBV: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "OBV", .volume, "on-balance volume: volume added when the close rises, subtracted when it falls", inputs: ["close", "volume"],
    memory: .recursive)

  @usableFromInline var total = 0.0
  @usableFromInline var previousClose: Double?

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
    let previous = previousClose ?? -.infinity
    total += input.x > previous ? input.y : input.x < previous ? -input.y : 0
    previousClose = input.x
    return total
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
    var total = volumes[row]
    var last = LastPair(Pair(closes[row], volumes[row]), before: row + 1)
    result[row] = total
    runningTotal(
      &total, row + 1..<closes.count, isWhole: { closes[$0].isFinite && volumes[$0].isFinite },
      four: { row in
        let (now, before, volume) = (closes.four(at: row), closes.four(at: row &- 1), volumes.four(at: row))
        // 0, or NaN where anything is missing.
        let missing = (now - now) + (volume - volume)
        return SIMD4.zero.replacing(with: volume, where: now .> before).replacing(with: -volume, where: now .< before) + missing
      },
      exact: { row in
        let (now, before, volume) = (closes[row], last.before(row, closes, volumes).x, volumes[row])
        guard now.isFinite, volume.isFinite else { return .nan }
        return now > before ? volume : now < before ? -volume : 0
      }
    ) { result.put($1, at: $0) }
  }
}
