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
    guard period > 1, previous == nil, input.count > period, input.extracting(0...period).isFinite else {
      return mapStep(over: input, into: &output)
    }
    output.fillMissing(period)
    // From the first missing value on the step goes on: what comes before must not depend on it.
    let (average, end) = smooth(input, &output)
    guard end < input.count else { return }
    var live = self
    for row in end - period - 1..<end { _ = live.update(input[row]) }
    live.average = average
    for row in end..<input.count { output.put(live.update(input[row]) ?? .nan, at: row) }
  }

  /// The averages of values up to the first that is missing; gives back the last average and that row.
  private func smooth(_ input: Span<Double>, _ output: inout MutableSpan<Double>) -> (average: Double, end: Int) {
    let period = path.period
    var average = input.at(period - 1)
    var tails = BlockTails<SIMD2<Double>>()
    let length = stretchLength(back: period - 1)
    // What is kept of the average before, and what is added to it. The first row stands for all that was before, and the last three for what may be missing of four.
    var kept = [Double](repeating: 0, count: length + 4)
    var added = kept
    let end = eachWholeStretch(
      period..<input.count, length: length, firstMissing: { input.extracting($0).firstMissing }
    ) { rows, isWhole in
      kept[0] = 0
      added[0] = average
      do {
        var keeps = kept.mutableSpan
        var adds = added.mutableSpan
        // A row looks back at the changes of a period, the first of which is that after one value more.
        Self.weigh(input.extracting(rows.lowerBound - period..<rows.upperBound), period, &tails, &keeps, &adds)
      }
      // What is missing stays in the average for good.
      let last = Self.follow(kept.span, added.span, rows, &output)
      guard last.isFinite || isWhole else { return false }
      average = last
      return true
    }
    return (average, end)
  }

  /// What values do to the average, from that on which is a period after the first.
  private static func weigh(
    _ input: Span<Double>, _ period: Int, _ tails: inout BlockTails<SIMD2<Double>>, _ keeps: inout MutableSpan<Double>,
    _ adds: inout MutableSpan<Double>
  ) {
    sweepBlocks(1..<input.count, period, &tails, { (input.two(at: $0) - input.two(at: $0 &- 1)).sizes }, { $0 }) { row, path, part in
      // Before the first of all rows there is none to look back from.
      let now = part == .both ? input.two(at: row) : SIMD2(repeating: input.at(row &+ 1))
      let past = part == .both ? input.two(at: row &- period) : SIMD2(repeating: input.at(row &+ 1 &- period))
      let weight = weight(change: now - past, path: path)
      keeps.put(1 - weight, at: row &- period &+ 1, part)
      adds.put(now * weight, at: row &- period &+ 1, part)
    }
  }

  /// How much two new values weigh.
  @inline(__always)
  private static func weight(change: SIMD2<Double>, path: SIMD2<Double>) -> SIMD2<Double> {
    let efficiency = (change / path).sizes.least(SIMD2(repeating: 1))
    let root = efficiency * (2.0 / 3.0 - 2.0 / 31.0) + 2.0 / 31.0
    return root * root
  }

  /// The averages of some rows, four at a time, from what is kept and what is added in each; gives back the last.
  ///
  /// Two steps are one that keeps the product of what both keep. Made of every row and the one before it, in whichever lane, it needs no lane of another.
  private static func follow(
    _ keeps: Span<Double>, _ adds: Span<Double>, _ rows: Range<Int>, _ output: inout MutableSpan<Double>
  ) -> Double {
    var known = SIMD2(0, adds.at(0))
    var index = 0
    @inline(__always) func four() -> (SIMD2<Double>, SIMD2<Double>) {
      let (now, later) = (keeps.two(at: index &+ 1), keeps.two(at: index &+ 3))
      let (kept, keptLater) = (now * keeps.two(at: index), later * keeps.two(at: index &+ 2))
      let added = adds.two(at: index) * now + adds.two(at: index &+ 1)
      let addedLater = adds.two(at: index &+ 2) * later + adds.two(at: index &+ 3)
      return (kept * known + added, (keptLater * kept) * known + (keptLater * added + addedLater))
    }
    while index &+ 4 <= rows.count {
      let (first, second) = four()
      output.put(first, at: rows.lowerBound &+ index)
      output.put(second, at: rows.lowerBound &+ index &+ 2)
      known = second
      index &+= 4
    }
    guard index < rows.count else { return known.y }
    // As if there were four.
    let last = four()
    let averages = SIMD4(lowHalf: last.0, highHalf: last.1)
    for lane in 0..<rows.count &- index { output.put(averages[lane], at: rows.lowerBound &+ index &+ lane) }
    return averages[rows.count - index - 1]
  }
}
