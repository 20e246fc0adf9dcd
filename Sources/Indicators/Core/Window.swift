/// What is known of a stretch of inputs, such as their sum, and can be told of two neighbouring stretches together from what is known of each.
public protocol StretchSummary: Sendable, Codable, Equatable {
  /// What it summarises.
  associatedtype Input
  /// The summary of a single input.
  init(_ input: Input)
  /// The summary of this stretch followed by `later`.
  func followed(by later: Self) -> Self
}

/// Windows of at most so many inputs are joined anew at every step, the oldest input first: to keep what is known of their parts would take as much.
@inlinable
@inline(__always)
var longestJoinedWindow: Int { 5 }

/// The summary of the last `period` inputs, in two merges a step whatever the period.
///
/// Nothing is ever subtracted. The inputs lie in blocks of `period`; the window is the tail of the last block and the head of the
/// current one. Tails are summarised backwards once per block, the head grows forwards. So there is no error that grows with the length of the
/// series, and a NaN or a spike is forgotten in the very step in which it leaves the window. (The block idea is that of van Herk 1992 and Gil
/// & Werman 1993 for extremes.) The kernels over whole series merge in the same order, so that they give the same bits.
public struct Window<Summary: StretchSummary>: Sendable, Codable, Equatable {
  /// How many inputs it holds.
  public let period: Int
  /// Before `position`: the single inputs of the current block. From there on: summaries of the last block's tails. In windows that are joined anew
  /// single inputs alone, the oldest at `position` once there are enough.
  @usableFromInline var slots: [Summary]
  @usableFromInline var position = 0
  @usableFromInline var isFull = false
  @usableFromInline var head: Summary?

  /// An empty window for so many inputs, at least 1.
  @inlinable
  public init(_ period: Int) {
    precondition(period >= 1, "a window holds at least one input")
    self.period = period
    slots = []
    slots.reserveCapacity(period)
  }

  /// Whether it was handed nothing yet.
  @inlinable
  var isEmpty: Bool { slots.isEmpty }

  /// How many inputs it holds by now.
  @inlinable
  var seen: Int { isFull ? period : position }

  /// How many inputs it takes without an answer from here on.
  @inlinable
  var inputsToCome: Int { isFull ? 0 : period - 1 - position }

  /// Takes the next input and summarises the last `period`; `nil` until there are as many.
  @inlinable
  @inline(__always)
  public mutating func update(_ input: Summary.Input) -> Summary? {
    let single = Summary(input)
    guard isFull, period > longestJoinedWindow else { return period > longestJoinedWindow ? fill(single) : join(single) }
    // Written before the head grows: to write, the runtime is asked whether the slots are shared, and a head on its way from one step to the next
    // would be put away for that call and fetched again (SMA: 5.2 ns a step instead of 3.0).
    slots[position] = single
    let newHead = head?.followed(by: single) ?? single
    position &+= 1
    guard position < period else {
      summariseTails(&slots)
      (position, head) = (0, nil)
      return newHead
    }
    head = newHead
    return slots[position].followed(by: newHead)
  }

  /// Takes one of the first `period` inputs.
  @inlinable
  @inline(never)
  mutating func fill(_ single: Summary) -> Summary? {
    slots.append(single)
    position &+= 1
    let newHead = head?.followed(by: single) ?? single
    head = newHead
    guard position == period else { return nil }
    summariseTails(&slots)
    (position, head, isFull) = (0, nil, true)
    return newHead
  }

  /// Takes the next single input and joins all of the window.
  @inlinable
  @inline(__always)
  mutating func join(_ single: Summary) -> Summary? {
    if isFull { slots[position] = single } else { slots.append(single) }
    position &+= 1
    if position == period { (position, isFull) = (0, true) }
    guard isFull else { return nil }
    let singles = slots.span
    var place = position
    var joined = singles.at(place)
    for _ in 1..<period {
      place = place &+ 1 == period ? 0 : place &+ 1
      joined = joined.followed(by: singles.at(place))
    }
    return joined
  }
}

extension Window {
  /// The window whose state was written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(1...ParameterDeclaration.longestPeriod + 1 ~= period, "a window of \(period) inputs")
    self.init(period)
    slots += try state.decode([Summary].self, forKey: .slots)
    position = try state.decode(Int.self, forKey: .position)
    isFull = try state.decode(Bool.self, forKey: .isFull)
    head = try state.decodeIfPresent(Summary.self, forKey: .head)
    let isHeadless = position == 0 || period <= longestJoinedWindow
    try decoder.check(
      0..<period ~= position && slots.count == seen && (head == nil) == isHeadless,
      "\(slots.count) of \(period) inputs, the next at \(position), \(head == nil ? "no" : "a") sum of the block")
  }
}

/// Replaces the single inputs of a block by what is known of its tails. Not a function of the window: what is lent to a function that is called lives
/// in memory, and of the window that is then only the slots.
@inlinable
@inline(never)
func summariseTails<Summary: StretchSummary>(_ slots: inout [Summary]) {
  var tails = slots.mutableSpan
  var tail = tails.at(tails.count &- 1)
  for index in stride(from: tails.count &- 2, through: 0, by: -1) {
    tail = tails.at(index).followed(by: tail)
    tails.put(tail, at: index)
  }
}
