/// Percent rank: how many percent of the `period` values before it are less than the value.
///
///     try PERCENTRANK(2).over([1, 3, 2])          // [nan, nan, 50]
public struct PERCENTRANK: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PERCENTRANK", .statistics, "percentage of the values before it that are less than the value", parameters: [.period(100, least: 2)])

  /// How many values it looks at.
  public let period: Int
  /// The values, the oldest at `position` once there are enough; none if they are kept in order instead. All there from the beginning, so that no step
  /// allocates.
  @usableFromInline var ring: [Double] = []
  /// How many there are.
  @usableFromInline var seen = 0
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
    if period > Self.longestRing { window = OrderWindow(period) } else { ring = [Double](repeating: 0, count: period) }
  }

  /// The period.
  public var warmUp: Int { period }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard period <= Self.longestRing else { return updateOrdered(input) }
    if input.isNaN { missing &+= 1 }
    guard seen == period else {
      ring[seen] = input
      seen &+= 1
      return nil
    }
    let (isKnown, place) = (missing == 0, position)
    var room = ring.mutableSpan
    let rank = isKnown ? Self.count(below: input, in: room.span) : 0
    let old = room.at(place)
    room.put(input, at: place)
    if old.isNaN { missing &-= 1 }
    position = place &+ 1 == period ? 0 : place &+ 1
    return isKnown ? Double(rank) / Double(period) * 100 : .nan
  }

  @usableFromInline
  mutating func updateOrdered(_ input: Double) -> Double? {
    guard let isFull = window?.isFull else { return nil }
    var answer: Double?
    if isFull, let missing = window?.missing, let rank = window?.count(below: input) {
      answer = missing > 0 || input.isNaN ? .nan : Double(rank) / Double(period) * 100
    }
    window?.update(input)
    return answer
  }

  /// Up to this period looking at all values of the window is faster than keeping them in order.
  @usableFromInline static let longestRing = 512

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window == nil, seen == 0, input.isFinite else { return mapStep(over: input, into: &output) }
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

extension PERCENTRANK {
  enum CodingKeys: CodingKey { case period, ring, position, missing, window }

  /// The indicator whose state was written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(2...ParameterDeclaration.longestPeriod ~= period, "a window of \(period) values")
    try self.init(period)
    let known = try state.decode([Double].self, forKey: .ring)
    seen = known.count
    position = try state.decode(Int.self, forKey: .position)
    missing = try state.decode(Int.self, forKey: .missing)
    let ordered = try state.decodeIfPresent(OrderWindow.self, forKey: .window)
    try decoder.check(
      seen <= ring.count && 0..<period ~= position && (position == 0 || seen == period) && missing == known.count { $0.isNaN }
        && ordered?.period == window?.period,
      "\(seen) values of a window of \(period), the oldest at \(position), \(missing) of them missing")
    ring.replaceSubrange(..<seen, with: known)
    window = ordered
  }

  /// Writes the state down.
  public func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(period, forKey: .period)
    try state.encode(Array(ring.prefix(seen)), forKey: .ring)
    try state.encode(position, forKey: .position)
    try state.encode(missing, forKey: .missing)
    try state.encodeIfPresent(window, forKey: .window)
  }
}
