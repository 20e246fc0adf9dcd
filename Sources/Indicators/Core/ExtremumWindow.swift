/// The greatest or least of the last `period` values, and how long ago it was.
///
/// Works like ``Window``, in blocks: what the tails of the last block held is known from a backward pass, the head of the current one grows. A step
/// chooses twice and never loops over candidates, so that nothing has to be foreseen, and costs the same whatever the period. Among equal values
/// the latest counts. A NaN spoils the answer until it has left the window, and nothing after that.
public struct ExtremumWindow: Sendable, Equatable {
  /// Which end it looks for.
  public enum Kind: String, Sendable, Codable { case maximum, minimum }

  /// How many values it holds.
  public let period: Int
  /// Which end it looks for.
  public let kind: Kind
  /// Before `position`: the values of the current block. From there on: the greatest of the last block's tails. For the minimum with the sign turned.
  @usableFromInline var slots: [Spot]
  @usableFromInline var position = 0
  /// The greatest of the current block, and where in it that lies.
  @usableFromInline var best = -Double.greatestFiniteMagnitude
  @usableFromInline var place = 0
  @usableFromInline var step = 0
  @usableFromInline var lastMissing: Int?

  /// An empty window for so many values, at least 1.
  @inlinable
  public init(_ kind: Kind, _ period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.kind = kind
    self.period = period
    // All there from the beginning, as in ``Window``.
    slots = [Spot](repeating: Spot(value: 0, place: 0), count: period)
  }

  /// A value, and where in its block it lies: written at once, into one array.
  @usableFromInline
  struct Spot: Sendable, Equatable {
    @usableFromInline let value: Double
    @usableFromInline let place: Int

    @inlinable
    init(value: Double, place: Int) {
      self.value = value
      self.place = place
    }
  }

  /// The extremum, and how many steps ago it came.
  public struct Extremum: Sendable, Hashable {
    /// The greatest or least value; NaN while a missing value is in the window.
    public let value: Double
    /// How many steps ago it came, 0 for the value just taken.
    public let age: Int

    @inlinable
    init(value: Double, age: Int) {
      self.value = value
      self.age = age
    }
  }

  /// Takes the next value; `nil` until there are `period`.
  @inlinable
  @inline(__always)
  public mutating func update(_ input: Double) -> Extremum? {
    var value = kind == .maximum ? input : -input
    if value.isNaN {
      lastMissing = step
      // Never asked for: while it is in the window the answer is NaN. (The state stays one that can be written down.)
      value = -.greatestFiniteMagnitude
    }
    let (now, wasFull, period) = (position, step >= period, period)
    // The greatest of the current block with one value more: chosen so that nothing has to be foreseen.
    let known = now == 0 ? value : best
    let newPlace = known > value ? place : now
    let newBest = known > value ? known : value
    let isLast = now &+ 1 == period
    var room = slots.mutableSpan
    room.put(Spot(value: value, place: now), at: now)
    if isLast { room.withRows(0..<period) { lookThroughTails(&$0) } }
    // Both are read before one is chosen: what is read only if it is chosen takes a branch, which cannot be foreseen.
    let tail = room.at(isLast ? 0 : now &+ 1)
    (best, place, step) = (newBest, newPlace, step &+ 1)
    position = isLast ? 0 : now &+ 1
    guard !isLast else { return answer(newBest, age: now &- newPlace) }
    guard wasFull else { return nil }
    let isInHead = newBest >= tail.value
    return answer(isInHead ? newBest : tail.value, age: isInHead ? now &- newPlace : now &+ period &- tail.place)
  }

  @inlinable
  @inline(__always)
  func answer(_ greatest: Double, age: Int) -> Extremum {
    if let lastMissing, lastMissing >= step &- period { return Extremum(value: .nan, age: 0) }
    return Extremum(value: kind == .maximum ? greatest : -greatest, age: age)
  }
}

extension ExtremumWindow: Codable {
  enum CodingKeys: CodingKey { case period, kind, slots, places, position, best, place, step, lastMissing }

  /// The window whose state was written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(1...ParameterDeclaration.longestPeriod + 1 ~= period, "a window of \(period) values")
    self.init(try state.decode(Kind.self, forKey: .kind), period)
    let values = try state.decode([Double].self, forKey: .slots)
    let places = try state.decode([Int].self, forKey: .places)
    position = try state.decode(Int.self, forKey: .position)
    best = try state.decode(Double.self, forKey: .best)
    place = try state.decode(Int.self, forKey: .place)
    step = try state.decode(Int.self, forKey: .step)
    lastMissing = try state.decodeIfPresent(Int.self, forKey: .lastMissing)
    try decoder.check(
      step >= 0 && position == step % period && values.count == min(step, period) && places.count == values.count
        && places.allSatisfy { 0..<period ~= $0 } && 0..<period ~= place && (lastMissing ?? -1) < step,
      "\(values.count) values and \(places.count) places of \(period), the next at \(position), after \(step) values")
    slots.replaceSubrange(..<values.count, with: zip(values, places).map { Spot(value: $0, place: $1) })
  }

  /// Writes the state down.
  public func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(period, forKey: .period)
    try state.encode(kind, forKey: .kind)
    let known = slots.prefix(step)
    try state.encode(known.map(\.value), forKey: .slots)
    try state.encode(known.map(\.place), forKey: .places)
    try state.encode(position, forKey: .position)
    try state.encode(best, forKey: .best)
    try state.encode(place, forKey: .place)
    try state.encode(step, forKey: .step)
    try state.encodeIfPresent(lastMissing, forKey: .lastMissing)
  }
}

/// Replaces the values of a block by the greatest of its tails, and says where in the block that lies.
@inlinable
@inline(never)
func lookThroughTails(_ slots: inout MutableSpan<ExtremumWindow.Spot>) {
  var greatest = slots.at(slots.count &- 1)
  for offset in stride(from: slots.count &- 2, through: 0, by: -1) {
    let spot = slots.at(offset)
    let isBetter = spot.value > greatest.value
    greatest = ExtremumWindow.Spot(value: isBetter ? spot.value : greatest.value, place: isBetter ? offset : greatest.place)
    slots.put(greatest, at: offset)
  }
}
