/// The greatest or least of the last `period` values, and how long ago it was.
///
/// Works like ``Window``, in blocks: what the tails of the last block held is known from a backward pass, the head of the current one grows. A step
/// chooses twice and never loops over candidates, so that nothing has to be foreseen, and costs the same whatever the period. Among equal values
/// the latest counts. A NaN spoils the answer until it has left the window, and nothing after that.
public struct ExtremumWindow: Sendable, Codable, Equatable {
  /// Which end it looks for.
  public enum Kind: String, Sendable, Codable { case maximum, minimum }

  /// How many values it holds.
  public let period: Int
  /// Which end it looks for.
  public let kind: Kind
  /// Before `position`: the values of the current block. From there on: the greatest of the last block's tails. For the minimum with the sign turned.
  @usableFromInline var slots: [Double] = []
  /// Where in the last block the greatest of each tail lay.
  @usableFromInline var places: [Int] = []
  @usableFromInline var position = 0
  /// The greatest of the current block, and where in it that lies.
  @usableFromInline var best = -Double.greatestFiniteMagnitude
  @usableFromInline var place = 0
  @usableFromInline var step = 0
  @usableFromInline var lastMissing: Int?

  /// An empty window for so many values, at least 1.
  @inlinable
  public init(_ kind: Kind, _ period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.kind = kind
    self.period = period
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
    var value = kind == .maximum ? input : -input
    if value.isNaN {
      lastMissing = step
      // Never asked for: while it is in the window the answer is NaN. (The state stays one that can be written down.)
      value = -.greatestFiniteMagnitude
    }
    let isFilling = step < period
    step &+= 1
    let isBest = value >= best || position == 0
    best = isBest ? value : best
    place = isBest ? position : place
    if isFilling {
      slots.append(value)
      places.append(0)
    } else {
      let place = position
      var values = slots.mutableSpan
      values.put(value, at: place)
    }
    position &+= 1
    if position == period { return closeBlock() }
    guard !isFilling else { return nil }
    if let lastMissing, lastMissing >= step &- period { return Extremum(value: .nan, age: 0) }
    let tail = slots.span.at(position)
    let isInHead = best >= tail
    let greatest = isInHead ? best : tail
    let from = isInHead ? place : places.span.at(position) &- period
    return Extremum(value: kind == .maximum ? greatest : -greatest, age: position &- 1 &- from)
  }

  /// The block is full: its tails are looked through, and it is the window.
  @inlinable
  @inline(never)
  mutating func closeBlock() -> Extremum {
    let result = Extremum(value: kind == .maximum ? best : -best, age: period &- 1 &- place)
    Self.lookThrough(&slots, &places)
    position = 0
    if let lastMissing, lastMissing >= step &- period { return Extremum(value: .nan, age: 0) }
    return result
  }

  @inlinable
  @inline(__always)
  static func lookThrough(_ slots: inout [Double], _ places: inout [Int]) {
    let period = slots.count
    var values = slots.mutableSpan
    var latest = places.mutableSpan
    var (greatest, from) = (values.at(period &- 1), period &- 1)
    latest.put(from, at: from)
    for offset in stride(from: period &- 2, through: 0, by: -1) {
      let value = values.at(offset)
      let isBetter = value > greatest
      greatest = isBetter ? value : greatest
      from = isBetter ? offset : from
      values.put(greatest, at: offset)
      latest.put(from, at: offset)
    }
  }
}
