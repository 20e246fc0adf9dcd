import Foundation
import Statistics
import Testing

@Suite("Correlation")
struct CorrelationTests {
  // numpy 2.4 and scipy 1.17: corrcoef, spearmanr, kendalltau.
  @Test("agrees with scipy")
  func scipy() {
    let a = Array(Series.a[..<9])
    let c = Array(Series.c[..<9])
    let e: [Double] = [3, 1, 2, 2, 1, 3, 1, 2, 3]
    #expect(isClose(Correlation.pearson(a, Series.b), 0.0022060688369559002, absolute: 1e-15))
    #expect(isClose(Correlation.spearman(a, Series.b), -0.05))
    #expect(Correlation.kendall(a, Series.b) == 0)
    #expect(isClose(Correlation.pearson(c, Series.d), 0.9439730477962347))
    #expect(isClose(Correlation.spearman(c, Series.d), 0.94841683818839))
    #expect(isClose(Correlation.kendall(c, Series.d), 0.8932596002688612))
    #expect(isClose(Correlation.spearman(c, e), 0, absolute: 1e-15))
    #expect(Correlation.kendall(c, e) == 0)
  }

  @Test("Kendall's equals counting all pairs", arguments: 2...25, [3, 1000])
  func kendall(count: Int, distinct: Int) {
    var generator = SeededGenerator(seed: UInt64(count * 7 + distinct))
    let x = (0..<count).map { _ in Double(generator.integer(below: distinct)) }
    let y = x.map { $0 + Double(generator.integer(below: distinct)) }
    var (surplus, pairsX, pairsY) = (0.0, 0.0, 0.0)
    for i in 0..<count {
      for j in 0..<i {
        let (dx, dy) = (x[i] - x[j], y[i] - y[j])
        surplus += dx * dy > 0 ? 1 : dx * dy < 0 ? -1 : 0
        pairsX += dx != 0 ? 1 : 0
        pairsY += dy != 0 ? 1 : 0
      }
    }
    let expected = surplus / (pairsX * pairsY).squareRoot()
    #expect(isClose(Correlation.kendall(x, y), expected, absolute: 1e-15), "count \(count), distinct \(distinct)")
  }

  @Test("Kendall's of thousands of values equals that of their halves' formula")
  func kendallLarge() {
    // A rotation by k: n − k ascending, then k, each of which is below all the first.
    let (n, k) = (4000, 1000)
    let x = (0..<n).map(Double.init)
    let y = (0..<n).map { Double(($0 + k) % n) }
    let discordant = Double(k * (n - k))
    let pairs = Double(n * (n - 1) / 2)
    #expect(isClose(Correlation.kendall(x, y), 1 - 2 * discordant / pairs))
  }

  @Test("perfect correlation is exactly one, at any offset", arguments: [0, 1e9])
  func perfect(offset: Double) {
    let x = (0..<100).map { offset + Double($0) }
    let y = x.map { -2 * $0 }
    #expect(isClose(Correlation.pearson(x, x), 1, relative: 1e-15) && Correlation.pearson(x, x) <= 1)
    #expect(isClose(Correlation.pearson(x, y), -1, relative: 1e-15))
    #expect(Correlation.spearman(x, y) == -1 && Correlation.kendall(x, y) == -1)
  }

  @Test("what is undefined is NaN")
  func undefined() {
    let constant = [0.1, 0.1, 0.1, 0.1, 0.1]
    let rising: [Double] = [1, 2, 3, 4, 5]
    #expect(Correlation.pearson(constant, rising).isNaN)
    #expect(Correlation.spearman(constant, rising).isNaN)
    #expect(Correlation.kendall(constant, rising).isNaN)
    #expect(Correlation.pearson([], []).isNaN && Correlation.spearman([1], [2]).isNaN && Correlation.kendall([], []).isNaN)
    #expect(Correlation.pearson([1, .nan, 3], [1, 2, 3]).isNaN && Correlation.kendall([1, .nan, 3], [1, 2, 3]).isNaN)
    #expect(Correlation.pearson([1, .infinity, 3], [1, 2, 3]).isNaN)
  }
}

@Suite("Covariance")
struct CovarianceTests {
  // numpy 2.4: cov.
  @Test("agrees with numpy")
  func numpy() {
    let matrix = Covariance.matrix([Array(Series.a[..<9]), Series.b, Array(Series.c[..<9])])
    let expected = [
      [1.0389719444444445, 0.004194222222222303, -0.6693472222222222], [0.004194222222222303, 3.479052111111111, 1.4503888888888887],
      [-0.6693472222222222, 1.4503888888888887, 1.861111111111111],
    ]
    for row in 0..<3 { #expect(areClose(matrix[row], expected[row], absolute: 1e-15)) }
    #expect(isClose(Covariance.of(Series.b, Array(Series.c[..<9])), 1.4503888888888887))
  }

  @Test("the matrix holds the covariance of every pair, on any number of threads", arguments: [1, 2, 3, 6], [2, 5, 3001])
  func pairs(columns: Int, rows: Int) {
    var generator = SeededGenerator(seed: UInt64(columns * rows))
    let data = (0..<columns).map { _ in (0..<rows).map { _ in 100 + generator.normal() } }
    let matrix = Covariance.matrix(data, threads: 1)
    #expect(matrix == Covariance.matrix(data, threads: 3))
    for i in 0..<columns {
      for j in 0..<columns {
        #expect(isClose(matrix[i][j], Covariance.of(data[i], data[j]), relative: 1e-11, absolute: 1e-13))
      }
    }
  }

  @Test("what is undefined is NaN")
  func undefined() {
    #expect(Covariance.of([1], [2]).isNaN && Covariance.of([], []).isNaN)
    #expect(Covariance.matrix([]).isEmpty)
    #expect(Covariance.matrix([[1], [2]]).joined().allSatisfy { $0.isNaN })
    let matrix = Covariance.matrix([[1, 2, .nan], [1, 2, 3]])
    #expect(matrix[0][0].isNaN && matrix[1][0].isNaN && matrix[1][1] == 1)
  }
}

@Suite("Autocorrelation")
struct AutocorrelationTests {
  // statsmodels 0.15: acf.
  @Test("agrees with statsmodels")
  func statsmodels() {
    let series = zip(Series.golden(100), 0..<100).map { $0 + sin(Double($1) / 3) }
    #expect(
      areClose(
        Autocorrelation.of(series, lags: 4), [1.0, 0.7471713331032129, 0.6561413419755505, 0.4899881961857842, 0.1267136479390552]))
  }

  @Test("what is undefined is NaN")
  func undefined() {
    #expect(Autocorrelation.of([3, 3, 3], lags: 1).allSatisfy { $0.isNaN })
    #expect(Autocorrelation.of([], lags: 1).allSatisfy { $0.isNaN })
    let short = Autocorrelation.of([1, 2], lags: 3)
    #expect(short[0] == 1 && short[1] == -0.5 && short[2].isNaN && short[3].isNaN)
    #expect(Autocorrelation.of([1, .nan, 2], lags: 1).allSatisfy { $0.isNaN })
  }
}
