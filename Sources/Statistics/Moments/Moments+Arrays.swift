extension Moments {
  /// The moments of all the values.
  public init(_ values: [Double]) { self.init(values.span) }

  /// The moments of all the values.
  ///
  /// Blocks that fit the fastest cache are centred on their own mean and then merged, which is both faster and more accurate than one
  /// value at a time.
  public init(_ values: Span<Double>) {
    self.init()
    var start = 0
    while start < values.count {
      let end = min(start + 1024, values.count)
      merge(Moments(block: values.extracting(start..<end)))
      start = end
    }
  }

  /// The moments of one block, by two passes over it.
  private init(block: Span<Double>) {
    let n = Double(block.count)
    // Centring on the first value makes a constant block exact: all its deviations are 0.
    let origin = block[0]
    let center = origin + Moments.sum(block, minus: origin) / n
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
    var (sum1, sum2, sum3, sum4) = (s1.sum(), s2.sum(), s3.sum(), s4.sum())
    while index < block.count {
      let d = block[index] - center
      let d2 = d * d
      sum1 += d
      sum2 += d2
      sum3 += d2 * d
      sum4 += d2 * d2
      index &+= 1
    }
    // What rounding left in the first sum moves the centre and corrects the others.
    let shift = sum1 / n
    let m2 = max(0, sum2 - shift * sum1)
    self.init(
      count: block.count,
      average: center + shift,
      m2: sum2.isNaN ? .nan : m2,
      m3: sum3 - shift * (3 * sum2 - 2 * shift * sum1),
      m4: sum4 - shift * (4 * sum3 - shift * (6 * sum2 - 3 * shift * sum1)))
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
}
