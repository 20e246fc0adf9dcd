// Every draw here uses only integer arithmetic and the IEEE operations that round the same everywhere: the algorithms and the number
// of raw draws they take are part of the promise, and changing one is a breaking change.

extension SeededGenerator {
  /// A uniform number in [0, 1), one of the 2⁵³ multiples of 2⁻⁵³.
  @inlinable
  public mutating func uniform() -> Double { Double(next() &>> 11) * 0x1p-53 }

  /// A uniform number in (0, 1), never 0 nor 1: what inverting a distribution function needs.
  @inlinable
  public mutating func openUniform() -> Double { Double((next() &>> 11) | 1) * 0x1p-53 }

  /// A uniform number from a range, its upper bound excluded unless rounding reaches it.
  ///
  /// - Parameter range: finite bounds.
  @inlinable
  public mutating func uniform(in range: Range<Double>) -> Double {
    precondition(
      range.lowerBound.isFinite && range.upperBound.isFinite, "SeededGenerator.uniform(in:): the bounds must be finite.")
    let share = uniform()
    return range.lowerBound * (1 - share) + range.upperBound * share
  }

  /// A uniform integer in `0..<bound`, without bias.
  ///
  /// Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019: a multiplication, and a division only rarely.
  ///
  /// - Parameter bound: 1 or more.
  @inlinable
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "SeededGenerator.integer(below:): the bound must be 1 or more.")
    let bound = UInt64(bound)
    var product = bound.multipliedFullWidth(by: next())
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = bound.multipliedFullWidth(by: next()) }
    }
    return Int(truncatingIfNeeded: product.high)
  }

  /// Whether an event of a given probability happens.
  ///
  /// - Parameter probability: from 0 (never) to 1 (always).
  @inlinable
  public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }
}

// MARK: - Normal

extension SeededGenerator {
  /// A standard normal number.
  ///
  /// A ziggurat (see `NormalZiggurat`): 98.8 % of the draws are one multiplication and one comparison on literals. It was chosen over
  /// inverting the distribution function, which costs three times as much, and over Box-Muller, whose `sin` and `log` differ between C
  /// libraries. The price is that a draw now and then takes more than one raw number. It is not inlinable: inside its own module the
  /// table's address is a constant, outside it would be asked for at every draw, which costs more than the call.
  public mutating func normal() -> Double {
    let bits = next()
    let layer = Int(truncatingIfNeeded: bits & 0xff)
    // The top 53 bits as a signed share of the layer; they share no bit with the layer's number.
    let share = Double(Int64(truncatingIfNeeded: bits) &>> 11) * 0x1p-52
    let x = share * NormalZiggurat.edges[layer]
    if x.magnitude < NormalZiggurat.edges[layer &+ 1] { return x }
    return normalOutside(layer: layer, x: x)
  }

  /// A normal number of a given mean and standard deviation.
  @inlinable
  public mutating func normal(mean: Double, standardDeviation: Double) -> Double { mean + standardDeviation * normal() }

  /// The rest of a normal draw whose first try fell into the wedge of its layer or into the tail.
  @usableFromInline
  mutating func normalOutside(layer: Int, x: Double) -> Double {
    if layer == 0 { return x < 0 ? -normalTail() : normalTail() }
    let inner = StableMath.exp(-0.5 * NormalZiggurat.edges[layer + 1] * NormalZiggurat.edges[layer + 1])
    let outer = StableMath.exp(-0.5 * NormalZiggurat.edges[layer] * NormalZiggurat.edges[layer])
    if outer + uniform() * (inner - outer) < StableMath.exp(-0.5 * x * x) { return x }
    return normal()
  }

  /// Marsaglia's exact tail: exponential tries beyond the last edge.
  private mutating func normalTail() -> Double {
    while true {
      let x = -StableMath.log(openUniform()) / NormalZiggurat.tail
      let y = -StableMath.log(openUniform())
      if y + y > x * x { return NormalZiggurat.tail + x }
    }
  }
}

// MARK: - Other distributions

extension SeededGenerator {
  /// An exponential number, by a ziggurat as `normal` is.
  ///
  /// - Parameter rate: events per unit, above 0; the mean is its reciprocal.
  public mutating func exponential(rate: Double = 1) -> Double {
    precondition(rate > 0, "SeededGenerator.exponential: the rate must be above 0.")
    return standardExponential() / rate
  }

  private mutating func standardExponential() -> Double {
    var beyond = 0.0
    while true {
      let bits = next()
      let layer = Int(truncatingIfNeeded: bits & 0xff)
      let x = Double(bits &>> 11) * 0x1p-53 * ExponentialZiggurat.edges[layer]
      if x < ExponentialZiggurat.edges[layer &+ 1] { return beyond + x }
      if layer == 0 {
        // The tail of an exponential distribution is the same distribution again.
        beyond += ExponentialZiggurat.tail
        continue
      }
      let inner = StableMath.exp(-ExponentialZiggurat.edges[layer &+ 1])
      let outer = StableMath.exp(-ExponentialZiggurat.edges[layer])
      if outer + uniform() * (inner - outer) < StableMath.exp(-x) { return beyond + x }
    }
  }

  /// A Student t number of mean 0 and scale 1; its variance is ν / (ν − 2) for ν above 2.
  ///
  /// From ν = 2 on the ratio of a normal number and the root of a gamma number. Below, where the gamma number may underflow, Bailey's
  /// polar method ("Polar generation of random variates with the t-distribution", Mathematics of Computation 62, 1994).
  ///
  /// - Parameter degreesOfFreedom: ν, above 0, fractions too.
  public mutating func studentT(degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "SeededGenerator.studentT: the degrees of freedom must be above 0.")
    if degreesOfFreedom > 1e300 { return normal() }
    if degreesOfFreedom >= 2 {
      let half = 0.5 * degreesOfFreedom
      return normal() * (half / gamma(shape: half)).squareRoot()
    }
    while true {
      let u = 2 * openUniform() - 1
      let v = 2 * openUniform() - 1
      let w = u * u + v * v
      if w >= 1 || w == 0 { continue }
      let growth = StableMath.expMinusOne(-2 / degreesOfFreedom * StableMath.log(w))
      let t = u * (degreesOfFreedom * growth / w).squareRoot()
      if t.isFinite { return t }
    }
  }

  /// A gamma number of scale 1.
  ///
  /// Marsaglia & Tsang, "A simple method for generating gamma variables", ACM TOMS 26, 2000.
  ///
  /// - Parameter shape: above 0.
  public mutating func gamma(shape: Double) -> Double {
    precondition(shape > 0 && shape.isFinite, "SeededGenerator.gamma: the shape must be above 0 and finite.")
    if shape < 1 {
      // Γ(a) is Γ(a + 1) times U to the 1/a.
      let boost = StableMath.exp(StableMath.log(openUniform()) / shape)
      return gamma(shape: shape + 1) * boost
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      if root <= 0 { continue }
      let v = root * root * root
      let u = openUniform()
      // A bound that spares both logarithms nearly always.
      if u < 1 - 0.0331 * (x * x) * (x * x) { return d * v }
      if StableMath.log(u) < 0.5 * x * x + d * (1 - v + StableMath.log(v)) { return d * v }
    }
  }
}
