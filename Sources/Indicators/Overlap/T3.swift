/// Tillson's T3 (1998): six exponential averages in a row, mixed so that the lag of the smoothing is taken out again.
///
/// With volume factor 0 it is the third of the averages, with 1 a DEMA of a DEMA of a DEMA. A missing value is skipped.
public struct T3: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "T3", .overlap, "Tillson's T3: six exponential averages in a row, mixed to take out their lag",
    parameters: [.period(5), .real("vfactor", 0.7, in: 0...1)], memory: .recursive)

  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing
  @usableFromInline var third: Smoothing
  @usableFromInline var fourth: Smoothing
  @usableFromInline var fifth: Smoothing
  @usableFromInline var sixth: Smoothing
  /// How much the sixth, fifth, fourth and third average weigh.
  @usableFromInline let mix: SIMD4<Double>

  /// The average over `period`, at least 1, with a volume factor from 0 to 1.
  public init(_ period: Int = 5, _ volumeFactor: Double = 0.7) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), volumeFactor])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    first = .exponential(values[0])
    second = first
    third = first
    fourth = first
    fifth = first
    sixth = first
    let factor = values[1]
    let (square, cube) = (factor * factor, factor * factor * factor)
    mix = SIMD4(-cube, 3 * (square + cube), -6 * square - 3 * (factor + cube), 1 + 3 * factor + cube + 3 * square)
  }

  /// Six times that of the exponential average.
  public var warmUp: Int { 6 * first.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let a = first.update(input), let b = second.update(a), let c = third.update(b), let d = fourth.update(c),
      let e = fifth.update(d), let f = sixth.update(e)
    else { return nil }
    return mix[0] * f + mix[1] * e + mix[2] * d + mix[3] * c
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    var live = self
    let start = seed(&live, input, &output, first) { $0.sixth.isSeeded }
    let (weight, decay) = (first.weight, 1 - first.weight)
    let (square, cube) = (weight * weight, weight * weight * weight)
    var a = live.first.average / weight
    var b = live.second.average / square
    var c = live.third.average / cube
    var d = live.fourth.average / (cube * weight)
    var e = live.fifth.average / (cube * square)
    var f = live.sixth.average / (cube * cube)
    let shares = SIMD4(mix[0] * cube * cube, mix[1] * cube * square, mix[2] * cube * weight, mix[3] * cube)
    for row in start..<input.count {
      let value = input.at(row)
      guard value.isFinite else {
        output.put(.nan, at: row)
        continue
      }
      a = a * decay + value
      b = b * decay + a
      c = c * decay + b
      d = d * decay + c
      e = e * decay + d
      f = f * decay + e
      output.put((f * shares[0] + e * shares[1]) + (d * shares[2] + c * shares[3]), at: row)
    }
  }
}
