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
    guard previousClose == nil else { return mapStep(over: input, into: &output) }
    totalOfCloses(
      input, into: &output, beginning: { _ in 0 },
      two: { now, before, volume in
        choose(.zero, where: before, isEqualTo: .zero, otherwise: (now - before) / before * volume)
      }, one: { now, before, volume in before == 0 ? 0 : (now - before) / before * volume })
  }
}
