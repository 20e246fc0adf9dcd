import Statistics
import Testing

@testable import GradientBoost

@Suite("Binning")
struct BinningTests {
  @Test("sorts as the standard library does", arguments: [0, 1, 2, 255, 257, 1_000])
  func radixSort(count: Int) {
    var draws = SeededGenerator(seed: UInt64(count))
    var values = (0..<count).map { _ in draws.normal() * (draws.uniform() < 0.1 ? 1e300 : 1) }
    if count > 4 { values[0...3] = [.infinity, -.infinity, 0, -0.0] }
    #expect(RadixSort.sorted(values) == values.sorted())
  }

  @Test("sorts values that differ in their last bits alone", arguments: [300, 5_000])
  func radixSortOfNeighbours(count: Int) {
    var draws = SeededGenerator(seed: UInt64(count))
    // Some far apart, most within a billionth of one another: insertion would take a quarter of the square of their number.
    let close = (0..<count).map { _ in (draws.uniform() < 0.5 ? 1 : -1) * (1 + draws.uniform() * 1e-9) }
    let values = close + (0..<count / 10).map { _ in draws.normal() }
    #expect(RadixSort.sorted(values) == values.sorted())
    #expect(RadixSort.sorted(Array(values.sorted().reversed())) == values.sorted())
  }

  @Test("shares rows out in blocks of the same size, none with more rows than two bytes can count")
  func blocks() {
    for rowCount in [0, 1, 2, 1_023, 1_024, 1_025, 16_383, 16_384, 20_000, 131_071, 131_072, 1_000_000, 1_048_577, 33_554_433] {
      let size = BinnedMatrix.blockRows(for: rowCount)
      #expect(size >= 1 && size <= 32_768, "\(rowCount) rows")
      let count = (rowCount + size - 1) / size
      #expect(rowCount < 16_384 || count % 16 == 0, "\(rowCount) rows in \(count) blocks")
      #expect(rowCount >= 16_384 || size >= min(rowCount, 1_024), "\(rowCount) rows")
    }
  }

  @Test("gives every value its own bin where there are enough")
  func fewValues() {
    let bins = QuantileSketch.bins(of: [3, 1, 2, 1, .nan, 3], maximumBins: 255, minimumRows: 1)
    #expect(bins.upperBounds == [1.5, 2.5, .infinity])
    #expect(bins.holdsMissing)
    #expect([0.5, 1.5, 1.6, 9, .nan].map(bins.bin) == [0, 0, 1, 2, 3])
  }

  @Test("shares rows out evenly among few bins and never exceeds them", arguments: [2, 3, 16, 255])
  func manyValues(maximum: Int) {
    var draws = SeededGenerator(seed: 5)
    let values = (0..<3_000).map { _ in draws.normal() }
    let bins = QuantileSketch.bins(of: values, maximumBins: maximum, minimumRows: 3)
    #expect(bins.count <= maximum && bins.count >= maximum * 9 / 10)
    var counts = Array(repeating: 0, count: bins.count)
    for value in values { counts[bins.bin(of: value)] += 1 }
    let share = values.count / bins.count
    #expect(counts.allSatisfy { $0 >= share / 2 && $0 <= share * 2 + 1 }, "\(counts)")
  }

  @Test("gives a value that is a third of the rows a bin of its own")
  func heavyValue() {
    var draws = SeededGenerator(seed: 6)
    let values = (0..<3_000).map { $0 % 3 == 0 ? 0.0 : draws.normal() }
    let bins = QuantileSketch.bins(of: values, maximumBins: 16, minimumRows: 3)
    let own = bins.bin(of: 0)
    #expect(values.count { bins.bin(of: $0) == own && $0 != 0 } == 0)
  }

  @Test("never puts values of different signs into one bin", arguments: [3, 16, 255], [0, 1, 300])
  func signs(maximum: Int, zeroes: Int) {
    var draws = SeededGenerator(seed: 8)
    let values = (0..<2_000).map { _ in draws.normal() + 0.7 } + Array(repeating: 0, count: zeroes)
    let bins = QuantileSketch.bins(of: values, maximumBins: maximum, minimumRows: 3)
    #expect(bins.count <= maximum && bins.upperBounds == bins.upperBounds.sorted())
    let negative = Set(values.filter { $0 < 0 }.map(bins.bin))
    #expect(negative.isDisjoint(with: values.filter { $0 >= 0 }.map(bins.bin)))
    if zeroes == 300 { #expect(values.count { bins.bin(of: $0) == bins.bin(of: 0) } == 300) }
    // Too few to have a side of their own, they do not cost a bin.
    #expect(QuantileSketch.bins(of: [-1, 0, 2, 3, 4, 5], maximumBins: 2, minimumRows: 3).count == 2)
    #expect(QuantileSketch.bins(of: [0, 0, 0, -1, -2, -3], maximumBins: 255, minimumRows: 3).upperBounds == [-1e-300, .infinity])
    #expect(QuantileSketch.bins(of: [0, 0, 0, 1e-300, 1, 2], maximumBins: 255, minimumRows: 3).upperBounds == [0, .infinity])
  }

  @Test("holds what is constant, missing, huge or infinite")
  func extremes() {
    #expect(QuantileSketch.bins(of: [4, 4, 4], maximumBins: 255, minimumRows: 1).isConstant)
    #expect(QuantileSketch.bins(of: [.nan, .nan], maximumBins: 255, minimumRows: 1).isConstant)
    #expect(QuantileSketch.bins(of: [7, .nan], maximumBins: 255, minimumRows: 1).count == 2)
    let bins = QuantileSketch.bins(of: [-1e300, 1e300, .infinity, -.infinity], maximumBins: 255, minimumRows: 1)
    #expect([-.infinity, -1e300, 1e300, .infinity].map(bins.bin) == [0, 1, 2, 3])
    #expect(bins.upperBounds[1] == 0)
  }

  /// However bounds lie: evenly, most of them far from some, within a hair's breadth, from one end of all numbers to the other, beside −∞.
  @Test(
    "looks bins up without a branch as a search finds them", arguments: [1, 2, 3, 17, 254, 255],
    ["even", "normal", "skewed", "close", "tiny", "huge", "infinite"])
  func lookup(count: Int, shape: String) {
    var draws = SeededGenerator(seed: UInt64(count))
    func value() -> Double {
      let normal = draws.normal()
      return switch shape {
      case "even": Double(draws.integer(below: 1_000_000))
      case "normal": normal
      case "skewed": Double(sign: .plus, exponent: Int(normal * 60), significand: draws.uniform(in: 1..<2))
      case "close": 1 + normal * 0x1p-45
      case "tiny": normal * .leastNormalMagnitude
      default: normal * 5e307
      }
    }
    var bounds = Set<Double>()
    while bounds.count < count - 1 { bounds.insert(value()) }
    if shape == "infinite" && count > 1 {
      bounds.removeFirst()
      bounds.insert(-.infinity)
    }
    let bins = FeatureBins(upperBounds: bounds.sorted() + [.infinity], holdsMissing: count < 255, range: nil)
    let values =
      bins.upperBounds + bins.upperBounds.flatMap { [$0.nextUp, $0.nextDown] } + (0..<300).map { _ in value() }
      + [.nan, 0, -0.0, .infinity, -.infinity, 1.7e308, -1.7e308]
    var looked = [UInt8](repeating: 0, count: values.count)
    var span = looked.mutableSpan
    BinLookup(bins).write(values.span, into: &span, at: 0)
    #expect(looked.map(Int.init) == values.map(bins.bin))
  }

  @Test("keeps the bins of a subset and applies them to other rows")
  func subsetAndOthers() throws {
    let rows = Rows(500, seed: 1, missing: 0.1)
    let data = try rows.dataset()
    let chosen = [7, 3, 3, 499]
    let subset = try data.subset(rows: chosen)
    #expect(subset.bins == data.bins)
    let again = try Dataset(
      columns: rows.columns.map { column in chosen.map { column[$0] } }, labels: chosen.map { rows.labels[$0] }, binsOf: data)
    for row in chosen.indices {
      for column in 0..<data.matrix.columnCount {
        #expect(subset.matrix.bin(row: row, column: column) == data.matrix.bin(row: chosen[row], column: column))
        #expect(again.matrix.bin(row: row, column: column) == data.matrix.bin(row: chosen[row], column: column))
      }
    }
  }

  @Test("fits bins on the rows it is told to and on no others")
  func fittedOn() throws {
    let rows = Rows(400, seed: 2)
    var spoiled = rows
    for row in 200..<400 { spoiled.columns[0][row] = 1e9 * Double(row) }
    let training = Array(0..<200)
    let left = try Dataset(columns: rows.columns, labels: rows.labels, fittedOn: training)
    let right = try Dataset(columns: spoiled.columns, labels: rows.labels, fittedOn: training)
    #expect(left.bins == right.bins)
  }

  @Test("reads a matrix as it reads columns")
  func matrix() throws {
    let rows = Rows(300, seed: 3, missing: 0.05)
    let matrix = rows.labels.indices.flatMap { row in rows.columns.map { $0[row] } }
    let data = try Dataset(matrix: matrix, columnCount: 6, labels: rows.labels)
    #expect(data.bins == (try rows.dataset()).bins)
    #expect(data.matrix.blocks == (try rows.dataset()).matrix.blocks)
  }

  @Test("refuses data that cannot be trained on, and says which")
  func badData() {
    func message(_ make: () throws -> Dataset) -> String {
      do {
        _ = try make()
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(message { try Dataset(columns: [], labels: []) }.contains("no feature"))
    #expect(message { try Dataset(columns: [[]], labels: []) }.contains("no row"))
    #expect(message { try Dataset(columns: [[1, 2], [1]], labels: [0, 1]) }.contains("'Column_1' has 1 rows"))
    #expect(message { try Dataset(columns: [[1], [2]], featureNames: ["a", "a"], labels: [0]) }.contains("'a' stands for two"))
    #expect(message { try Dataset(columns: [[1], [2]], featureNames: ["a"], labels: [0]) }.contains("2 columns but 1 names"))
    #expect(message { try Dataset(columns: [[1, 2]], labels: [0, .infinity]) }.contains("row 1 is inf"))
    #expect(message { try Dataset(columns: [[1, 2]], labels: [0, 1], weights: [1]) }.contains("1 weights for 2 rows"))
    #expect(message { try Dataset(columns: [[1, 2]], labels: [0, 1], weights: [1, -1]) }.contains("row 1 is -1.0"))
    #expect(message { try Dataset(columns: [[1, 2]], labels: [0, 1], fittedOn: [2]) }.contains("Row 2"))
    #expect(message { try Dataset(matrix: [1, 2, 3], columnCount: 2, labels: [0, 1]) }.contains("has not 3 values"))
    var binning = Binning()
    binning.maxBin = 256
    #expect(message { try Dataset(columns: [[1, 2]], labels: [0, 1], binning: binning) }.contains("from 2 to 255"))
    #expect(message { try Rows(10, seed: 1).dataset().subset(rows: [10]) }.contains("rows 0 to 9"))
  }
}
