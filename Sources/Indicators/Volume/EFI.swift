/// Elder's force index (1993): the change of the close times the volume, in an exponential average.
///
/// The first column is the close, the second the volume.
public struct EFI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "EFI", .volume, "Elder's force index: change of the close times volume, exponentially averaged", parameters: [.period(13)],
    inputs: ["close", "volume"], memory: .recursive)

  @usableFromInline var smoothing: Smoothing
  @usableFromInline var previousClose: Double?

  /// Averaged over `period` bars, at least 1.
  public init(_ period: Int = 13) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    smoothing = Smoothing(period: Int(period), weight: 2 / (period + 1))
  }

  /// The period: the first bar has no close before it.
  public var warmUp: Int { smoothing.period }

  /// Takes the next close and volume.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    guard input.x.isFinite, input.y.isFinite else { return smoothing.update(.nan) }
    defer { previousClose = input.x }
    guard let previousClose else { return nil }
    return smoothing.update((input.x - previousClose) * input.y)
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
    result[row] = .nan
    var smoothing = smoothing
    var last = LastWholeRow(row, before: row + 1)
    smoothing.sweep(
      row + 1..<closes.count,
      two: { row in
        let before = volumes.two(at: row &- 1)
        // The second is 0, or NaN where the row before is missing and the change is one over more rows.
        return (closes.two(at: row) - closes.two(at: row &- 1)) * volumes.two(at: row) + (before - before)
      },
      exact: { row in
        guard closes[row].isFinite, volumes[row].isFinite else { return .nan }
        let before = last.before(row) { closes[$0].isFinite && volumes[$0].isFinite } ?? row
        return (closes[row] - closes[before]) * volumes[row]
      }
    ) { result.put($1, at: $0, $2) }
  }
}
