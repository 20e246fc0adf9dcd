// Elementary functions to within about three units of their last place, without a branch and without a call, so that the compiler makes loops of vectors of them: the
// system's library is called for each number, which takes up to three times as long (`Benchmarks/compare indicators`). The reductions, the coefficients of
// the exponential and of sine and cosine are those of Sun's fdlibm (Ng and others 1993), those of the hyperbolic tangent and of the arc tangent of
// Moshier's Cephes. Numbers out of their reach are left to the library.

/// A number of this size or more, in which the bits below 1 are the lowest of all: what is added to it is rounded to the nearest whole number.
private let rounding = 0x1.8p52

/// A function that is computed without a branch where nothing is special.
protocol ElementaryFunction: MathFunction {
  /// Whether its value comes out of ``near(_:)``.
  static func isInReach(_ input: Double) -> Bool
  /// Its value in reach.
  static func near(_ input: Double) -> Double
  /// Its value out of reach.
  static func far(_ input: Double) -> Double
  /// Whether its value comes out of ``large(_:)`` as well, to the bit.
  static func isLarge(_ input: Double) -> Bool
  /// Its value of a large number, for less.
  static func large(_ input: Double) -> Double
}

extension ElementaryFunction {
  @inline(__always)
  static func isLarge(_ input: Double) -> Bool { false }
  @inline(__always)
  static func large(_ input: Double) -> Double { near(input) }

  /// The value.
  public static func value(_ input: Double) -> Double { isInReach(input) ? near(input) : far(input) }

  /// The values of a whole column: in loops without a branch where a stretch of it allows them.
  @inline(__always)
  public static func values(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    var start = 0
    while start < input.count {
      let rows = start..<min(start &+ 256, input.count)
      let part = input.extracting(rows)
      output.withRows(rows) { result in
        var (special, small) = (0, 0)
        for row in 0..<part.count {
          special &+= isInReach(part.at(row)) ? 0 : 1
          small &+= isLarge(part.at(row)) ? 0 : 1
        }
        if small == 0 {
          for row in 0..<part.count { result.put(large(part.at(row)), at: row) }
        } else if special == 0 {
          for row in 0..<part.count { result.put(near(part.at(row)), at: row) }
        } else {
          for row in 0..<part.count { result.put(value(part.at(row)), at: row) }
        }
      }
      start = rows.upperBound
    }
  }
}

extension Double {
  /// This number with the sign of another.
  @inline(__always)
  fileprivate func withSign(of other: Double) -> Double {
    Double(bitPattern: bitPattern & 0x7FFF_FFFF_FFFF_FFFF | other.bitPattern & 0x8000_0000_0000_0000)
  }
}

// MARK: - Exponentials

/// E to the power of a number from −708 to 708.
@inline(__always)
func exponential(_ input: Double) -> Double {
  let shifted = input * 1.44269504088896338700 + rounding
  let whole = shifted - rounding
  let high = input - whole * 6.93147180369123816490e-01
  let low = whole * 1.90821492927058770002e-10
  let x = high - low
  let z = x * x
  var sum = z * 4.13813679705723846039e-08 - 1.65339022054652515390e-06
  sum = sum * z + 6.61375632143793436117e-05
  sum = sum * z - 2.77777777770155933842e-03
  sum = sum * z + 1.66666666666666019037e-01
  let c = x - z * sum
  let result = 1 - ((low - (x * c) / (2 - c)) - high)
  return Double(bitPattern: result.bitPattern &+ shifted.bitPattern &<< 52)
}

/// The hyperbolic sine of a number from −708 to 708, not nearer to 0 than 1.
@inline(__always)
func hyperbolicSineOfLarge(_ input: Double) -> Double {
  let power = exponential(abs(input))
  return (0.5 * power - 0.5 / power).withSign(of: input)
}

/// The hyperbolic sine of a number from −708 to 708.
@inline(__always)
func hyperbolicSine(_ input: Double) -> Double {
  // Of small numbers the difference would lose digits: the beginning of the series.
  let z = input * input
  var sum = z * (1 / 355_687_428_096_000) + 1 / 1_307_674_368_000
  sum = sum * z + 1 / 6_227_020_800
  sum = sum * z + 1 / 39_916_800
  sum = sum * z + 1 / 362_880
  sum = sum * z + 1 / 5_040
  sum = sum * z + 1 / 120
  sum = sum * z + 1 / 6
  let (small, large) = (input + input * z * sum, hyperbolicSineOfLarge(input))
  return abs(input) < 1 ? small : large
}

/// The hyperbolic cosine of a number from −708 to 708.
@inline(__always)
func hyperbolicCosine(_ input: Double) -> Double {
  let power = exponential(abs(input))
  return 0.5 * power + 0.5 / power
}

/// The hyperbolic tangent of any number.
@inline(__always)
func hyperbolicTangent(_ input: Double) -> Double {
  let size = abs(input)
  // From 22 on it is 1 to the last bit.
  let large = (1 - 2 / (exponential(2 * (size < 22 ? size : 22)) + 1)).withSign(of: input)
  let z = input * input
  let top = (z * -9.64399179425052238628e-1 - 9.92877231001918586564e1) * z - 1.61468768441708447952e3
  var bottom = z + 1.12811678491632931402e2
  bottom = bottom * z + 2.23548839060100448583e3
  bottom = bottom * z + 4.84406305325125486048e3
  let small = input + input * z * (top / bottom)
  return size < 0.625 ? small : large
}

// MARK: - Angles

/// The sine and cosine of the distance of an angle from a multiple of π/2, and which multiple it is, in the lowest bits.
@inline(__always)
private func reducedAngle(_ input: Double) -> (sine: Double, cosine: Double, quarters: UInt64) {
  let shifted = input * (2 / Double.pi) + rounding
  let whole = shifted - rounding
  // π/2 in three parts, of which the first two times a whole number are exact.
  let x = ((input - whole * 1.57079632673412561417) - whole * 6.07710050630396597660e-11) - whole * 2.02226624879595063154e-21
  let z = x * x
  var sine = z * 1.58969099521155010221e-10 - 2.50507602534068634195e-08
  sine = sine * z + 2.75573137070700676789e-06
  sine = sine * z - 1.98412698298579493134e-04
  sine = sine * z + 8.33333333332248946124e-03
  sine = sine * z - 1.66666666666666324348e-01
  var cosine = 2.08757232129817482790e-09 - z * 1.13596475577881948265e-11
  cosine = cosine * z - 2.75573143513906633035e-07
  cosine = cosine * z + 2.48015872894767294178e-05
  cosine = cosine * z - 1.38888888888741095749e-03
  cosine = cosine * z + 4.16666666666666019037e-02
  let half = 0.5 * z
  let first = 1 - half
  return (x + x * z * sine, first + (((1 - first) - half) + z * (z * cosine)), shifted.bitPattern)
}

/// One of two numbers where the lowest bit is 0, the other where it is 1.
@inline(__always)
private func pick(_ even: Double, _ odd: Double, _ quarters: UInt64) -> UInt64 {
  let lanes = 0 &- (quarters & 1)
  return (odd.bitPattern & lanes) | (even.bitPattern & ~lanes)
}

/// The sine of an angle below a million.
@inline(__always)
func sine(_ input: Double) -> Double {
  let (sine, cosine, quarters) = reducedAngle(input)
  return Double(bitPattern: pick(sine, cosine, quarters) ^ ((quarters & 2) &<< 62))
}

/// The cosine of an angle below a million.
@inline(__always)
func cosine(_ input: Double) -> Double {
  let (sine, cosine, quarters) = reducedAngle(input)
  return Double(bitPattern: pick(cosine, sine, quarters) ^ (((quarters &+ 1) & 2) &<< 62))
}

/// The tangent of an angle below a million.
@inline(__always)
func tangent(_ input: Double) -> Double {
  let (sine, cosine, quarters) = reducedAngle(input)
  let (above, below) = (pick(sine, cosine, quarters), pick(cosine, sine, quarters))
  return Double(bitPattern: above) / Double(bitPattern: below ^ ((quarters & 1) &<< 63))
}

/// The arc tangent of any number: ``arcTangents(_:)`` of one, in a form that loops are made of.
@inline(__always)
func arcTangentInLoops(_ value: Double) -> Double {
  let size = abs(value)
  let (isLarge, isMiddling) = (size > 2.414213562373095, size > 0.66)
  let middleAbove = isMiddling ? size - 1 : size
  let middleBelow = isMiddling ? size + 1 : 1
  let middleQuarter = isMiddling ? Double.pi / 4 : 0
  let x = (isLarge ? -1 : middleAbove) / (isLarge ? size : middleBelow)
  let quarters = isLarge ? Double.pi / 2 : middleQuarter
  let z = x * x
  var top = z * -8.750608600031904122785e-1 - 1.615753718733365076637e1
  top = top * z - 7.500855792314704667340e1
  top = top * z - 1.228866684490136173410e2
  top = top * z - 6.485021904942025371773e1
  var bottom = z + 2.485846490142306297962e1
  bottom = bottom * z + 1.650270098316988542046e2
  bottom = bottom * z + 4.328810604912902668951e2
  bottom = bottom * z + 4.853903996359136964868e2
  bottom = bottom * z + 1.945506571482613964425e2
  let rest = quarters * 3.8981718325193755e-17
  return (quarters + (x * (z * (top / bottom)) + x + rest)).withSign(of: value)
}

/// The square root; NaN below 0, which is said first: of what may be below 0 the compiler makes a call into the library, behind a branch.
@inline(__always)
private func root(_ value: Double) -> Double { (value < 0 ? .nan : value).squareRoot() }

/// The arc sine; NaN outside −1…1.
@inline(__always)
func arcSine(_ input: Double) -> Double { arcTangentInLoops(input / root((1 - input) * (1 + input))) }

/// The arc cosine; NaN outside −1…1.
@inline(__always)
func arcCosine(_ input: Double) -> Double { 2 * arcTangentInLoops(root((1 - input) / (1 + input))) }
