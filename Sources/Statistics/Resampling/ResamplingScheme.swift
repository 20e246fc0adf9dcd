/// How a bootstrap draws a new series from an old one.
public enum ResamplingScheme: Sendable, Hashable {
  /// Every value by itself, with replacement: only right for values without memory. Efron, Annals of Statistics 7, 1979.
  case independent
  /// Blocks of a fixed length from a series closed to a circle. Politis & Romano, "A circular block-resampling procedure for stationary
  /// data", 1992.
  case circularBlocks(length: Int)
  /// Blocks of random, geometrically distributed length, which unlike fixed blocks gives a stationary series. Politis & Romano, "The
  /// stationary bootstrap", JASA 89, 1994.
  case stationaryBlocks(meanLength: Double)

  /// The indices of one resampled series: as many as there are values.
  ///
  /// Take one draw of indices for several series that belong together, so that what happens at the same time stays together.
  ///
  /// - Parameters:
  ///   - count: how many values the series has, 0 or more.
  ///   - generator: where the randomness comes from.
  public func indices(count: Int, using generator: inout SeededGenerator) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(count)
    forEachBlock(count, using: &generator) { result.append(contentsOf: $0) }
    return result
  }

  /// Fills `sample` with one resampled series.
  func resample(_ values: [Double], into sample: inout [Double], using generator: inout SeededGenerator) {
    let source = values.span
    var target = sample.mutableSpan
    if case .independent = self {
      for place in target.indices { target[place] = source[generator.integer(below: source.count)] }
      return
    }
    var place = 0
    forEachBlock(source.count, using: &generator) { block in
      for index in block {
        target[place] = source[index]
        place &+= 1
      }
    }
  }

  /// Hands out ranges of indices that together are `count` long.
  @inline(__always)
  private func forEachBlock(_ count: Int, using generator: inout SeededGenerator, _ body: (Range<Int>) -> Void) {
    // ln(1 − 1/L), of which geometric lengths are made by inversion; the generator's own logarithm keeps them the same everywhere.
    let logContinue: Double
    var fixed = 1
    switch self {
    case .independent: logContinue = -.infinity
    case .circularBlocks(let length):
      precondition(length >= 1, "ResamplingScheme: the block length is \(length); it must be 1 or more.")
      fixed = min(length, max(1, count))
      logContinue = -.infinity
    case .stationaryBlocks(let meanLength):
      precondition(meanLength >= 1, "ResamplingScheme: the mean block length is \(meanLength); it must be 1 or more.")
      logContinue = meanLength > 1 ? StableMath.logOneMinusReciprocal(meanLength) : -.infinity
    }
    let isGeometric = logContinue > -.infinity
    var remaining = count
    while remaining > 0 {
      let start = generator.integer(below: count)
      // A length beyond what remains is the same as what remains: no conversion can overflow.
      let drawn = isGeometric ? 1 + StableMath.log(generator.openUniform()) / logContinue : Double(fixed)
      let length = drawn < Double(remaining) ? Int(drawn) : remaining
      let first = min(length, count - start)
      body(start..<start + first)
      // The rest of the block comes from the other end of the circle.
      if length > first { body(0..<length - first) }
      remaining -= length
    }
  }
}
