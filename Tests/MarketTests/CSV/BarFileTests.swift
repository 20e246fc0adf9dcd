import Testing

@testable import Market

private let header = "time,open,high,low,close,volume\n"
private let first = "2023-01-01T00:00:00Z,10,12,9,11,100\n"
private let second = "2023-01-01T01:00:00Z,11,13,10,12,200\n"
private let third = "2023-01-01T02:00:00Z,12,14,11,13,300\n"

private func read(_ text: String, name: String = "BTC-USDT-1h.csv", _ change: (inout CSVOptions) -> Void = { _ in }) throws -> BarFile {
  var options = CSVOptions()
  change(&options)
  let file = try TemporaryFile(text, name: name)
  defer { withExtendedLifetime(file) {} }
  return try BarFile(file.path, options: options)
}

private func problem(_ text: String, _ change: (inout CSVOptions) -> Void = { _ in }) -> InvalidFile? {
  #expect(throws: InvalidFile.self) { try read(text, change) }
}

struct BarFileTests {
  @Test(
    "One and the same series is read, however it is written",
    arguments: [
      header + first + second + third,
      String((header + first + second + third).dropLast()),
      (header + first + second + third).replacing("\n", with: "\r\n"),
      (header + first + second + third).replacing("\n", with: "\r"),
      "\u{FEFF}" + header + first + second + third,
      "\n \n" + header + "\n" + first + second + "\r\n" + third + "\n\n",
      (header + first + second + third).replacing(",", with: ";"),
      (header + first + second + third).replacing(",", with: "\t"),
      (header + first + second + third).replacing(",", with: "|"),
      (header + first + second + third).replacing(",", with: " , "),
      "\"Time\",\"Open\",\"High\",\"Low\",\"Close\",\"Volume\"\n" + first + "\"2023-01-01T01:00:00Z\",\"11\",13,\"10\",12,200\n" + third,
      "Open_Time,O,H,L,C,Vol.\n" + first + second + third,
      "<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n" + first + second + third,
      "Candle.Time,Candle.Open,Candle.High,Candle.Low,Candle.Close,Candle.Volume\n" + first + second + third,
      first + second + third,
      "volume,close,low,high,open,date\n100,11,9,12,10,2023-01-01\n200,12,10,13,11,2023-01-01 01:00\n300,13,11,14,12,2023-01-01T02:00Z\n",
      ",date,open,high,low,close,adj close,volume\n0,2023-01-01,10,12,9,11,1,100\n1,2023-01-01 01:00,11,13,10,12,1,200\n"
        + "2,2023-01-01 02:00,12,14,11,13,1,300\n",
      "timestamp_s,open,high,low,close,volume\n1672531200,10,12,9,11,100\n1672534800,11,13,10,12,200\n1672538400,12,14,11,13,300",
      header + "1672531200000,10,12,9,11,100\n1672534800000,1.1e1,+13,10.,12.0,2E+2\n1672538400000, 12 ,14,011,13,300\n",
      header + "1672531200000000,10,12,9,11,100\n1672534800000000,11,13,10,12,200\n1672538400000000,12,14,11,13,300\n",
      header + "1672531200000000000,10,12,9,11,100\n1672534800000000000,11,13,10,12,200\n1672538400000000000,12,14,11,13,300\n",
      header + "1672531200.0,10,12,9,11,100\n1672534800,11,13,10,12,200\n1.6725384e9,12,14,11,13,300\n",
      header + "01.01.2023 00:00:00.000,10,12,9,11,100\n01.01.2023 01:00:00.000,11,13,10,12,200\n01.01.2023 02:00:00.000,12,14,11,13,300\n",
      "date,time,open,high,low,close,volume\n20230101,00:00,10,12,9,11,100\n20230101,01:00,11,13,10,12,200\n20230101,02:00,12,14,11,13,300\n",
      "time,open,high,low,close,volume,end,filled\n2023-01-01,10,12,9,11,100,2023-01-01T01:00Z,0\n"
        + "2023-01-01T01:00Z,11,13,10,12,200,2023-01-01T02:00Z,0\n2023-01-01T02:00Z,12,14,11,13,300,2023-01-01T03:00Z,0\n",
    ])
  func sameSeries(_ text: String) throws {
    let expected = try BarSeries(
      symbol: "BTC-USDT", timeframe: .hours(1),
      time: [1_672_531_200, 1_672_534_800, 1_672_538_400].map { Timestamp(seconds: $0) }, open: [10, 11, 12], high: [12, 13, 14],
      low: [9, 10, 11], close: [11, 12, 13], volume: [100, 200, 300])
    let file = try read(text) { if text.contains("|") { $0.separator = "|" } }
    #expect(file.series.symbol == expected.symbol)
    #expect(file.series.timeframe == expected.timeframe)
    #expect(Array(file.series) == Array(expected))
    #expect(file.quality.isClean)
  }

  @Test(
    "A file that breaks a rule is refused at the line and column",
    arguments: [
      ("", .empty, nil, nil), ("\n\n  \n", .empty, nil, nil), ("\u{FEFF}", .empty, nil, nil), (header, .noRows, nil, nil),
      (header + "\n\n", .noRows, nil, nil),
      ("time,open,high,low,close\n2023-01-01,1,1,1,1\n", .missingColumn, 1, "volume"),
      ("tme,open,high,low,close,volume\n" + first, .missingColumn, 1, "time"),
      ("time,open,high,low,adj close,volume\n" + first, .missingColumn, 1, "close"),
      ("time,open,open,high,low,close,volume\n", .repeatedColumn, 1, "open"),
      (header + first + "2023-01-01T01:00:00Z,11,13,10,12\n", .fieldCount, 3, nil),
      (header + first + "2023-01-01T01:00:00Z,11,13,10,12,200,7\n", .fieldCount, 3, nil),
      (header + first + "2023-01-01T01:00:00Z,11,abc,10,12,200\n", .notANumber, 3, "high"),
      (header + first + "2023-01-01T01:00:00Z,11,\"1,300\",10,12,200\n", .notANumber, 3, "high"),
      (header + first + "2023-01-01T01:00:00Z,11,13,10,12,12x\n", .notANumber, 3, "volume"),
      (header + first + "2023-01-01T01:00:00Z,11,13,,12,200\n", .missingValue, 3, "low"),
      (header + first + "2023-01-01T01:00:00Z,11,13,10,NaN,200\n", .notFinite, 3, "close"),
      (header + first + "2023-01-01T01:00:00Z,11,inf,10,12,200\n", .notFinite, 3, "high"),
      (header + first + "2023-01-01T01:00:00Z,11,1e400,10,12,200\n", .notFinite, 3, "high"),
      (header + first + "2023-01-01T01:00:00Z,11,13,-10,12,200\n", .priceNotPositive, 3, "low"),
      (header + first + "2023-01-01T01:00:00Z,0,13,0,12,200\n", .priceNotPositive, 3, "open"),
      (header + first + "2023-01-01T01:00:00Z,11,10,13,12,200\n", .highBelowLow, 3, "high"),
      (header + first + "2023-01-01T01:00:00Z,14,13,10,12,200\n", .openOutsideRange, 3, "open"),
      (header + first + "2023-01-01T01:00:00Z,11,13,10,9,200\n", .closeOutsideRange, 3, "close"),
      (header + first + "2023-01-01T01:00:00Z,11,13,10,12,-1\n", .negativeVolume, 3, "volume"),
      (header + second + first, .timeGoesBack, 3, "time"), (header + first + "\n" + first, .repeatedTime, 4, "time"),
      (header + first + "yesterday,11,13,10,12,200\n", .notATime, 3, "time"),
      (header + first + ",11,13,10,12,200\n", .missingValue, 3, "time"),
      (header + "1672531200,10,12,9,11,100\n1672534800000,11,13,10,12,200\n", .mixedTimeUnits, 3, "time"),
      (header + "1672531200,10,12,9,11,100\n2023-01-01,11,13,10,12,200\n", .notATime, 3, "time"),
      ("timestamp_ms,open,high,low,close,volume\n1672531200,10,12,9,11,100\n", .mixedTimeUnits, 2, "timestamp_ms"),
      (header + "1/2/2023,10,12,9,11,100\n2/2/2023,11,13,10,12,200\n", .ambiguousDate, 2, "time"),
      (header + "13/2/2023,10,12,9,11,100\n2/14/2023,11,13,10,12,200\n", .notATime, 3, "time"),
      (header + "9999-01-01,10,12,9,11,100\n", .timeOutOfRange, 2, "time"),
      (header + first + second + third + "2023-01-01T02:30:00Z,12,14,11,13,300\n", .overlap, 5, "time"),
      (header + "2023-01-01T05:00Z,10,12,9,11,100\n", .noTimeframe, nil, nil),
      (header + first + "\"2023-01-01T01:00:00Z,11,13,10,12,200\n" + third, .openQuote, 3, nil),
      (header + first + "2023-01-01T01:00:00Z,\"11\"x,13,10,12,200\n", .notANumber, 3, "open"),
      ("1,2\n3,4\n", .missingColumn, 1, nil),
    ] as [(String, DataProblem, Int?, String?)])
  func refused(_ text: String, _ expected: DataProblem, _ line: Int?, _ column: String?) {
    let error = problem(text)
    #expect(error?.problem == expected)
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test("An error reads as a sentence that says where, what and what to do")
  func wording() {
    var options = CSVOptions()
    options.chunk = 7
    let error = InvalidFile(path: "btc.csv", line: 17, column: "high", .notANumber, "'abc' is not a number", remedy: "write a number")
    #expect(error.description == "btc.csv, line 17, column 'high': 'abc' is not a number; write a number")
    let found = problem(header + first + "2023-01-01T01:00:00Z,11,13,10,12\u{1}abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz,200\n")
    #expect(found?.explanation == "'12\u{FFFD}abcdefghijklmnopqrstuvwxyzabcdefghijk…' is not a number")
    #expect(problem("tme,open,high,low,close,volume\n" + first)?.explanation.contains("did you mean 'tme'?") == true)
    #expect(problem("time,open,high,low,adj close,volume\n" + first)?.explanation.contains("'adj close'") == true)
  }

  @Test("A file without a header in another order is refused with the order that makes its bars possible")
  func otherOrder() throws {
    let text = "1605571200,10,11,9,12,100,5\n1605574800,11,12,10,13,200,6\n1605578400,12,13,11,14,300,7\n"
    let error = problem(text)
    #expect(error?.problem == .closeOutsideRange)
    #expect(error?.line == 1)
    #expect(error?.remedy.contains("time,open,close,low,high,volume,column_7") == true)
    let file = try read(text) { $0.columns = ["time", "open", "close", "low", "high", "volume", ""] }
    #expect(file.series.close == [11, 12, 13])
    #expect(file.series.high == [12, 13, 14])
  }

  @Test("Binance's klines need no header")
  func klines() throws {
    let text = """
      1499040000000,0.01634790,0.80000000,0.01575800,0.01577100,148976.11427815,1499644799999,2434.19055334,308,1756.87402397,28.46694368,0
      1499644800000,0.01577100,0.80000000,0.01575800,0.01577100,148976.11427815,1500249599999,2434.19055334,308,1756.87402397,28.46694368,0
      """
    let series = try read(text).series
    #expect(series.timeframe == .weeks(1))
    #expect(series.open == [0.0163479, 0.015771])
    #expect(series.ends == nil)
  }

  @Test("Options settle what a file leaves open")
  func options() throws {
    let dates = header + "1/2/2023,10,12,9,11,100\n2/2/2023,11,13,10,12,200\n3/2/2023,12,14,11,13,300\n"
    #expect(try read(dates) { $0.dateOrder = .dayFirst }.series.timeframe == .days(1))
    #expect(try read(dates) { $0.dateOrder = .monthFirst }.series.time.last == Timestamp("2023-03-02"))
    let early = header + "0,10,12,9,11,100\n60000,11,13,10,12,200\n"
    #expect(try read(early) { $0.timeUnit = .milliseconds }.series.timeframe == .minutes(1))
    #expect(try read(early.replacing("time", with: "time_ms")).series.timeframe == .minutes(1))
    let silent = "when,open,high,low,close\n2023-01-01,1,1,1,1\n2023-01-02,1,1,1,1\n"
    let file = try read(silent) {
      $0.timeColumn = "when"
      $0.volumeMayBeMissing = true
    }
    #expect(file.series.volume == [0, 0])
    let preamble = "exported by nobody, on a day\n\"who knows\n" + header + first + second
    #expect(try read(preamble) { $0.skippedLines = 2 }.series.count == 2)
    let extra = "time,open,high,low,close,volume,periods\n2023-01-01,1,1,1,1,5,2.0\n2023-01-02,1,1,1,1,6,\n"
    let kept = try read(extra) { $0.extraColumns = .named(["periods", "volume"]) }
    #expect(kept.extras["periods"]?.first == 2)
    #expect(kept.extras["periods"]?.last?.isNaN == true)
    #expect(kept.extras["volume"] == [5, 6])
    #expect(problem(extra) { $0.extraColumns = .named(["period"]) }?.explanation.contains("'periods'") == true)
    #expect(problem(extra) { $0.separator = "5" }?.problem == .ambiguousColumns)
    #expect(problem(extra) { $0.columns = ["time"] }?.problem == .fieldCount)
  }

  @Test("The timeframe is the most common step, unless the caller knows better")
  func timeframes() throws {
    let gap = header + first + second + third + "2023-01-01T09:00:00Z,12,14,11,13,300\n2023-01-01T17:00:00Z,12,14,11,13,300\n"
    #expect(try read(gap).series.timeframe == .hours(1))
    let path = try TemporaryFile(gap)
    #expect(try BarSeries(csv: path.path, timeframe: .minutes(30)).timeframe == .minutes(30))
    #expect(throws: InvalidFile.self) { try BarSeries(csv: path.path, timeframe: .hours(2)) }
    #expect(throws: InvalidFile.self) { try BarSeries(csv: path.path, timeframe: .ticks(100)) }
    #expect(try read(header + "2023-01-01,10,12,9,11,100\n").series.timeframe == .days(1))
  }

  @Test("Days of a clock change and short months say when they end")
  func shortDays() throws {
    let days =
      header + "2023-03-10T05:00Z,1,1,1,1,1\n2023-03-11T05:00Z,1,1,1,1,1\n2023-03-12T05:00Z,1,1,1,1,1\n2023-03-13T04:00Z,1,1,1,1,1\n"
    let series = try read(days).series
    #expect(series.timeframe == .days(1))
    #expect(series.ends?[2] == Timestamp("2023-03-13T04:00Z"))
    #expect(series.ends?[3] == Timestamp("2023-03-14T04:00Z"))
    let months = header + ["01", "02", "03", "04", "05"].map { "2023-\($0)-01,1,1,1,1,1\n" }.joined()
    #expect(try read(months).series[1].end == Timestamp("2023-03-01"))
  }

  @Test("Rows are sorted on request")
  func sorting() throws {
    #expect(try read(header + third + first + second) { $0.sorts = true }.series.close == [11, 12, 13])
    let repeated = problem(header + third + first + second + first) { $0.sorts = true }
    #expect(repeated?.problem == .repeatedTime)
    #expect(repeated?.line == 5)
  }

  @Test("Read leniently, what breaks a rule is left out, counted and listed")
  func lenient() throws {
    let text =
      header + first + "2023-01-01T00:10:00Z,11,abc,10,12,200\n" + "nonsense\n" + first + second + "2023-01-01T00:20:00Z,11,13,10,12,200\n"
      + third + "2023-01-01T03:00:00Z,11,10,13,12,200\n2023-01-01T03:00:00Z,11,13,10,-1,200\n"
      + "\"2023-01-01T03:00:00Z,11,13,10,12,200\n2023-01-01T03:00:00Z,12,14,11,13,300\n"
    let file = try read(text) { $0.strictness = .lenient }
    #expect(file.series.count == 4)
    #expect(file.quality.leftOut == 7)
    #expect(file.quality.rows == 11)
    let found = file.quality.findings.map { "\($0.problem.rawValue) \($0.examples.map { $0.line ?? 0 })" }
    #expect(
      found == [
        "openQuote [11]", "fieldCount [4]", "notANumber [3]", "priceNotPositive [10]", "highBelowLow [9]", "timeGoesBack [7]",
        "repeatedTime [5]",
      ])
    #expect(throws: InvalidFile.self) { try read(header + "nonsense\n") { $0.strictness = .lenient } }
    #expect(throws: InvalidFile.self) { try read("a,b,c,d,e,f\n1,2,3,4,5,6\n") { $0.strictness = .lenient } }
  }

  @Test("Streaming hands out the same bars")
  func streaming() throws {
    var text = header
    for row in 0..<5_000 { text += "\(1_672_531_200 + 60 * row),\(row + 1),\(row + 3),\(row + 1),\(row + 2),\(row).5\n" }
    let file = try TemporaryFile(text)
    var reader = try BarReader(file.path)
    var batch = BarBatch()
    var closes: [Double] = []
    var lines: [Int] = []
    var batches = 0
    while try reader.next(into: &batch) {
      closes += batch.close
      lines += batch.lines
      batches += 1
    }
    #expect(batches > 1)
    #expect(batch.count == 0)
    #expect(lines == Array(2...5_001))
    #expect(closes == (try BarSeries(csv: file.path).close))
    #expect(reader.progress == 1)
  }

  @Test(
    "The symbol is in the file's name",
    arguments: [
      ("bars/BTCUSDT-perp-1m.csv", "BTCUSDT"), ("BTC-USDT.csv", "BTC-USDT"), ("SPY-daily-1999-2020.csv", "SPY"), ("BRK.B.csv", "BRK.B"),
      ("EURUSD_2017.csv", "EURUSD"), ("eth usdt 1h.csv", "eth-usdt"), ("1INCH-USDT-1h.csv", "1INCH-USDT"), ("/dev/stdin", "stdin"),
    ])
  func symbols(_ path: String, _ symbol: String) { #expect(Symbol(fileName: path)?.name == symbol) }
}
