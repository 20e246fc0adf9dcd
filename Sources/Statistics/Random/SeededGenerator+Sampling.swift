extension SeededGenerator {
  /// Puts the elements into a uniformly random order.
  ///
  /// Durstenfeld's form of the Fisher-Yates shuffle; n − 1 draws of `integer(below:)`.
  @inlinable
  public mutating func shuffle<Elements: MutableCollection & RandomAccessCollection>(_ elements: inout Elements) {
    var remaining = elements.count
    var last = elements.endIndex
    while remaining > 1 {
      last = elements.index(before: last)
      elements.swapAt(last, elements.index(elements.startIndex, offsetBy: integer(below: remaining)))
      remaining -= 1
    }
  }

  /// The elements in a uniformly random order.
  @inlinable
  public mutating func shuffled<Element>(_ elements: some Sequence<Element>) -> [Element] {
    var result = Array(elements)
    shuffle(&result)
    return result
  }

  /// A uniformly random permutation of `0..<count`.
  ///
  /// - Parameter count: 0 or more.
  @inlinable
  public mutating func permutation(of count: Int) -> [Int] {
    precondition(count >= 0, "SeededGenerator.permutation: the count must be 0 or more.")
    return shuffled(0..<count)
  }

  /// A sample of `0..<population` without replacement, in random order.
  ///
  /// Time and memory grow with the sample, not with the population.
  ///
  /// - Parameters:
  ///   - size: how many to draw, from 0 to `population`.
  ///   - population: how many there are.
  public mutating func sample(_ size: Int, from population: Int) -> [Int] {
    precondition(
      size >= 0 && size <= population, "SeededGenerator.sample: the size must be from 0 to the population, which is \(population).")
    if size > population / 8 {
      var all = Array(0..<population)
      for index in 0..<size { all.swapAt(index, index + integer(below: population - index)) }
      return Array(all[..<size])
    }
    // The same shuffle on an array that is not there: only the places that were touched are kept.
    var moved: [Int: Int] = [:]
    moved.reserveCapacity(size)
    var result: [Int] = []
    result.reserveCapacity(size)
    for index in 0..<size {
      let other = index + integer(below: population - index)
      result.append(moved[other] ?? other)
      moved[other] = moved[index] ?? index
    }
    return result
  }

  /// One element, each with the same chance; `nil` if there is none.
  @inlinable
  public mutating func element<Elements: RandomAccessCollection>(of elements: Elements) -> Elements.Element? {
    if elements.isEmpty { return nil }
    return elements[elements.index(elements.startIndex, offsetBy: integer(below: elements.count))]
  }

  /// An index, with chances in proportion to the weights; `nil` if no weight is above 0.
  ///
  /// - Parameter weights: finite and 0 or more; a NaN or a negative weight counts as 0.
  public mutating func index(weights: [Double]) -> Int? {
    let total = weights.reduce(0) { $1 > 0 ? $0 + $1 : $0 }
    guard total > 0, total.isFinite else { return nil }
    var target = uniform() * total
    var last: Int?
    for (index, weight) in weights.enumerated() where weight > 0 {
      last = index
      if target < weight { return index }
      target -= weight
    }
    return last
  }
}
