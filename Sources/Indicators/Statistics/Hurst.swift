/// Hurst exponent of the logarithm of the last `period` values: about 0.5 for a random walk, more where moves go on, less where they turn back.
///
/// The generalised exponent of second order (Di Matteo, Aste and Dacorogna 2005): the mean squared change over τ steps grows as τ to the power
/// of 2H. H is half the least-squares slope of its logarithm on that of τ = 1, 2, 4 … up to a quarter of the period. A step costs as many
/// operations as there are different τ. Values must be positive.
public struct Hurst: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HURST", .statistics, "Hurst exponent: whether moves go on (above 0.5) or turn back (below)", parameters: [.period(100, least: 16)])

  @usableFromInline let period: Int
  /// The last logarithms, in a ring longer than the longest τ; its length is a power of 2.
  @usableFromInline var levels: [Double]
  /// How many values it was handed.
  @usableFromInline var row = 0
  /// The windows of the squared changes over τ = 1, 2, 4 … steps.
  @usableFromInline var windows: [WindowCursor<StretchSum>]
  /// Their slots one after the other, and then their sums.
  @usableFromInline var slots: [StretchSum]
  /// Makes of the growth of the sums that of the means.
  @usableFromInline let ofMeans: Double

  /// Over `period` values, at least 16.
  public init(_ period: Int = 100) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    period = Int(try Self.declaration.resolve(parameters)[0])
    var windows: [WindowCursor<StretchSum>] = []
    var (lag, room) = (1, 0)
    while lag <= period / 4 {
      windows.append(WindowCursor(period - lag, at: room))
      room += period - lag
      lag *= 2
    }
    self.windows = windows
    slots = [StretchSum](repeating: .blank, count: room + windows.count)
    levels = [Double](repeating: 0, count: lag)
    let counts = windows.map { StretchSum(Double($0.period)) }
    ofMeans = 1 / Self.growth(counts.span, 0)
  }

  /// One less than the period.
  public var warmUp: Int { period - 1 }

  /// Takes the next value; where nothing moves, or a value is not positive, the exponent is NaN.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let (level, row) = (logarithm(input), row)
    self.row = row &+ 1
    Self.advance(&windows, &slots, &levels, row, level)
    guard row &+ 1 >= period else { return nil }
    return Self.exponent(Self.growth(slots.span, slots.count &- windows.count) * ofMeans, windows.count)
  }

  /// Puts a logarithm in its place, the squares of its distances from those before it into the windows, and the sums of these after their slots.
  @usableFromInline
  @inline(__always)
  static func advance(
    _ windows: inout [WindowCursor<StretchSum>], _ slots: inout [StretchSum], _ levels: inout [Double], _ row: Int, _ level: Double
  ) {
    var past = levels.mutableSpan
    var cursors = windows.mutableSpan
    var room = slots.mutableSpan
    let mask = past.count &- 1
    past.put(level, at: row & mask)
    let sums = room.count &- cursors.count
    var lag = 1
    for index in 0..<cursors.count where lag <= row {
      let change = level - past.at((row &- lag) & mask)
      var cursor = cursors.at(index)
      if let sum = cursor.update(StretchSum(change * change), &room) { room.put(sum, at: sums &+ index) }
      cursors.put(cursor, at: index)
      lag &*= 2
    }
  }

  /// How much the last of some numbers, which come after the first so many, is above the first, to the power of how far both are apart: and so on inwards. Its
  /// logarithm is that of the numbers, each times its distance from the middle (twice that, where there is none in the middle).
  @usableFromInline
  @inline(__always)
  static func growth(_ numbers: Span<StretchSum>, _ skipped: Int) -> Double {
    let count = numbers.count &- skipped
    var (inner, all) = (1.0, 1.0)
    for index in 0..<count / 2 {
      inner *= numbers.at(numbers.count &- 1 &- index).value / numbers.at(skipped &+ index).value
      all *= inner
    }
    return count % 2 == 1 ? all : all * all / inner
  }

  /// The exponent: half the slope of the line that grows so much over so many points.
  @usableFromInline
  @inline(__always)
  static func exponent(_ growth: Double, _ count: Int) -> Double {
    // τ doubles from point to point, so that a step on the axis is the logarithm of 2.
    let points = Double(count)
    let scale = points * (points * points - 1) / (count % 2 == 1 ? 6 : 3) * logarithmOf2
    let exponent = logarithm(growth) / scale
    return exponent.isFinite ? exponent : .nan
  }
}

extension Hurst {
  enum CodingKeys: CodingKey { case period, levels, row, windows, slots }

  /// The indicator whose state was written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(16...ParameterDeclaration.longestPeriod ~= period, "a window of \(period) values")
    try self.init(period)
    let (levels, slots) = (try state.decode([Double].self, forKey: .levels), try state.decode([StretchSum].self, forKey: .slots))
    let windows = try state.decode([WindowCursor<StretchSum>].self, forKey: .windows)
    row = try state.decode(Int.self, forKey: .row)
    try decoder.check(
      row >= 0 && levels.count == self.levels.count && slots.count == self.slots.count
        && windows.map { [$0.period, $0.start] } == self.windows.map { [$0.period, $0.start] },
      "\(levels.count) logarithms, \(windows.count) windows and \(slots.count) slots for \(period) values")
    for window in windows { try window.check(decoder, in: slots.count) }
    (self.levels, self.windows, self.slots) = (levels, windows, slots)
  }
}
