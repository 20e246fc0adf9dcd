/// Gives back what it was handed so many steps ago.
@usableFromInline
struct Delay: Codable, Equatable, Sendable {
  /// How many steps ago.
  @usableFromInline let length: Int
  @usableFromInline var values: [Double] = []
  @usableFromInline var position = 0

  init(_ length: Int) {
    self.length = length
    values.reserveCapacity(length)
  }

  /// Whether it was handed nothing yet.
  @inlinable var isEmpty: Bool { values.isEmpty }

  /// Takes the next value and gives back the one `length` steps before it; `nil` until there is one.
  @inlinable
  @inline(__always)
  mutating func update(_ value: Double) -> Double? {
    guard values.count == length, length > 0 else { return fill(value) }
    let past = values[position]
    values[position] = value
    let next = position &+ 1
    position = next == length ? 0 : next
    return past
  }

  /// Takes one of the first values; without a delay gives it back.
  @inlinable
  @inline(never)
  mutating func fill(_ value: Double) -> Double? {
    guard length > 0 else { return value }
    values.append(value)
    return nil
  }
}
