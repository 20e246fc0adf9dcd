#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Distributions of the greatest distance between two distribution functions.
enum KolmogorovDistribution {
  /// The probability of a distance of at least `distance` / (mn) between two samples of one continuous distribution.
  ///
  /// Every order of the joint sample is a path from (0, 0) to (m, n), all equally likely. The probability that a random path to (i, j)
  /// has been outside by then follows from its two neighbours; there are only sums of positive numbers in it, so that the smallest
  /// p-value is as accurate as the largest. O(m · width of the band).
  static func exactSurvival(distance: Int, _ first: Int, _ second: Int) -> Double {
    if distance <= 0 { return 1 }
    let (m, n) = (min(first, second), max(first, second))
    // outside[j]: for the current i; beyond the band it is 1, before it too.
    var outside = [Double](repeating: 1, count: n + 1)
    for i in 0...m {
      // |i n − j m| < distance
      let low = max(0, floorDivide(i * n - distance, m) + 1)
      let high = min(n, (i * n + distance - 1) / m)
      if low > high { return 1 }
      if low > 0 { outside[low - 1] = 1 }
      var left = low > 0 ? 1.0 : 0.0
      var index = low
      while index <= high {
        let all = Double(i + index)
        if i == 0 {
          outside[index] = index == 0 ? 0 : left
        } else {
          // The first column has only a neighbour above.
          outside[index] = index == 0 ? outside[0] : (Double(i) * outside[index] + Double(index) * left) / all
        }
        left = outside[index]
        index += 1
      }
    }
    return min(1, outside[n])
  }

  private static func floorDivide(_ numerator: Int, _ denominator: Int) -> Int {
    numerator >= 0 ? numerator / denominator : -((denominator - 1 - numerator) / denominator)
  }

  /// The probability of a distance of at least `d` between one sample of this effective size and its distribution.
  ///
  /// Kolmogorov's limiting distribution at an argument corrected for the size: Vrbik, "Deriving CDF of Kolmogorov-Smirnov test
  /// statistic", Applied Mathematics 9, 2018.
  static func survival(_ d: Double, size n: Double) -> Double {
    let root = n.squareRoot()
    let z = root * d
    return limit(z + 1 / (6 * root) + (z - 1) / (4 * n))
  }

  /// The limiting survival function: by its two series, each where it converges in a few terms.
  static func limit(_ z: Double) -> Double {
    if z <= 0 { return 1 }
    if z < 1 {
      // √(2π)/z Σ exp(−(2k − 1)² π² / 8z²)
      let exponent = -Double.pi * Double.pi / (8 * z * z)
      var sum = 0.0
      for k in stride(from: 1.0, through: 7, by: 2) { sum += exp(exponent * k * k) }
      return 1 - (2 * Double.pi).squareRoot() / z * sum
    }
    var sum = 0.0
    for k in stride(from: 5.0, through: 1, by: -1) {
      let term = exp(-2 * k * k * z * z)
      sum = term - sum
    }
    return min(1, 2 * sum)
  }
}
