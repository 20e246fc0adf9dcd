/// Gives back what it was handed so many steps ago.
@usableFromInline
struct Delay: Codable, Equatable, Sendable {
  /// How many steps ago.
  @usableFromInline let length: Int
  @usableFromInline var values: [Double] = []
  @usableFromInline var position = 0

  init(_ length: Int) { self.length = length }

  /// Whether it was handed nothing yet.
  @inlinable var isEmpty: Bool { values.isEmpty }

  /// Takes the next value and gives back the one `length` steps before it; `nil` until there is one.
  @inlinable
  mutating func update(_ value: Double) -> Double? {
    guard length > 0 else { return value }
    guard values.count == length else {
      values.append(value)
      return nil
    }
    let past = values[position]
    values[position] = value
    position += 1
    if position == length { position = 0 }
    return past
  }
}
