import Testing

@testable import Market

private func read(_ text: String, columns: [String]? = nil, _ change: (inout CSVOptions) -> Void = { _ in }) throws -> NumericTable {
  var options = CSVOptions()
  change(&options)
  let file = try TemporaryFile(text)
  defer { withExtendedLifetime(file) {} }
  return try NumericTable(csv: file.path, columns: columns, options: options)
}

struct NumericTableTests {
  @Test("Columns have names, and missing values are NaN")
  func columns() throws {
    let table = try read("a,b,c\n1,,3\n,NaN,-6e-2\n7,null,N/A\n")
    #expect(table.names == ["a", "b", "c"])
    #expect(table.time == nil)
    #expect(table["a"]?.map { $0.isNaN ? -1 : $0 } == [1, -1, 7])
    #expect(table["b"]?.allSatisfy(\.isNaN) == true)
    #expect(table["c"]?.map { $0.isNaN ? -1 : $0 } == [3, -0.06, -1])
    #expect(table["d"] == nil)
    #expect(throws: InvalidFile.self) { try table.column("d") }
  }

  @Test("A time column is told from numbers")
  func times() throws {
    #expect(try read("time,x\n2023-01-01,1\n2023-01-02,2\n").time?.last == Timestamp("2023-01-02"))
    #expect(try read("x,timestamp_ms\n1,1672531200000\n").time == [Timestamp(seconds: 1_672_531_200)])
    #expect(try read("2004-01-02 00:00:00+00:00,0.5\n2004-01-05 00:00:00+00:00,0.25\n").columns == [[0.5, 0.25]])
    let counts = try read("time,day\n1,2\n3,4\n")
    #expect(counts.time == nil)
    #expect(counts.names == ["time", "day"])
  }

  @Test("Files without names get names by position; some columns can be chosen")
  func names() throws {
    let table = try read("1\t0.5\t-3\n0\t.5\t4\n")
    #expect(table.names == ["column_1", "column_2", "column_3"])
    #expect(table.columns == [[1, 0], [0.5, 0.5], [-3, 4]])
    let chosen = try read("a,name,b\n1,x,2\n3,y,4\n", columns: ["b", "a"])
    #expect(chosen.columns == [[2, 4], [1, 3]])
    #expect(try read("a,name,b\n1,x,2\n") { $0.columns = ["p", "", "q"] }.names == ["p", "q"])
    #expect(try read("2,1,yes,no\n1,2,3\n4,5,6\n") { ($0.skippedLines, $0.hasHeader) = (1, false) }.rowCount == 2)
    #expect(try read("5\n6\n\n7\n").columns == [[5, 6, 7]])
  }

  @Test(
    "A table that breaks a rule is refused at the line and column",
    arguments: [
      ("a,b\n1,x\n", .notANumber, 2, "b"), ("a,b\n1,2\n1,inf\n", .notFinite, 3, "b"), ("a,b\n1\n", .fieldCount, 2, nil),
      ("a,a\n1,2\n", .repeatedColumn, 1, "a"), ("a,b\n", .noRows, nil, nil), ("2,1,yes,no\n1,2,3\n", .fieldCount, 2, nil),
    ] as [(String, DataProblem, Int?, String?)])
  func refused(_ text: String, _ expected: DataProblem, _ line: Int?, _ column: String?) {
    let error = #expect(throws: InvalidFile.self) { try read(text) }
    #expect(error?.problem == expected)
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test("Wide tables are streamed in batches")
  func wide() throws {
    let width = 3_000
    let row = (0..<width).map { "\($0)" }.joined(separator: ",") + "\n"
    let file = try TemporaryFile((0..<width).map { "f\($0)" }.joined(separator: ",") + "\n" + row + row + row)
    var reader = try TableReader(file.path)
    var batch = TableBatch()
    #expect(try reader.next(into: &batch))
    #expect(batch.count == 3)
    #expect(batch.columns[2_999] == [2_999, 2_999, 2_999])
    #expect(try reader.next(into: &batch) == false)
  }
}
