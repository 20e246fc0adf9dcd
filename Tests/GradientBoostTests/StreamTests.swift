import Statistics
import Testing

@testable import GradientBoost

/// Columns given out as a stream.
struct ColumnStream: RowStream {
  var rows: Rows
  var weights: [Double] = []
  var chunk: Int
  /// How many rows are missing the second time.
  var lost = 0
  private let passes = Passes()

  final class Passes { var count = 0 }

  init(_ rows: Rows, chunk: Int, weights: [Double] = [], lost: Int = 0) {
    self.rows = rows
    self.chunk = chunk
    self.weights = weights
    self.lost = lost
  }

  var featureNames: [String] { rows.columns.indices.map { "Column_\($0)" } }

  func forEachChunk(_ body: (RowChunk) throws -> Void) throws {
    passes.count += 1
    let count = rows.labels.count - (passes.count > 1 ? lost : 0)
    for start in stride(from: 0, to: count, by: chunk) {
      let own = start..<min(count, start + chunk)
      try body(
        RowChunk(
          values: own.flatMap { row in rows.columns.map { $0[row] } }, labels: Array(rows.labels[own]),
          weights: weights.isEmpty ? [] : Array(weights[own])))
    }
  }
}

@Suite("A stream of rows")
struct StreamTests {
  @Test("becomes the data set that its columns become, however many rows come at a time", arguments: [1, 7, 1_000, 5_000])
  func same(chunk: Int) throws {
    let rows = Rows(2_600, features: 5, seed: 50, missing: 0.02)
    let weights = rows.labels.indices.map { Double($0 % 4) }
    let whole = try rows.dataset(weights: weights)
    let streamed = try Dataset(stream: ColumnStream(rows, chunk: chunk, weights: weights), threads: 2)
    #expect(streamed.bins == whole.bins && streamed.labels == whole.labels && streamed.weights == whole.weights)
    #expect(streamed.matrix.blocks == whole.matrix.blocks && streamed.featureNames == whole.featureNames)
    let model = try Trainer(.small(.binary)).train(on: streamed, threads: 2)
    #expect(try model.json() == Trainer(.small(.binary)).train(on: whole, threads: 1).json())
  }

  @Test("of more rows than the sample has bins that divide them evenly, and a bin for what is missing outside it")
  func sampled() throws {
    var rows = Rows(4_000, features: 2, seed: 51)
    rows.columns[0][3_999] = .nan
    var binning = Binning()
    binning.binConstructSampleCnt = 500
    binning.maxBin = 10
    let data = try Dataset(stream: ColumnStream(rows, chunk: 300), binning: binning)
    #expect(try Dataset(stream: ColumnStream(rows, chunk: 17), binning: binning).bins == data.bins)
    #expect(data.bins[0].holdsMissing && !data.bins[1].holdsMissing)
    let counts = (0..<10).map { bin in (0..<4_000).count { data.matrix.bin(row: $0, column: 0) == bin } }
    #expect(counts.dropLast().allSatisfy { $0 > 200 && $0 < 800 }, "\(counts)")
  }

  @Test("is refused where it is not the same twice, or holds what cannot be trained on")
  func refused() throws {
    var rows = Rows(300, features: 2, seed: 52)
    #expect(throws: DatasetError.self) { try Dataset(stream: ColumnStream(rows, chunk: 50, lost: 1)) }
    #expect(throws: DatasetError.self) { try Dataset(stream: ColumnStream(Rows(0, features: 2, seed: 1), chunk: 50)) }
    #expect(throws: DatasetError.self) {
      try Dataset(stream: ColumnStream(rows, chunk: 50, weights: Array(repeating: -1, count: 300)))
    }
    rows.labels[7] = .infinity
    #expect(throws: DatasetError.self) { try Dataset(stream: ColumnStream(rows, chunk: 50)) }
  }

  /// A file in pieces of so many bytes.
  static func csv(_ text: String, piece: Int, target: String = "y", weight: String? = nil, query: String? = nil, ignoring: Set<String> = [])
    -> CSVRows
  {
    CSVRows(target: target, weight: weight, query: query, ignoring: ignoring) {
      let bytes = Array(text.utf8)
      var place = 0
      return {
        guard place < bytes.count else { return nil }
        defer { place += piece }
        return Array(bytes[place..<min(bytes.count, place + piece)])
      }
    }
  }

  @Test("of a CSV file has its columns by name, in whatever pieces it is read", arguments: [1, 3, 10_000])
  func csv(piece: Int) throws {
    let text = "time,a,\"y\",b,w\r\n1,0.5,1,,2\r\n2,-1e3,0,nan,1\r\n\r\n3,123456789.123456789,1,-0.25,0"
    let rows = Self.csv(text, piece: piece, weight: "w", ignoring: ["time"])
    #expect(try rows.featureNames == ["a", "b"])
    var chunks: [RowChunk] = []
    try rows.forEachChunk { chunks.append($0) }
    #expect(chunks.count == 1 && chunks[0].labels == [1, 0, 1] && chunks[0].weights == [2, 1, 0])
    let values = chunks[0].values
    #expect(values[0] == 0.5 && values[2] == -1_000 && values[4] == 123456789.123456789 && values[5] == -0.25)
    #expect(values[1].isNaN && values[3].isNaN)
    #expect(try Dataset(stream: rows).rowCount == 3)
    let ranked = Self.csv("a\tq\ty\n1\t4\t0\n2\t4\t1\n3\t9\t2\n", piece: piece, query: "q")
    #expect(try Dataset(stream: ranked).queries == [2, 1])
  }

  @Test("of a CSV file reads numbers as they are written, to the bit", arguments: 1...50)
  func numbers(seed: Int) throws {
    var draws = SeededGenerator(seed: UInt64(seed))
    let values = (0..<20).map { _ in draws.normal() * [1, 1e-9, 1e15, 1e300][draws.integer(below: 4)] } + [0.1, 1e22, 123_456, 4.35]
    let text = "x,y\n" + values.map { "\($0),1\n" }.joined()
    try Self.csv(text, piece: 64).forEachChunk { #expect($0.values == values) }
  }

  @Test(
    "of a CSV file that is no table is refused with the line",
    arguments: [
      ("", "is empty"), ("a,b\n1,2", "no column 'y'"), ("a,y\n1,2\n1", "Line 3 has 1 cells"), ("a,y\n1,2,3", "Line 2 has more"),
      ("a,y\n1,x", "Line 2, cell 2"), ("a,a,y\n1,2,3", "stands for two"), ("y\n1", "no feature"), ("a,y\n", "no row"), ("a,y\n1,", "label"),
    ])
  func notATable(text: String, says: String) {
    do {
      _ = try Dataset(stream: Self.csv(text, piece: 5))
      Issue.record("it was accepted")
    } catch { #expect("\(error)".contains(says), "\(error)") }
  }
}
