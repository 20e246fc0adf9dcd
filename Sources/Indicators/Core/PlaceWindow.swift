/// How long ago the highest of the last `period` values of one column and the lowest of those of another came.
///
/// Works like ``ExtremumWindow``, with both columns side by side.
@usableFromInline
struct PlaceWindow: Sendable, Equatable {
  /// How many rows it holds.
  @usableFromInline let period: Int
  /// Before `position`: the rows of the current block. From there on: the greatest of the last block's tails.
  @usableFromInline var slots: [Spots]
  @usableFromInline var position = 0
  @usableFromInline var isFull = false
  /// The greatest of the current block.
  @usableFromInline var head = Spots(ends: .zero, places: .zero)
  /// For how many steps more a missing value of either column is in the window.
  @usableFromInline var highMissing = 0
  @usableFromInline var lowMissing = 0

  /// The greatest of both columns, of the second with the sign turned, and where in their block they lie.
  @usableFromInline
  struct Spots: Sendable, Codable, Equatable {
    @usableFromInline let ends: SIMD2<Double>
    @usableFromInline let places: SIMD2<Double>

    @inlinable
    init(ends: SIMD2<Double>, places: SIMD2<Double>) {
      self.ends = ends
      self.places = places
    }

    /// The greatest of both stretches; of equals the later.
    @inlinable
    @inline(__always)
    func followed(by later: Spots) -> Spots {
      Spots(
        ends: ends.greatest(later.ends),
        places: choose(places, where: ends, isGreaterThan: later.ends, otherwise: later.places))
    }
  }

  @inlinable
  init(_ period: Int) {
    precondition(period >= 1, "a window holds at least one row")
    self.period = period
    slots = [Spots](repeating: Spots(ends: .zero, places: .zero), count: period)
  }

  /// Whether it was handed nothing yet.
  @inlinable var isEmpty: Bool { position == 0 && !isFull }

  /// Takes the next row: how many steps ago the highest and the lowest came, NaN where a value is missing; `nil` until there are `period`.
  @inlinable
  @inline(__always)
  mutating func update(_ high: Double, _ low: Double) -> SIMD2<Double>? {
    let isClean = high == high && low == low && highMissing | lowMissing == 0
    var ends = SIMD2(high, -low)
    if !isClean {
      // Never asked for: while it is in the window the answer is NaN. (The state stays one that can be written down.)
      ends = SIMD2(high == high ? high : -.greatestFiniteMagnitude, low == low ? -low : -.greatestFiniteMagnitude)
      highMissing = high == high ? max(0, highMissing &- 1) : period
      lowMissing = low == low ? max(0, lowMissing &- 1) : period
    }
    let (place, wasFull, period) = (position, isFull, period)
    let now = SIMD2(repeating: Double(place))
    let single = Spots(ends: ends, places: now)
    var room = slots.mutableSpan
    room.put(single, at: place)
    let isLast = place &+ 1 == period
    if isLast { room.withRows(0..<period) { lookThroughTails(&$0) } }
    let tail = room.at(isLast ? 0 : place &+ 1)
    let newHead = place == 0 ? single : head.followed(by: single)
    (head, position) = (newHead, isLast ? 0 : place &+ 1)
    if isLast { isFull = true }
    guard wasFull || isLast else { return nil }
    // The tail of a block that has just ended is all of it, and so is the head.
    let ages = choose(
      now - newHead.places, where: newHead.ends, isAtLeast: tail.ends,
      otherwise: now - tail.places + SIMD2(repeating: isLast ? 0 : Double(period)))
    return isClean ? ages : SIMD2(highMissing > 0 ? .nan : ages.x, lowMissing > 0 ? .nan : ages.y)
  }
}

extension PlaceWindow: Codable {
  enum CodingKeys: CodingKey { case period, slots, position, isFull, head, highMissing, lowMissing }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(1...ParameterDeclaration.longestPeriod + 1 ~= period, "a window of \(period) rows")
    self.init(period)
    let known = try state.decode([Spots].self, forKey: .slots)
    position = try state.decode(Int.self, forKey: .position)
    isFull = try state.decode(Bool.self, forKey: .isFull)
    head = try state.decode(Spots.self, forKey: .head)
    highMissing = try state.decode(Int.self, forKey: .highMissing)
    lowMissing = try state.decode(Int.self, forKey: .lowMissing)
    try decoder.check(
      0..<period ~= position && known.count == (isFull ? period : position) && 0...period ~= highMissing && 0...period ~= lowMissing,
      "\(known.count) of \(period) rows, the next at \(position)")
    slots.replaceSubrange(..<known.count, with: known)
  }

  @usableFromInline
  func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(period, forKey: .period)
    try state.encode(Array(slots.prefix(isFull ? period : position)), forKey: .slots)
    try state.encode(position, forKey: .position)
    try state.encode(isFull, forKey: .isFull)
    try state.encode(head, forKey: .head)
    try state.encode(highMissing, forKey: .highMissing)
    try state.encode(lowMissing, forKey: .lowMissing)
  }
}

/// Replaces the rows of a block by the greatest of its tails.
@inlinable
@inline(never)
func lookThroughTails(_ slots: inout MutableSpan<PlaceWindow.Spots>) {
  var tail = slots.at(slots.count &- 1)
  for index in stride(from: slots.count &- 2, through: 0, by: -1) {
    tail = slots.at(index).followed(by: tail)
    slots.put(tail, at: index)
  }
}
