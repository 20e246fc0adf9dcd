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
    guard previousClose == nil else { return mapStep(over: input, into: &output) }
    totalOfCloses(
      input, into: &output, beginning: { $0 },
      two: { now, before, volume in
        choose(volume, where: now, isGreaterThan: before, otherwise: choose(-volume, where: before, isGreaterThan: now, otherwise: .zero))
      }, one: { now, before, volume in now > before ? volume : now < before ? -volume : 0 })
  }
}
