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
    // TA-Lib takes the efficiency as 1 where rounding makes the path shorter than the way.
    let efficiency = path <= change || path == 0 ? 1 : abs(change / path)
    let root = efficiency * (2.0 / 3.0 - 2.0 / 31.0) + 2.0 / 31.0
    let weight = root * root
    return average * (1 - weight) + input * weight
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let period = path.period
    guard period > 1, previous == nil, input.count > period, input.isFinite else { return mapStep(over: input, into: &output) }
    var path = path
    var average = input.at(period - 1)
    output.fillMissing(period)
    path.sweep(1..<input.count, { abs(input.at($0) - input.at($0 &- 1)) }) { row, sum in
      average = Self.next(after: average, input.at(row), change: input.at(row) - input.at(row &- period), path: sum.value)
      output.put(average, at: row)
    }
  }
}
