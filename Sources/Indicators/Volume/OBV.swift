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
    // A missing number makes the next change one over two rows: that is left to the step.
    guard previousClose == nil, closes.count > 1, closes.isFinite, volumes.isFinite else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    var total = volumes[0]
    result[0] = total
    runningTotal(
      &total, 1..<closes.count,
      four: { row in
        let (now, before, volume) = (closes.four(at: row), closes.four(at: row &- 1), volumes.four(at: row))
        return SIMD4.zero.replacing(with: volume, where: now .> before).replacing(with: -volume, where: now .< before)
      },
      one: { row in
        let (now, before, volume) = (closes.at(row), closes.at(row &- 1), volumes.at(row))
        return now > before ? volume : now < before ? -volume : 0
      }
    ) { result.put($1, at: $0) }
  }
}
