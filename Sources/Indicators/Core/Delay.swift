/// The value of so many steps ago.
@usableFromInline
struct Delay<Value: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
  /// How many steps.
  @usableFromInline let steps: Int
  @usableFromInline var ring: [Value] = []
  @usableFromInline var position = 0

  /// A delay of so many steps, at least 1.
  @inlinable
  init(_ steps: Int) {
    precondition(steps >= 1, "a delay is at least one step")
    self.steps = steps
  }

  /// Takes the next value and gives back the one of `steps` steps before; `nil` until there is one.
  @inlinable
  mutating func update(_ value: Value) -> Value? {
    guard ring.count == steps else {
      ring.append(value)
      return nil
    }
    let past = ring[position]
    ring[position] = value
    position += 1
    if position == steps { position = 0 }
    return past
  }
}
