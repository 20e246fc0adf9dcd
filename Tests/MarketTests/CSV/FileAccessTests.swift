import Foundation
import Testing

@testable import Market

private func problem(_ path: String, _ options: CSVOptions = CSVOptions()) -> InvalidFile? {
  #expect(throws: InvalidFile.self) { try BarFile(path, options: options) }
}

struct FileAccessTests {
  @Test("What is no file is refused")
  func noFile() throws {
    let file = try TemporaryFile("x")
    #expect(problem(file.directory)?.problem == .isDirectory)
    #expect(problem(file.path + "/none.csv")?.problem == .noSuchFile)
    #expect(problem(file.directory + "/none.csv")?.problem == .noSuchFile)
    #expect(problem("")?.problem == .noSuchFile)
    #expect(problem("a\0b")?.problem == .noSuchFile)
    #expect(problem("/dev/null")?.problem == .empty)
  }

  @Test(
    "The system's answers are told in words",
    arguments: [(EACCES, DataProblem.notPermitted), (ENOENT, .noSuchFile), (EISDIR, .isDirectory), (EIO, .cannotRead)])
  func answers(_ code: Int32, _ expected: DataProblem) {
    #expect(InvalidFile(path: "x.csv", reading: code).problem == expected)
  }

  @Test("A file that may not be read is refused", .enabled(if: getuid() != 0, "the superuser may read everything"))
  func notPermitted() throws {
    let file = try TemporaryFile("x")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
    #expect(problem(file.path)?.problem == .notPermitted)
  }

  @Test(
    "What is no text is refused",
    arguments: [
      ([0x1F, 0x8B, 8, 0], .compressed), ([0x50, 0x4B, 3, 4, 1], .compressed), ([0xFF, 0xFE, 0x74, 0], .notText),
      ([0x41, 0, 0x42], .notText),
    ] as [([UInt8], DataProblem)])
  func noText(_ bytes: [UInt8], _ expected: DataProblem) throws {
    let file = try TemporaryFile(bytes: bytes)
    #expect(problem(file.path)?.problem == expected)
    withExtendedLifetime(file) {}
  }

  @Test("A line that never ends is refused in little memory, and can be passed over", arguments: [1_000, 100_000])
  func endlessLine(_ chunk: Int) throws {
    let rows = "time,open,high,low,close,volume\n2023-01-01,1,1,1,1,1\n"
    let last = "2023-01-02,1,1,1,1,1\n"
    let file = try TemporaryFile(rows + String(repeating: "1", count: 300_000) + "\n" + last)
    var options = CSVOptions()
    options.longestLine = 10_000
    options.chunk = chunk
    #expect(problem(file.path, options)?.problem == .lineTooLong)
    #expect(problem(file.path, options)?.line == 3)
    options.strictness = .lenient
    let read = try BarFile(file.path, options: options)
    #expect(read.series.count == 2)
    #expect(read.quality[.lineTooLong]?.count == 1)
    let header = try TemporaryFile(String(repeating: "1", count: 300_000))
    #expect(problem(header.path, options)?.problem == .lineTooLong)
  }

  @Test("A pipe is read like a file")
  func pipe() throws {
    var text = "time,open,high,low,close,volume\n"
    for row in 0..<20_000 { text += "\(1_672_531_200 + 60 * row),1,3,1,2,\(row)\n" }
    let file = try TemporaryFile("")
    let path = file.directory + "/pipe"
    #expect(unsafe mkfifo(path, 0o600) == 0)
    let bytes = Data(text.utf8)
    let thread = Thread { try? FileHandle(forWritingTo: URL(fileURLWithPath: path)).write(contentsOf: bytes) }
    thread.start()
    let series = try BarSeries(csv: path, symbol: "X")
    #expect(series.count == 20_000)
    #expect(series.volume.last == 19_999)
  }
}

struct WritingTests {
  private static let series: BarSeries? = try? BarSeries(
    symbol: "BTC-USDT", timeframe: .hours(1), time: (0..<3).map { Timestamp(seconds: 1_672_531_200 + 3_600 * $0) }, open: [1, 2, 3],
    high: [2, 3, 4.25], low: [0.5, 1, 2], close: [1.1, 2.2, 0.1 + 3], volume: [0, 1e-7, 1e20], filled: [1..<2])

  @Test("Bars read back as they were", arguments: [TimeFormat.iso8601, .number(.seconds), .number(.nanoseconds)])
  func bars(_ format: TimeFormat) throws {
    let series = try #require(WritingTests.series)
    let file = try TemporaryFile("old")
    try series.write(csv: file.path, format: format)
    let read = try BarSeries(csv: file.path)
    #expect(Array(read) == Array(series))
    #expect(read.filled == series.filled)
    #expect(file.neighbours == ["BTC-USDT-1h.csv"])
  }

  @Test("Bars that say when they end read back with their ends")
  func ends() throws {
    let series = try BarSeries(
      symbol: "X", timeframe: .ticks(10), time: [1, 2].map { Timestamp(seconds: 1_672_531_200 + $0) }, open: [1, 1], high: [1, 1],
      low: [1, 1],
      close: [1, 1], volume: [1, 1], ends: [Timestamp(nanoseconds: 1_672_531_201_123_456_789), Timestamp(seconds: 1_672_531_203)])
    let file = try TemporaryFile("")
    try series.write(csv: file.path)
    #expect(Array(try BarSeries(csv: file.path, timeframe: .ticks(10))) == Array(series))
  }

  @Test("The text is as documented")
  func text() throws {
    let file = try TemporaryFile("")
    try #require(WritingTests.series).part(0..<1).write(csv: file.path)
    #expect(file.text == "time,open,high,low,close,volume\n2023-01-01T00:00:00Z,1,2,0.5,1.1,0\n")
  }

  @Test("Trades and tables read back as they were")
  func others() throws {
    let ticks = try TickSeries(
      symbol: "BTC-USDT", time: [5, 5, 9].map { Timestamp(nanoseconds: 1_672_531_200_000_000_000 + $0) }, price: [1, 2, 3],
      size: [0, 0.1, 5],
      side: [.buy, .sell, .buy], provenance: .unstated)
    let file = try TemporaryFile("")
    try ticks.write(csv: file.path)
    #expect(Array(try TickSeries(csv: file.path)) == Array(ticks))
    let table = NumericTable(names: ["a,b", "c \"d\""], columns: [[1, .nan, -3], [.nan, 0.1, 7e-9]])
    try table.write(csv: file.path)
    let read = try NumericTable(csv: file.path)
    #expect(read.names == table.names)
    #expect(read.columns.map { $0.map(\.bitPattern) } == table.columns.map { $0.map(\.bitPattern) })
    let single = NumericTable(names: ["x"], columns: [[1, .nan, 2, .nan]])
    try single.write(csv: file.path)
    #expect(try NumericTable(csv: file.path).rowCount == 4)
  }

  @Test("Until a file is finished, what was there stays, and a writer that is dropped leaves no trace")
  func dropped() throws {
    let file = try TemporaryFile("old")
    do {
      var writer = try BarWriter(file.path)
      try writer.write(try #require(WritingTests.series)[0])
      #expect(file.text == "old")
      #expect(file.neighbours.count == 2)
    }
    #expect(file.text == "old")
    #expect(file.neighbours == ["BTC-USDT-1h.csv"])
  }

  @Test("A full disk is an error", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func fullDisk() {
    let error = #expect(throws: InvalidFile.self) { try #require(WritingTests.series).write(csv: "/dev/full") }
    #expect(error?.problem == .cannotWrite)
  }

  @Test("A place that cannot be written to is an error")
  func badPlaces() throws {
    let file = try TemporaryFile("")
    func problem(_ path: String) -> DataProblem? {
      (#expect(throws: InvalidFile.self) { try #require(WritingTests.series).write(csv: path) })?.problem
    }
    #expect(problem(file.directory) == .isDirectory)
    #expect(problem(file.directory + "/no/such.csv") == .noSuchFile)
    #expect(problem("") == .noSuchFile)
    #expect(InvalidFile(path: "x", writing: EACCES).problem == .notPermitted)
  }

  @Test("A link stays a link, and a file keeps its permissions")
  func links() throws {
    let file = try TemporaryFile("old")
    let link = file.directory + "/link.csv"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
    try #require(WritingTests.series).write(csv: link)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file.path)
    #expect(file.text.hasPrefix("time,"))
    #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o640)
  }
}
