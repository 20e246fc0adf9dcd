/// A window whose slots lie in an array that it does not own, so that several windows can share one.
///
/// To write into an array the runtime is asked whether it is shared, which takes as long as half a step of a window: with one array for three windows it is
/// asked once (ULTOSC: 12.5 ns a step with three).
@usableFromInline
struct WindowCursor<Summary: StretchSummary>: Sendable, Codable, Equatable {
  /// How many inputs the window holds.
  @usableFromInline let period: Int
  /// Where in the array its slots begin.
  @usableFromInline let start: Int
  @usableFromInline var position = 0
  @usableFromInline var isFull = false
  /// What is known of the current block; blank at its beginning, and in windows that are joined anew. (Not an optional: to say at each step whether there is
  /// one takes a store, a load and a branch more.)
  @usableFromInline var head = Summary.blank

  @inlinable
  init(_ period: Int, at start: Int = 0) {
    precondition(period >= 1, "a window holds at least one input")
    self.period = period
    self.start = start
  }

  /// Whether nothing is known of the current block.
  @inlinable
  var isHeadless: Bool { position == 0 || period <= longestJoinedWindow }

  /// How many slots it needs. In windows that are joined anew each input is there twice, a period apart, so that they lie in a row wherever the oldest is.
  @inlinable
  static func room(_ period: Int) -> Int { period > longestJoinedWindow ? period : 2 * period }

  /// Where its slots end.
  @inlinable
  var end: Int { start + Self.room(period) }

  /// Whether it was handed nothing yet.
  @inlinable
  var isEmpty: Bool { position == 0 && !isFull }

  /// How many inputs it holds by now.
  @inlinable
  var seen: Int { isFull ? period : position }

  /// How many inputs it takes without an answer from here on.
  @inlinable
  var inputsToCome: Int { isFull ? 0 : period - 1 - position }

  /// Takes the next single input and summarises the last `period`; `nil` until there are as many.
  @inlinable
  @inline(__always)
  mutating func update(_ single: Summary, in slots: inout [Summary]) -> Summary? {
    var room = slots.mutableSpan
    return update(single, &room)
  }

  /// The same in slots that are lent already.
  @inlinable
  @inline(__always)
  mutating func update(_ single: Summary, _ slots: inout MutableSpan<Summary>) -> Summary? {
    guard period > longestJoinedWindow else { return join(single, &slots) }
    slots.put(single, at: start &+ position)
    let newHead = position == 0 ? single : head.followed(by: single)
    position &+= 1
    guard position < period else {
      slots.withRows(start..<start &+ period) { summariseTails(&$0) }
      (position, head, isFull) = (0, .blank, true)
      return newHead
    }
    head = newHead
    return isFull ? slots.at(start &+ position).followed(by: newHead) : nil
  }

  /// Takes the next single input and joins all of the window.
  @inlinable
  @inline(__always)
  mutating func join(_ single: Summary, _ slots: inout MutableSpan<Summary>) -> Summary? {
    slots.put(single, at: start &+ position)
    slots.put(single, at: start &+ position &+ period)
    position &+= 1
    if position == period { (position, isFull) = (0, true) }
    guard isFull else { return nil }
    let oldest = start &+ position
    // A width that is known here makes no loop.
    return period == longestJoinedWindow ? Self.join(longestJoinedWindow, slots, oldest) : Self.join(period, slots, oldest)
  }

  @inlinable
  @inline(__always)
  static func join(_ width: Int, _ slots: borrowing MutableSpan<Summary>, _ oldest: Int) -> Summary {
    var joined = slots.at(oldest)
    for offset in 1..<width { joined = joined.followed(by: slots.at(oldest &+ offset)) }
    return joined
  }

  /// Refuses a state that cannot be, of slots of which there are so many.
  @usableFromInline
  func check(_ decoder: any Decoder, in count: Int) throws {
    try decoder.check(
      1...ParameterDeclaration.longestPeriod + 1 ~= period && start >= 0 && start <= count - Self.room(period) && 0..<period ~= position,
      "a window of \(period) inputs in \(count) slots from \(start) on, the next at \(position)")
  }
}

/// Replaces the single inputs of a block by what is known of its tails. Not a function of the window: what is lent to a function that is called lives
/// in memory.
@inlinable
@inline(never)
func summariseTails<Summary: StretchSummary>(_ slots: inout MutableSpan<Summary>) {
  var tail = slots.at(slots.count &- 1)
  for index in stride(from: slots.count &- 2, through: 0, by: -1) {
    tail = slots.at(index).followed(by: tail)
    slots.put(tail, at: index)
  }
}
