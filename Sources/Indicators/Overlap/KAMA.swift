/// Kaufman's adaptive moving average (1995): exponential, with a weight that grows the straighter the values run.
///
/// The weight is (e · (2/3 − 2/31) + 2/31)², where the efficiency e is the way from the first to the last value of the window divided by
/// the length of the path; 1 where nothing moved. A missing value is skipped.
public struct KAMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "KAMA", .overlap, "Kaufman's adaptive moving average: faster the straighter the values run", parameters: [.period(30)],
    memory: .recursive)

  @usableFromInline var past: Delay
  @usableFromInline var path: Window<StretchSum>
  @usableFromInline var previous: Double?
  @usableFromInline var average: Double?

  /// The average with an efficiency measured over `period` changes, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = Int(try Self.declaration.resolve(parameters)[0])
    past = Delay(period)
    path = Window(period)
  }

  /// The period; none for a period of 1, which is no smoothing.
  public var warmUp: Int { path.period == 1 ? 0 : path.period }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard input.isFinite else { return average == nil && path.period > 1 ? nil : .nan }
    guard path.period > 1 else { return input }
    defer { previous = input }
    guard let last = previous else {
      _ = past.update(input)
      return nil
    }
    let sum = path.update(abs(input - last))
    guard let first = past.update(input), let length = sum?.value else { return nil }
    let next = Self.next(after: average ?? last, input, change: input - first, path: length)
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
    let ratio = abs(change / path)
    // TA-Lib takes the efficiency as 1 where rounding makes the path shorter than the way. (Chosen twice: no branch.)
    let known = path <= change ? 1 : ratio
    let efficiency = path == 0 ? 1 : known
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
    let stretch = 512
    var paths = [Double](repeating: 0, count: stretch)
    var window = path
    var average = input.at(period - 1)
    do {
      var nowhere = paths.mutableSpan
      window.sweep(1..<period, { abs(input.at($0) - input.at($0 &- 1)) }) { _, sum in nowhere.put(sum.value, at: 0) }
    }
    var start = period
    while start < input.count {
      let rows = start..<min(start + stretch, input.count)
      do {
        var lengths = paths.mutableSpan
        window.sweep(rows, { abs(input.at($0) - input.at($0 &- 1)) }) { lengths.put($1.value, at: $0 &- rows.lowerBound) }
      }
      Self.smooth(input, rows, period, &paths, &average, &output)
      start = rows.upperBound
    }
    return average
  }

  /// The averages of some rows from the lengths of their paths, four at a time: four steps are one of the products of the weights.
  private static func smooth(
    _ input: Span<Double>, _ rows: Range<Int>, _ period: Int, _ paths: inout [Double], _ average: inout Double,
    _ output: inout MutableSpan<Double>
  ) {
    var weights = paths.mutableSpan
    for index in 0..<rows.count {
      let row = rows.lowerBound &+ index
      weights.put(weight(change: input.at(row) - input.at(row &- period), path: weights.at(index)), at: index)
    }
    var known = average
    var index = 0
    while index < rows.count {
      let row = rows.lowerBound &+ index
      let count = min(4, rows.count &- index)
      // Places after the last row change nothing that comes before them.
      let isWhole = count == 4
      let w = SIMD4(
        weights.at(index), isWhole || count > 1 ? weights.at(index &+ 1) : 0, isWhole || count > 2 ? weights.at(index &+ 2) : 0,
        isWhole ? weights.at(index &+ 3) : 0)
      let x = SIMD4(
        input.at(row), isWhole || count > 1 ? input.at(row &+ 1) : 0, isWhole || count > 2 ? input.at(row &+ 2) : 0,
        isWhole ? input.at(row &+ 3) : 0)
      let (kept, added) = (1 - w, x * w)
      let (first, second) = (kept.x * kept.y, kept.z * kept.w)
      let firstAdded = added.x * kept.y + added.y
      let third = first * kept.z
      let thirdAdded = firstAdded * kept.z + added.z
      let fourthAdded = firstAdded * second + (added.z * kept.w + added.w)
      let results = SIMD4(
        known * kept.x + added.x, known * first + firstAdded, known * third + thirdAdded, known * (first * second) + fourthAdded)
      if isWhole {
        output.put(results, at: row)
        known = results.w
      } else {
        for lane in 0..<count { output.put(results[lane], at: row &+ lane) }
        known = results[count &- 1]
      }
      index &+= 4
    }
    average = known
  }
}
