/// Relative volatility index (Dorsey 1993): which part of all volatility came with rising values, from 0 to 100.
///
/// Built like the relative strength index, of standard deviations instead of changes. A missing value is skipped.
public struct RVI: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "RVI", .volatility, "relative volatility index: the part of all volatility that came with rising values",
    parameters: [.period(14), .period(10, "deviation", least: 2)], memory: .recursive)

  @usableFromInline var window: MomentWindow
  @usableFromInline var rises: Smoothing
  @usableFromInline var falls: Smoothing
  @usableFromInline var previous: Double?

  /// The period of the averages, at least 1, and that of the standard deviation, at least 2.
  public init(_ period: Int = 14, _ deviation: Int = 10) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), Double(deviation)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    rises = .wilder(periods[0])
    falls = rises
    window = MomentWindow(Int(periods[1]))
  }

  /// One less than either period, added.
  public var warmUp: Int { window.period - 1 + rises.warmUp }

  /// Takes the next value; without any volatility the index is 50.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard input.isFinite else { return rises.isSeeded ? .nan : nil }
    let change = input - (previous ?? input)
    previous = input
    let share = window.share
    guard let deviation = window.update(input).map({ $0.variance(share: share).squareRoot() }) else { return nil }
    // Chosen without a branch, because which way a value goes cannot be foreseen.
    let moved = choose(
      SIMD2(repeating: deviation), where: SIMD2(change, -change), isGreaterThan: .zero, otherwise: .zero)
    let averages = (rises.update(moved.x), falls.update(moved.y))
    guard case (let rise?, let fall?) = averages else { return nil }
    return Self.index(rise, rise + fall)
  }

  @inlinable
  @inline(__always)
  static func index(_ rise: Double, _ all: Double) -> Double {
    let share = 100 * (rise / all)
    return all == 0 ? 50 : share
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard previous == nil else { return mapStep(over: input, into: &output) }
    // From the first missing value on the step goes on: what comes before must not depend on it.
    let end = input.firstMissing
    if end < input.count { mapStep(over: input, into: &output) }
    let (skipped, share) = (window.period - 1, 1 / Double(window.period))
    output.fillMissing(min(warmUp, end))
    var (first, second, window) = (rises, falls, window)
    var column = [Double](repeating: 0, count: 1_024)
    staged(end, skipped) { rows, deviations in
      window.sweep(rows, { input.at($0) }) { deviations.put($1.variance(share: share).squareRoot(), at: $0 &- rows.lowerBound) }
    } _: { rows, deviations in
      var rising = column.mutableSpan
      // Chosen by a product, because which way a value goes cannot be foreseen.
      @inline(__always)
      func part(_ row: Int, of sign: Double) -> Double {
        (((input.at(row) - input.at(row &- 1)) * sign > 0) ? 1.0 : 0.0) * deviations.at(row &- rows.lowerBound)
      }
      first.sweep(rows, { part($0, of: 1) }) { rising.put($1, at: $0 &- rows.lowerBound) }
      second.sweep(rows, { part($0, of: -1) }) { row, fall in
        let rise = rising.at(row &- rows.lowerBound)
        if !rise.isNaN { output.put(Self.index(rise, rise + fall), at: row) }
      }
    }
  }
}
