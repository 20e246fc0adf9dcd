/// Percent rank: how many percent of the `period` values before it are less than the value.
///
///     try PERCENTRANK(2).over([1, 3, 2])          // [nan, nan, 50]
public struct PERCENTRANK: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PERCENTRANK", .statistics, "percentage of the values before it that are less than the value", parameters: [.period(100, least: 2)])

  /// How many values it looks at.
  public let period: Int
  /// The values, the oldest at `position` once there are enough; empty if they are kept in order instead.
  @usableFromInline var ring: [Double] = []
  @usableFromInline var position = 0
  /// How many of them are NaN.
  @usableFromInline var missing = 0
  /// The values in order, for long periods.
  @usableFromInline var window: OrderWindow?

  /// Among the `period` values before, at least 2.
  public init(_ period: Int = 100) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    period = Int(try Self.declaration.resolve(parameters)[0])
    if period > Self.longestRing { window = OrderWindow(period) }
  }

  /// The period.
  public var warmUp: Int { period }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    if window != nil { return updateOrdered(input) }
    if input.isNaN { missing &+= 1 }
    guard ring.count == period else {
      ring.append(input)
      return nil
    }
    let isKnown = missing == 0
    let rank = isKnown ? Self.count(below: input, in: ring.span) : 0
    let place = position
    if ring[place].isNaN { missing &-= 1 }
    ring[place] = input
    position = place &+ 1 == period ? 0 : place &+ 1
    return isKnown ? Double(rank) / Double(period) * 100 : .nan
  }

  @usableFromInline
  mutating func updateOrdered(_ input: Double) -> Double? {
    guard let known = window else { return nil }
    defer { window?.update(input) }
    guard known.isFull else { return nil }
    return known.missing > 0 || input.isNaN ? .nan : Double(known.count(below: input)) / Double(period) * 100
  }

  /// Up to this period looking at all values of the window is faster than keeping them in order.
  @usableFromInline static let longestRing = 512

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window == nil, ring.isEmpty, input.isFinite else { return mapStep(over: input, into: &output) }
    output.fillMissing(period)
    let scale = Double(period)
    var row = min(period, input.count)
    // Eight rows side by side, each compared with the value so many rows before it.
    while row &+ 8 <= input.count {
      let (a, b) = (input.two(at: row), input.two(at: row &+ 2))
      let (c, d) = (input.two(at: row &+ 4), input.two(at: row &+ 6))
      // What is less counts -1, which is what a comparison makes of it.
      let less = SIMD2<Int64>(repeating: -1)
      var (first, second, third, fourth) = (SIMD2<Int64>.zero, SIMD2<Int64>.zero, SIMD2<Int64>.zero, SIMD2<Int64>.zero)
      for past in row &- period..<row {
        first &-= SIMD2.zero.replacing(with: less, where: input.two(at: past) .< a)
        second &-= SIMD2.zero.replacing(with: less, where: input.two(at: past &+ 2) .< b)
        third &-= SIMD2.zero.replacing(with: less, where: input.two(at: past &+ 4) .< c)
        fourth &-= SIMD2.zero.replacing(with: less, where: input.two(at: past &+ 6) .< d)
      }
      output.put(SIMD2(Double(first.x), Double(first.y)) / scale * 100, at: row)
      output.put(SIMD2(Double(second.x), Double(second.y)) / scale * 100, at: row &+ 2)
      output.put(SIMD2(Double(third.x), Double(third.y)) / scale * 100, at: row &+ 4)
      output.put(SIMD2(Double(fourth.x), Double(fourth.y)) / scale * 100, at: row &+ 6)
      row &+= 8
    }
    while row < input.count {
      output.put(Double(Self.count(below: input.at(row), in: input.extracting(row &- period..<row))) / scale * 100, at: row)
      row &+= 1
    }
  }

  /// How many values are less than a number, eight at a time.
  @inlinable
  @inline(__always)
  static func count(below value: Double, in values: Span<Double>) -> Int {
    let less = SIMD2<Int64>(repeating: -1)
    let limit = SIMD2(repeating: value)
    var (first, second, third, fourth) = (SIMD2<Int64>.zero, SIMD2<Int64>.zero, SIMD2<Int64>.zero, SIMD2<Int64>.zero)
    var index = 0
    while index &+ 8 <= values.count {
      first &-= SIMD2.zero.replacing(with: less, where: values.two(at: index) .< limit)
      second &-= SIMD2.zero.replacing(with: less, where: values.two(at: index &+ 2) .< limit)
      third &-= SIMD2.zero.replacing(with: less, where: values.two(at: index &+ 4) .< limit)
      fourth &-= SIMD2.zero.replacing(with: less, where: values.two(at: index &+ 6) .< limit)
      index &+= 8
    }
    let sums = (first &+ second) &+ (third &+ fourth)
    var total = Int(sums.x &+ sums.y)
    while index < values.count {
      total &+= values.at(index) < value ? 1 : 0
      index &+= 1
    }
    return total
  }
}
