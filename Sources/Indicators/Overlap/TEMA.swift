/// Triple exponential moving average (Mulloy 1994): 3 EMA − 3 EMA of EMA + EMA of EMA of EMA, which takes out more of the lag than DEMA does.
///
/// A missing value is skipped.
public struct TEMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TEMA", .overlap, "triple exponential moving average", parameters: [.period(30)], memory: .recursive)

  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing
  @usableFromInline var third: Smoothing

  /// The average of averages over `period`, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    first = .exponential(try Self.declaration.resolve(parameters)[0])
    second = first
    third = first
  }

  /// Three times that of the exponential average.
  public var warmUp: Int { 3 * first.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let once = first.update(input), let twice = second.update(once), let thrice = third.update(twice) else { return nil }
    return 3 * once - 3 * twice + thrice
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    var live = self
    let start = seed(&live, input, &output, first) { $0.third.isSeeded }
    let weight = first.weight
    let (once, twice, thrice) = (3 * weight, 3 * weight * weight, weight * weight * weight)
    var a = SmoothingLanes(weight: weight, average: live.first.average)
    var b = SmoothingLanes(weight: weight, average: live.second.average / weight)
    var c = SmoothingLanes(weight: weight, average: live.third.average / weight / weight)
    // Pairs as ``runPairs`` makes them, written out: three stages in a closure are not kept in registers.
    var row = start
    while row < input.count {
      let first = input.at(row)
      let second = row &+ 1 < input.count ? input.at(row &+ 1) : .nan
      guard (first - first) + (second - second) == 0 else {
        if first.isFinite {
          var (lone, lonely, loneliest) = (a, b, c)
          let x = lone.advance(SIMD2(first, 0))
          let y = lonely.advance(x)
          output.put((x * once - y * twice + loneliest.advance(y) * thrice).x, at: row)
          let one = a.advance(first)
          let two = b.advance(one)
          _ = c.advance(two)
        } else {
          output.put(.nan, at: row)
        }
        if row &+ 1 < input.count {
          if second.isFinite {
            let one = a.advance(second)
            let two = b.advance(one)
            output.put(one * once - two * twice + c.advance(two) * thrice, at: row &+ 1)
          } else {
            output.put(.nan, at: row &+ 1)
          }
        }
        row &+= 2
        continue
      }
      let one = a.advance(SIMD2(first, second))
      let two = b.advance(one)
      let result = one * once - two * twice + c.advance(two) * thrice
      output.put(result.x, at: row)
      output.put(result.y, at: row &+ 1)
      row &+= 2
    }
  }
}
