/// What is known of a stretch of inputs, such as their sum, and can be told of two neighbouring stretches together from what is known of each.
public protocol StretchSummary: Sendable, Codable, Equatable {
  /// What it summarises.
  associatedtype Input
  /// The summary of a single input.
  init(_ input: Input)
  /// The summary of this stretch followed by `later`.
  func followed(by later: Self) -> Self
  /// What stands in slots that hold nothing yet: any summary of numbers that are not missing.
  static var blank: Self { get }
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
public struct Window<Summary: StretchSummary>: Sendable, Equatable {
  /// Before `position`: the single inputs of the current block. From there on: summaries of the last block's tails. In windows that are joined anew
  /// single inputs alone, the oldest at `position` once there are enough, and all of them once more.
  @usableFromInline var slots: [Summary]
  @usableFromInline var cursor: WindowCursor<Summary>

  /// An empty window for so many inputs, at least 1.
  @inlinable
  public init(_ period: Int) {
    cursor = WindowCursor(period)
    // All there from the beginning, so that no step allocates: not even those of a copy, whose first one copies all of them at once.
    slots = [Summary](repeating: .blank, count: cursor.end)
  }

  /// How many inputs it holds.
  @inlinable
  public var period: Int { cursor.period }

  /// Whether it was handed nothing yet.
  @inlinable
  var isEmpty: Bool { cursor.isEmpty }

  /// How many inputs it takes without an answer from here on.
  @inlinable
  var inputsToCome: Int { cursor.inputsToCome }

  /// Takes the next input and summarises the last `period`; `nil` until there are as many.
  @inlinable
  @inline(__always)
  public mutating func update(_ input: Summary.Input) -> Summary? {
    cursor.update(Summary(input), in: &slots)
  }
}

extension Window: Codable {
  enum CodingKeys: CodingKey { case period, slots, position, isFull, head }

  /// The window whose state was written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(1...ParameterDeclaration.longestPeriod + 1 ~= period, "a window of \(period) inputs")
    self.init(period)
    let known = try state.decode([Summary].self, forKey: .slots)
    cursor.position = try state.decode(Int.self, forKey: .position)
    cursor.isFull = try state.decode(Bool.self, forKey: .isFull)
    let head = try state.decodeIfPresent(Summary.self, forKey: .head)
    cursor.head = head ?? .blank
    try cursor.check(decoder, in: slots.count)
    try decoder.check(
      known.count == cursor.seen && (head == nil) == cursor.isHeadless,
      "\(known.count) of \(period) inputs, the next at \(cursor.position), \(head == nil ? "no" : "a") sum of the block")
    for (place, summary) in known.enumerated() {
      slots[place] = summary
      if period <= longestJoinedWindow { slots[place + period] = summary }
    }
  }

  /// Writes the state down.
  public func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(period, forKey: .period)
    try state.encode(Array(slots.prefix(cursor.seen)), forKey: .slots)
    try state.encode(cursor.position, forKey: .position)
    try state.encode(cursor.isFull, forKey: .isFull)
    if !cursor.isHeadless { try state.encode(cursor.head, forKey: .head) }
  }
}
