/// The last `period` values in order of size: finds any of them by rank and any number's rank.
///
/// The values lie sorted in runs of about √period, so that a step moves and looks at about as many, without allocating once the window
/// is full. A NaN spoils what is asked until it has left the window.
public struct OrderWindow: Sendable, Codable, Equatable {
  /// How many values it holds.
  public let period: Int
  /// How many NaN are among the values.
  public private(set) var missing = 0
  /// The values by age, the oldest at `position` once there are enough.
  private var ring: [Double] = []
  private var position = 0
  /// The values that are numbers, ascending from run to run and within each.
  private var runs: [[Double]]
  private let longestRun: Int

  /// An empty window for so many values, at least 1.
  public init(_ period: Int) {
    precondition(period >= 1, "a window holds at least one value")
    self.period = period
    // Short windows are one run: moving half a kilobyte costs less than finding the right run.
    longestRun = max(128, 2 * Int(Double(period).squareRoot()))
    runs = [[]]
    runs[0].reserveCapacity(longestRun + 1)
  }

  /// Whether it was handed nothing yet.
  public var isEmpty: Bool { ring.isEmpty }

  /// Whether there are as many values as the window holds.
  public var isFull: Bool { ring.count == period }

  /// Takes the next value and drops the oldest.
  public mutating func update(_ value: Double) {
    if runs.count == 1, missing == 0, ring.count == period, period <= Self.longestSwap, !value.isNaN {
      let place = position
      let old = ring[place]
      ring[place] = value
      position = place + 1 == period ? 0 : place + 1
      Self.swap(old, for: value, in: &runs[0])
      return
    }
    if ring.count < period {
      ring.append(value)
    } else {
      remove(ring[position])
      ring[position] = value
      position += 1
      if position == period { position = 0 }
    }
    insert(value)
  }

  /// The value with so many others before it; the window must have that many numbers.
  public func value(rank: Int) -> Double {
    var left = rank
    for run in runs {
      if left < run.count { return run[left] }
      left -= run.count
    }
    preconditionFailure("a rank is less than the number of values in the window")
  }

  /// How many values are less than a number.
  public func count(below value: Double) -> Int {
    var total = 0
    for run in runs {
      guard let last = run.last else { continue }
      if last < value {
        total += run.count
      } else {
        return total + OrderWindow.firstIndex(notLessThan: value, in: run)
      }
    }
    return total
  }

  private mutating func insert(_ value: Double) {
    guard !value.isNaN else {
      missing += 1
      return
    }
    var index = runs.count == 1 ? 0 : runIndex(for: value)
    if runs[index].count == longestRun {
      // A run that is full gives its upper half to a new one.
      let upper = Array(runs[index][(longestRun / 2)...])
      runs[index].removeSubrange((longestRun / 2)...)
      runs.insert(upper, at: index + 1)
      runs[index + 1].reserveCapacity(longestRun + 1)
      if let least = upper.first, least < value { index += 1 }
    }
    runs[index].insert(value, at: OrderWindow.firstIndex(notLessThan: value, in: runs[index]))
  }

  private mutating func remove(_ value: Double) {
    guard !value.isNaN else {
      missing -= 1
      return
    }
    let index = runs.count == 1 ? 0 : runIndex(for: value)
    runs[index].remove(at: OrderWindow.firstIndex(notLessThan: value, in: runs[index]))
    if runs[index].isEmpty, runs.count > 1 { runs.remove(at: index) }
  }

  /// Up to this period going through all values is faster than finding places, which no processor can foresee.
  private static let longestSwap = 128

  /// Takes a number out of ascending ones and puts another in, in one pass in which no place waits for another.
  private static func swap(_ old: Double, for new: Double, in run: inout [Double]) {
    let count = run.count
    var values = run.mutableSpan
    let (leaving, coming) = (SIMD2(repeating: old), SIMD2(repeating: new))
    if new >= old {
      // From the old number on, each takes the one after it, or the new one before that is passed.
      var index = 0
      while index &+ 3 <= count {
        let (pair, next) = (values.two(at: index), values.two(at: index &+ 1))
        let moved = pair.greatest(next.least(coming))
        values.put(choose(pair, where: leaving, isGreaterThan: pair, otherwise: moved), at: index)
        index &+= 2
      }
      while index < count {
        let value = values.at(index)
        let next = index &+ 1 < count && values.at(index &+ 1) < new ? values.at(index &+ 1) : new
        values.put(value < old || value > next ? value : next, at: index)
        index &+= 1
      }
    } else {
      // Down to the new number, each takes the one before it.
      var index = count
      while index >= 3 {
        let (pair, before) = (values.two(at: index &- 2), values.two(at: index &- 3))
        let moved = pair.least(before.greatest(coming))
        values.put(choose(pair, where: pair, isGreaterThan: leaving, otherwise: moved), at: index &- 2)
        index &-= 2
      }
      while index > 0 {
        let value = values.at(index &- 1)
        let before = index > 1 && values.at(index &- 2) > new ? values.at(index &- 2) : new
        values.put(value > old || value < before ? value : before, at: index &- 1)
        index &-= 1
      }
    }
  }

  /// The first run whose last value is not less than a number; the last run if there is none.
  private func runIndex(for value: Double) -> Int {
    var (low, high) = (0, runs.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if let last = runs[middle].last, last < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Bisection without a branch to mispredict.
  private static func firstIndex(notLessThan value: Double, in run: [Double]) -> Int {
    var base = 0
    var length = run.count
    while length > 1 {
      let half = length / 2
      base += run[base + half - 1] < value ? half : 0
      length -= half
    }
    return length == 1 && run[base] < value ? base + 1 : base
  }
}
