/// The last `period` values in order of size: finds any of them by rank and any number's rank.
///
/// Short windows are one sorted row, gone through at every step. The numbers of long ones lie sorted in runs of about √period, each a ring of its own: a number
/// that is put in pushes the last of each later run to the front of the next, so that a step moves about √period numbers. Nothing is ever allocated. A
/// NaN spoils what is asked until it has left the window.
public struct OrderWindow: Sendable {
  /// How many values it holds.
  public let period: Int
  /// How many NaN are among the values.
  public private(set) var missing = 0
  /// The values by age, the oldest at `position` once there are enough.
  private var ring: [Double]
  private var position = 0
  private var seen = 0
  /// The numbers in order, run after run; after those of a single run infinities.
  private var sorted: [Double]
  /// Where in each run its least number lies.
  private var fronts: [Int]
  /// How many numbers there are.
  private var count = 0
  /// The length of a run is a power of 2, of this exponent, if there are several.
  private let shift: Int

  /// An empty window for so many values, at least 1.
  public init(_ period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.period = period
    ring = [Double](repeating: 0, count: period)
    // About twice the root, so that there are fewer runs to push through than numbers to move.
    shift = (Int.bitWidth - period.leadingZeroBitCount) / 2 + 1
    let runs = period <= Self.longestRow ? 1 : (period >> shift) + 1
    fronts = [Int](repeating: 0, count: runs)
    sorted = [Double](repeating: .infinity, count: runs == 1 ? (period + 3) & ~1 : runs << shift)
  }

  /// Up to this period going through all values is faster than finding places, which no processor can foresee.
  private static let longestRow = 128

  /// Whether it was handed nothing yet.
  public var isEmpty: Bool { seen == 0 }

  /// Whether there are as many values as the window holds.
  public var isFull: Bool { seen == period }

  private var isRow: Bool { period <= Self.longestRow }

  /// Takes the next value and drops the oldest.
  public mutating func update(_ value: Double) {
    let place = position
    guard seen == period else {
      ring[seen] = value
      seen &+= 1
      return insert(value)
    }
    var values = ring.mutableSpan
    let old = values.at(place)
    values.put(value, at: place)
    position = place &+ 1 == period ? 0 : place &+ 1
    if isRow, missing == 0, !value.isNaN {
      var row = sorted.mutableSpan
      return Self.swap(old, for: value, in: &row)
    }
    remove(old)
    insert(value)
  }

  /// The value with so many others before it; the window must have that many numbers.
  public func value(rank: Int) -> Double {
    precondition(rank >= 0 && rank < count, "a rank is less than the number of values in the window")
    return sorted[place(rank)]
  }

  /// How many values are less than a number.
  public func count(below value: Double) -> Int {
    // Bisection without a branch to mispredict.
    var (base, length) = (0, count)
    while length > 1 {
      let half = length / 2
      base += sorted[place(base + half - 1)] < value ? half : 0
      length -= half
    }
    return length == 1 && sorted[place(base)] < value ? base + 1 : base
  }

  /// Where the number with so many others before it lies.
  @inline(__always)
  private func place(_ rank: Int) -> Int {
    guard !isRow else { return rank }
    let (run, mask) = (rank >> shift, 1 << shift - 1)
    return run << shift | (fronts[run] + rank) & mask
  }

  private mutating func insert(_ value: Double) {
    guard !value.isNaN else { return missing += 1 }
    let rank = count(below: value)
    count += 1
    var last = count - 1
    if !isRow, last >> shift > rank >> shift {
      let (length, mask) = (1 << shift, 1 << shift - 1)
      // Each later run takes the last number of the one before it to its front.
      for run in stride(from: last >> shift, to: rank >> shift, by: -1) {
        fronts[run] = (fronts[run] + mask) & mask
        sorted[place(run << shift)] = sorted[place(run << shift - 1)]
      }
      last = (rank >> shift) * length + mask
    }
    for later in stride(from: last, to: rank, by: -1) { sorted[place(later)] = sorted[place(later - 1)] }
    sorted[place(rank)] = value
  }

  private mutating func remove(_ value: Double) {
    guard !value.isNaN else { return missing -= 1 }
    let rank = count(below: value)
    count -= 1
    let last = isRow ? count : min(count, rank | (1 << shift - 1))
    for earlier in rank..<last { sorted[place(earlier)] = sorted[place(earlier + 1)] }
    guard !isRow else {
      sorted[count] = .infinity
      return
    }
    guard count >> shift > rank >> shift else { return }
    // The front of each later run goes to the end of the one before it.
    for run in rank >> shift + 1...count >> shift {
      sorted[place(run << shift - 1)] = sorted[place(run << shift)]
      fronts[run] = (fronts[run] + 1) & (1 << shift - 1)
    }
  }

  /// Takes a number out of ascending ones and puts another in, in one pass in which no place waits for another. After the numbers there is an infinity.
  private static func swap(_ old: Double, for new: Double, in row: inout MutableSpan<Double>) {
    let (leaving, coming) = (SIMD2(repeating: old), SIMD2(repeating: new))
    if new >= old {
      // Where the next one is above the old one, each takes it, or the new one before that is passed.
      var index = 0
      while index &+ 4 <= row.count {
        let next = row.two(at: index &+ 1)
        let moved = spoilt(next.least(coming), where: leaving, isAtLeast: next)
        row.put(moved.greatest(row.two(at: index)), at: index)
        index &+= 2
      }
    } else {
      // Where the one before is below the old one, each takes that, or the new one.
      var index = row.count &- 4
      while index >= 2 {
        let before = row.two(at: index &- 1)
        let moved = spoilt(before.greatest(coming), where: before, isAtLeast: leaving)
        row.put(moved.least(row.two(at: index)), at: index)
        index &-= 2
      }
      let pair = row.two(at: 0)
      let moved = spoilt(pair.greatest(coming), where: pair, isAtLeast: leaving)
      row.put(SIMD2(new, moved.x).least(pair), at: 0)
    }
  }
}

extension OrderWindow: Equatable {
  /// Whether both hold the same values in the same places.
  public static func == (one: OrderWindow, other: OrderWindow) -> Bool {
    one.period == other.period && one.seen == other.seen && one.position == other.position && one.ring == other.ring
  }
}

extension OrderWindow: Codable {
  enum CodingKeys: CodingKey { case period, ring, position }

  /// The window whose state was written down; the values are put in order anew.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(1...ParameterDeclaration.longestPeriod ~= period, "a window of \(period) values")
    self.init(period)
    let known = try state.decode([Double].self, forKey: .ring)
    let oldest = try state.decode(Int.self, forKey: .position)
    try decoder.check(
      known.count <= period && 0..<period ~= oldest && (oldest == 0 || known.count == period),
      "\(known.count) values of a window of \(period), the oldest at \(oldest)")
    for value in known { update(value) }
    position = oldest
  }

  /// Writes the state down.
  public func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(period, forKey: .period)
    try state.encode(Array(ring.prefix(seen)), forKey: .ring)
    try state.encode(position, forKey: .position)
  }
}
