/// Turns values into bins without a branch: which of some thousand even steps a value lies in says nearly all, some halvings the rest.
struct BinLookup: Sendable {
  private static let cells = 1_024

  /// The upper bounds, filled up with infinities, which no value is above.
  private let table: [Double]
  /// For each step the number of bounds in those before it, which are below all its values.
  private let guide: [UInt8]
  /// How far a first halving goes: more bounds than twice that less 1 no step has.
  private let reach: Int
  private let low: Double
  private let scale: Double
  private let missing: UInt8
  /// The bin of each category; `nil` where bounds decide.
  private let categories: [Int: UInt8]?

  init(_ bins: FeatureBins) {
    let bounds = bins.upperBounds.filter { $0 < .infinity }
    let finite = bounds.filter(\.isFinite)
    let low = finite.first ?? 0
    let steps = Double(Self.cells - 1) / ((finite.last ?? 0) - low)
    // Where there are no even steps all bounds are in the first.
    let scale = steps.isFinite ? steps : 0
    var guide = [UInt8](repeating: 0, count: Self.cells)
    var (next, own, most) = (0, 0, 1)
    for (place, bound) in bounds.enumerated() {
      let cell = Self.cell(bound, low, scale)
      if cell >= next {
        for later in next...cell { guide[later] = UInt8(truncatingIfNeeded: place) }
        (next, own) = (cell + 1, 0)
      }
      own += 1
      most = max(most, own)
    }
    for later in next..<Self.cells { guide[later] = UInt8(truncatingIfNeeded: bounds.count) }
    self.guide = guide
    var reach = 1
    while 2 * reach - 1 < most { reach *= 2 }
    self.reach = reach
    self.low = low
    self.scale = scale
    table = bounds + Array(repeating: .infinity, count: 512 - bounds.count)
    missing = UInt8(bins.missingBin)
    categories =
      bins.isCategorical ? Dictionary(uniqueKeysWithValues: bins.categories.enumerated().map { ($1, UInt8($0)) }) : nil
  }

  /// Writes the bins of values, from a place on.
  func write(_ values: Span<Double>, into bins: inout MutableSpan<UInt8>, at start: Int) {
    if let categories {
      for index in 0..<values.count {
        bins[start + index] = CategorySketch.category(values[index]).flatMap { categories[$0] } ?? missing
      }
      return
    }
    // The usual numbers of halvings have loops of their own.
    let missingCount =
      switch reach {
      case 1: search(values, into: &bins, at: start, reach: 1)
      case 2: search(values, into: &bins, at: start, reach: 2)
      case 4: search(values, into: &bins, at: start, reach: 4)
      default: search(values, into: &bins, at: start, reach: reach)
      }
    guard missingCount > 0 else { return }
    for index in 0..<values.count where values[index].isNaN { bins[start &+ index] = missing }
  }

  /// Writes the bins of values, whatever they are for missing ones; gives back how many are missing.
  @inline(__always)
  private func search(_ values: Span<Double>, into bins: inout MutableSpan<UInt8>, at start: Int, reach: Int) -> Int {
    let table = table.span
    let guide = guide.span
    precondition(
      table.count == 512 && guide.count == Self.cells && reach <= 128 && start >= 0 && bins.count - start >= values.count,
      "a lookup has 256 bounds and a bin for every value")
    var missingCount = 0
    for index in 0..<values.count {
      let value = values[index]
      missingCount &+= value != value ? 1 : 0
      var place = Int(guide[Self.cell(value, low, scale)])
      var step = reach
      while step > 0 {
        // A comparison used as a number can't become a branch that is guessed wrong half the time.
        place &+= (table[(place &+ step &- 1) & 511] < value ? 1 : 0) &* step
        step &>>= 1
      }
      bins[start &+ index] = UInt8(truncatingIfNeeded: place)
    }
    return missingCount
  }

  /// The step in which a value lies: never before that of a lower one. What is missing lies in the first.
  @inline(__always)
  private static func cell(_ value: Double, _ low: Double, _ scale: Double) -> Int {
    let place = (value - low) * scale
    let positive = place > 0 ? place : 0
    let last = Double(cells - 1)
    // Adding 2⁵² rounds and leaves a whole number in the low bits.
    return Int(truncatingIfNeeded: ((positive < last ? positive : last) + 0x1p52).bitPattern) & (cells - 1)
  }
}
