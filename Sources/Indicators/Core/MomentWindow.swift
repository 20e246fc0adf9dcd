/// Mean and squared deviations of the last `period` values, in a handful of additions a step whatever the period.
///
/// Works like ``Window``: nothing is ever subtracted from a sum. Values are summed as distances from a value that lies in the window itself, the
/// first one of its block, so that a large offset costs no digits (the shifted sums of Chan, Golub & LeVeque 1983) and neither a NaN
/// nor a spike is remembered once it has left. The kernels over whole series add in the same order, so that they give the same bits.
public struct MomentWindow: Sendable, Equatable {
  /// One over the period. Here, where no number that changes lies beside it: two that are read as a pair must have been written as one.
  @usableFromInline let share: Double
  /// How many values it holds.
  public let period: Int
  /// Before `position`: the values of the current block, in `sum`. From there on: what is known of the last block's tails, or its values as long as the
  /// current block has no first one. In windows that are joined anew values alone, the oldest at `position` once there are enough, and all of them once more.
  @usableFromInline var slots: [WindowMoments]
  @usableFromInline var position = 0
  @usableFromInline var isFull = false
  @usableFromInline var head: WindowMoments

  /// An empty window for so many values, at least 1.
  @inlinable
  public init(_ period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.period = period
    share = 1 / Double(period)
    // All there from the beginning, as in ``Window``.
    slots = [WindowMoments](repeating: WindowMoments(shift: 0, sum: 0, squares: 0), count: WindowCursor<StretchSum>.room(period))
    head = WindowMoments(shift: 0, sum: 0, squares: 0)
  }

  /// Whether it was handed nothing yet.
  @inlinable
  var isEmpty: Bool { position == 0 && !isFull }

  /// How many inputs it takes without an answer from here on.
  @inlinable
  var inputsToCome: Int { isFull ? 0 : period - 1 - position }

  /// Takes the next value; `nil` until there are `period`.
  @inlinable
  @inline(__always)
  public mutating func update(_ value: Double) -> WindowMoments? {
    let raw = WindowMoments(shift: 0, sum: value, squares: 0)
    guard period > longestJoinedWindow else { return join(raw) }
    let (place, wasFull, period) = (position, isFull, period)
    let first = place == 0 ? WindowMoments(shift: value, sum: 0, squares: 0) : head
    var room = slots.mutableSpan
    if place == 0, wasFull { room.withRows(0..<period) { measureTails(&$0, from: first) } }
    room.put(raw, at: place)
    let next = place &+ 1 == period ? 0 : place &+ 1
    let tail = room.at(next)
    let newHead = first.adding(value)
    (head, position) = (newHead, next)
    guard next > 0 else {
      isFull = true
      return newHead
    }
    return wasFull ? tail.adding(newHead) : nil
  }

  /// Takes the next value and sums all of the window.
  @inlinable
  @inline(__always)
  mutating func join(_ raw: WindowMoments) -> WindowMoments? {
    let (place, period) = (position, period)
    let next = place &+ 1 == period ? 0 : place &+ 1
    if next == 0 { isFull = true }
    position = next
    let isFull = isFull
    var values = slots.mutableSpan
    values.put(raw, at: place)
    values.put(raw, at: place &+ period)
    guard isFull else { return nil }
    // A width that is known here makes no loop.
    return period == longestJoinedWindow ? Self.join(longestJoinedWindow, values, next) : Self.join(period, values, next)
  }

  @inlinable
  @inline(__always)
  static func join(_ width: Int, _ values: borrowing MutableSpan<WindowMoments>, _ oldest: Int) -> WindowMoments {
    var joined = WindowMoments(shift: values.at(oldest).sum, sum: 0, squares: 0)
    for offset in 0..<width { joined = joined.adding(values.at(oldest &+ offset).sum) }
    return joined
  }

  /// Goes through a whole series: what ``update(_:)`` does, without asking at every row where in its block it is.
  ///
  /// - Parameters:
  ///   - range: the rows.
  ///   - value: the value of a row.
  ///   - emit: takes a row and what is known of the window that ends there; not called while there are fewer than `period` values.
  @inlinable
  @inline(__always)
  mutating func sweep(_ range: Range<Int>, _ value: (Int) -> Double, _ emit: (Int, WindowMoments) -> Void) {
    let period = period
    var row = range.lowerBound
    while row < range.upperBound, position > 0 || !isFull || period <= longestJoinedWindow {
      if let moments = update(value(row)) { emit(row, moments) }
      row &+= 1
    }
    while range.upperBound &- row >= period {
      head = WindowMoments(shift: value(row), sum: 0, squares: 0)
      var running = head
      var tails = slots.mutableSpan
      measureTails(&tails, from: running)
      for offset in 0..<period {
        let next = value(row &+ offset)
        running = running.adding(next)
        emit(row &+ offset, offset &+ 1 == period ? running : tails.at(offset &+ 1).adding(running))
        tails.put(WindowMoments(shift: 0, sum: next, squares: 0), at: offset)
      }
      head = running
      row &+= period
    }
    while row < range.upperBound {
      if let moments = update(value(row)) { emit(row, moments) }
      row &+= 1
    }
  }
}

extension MomentWindow: Codable {
  enum CodingKeys: CodingKey { case period, slots, position, isFull, head }

  /// The window whose state was written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(1...ParameterDeclaration.longestPeriod ~= period, "a window of \(period) values")
    self.init(period)
    let known = try state.decode([WindowMoments].self, forKey: .slots)
    position = try state.decode(Int.self, forKey: .position)
    isFull = try state.decode(Bool.self, forKey: .isFull)
    head = try state.decode(WindowMoments.self, forKey: .head)
    try decoder.check(
      0..<period ~= position && known.count == (isFull ? period : position),
      "\(known.count) of \(period) values, the next at \(position)")
    for (place, moments) in known.enumerated() {
      slots[place] = moments
      if period <= longestJoinedWindow { slots[place + period] = moments }
    }
  }

  /// Writes the state down.
  public func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(period, forKey: .period)
    try state.encode(Array(slots.prefix(isFull ? period : position)), forKey: .slots)
    try state.encode(position, forKey: .position)
    try state.encode(isFull, forKey: .isFull)
    try state.encode(head, forKey: .head)
  }
}

/// A block has begun: the tails of the one before, whose values are known, are measured from its first value.
@inlinable
@inline(never)
func measureTails(_ tails: inout MutableSpan<WindowMoments>, from head: WindowMoments) {
  var tail = head
  for index in stride(from: tails.count &- 1, through: 1, by: -1) {
    tail = tail.adding(tails.at(index).sum)
    tails.put(tail, at: index)
  }
}

/// The sums of distances, and of their squares, of some values from one value.
public struct WindowMoments: Sendable, Codable, Hashable {
  /// What the distances are measured from.
  public let shift: Double
  /// The sum of the distances.
  public let sum: Double
  /// The sum of their squares.
  public let squares: Double

  @inlinable
  init(shift: Double, sum: Double, squares: Double) {
    self.shift = shift
    self.sum = sum
    self.squares = squares
  }

  /// One value more.
  @inlinable
  @inline(__always)
  func adding(_ value: Double) -> WindowMoments {
    let distance = value - shift
    return WindowMoments(shift: shift, sum: sum + distance, squares: squares + distance * distance)
  }

  /// More values, measured from the same value.
  @inlinable
  @inline(__always)
  func adding(_ other: WindowMoments) -> WindowMoments {
    WindowMoments(shift: other.shift, sum: sum + other.sum, squares: squares + other.squares)
  }

  /// The mean of so many values.
  @inlinable
  public func mean(of count: Double) -> Double { mean(share: 1 / count) }

  /// The same from one over the count.
  @inlinable
  @inline(__always)
  func mean(share: Double) -> Double { shift + sum * share }

  /// The variance of so many values, dividing by their count; never negative.
  @inlinable
  public func variance(of count: Double) -> Double { variance(share: 1 / count) }

  /// The same from one over the count.
  @inlinable
  @inline(__always)
  func variance(share: Double) -> Double {
    let average = sum * share
    let variance = squares * share - average * average
    // Written so that a NaN stays one.
    return variance < 0 ? 0 : variance
  }
}
