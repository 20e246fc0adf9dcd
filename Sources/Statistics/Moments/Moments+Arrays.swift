extension Moments {
  /// The moments of all the values.
  public init(_ values: [Double]) { self.init(values.span) }

  /// The moments of all the values.
  ///
  /// Two sweeps, the second around the mean the first one found, which is faster than one value at a time and as accurate as the numbers
  /// allow. Both add up blocks before they add up the whole.
  public init(_ values: Span<Double>) {
    self.init()
    if values.isEmpty { return }
    let n = Double(values.count)
    // Centring on the first value makes a constant exact: all its deviations are 0.
    let origin = values[0]
    var sum = 0.0
    Moments.forEachBlock(values) { sum += Moments.sum($0, minus: origin) }
    let center = origin + sum / n
    var s = SIMD4<Double>.zero
    Moments.forEachBlock(values) { s += Moments.powerSums($0, minus: center) }
    // What rounding left in the first sum moves the centre and corrects the others.
    let shift = s[0] / n
    let m2 = s[1] - shift * s[0]
    self.init(
      count: values.count,
      average: center + shift,
      m2: m2 < 0 ? 0 : m2,
      m3: s[2] - shift * (3 * s[1] - 2 * shift * s[0]),
      m4: s[3] - shift * (4 * s[2] - shift * (6 * s[1] - 3 * shift * s[0])))
  }

  private static func forEachBlock(_ values: Span<Double>, _ body: (Span<Double>) -> Void) {
    var start = 0
    while start < values.count {
      let end = min(start + 1024, values.count)
      body(values.extracting(start..<end))
      start = end
    }
  }

  /// The sum of the deviations from an origin.
  private static func sum(_ block: Span<Double>, minus origin: Double) -> Double {
    var sumA = SIMD4<Double>.zero
    var sumB = SIMD4<Double>.zero
    var index = 0
    while index &+ 8 <= block.count {
      sumA += SIMD4(block[index], block[index &+ 1], block[index &+ 2], block[index &+ 3]) - origin
      sumB += SIMD4(block[index &+ 4], block[index &+ 5], block[index &+ 6], block[index &+ 7]) - origin
      index &+= 8
    }
    var sum = (sumA + sumB).sum()
    while index < block.count {
      sum += block[index] - origin
      index &+= 1
    }
    return sum
  }

  /// The sums of the first four powers of the deviations from a centre.
  private static func powerSums(_ block: Span<Double>, minus center: Double) -> SIMD4<Double> {
    var s1 = SIMD4<Double>.zero
    var s2 = SIMD4<Double>.zero
    var s3 = SIMD4<Double>.zero
    var s4 = SIMD4<Double>.zero
    var index = 0
    while index &+ 4 <= block.count {
      let d = SIMD4(block[index], block[index &+ 1], block[index &+ 2], block[index &+ 3]) - center
      let d2 = d * d
      s1 += d
      s2 += d2
      s3 += d2 * d
      s4 += d2 * d2
      index &+= 4
    }
    var sums = SIMD4(s1.sum(), s2.sum(), s3.sum(), s4.sum())
    while index < block.count {
      let d = block[index] - center
      let d2 = d * d
      sums += SIMD4(d, d2, d2 * d, d2 * d2)
      index &+= 1
    }
    return sums
  }
}
