/// Kaufman's adaptive moving average (1995): exponential, with a weight that grows the straighter the values run.
///
/// The weight is (e · (2/3 − 2/31) + 2/31)², where the efficiency e is the way from the first to the last value of the window divided by
/// the length of the path; 1 where nothing moved. A missing value is skipped.
public struct KAMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "KAMA", .overlap, "Kaufman's adaptive moving average: faster the straighter the values run", parameters: [.period(30)],
    memory: .recursive)

  @usableFromInline var path: Window<Travel.Leg>
  @usableFromInline var previous: Double?
  @usableFromInline var average: Double?

  /// The average with an efficiency measured over `period` changes, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    path = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// The period; none for a period of 1, which is no smoothing.
  public var warmUp: Int { path.period == 1 ? 0 : path.period }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard input.isFinite else { return average == nil && path.period > 1 ? nil : .nan }
    guard path.period > 1 else { return input }
    defer { previous = input }
    guard let last = previous, let all = path.update(Travel.Leg(start: last, path: abs(input - last))) else { return nil }
    let next = Self.next(after: average ?? last, input, change: input - all.start, path: all.path)
    average = next
    return next
  }

  /// One step of the average.
  @inlinable
  @inline(__always)
  static func next(after average: Double, _ input: Double, change: Double, path: Double) -> Double {
    let weight = weight(change: change, path: path)
    return average * (1 - weight) + input * weight
  }

  /// How much a new value weighs.
  @inlinable
  @inline(__always)
  static func weight(change: Double, path: Double) -> Double {
    // The way is no longer than the path, but for rounding; where nothing moved this is no number, which is less than nothing.
    let ratio = abs(change / path)
    let efficiency = ratio < 1 ? ratio : 1
    let root = efficiency * (2.0 / 3.0 - 2.0 / 31.0) + 2.0 / 31.0
    return root * root
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let period = path.period
    // From the first missing value on the step goes on: what comes before must not depend on it.
    let end = input.firstMissing
    guard period > 1, previous == nil, end > period else {
      return mapStep(over: input, into: &output)
    }
    output.fillMissing(period)
    let average = smooth(input.extracting(0..<end), &output)
    guard end < input.count else { return }
    var live = self
    for row in end - period - 1..<end { _ = live.update(input[row]) }
    live.average = average
    for row in end..<input.count { output.put(live.update(input[row]) ?? .nan, at: row) }
  }

  /// The averages of values none of which is missing; gives back the last.
  private func smooth(_ input: Span<Double>, _ output: inout MutableSpan<Double>) -> Double {
    let period = path.period
    var average = input.at(period - 1)
    var tails: [SIMD2<Double>] = []
    var column = [Double](repeating: 0, count: stretchLength(back: period - 1))
    // A row looks back at the changes of a period, the first of which is that after one value more.
    eachStretch(period..<input.count, back: period - 1) { rows in
      let first = rows.lowerBound &+ period &- 1
      do {
        var weights = column.mutableSpan
        sweepBlocks(rows, period, &tails, { (input.two(at: $0) - input.two(at: $0 &- 1)).sizes }, { $0 }) { row, path, part in
          // Before the first of all rows there is none to look back from.
          let change =
            part == .both
            ? input.two(at: row) - input.two(at: row &- period)
            : SIMD2(repeating: input.at(row &+ 1) - input.at(row &+ 1 &- period))
          weights.put(Self.weight(change: change, path: path), at: row &- first, part)
        }
      }
      Self.smooth(input, first..<rows.upperBound, column.span, &average, &output)
    }
    return average
  }

  /// How much two new values weigh.
  @inline(__always)
  private static func weight(change: SIMD2<Double>, path: SIMD2<Double>) -> SIMD2<Double> {
    let efficiency = (change / path).sizes.least(SIMD2(repeating: 1))
    let root = efficiency * (2.0 / 3.0 - 2.0 / 31.0) + 2.0 / 31.0
    return root * root
  }

  /// The averages of some rows from the weights of their values, four at a time: four steps are one of the products of the weights.
  private static func smooth(
    _ input: Span<Double>, _ rows: Range<Int>, _ weights: Span<Double>, _ average: inout Double, _ output: inout MutableSpan<Double>
  ) {
    var known = average
    var index = 0
    while index &+ 4 <= rows.count {
      let row = rows.lowerBound &+ index
      let (a, b) = (weights.two(at: index), weights.two(at: index &+ 2))
      let (keptA, keptB) = (1 - a, 1 - b)
      let (addedA, addedB) = (input.two(at: row) * a, input.two(at: row &+ 2) * b)
      // Of each pair: what is kept after the first and after both, and what is added.
      let (first, second) = (SIMD2(keptA.x, keptA.x * keptA.y), SIMD2(keptB.x, keptB.x * keptB.y))
      let (firstAdded, secondAdded) = (SIMD2(addedA.x, addedA.x * keptA.y + addedA.y), SIMD2(addedB.x, addedB.x * keptB.y + addedB.y))
      let later = second * first.y
      let laterAdded = second * firstAdded.y + secondAdded
      output.put(first * known + firstAdded, at: row)
      let results = later * known + laterAdded
      output.put(results, at: row &+ 2)
      known = results.y
      index &+= 4
    }
    // To the same bits as if there were four.
    var (kept, added) = (1.0, 0.0)
    let before = known
    for lane in 0..<rows.count &- index {
      let row = rows.lowerBound &+ index &+ lane
      let weight = weights.at(index &+ lane)
      (kept, added) = (kept * (1 - weight), added * (1 - weight) + input.at(row) * weight)
      known = kept * before + added
      output.put(known, at: row)
    }
    average = known
  }
}
