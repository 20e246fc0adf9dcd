/// Gives back what it was handed so many steps ago.
@usableFromInline
struct Delay: Equatable, Sendable {
  /// How many steps ago.
  @usableFromInline let length: Int
  /// The last values, all there from the beginning, so that no step allocates.
  @usableFromInline var values: [Double]
  @usableFromInline var position = 0
  /// Whether there is a value for each of the steps.
  @usableFromInline var isFull: Bool

  init(_ length: Int) {
    self.length = length
    values = [Double](repeating: 0, count: length)
    isFull = length == 0
  }

  /// Whether it was handed nothing yet.
  @inlinable var isEmpty: Bool { position == 0 && (!isFull || length == 0) }

  /// Takes the next value and gives back the one `length` steps before it; `nil` until there is one.
  @inlinable
  @inline(__always)
  mutating func update(_ value: Double) -> Double? {
    guard length > 0 else { return value }
    let (place, wasFull) = (position, isFull)
    var room = values.mutableSpan
    let past = room.at(place)
    room.put(value, at: place)
    let next = place &+ 1
    if next == length { isFull = true }
    position = next == length ? 0 : next
    return wasFull ? past : nil
  }

  /// Takes the next value and gives back the ones so many steps and `length` steps before it; `nil` until there are both.
  @inlinable
  @inline(__always)
  mutating func update(_ value: Double, andAfter steps: Int) -> (near: Double, far: Double)? {
    let (place, wasFull, length) = (position, isFull, length)
    var room = values.mutableSpan
    let (near, far) = (room.at(steps > place ? place &- steps &+ length : place &- steps), room.at(place))
    room.put(value, at: place)
    let next = place &+ 1
    if next == length { isFull = true }
    position = next == length ? 0 : next
    return wasFull ? (near, far) : nil
  }
}

extension Delay: Codable {
  enum CodingKeys: CodingKey { case length, values, position }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let length = try state.decode(Int.self, forKey: .length)
    try decoder.check(0...ParameterDeclaration.longestPeriod + 1 ~= length, "a delay of \(length) steps")
    self.init(length)
    let known = try state.decode([Double].self, forKey: .values)
    let oldest = try state.decode(Int.self, forKey: .position)
    isFull = known.count == length
    position = isFull ? oldest : known.count
    try decoder.check(
      known.count <= length && 0..<max(length, 1) ~= oldest && (isFull || oldest == 0),
      "\(known.count) values of a delay of \(length) steps, the oldest at \(oldest)")
    values.replaceSubrange(..<known.count, with: known)
  }

  @usableFromInline
  func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(length, forKey: .length)
    try state.encode(isFull ? values : Array(values.prefix(position)), forKey: .values)
    // The oldest: the first one until all are there.
    try state.encode(isFull ? position : 0, forKey: .position)
  }
}
