/// The moments of the last `window` values of a stream, exact for ever.
///
///     var rolling = RollingMoments(window: 3)
///     rolling.update(1)                // nil: still warming up
///     rolling.update(2)                // nil
///     rolling.update(6)?.mean          // 3
///
/// It never subtracts a value that leaves, which is how running sums rot: the window is the end of one block of values and the
/// beginning of the next, and the two are merged. So there is no drift after a billion updates, no harm in a large offset, and a NaN
/// or a spike is forgotten the moment it leaves the window.
///
/// An update is O(1) on average; every `window`-th update prepares the next block, which is O(window).
public struct RollingMoments: Sendable {
  /// How many values the window holds.
  public let window: Int
  /// The values of the block that is being filled.
  private var block: [Double]
  private var filled = 0
  /// The moments of that block so far.
  private var head = Moments()
  /// `tails[j]`: the moments of the previous block from its value j on.
  private var tails: [Moments]
  private var isWarm = false

  /// An empty window.
  ///
  /// - Parameter window: 1 or more.
  public init(window: Int) {
    precondition(window >= 1, "RollingMoments: the window is \(window); it must be 1 or more.")
    self.window = window
    block = Array(repeating: 0, count: window)
    tails = Array(repeating: Moments(), count: window)
  }

  /// How many values come before the first result.
  public var warmUp: Int { window - 1 }

  /// Takes in one value; gives the moments of the window, or `nil` while it is not yet full.
  public mutating func update(_ value: Double) -> Moments? {
    block[filled] = value
    filled += 1
    head.add(value)
    if filled < window {
      if !isWarm { return nil }
      var result = tails[filled]
      result.merge(head)
      return result
    }
    let result = head
    turnOver()
    return result
  }

  private mutating func turnOver() {
    var tail = Moments()
    for index in block.indices.reversed() {
      tail.add(block[index])
      tails[index] = tail
    }
    head = Moments()
    filled = 0
    isWarm = true
  }
}
