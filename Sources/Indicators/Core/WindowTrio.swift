/// Three windows whose slots lie in one array, for indicators that are made of several: see ``WindowCursor``. Of two, the third holds a single slot.
@usableFromInline
struct WindowTrio<Summary: StretchSummary>: Sendable, Equatable {
  @usableFromInline var slots: [Summary]
  @usableFromInline var first: WindowCursor<Summary>
  @usableFromInline var second: WindowCursor<Summary>
  @usableFromInline var third: WindowCursor<Summary>

  @inlinable
  init(_ first: Int, _ second: Int, _ third: Int = 1) {
    self.first = WindowCursor(first)
    self.second = WindowCursor(second, at: self.first.end)
    self.third = WindowCursor(third, at: self.second.end)
    slots = [Summary](repeating: .blank, count: self.third.end)
  }

  /// Lends all windows and their slots to a step.
  @inlinable
  @inline(__always)
  mutating func step<Answer>(
    _ body: (
      inout MutableSpan<Summary>, inout WindowCursor<Summary>, inout WindowCursor<Summary>, inout WindowCursor<Summary>
    ) -> Answer
  ) -> Answer {
    Self.lend(&slots, &first, &second, &third, body)
  }

  @inlinable
  @inline(__always)
  static func lend<Answer>(
    _ slots: inout [Summary], _ first: inout WindowCursor<Summary>, _ second: inout WindowCursor<Summary>,
    _ third: inout WindowCursor<Summary>,
    _ body: (
      inout MutableSpan<Summary>, inout WindowCursor<Summary>, inout WindowCursor<Summary>, inout WindowCursor<Summary>
    ) -> Answer
  ) -> Answer {
    var room = slots.mutableSpan
    return body(&room, &first, &second, &third)
  }
}

extension WindowTrio: Codable {
  enum CodingKeys: CodingKey { case slots, first, second, third }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    slots = try state.decode([Summary].self, forKey: .slots)
    first = try state.decode(WindowCursor<Summary>.self, forKey: .first)
    second = try state.decode(WindowCursor<Summary>.self, forKey: .second)
    third = try state.decode(WindowCursor<Summary>.self, forKey: .third)
    for window in [first, second, third] { try window.check(decoder, in: slots.count) }
    try decoder.check(
      first.start == 0 && second.start == first.end && third.start == second.end && slots.count == third.end,
      "windows of \(first.period), \(second.period) and \(third.period) inputs in \(slots.count) slots")
  }
}
