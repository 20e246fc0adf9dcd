/// The greatest or least of the last `period` values, and how long ago it was.
///
/// Works like ``Window``, in blocks: what the tails of the last block held is known from a backward pass, the head of the current one grows. A step
/// chooses twice and never loops over candidates, so that nothing has to be foreseen, and costs the same whatever the period. Among equal values
/// the latest counts. A NaN spoils the answer until it has left the window, and nothing after that.
public struct ExtremumWindow: Sendable, Codable, Equatable {
  /// Which end it looks for.
  public enum Kind: String, Sendable, Codable { case maximum, minimum }

  /// How many values it holds.
  public let period: Int
  /// Which end it looks for.
  public let kind: Kind
  /// Before `position`: the values of the current block. From there on: the greatest of the last block's tails. For the minimum with the sign turned.
  @usableFromInline var slots: [Double] = []
  /// Where in the last block the greatest of each tail lay.
  @usableFromInline var places: [Int] = []
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
    slots.reserveCapacity(period)
    places.reserveCapacity(period)
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
    guard step >= period else { return fill(value) }
    step &+= 1
    // Written before the head grows, as in ``Window``.
    slots[position] = value
    take(value)
    guard position < period else {
      lookThroughTails(&slots, &places)
      position = 0
      return answer(best, from: place &- period)
    }
    // Both are read before one is chosen: what is read only if it is chosen takes a branch, which cannot be foreseen.
    let (tail, tailPlace) = (slots[position], places[position] &- period)
    let isInHead = best >= tail
    return answer(isInHead ? best : tail, from: isInHead ? place : tailPlace)
  }

  /// The greatest of the current block with one value more: chosen so that nothing has to be foreseen.
  @inlinable
  @inline(__always)
  mutating func take(_ value: Double) {
    let known = position == 0 ? value : best
    place = known > value ? place : position
    best = known > value ? known : value
    position &+= 1
  }

  @inlinable
  @inline(__always)
  func answer(_ greatest: Double, from: Int) -> Extremum {
    if let lastMissing, lastMissing >= step &- period { return Extremum(value: .nan, age: 0) }
    return Extremum(value: kind == .maximum ? greatest : -greatest, age: position &- 1 &- from)
  }

  /// Takes one of the first `period` values.
  @inlinable
  @inline(never)
  mutating func fill(_ value: Double) -> Extremum? {
    step &+= 1
    slots.append(value)
    places.append(0)
    take(value)
    guard position == period else { return nil }
    lookThroughTails(&slots, &places)
    position = 0
    return answer(best, from: place &- period)
  }
}

extension ExtremumWindow {
  /// The window whose state was written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(1...ParameterDeclaration.longestPeriod + 1 ~= period, "a window of \(period) values")
    self.init(try state.decode(Kind.self, forKey: .kind), period)
    slots += try state.decode([Double].self, forKey: .slots)
    places += try state.decode([Int].self, forKey: .places)
    position = try state.decode(Int.self, forKey: .position)
    best = try state.decode(Double.self, forKey: .best)
    place = try state.decode(Int.self, forKey: .place)
    step = try state.decode(Int.self, forKey: .step)
    lastMissing = try state.decodeIfPresent(Int.self, forKey: .lastMissing)
    try decoder.check(
      step >= 0 && position == step % period && slots.count == min(step, period) && places.count == slots.count
        && places.allSatisfy { 0..<period ~= $0 } && 0..<period ~= place && (lastMissing ?? -1) < step,
      "\(slots.count) values and \(places.count) places of \(period), the next at \(position), after \(step) values")
  }
}

/// Replaces the values of a block by the greatest of its tails, and says where in the block that lies.
@inlinable
@inline(never)
func lookThroughTails(_ slots: inout [Double], _ places: inout [Int]) {
  let period = slots.count
  var values = slots.mutableSpan
  var latest = places.mutableSpan
  var (greatest, from) = (values.at(period &- 1), period &- 1)
  latest.put(from, at: from)
  for offset in stride(from: period &- 2, through: 0, by: -1) {
    let value = values.at(offset)
    let isBetter = value > greatest
    greatest = isBetter ? value : greatest
    from = isBetter ? offset : from
    values.put(greatest, at: offset)
    latest.put(from, at: offset)
  }
}
