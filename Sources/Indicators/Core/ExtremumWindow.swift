/// The greatest or least of the last `period` values, and how long ago it was.
///
/// Keeps only the values that can still become the answer, in order, so that a step costs the same whatever the period. Among equal values the latest
/// counts. A NaN spoils the answer until it has left the window, and nothing after that.
public struct ExtremumWindow: Sendable, Codable, Equatable {
  /// Which end it looks for.
  public enum Kind: String, Sendable, Codable { case maximum, minimum }

  /// How many values it holds.
  public let period: Int
  /// Which end it looks for.
  public let kind: Kind
  /// A ring of candidates, each better than all after it; for the minimum with the sign turned.
  @usableFromInline var candidates: [Double]
  /// The steps at which the candidates came.
  @usableFromInline var steps: [Int]
  @usableFromInline var first = 0
  @usableFromInline var count = 0
  @usableFromInline var step = 0
  @usableFromInline var lastMissing: Int?

  /// An empty window for so many values, at least 1.
  @inlinable
  public init(_ kind: Kind, _ period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.kind = kind
    self.period = period
    candidates = []
    steps = []
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
  public mutating func update(_ input: Double) -> Extremum? {
    let value = kind == .maximum ? input : -input
    if value.isNaN {
      lastMissing = step
    } else {
      while count > 0, candidates[slot(count - 1)] <= value { count -= 1 }
      let end = slot(count)
      if end == candidates.count {
        candidates.append(value)
        steps.append(step)
      } else {
        candidates[end] = value
        steps[end] = step
      }
      count += 1
    }
    if count > 0, steps[first] <= step - period {
      first = slot(1)
      count -= 1
    }
    step += 1
    guard step >= period else { return nil }
    if let lastMissing, lastMissing > step - 1 - period { return Extremum(value: .nan, age: 0) }
    let best = candidates[first]
    return Extremum(value: kind == .maximum ? best : -best, age: step - 1 - steps[first])
  }

  /// The ring's slot so many places after the first; the ring grows to one more than the period, which a full window needs for a moment.
  @inlinable
  func slot(_ offset: Int) -> Int {
    let index = first + offset
    return index > period ? index - period - 1 : index
  }
}
