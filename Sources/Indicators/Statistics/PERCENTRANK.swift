/// Percent rank: how many percent of the `period` values before it are less than the value.
///
///     try PERCENTRANK(2).over([1, 3, 2])          // [nan, nan, 50]
public struct PERCENTRANK: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "PERCENTRANK", .statistics, "percentage of the values before it that are less than the value", parameters: [.period(100, least: 2)])

  @usableFromInline var window: OrderWindow

  /// Among the `period` values before, at least 2.
  public init(_ period: Int = 100) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = OrderWindow(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// The period.
  public var warmUp: Int { window.period }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    defer { window.update(input) }
    guard window.isFull else { return nil }
    return window.missing > 0 || input.isNaN ? .nan : Double(window.count(below: input)) / Double(window.period) * 100
  }

  /// Up to this period looking at all values of the window is faster than keeping them in order.
  @usableFromInline static let longestKernelPeriod = 512

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let period = warmUp
    guard window.isEmpty, period <= Self.longestKernelPeriod, input.isFinite else { return mapStep(over: input, into: &output) }
    output.fillMissing(period)
    let scale = Double(period)
    for row in min(period, input.count)..<input.count {
      let value = input.at(row)
      let values = input.extracting(row &- period..<row)
      output.put(Double(Self.count(below: value, in: values)) / scale * 100, at: row)
    }
  }

  /// How many values are less than a number, eight at a time.
  @inlinable
  @inline(__always)
  static func count(below value: Double, in values: Span<Double>) -> Int {
    var (first, second) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    let one = SIMD4<Double>(repeating: 1)
    var index = 0
    while index &+ 8 <= values.count {
      let near = SIMD4(values.at(index), values.at(index &+ 1), values.at(index &+ 2), values.at(index &+ 3))
      let far = SIMD4(values.at(index &+ 4), values.at(index &+ 5), values.at(index &+ 6), values.at(index &+ 7))
      first += SIMD4.zero.replacing(with: one, where: near .< value)
      second += SIMD4.zero.replacing(with: one, where: far .< value)
      index &+= 8
    }
    var total = Int((first + second).sum())
    while index < values.count {
      total &+= values.at(index) < value ? 1 : 0
      index &+= 1
    }
    return total
  }
}
