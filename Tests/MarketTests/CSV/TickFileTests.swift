import Testing

@testable import Market

private func read(_ text: String, _ change: (inout CSVOptions) -> Void = { _ in }) throws -> TickFile {
  var options = CSVOptions()
  change(&options)
  let file = try TemporaryFile(text, name: "BTCUSDT-trades.csv")
  defer { withExtendedLifetime(file) {} }
  return try TickFile(file.path, options: options)
}

struct TickFileTests {
  @Test(
    "One and the same series is read, however it is written",
    arguments: [
      "time,price,size,side\n1723161255342,100.5,2,buy\n1723161255342,101,0,sell\n1723161255343,99,1,Sell\n",
      "timestamp_ms,Price,Qty,taker_side\n1723161255342,100.5,2,b\n1723161255342,101,0,S\n1723161255343,99,1,-1\n",
      "local_ts_ns,exch_ts_ms,trade_id,price,qty,is_buyer_maker,order_type\n1723161254087896568,1723161255342,1,100.50000,2.0,0,\n"
        + "1723161254087896569,1723161255342,2,101.0,0.0,1,\n1723161254087896570,1723161255343,3,99,1,1,\n",
      "1,100.5,2,201,1723161255342,false,true\n2,101,0,0,1723161255342,true,true\n3,99,1,99,1723161255343,True,True\n",
      "1,100.5,2,1,1,1723161255342,False,True\n2,101,0,2,2,1723161255342,true,true\n3,99,1,3,3,1723161255343,true,true\n",
      "1723161255342,100.5,2,buy\n1723161255342,101,0,sell\n1723161255343,99,1,sell\n",
      "time;price;size;side\n2024-08-08T23:54:15.342Z;100.5;2;buy\n2024-08-08T23:54:15.342Z;101;0;sell\n2024-08-08 23:54:15.343;99;1;sell",
    ])
  func sameSeries(_ text: String) throws {
    let series = try read(text).series
    #expect(series.symbol == "BTCUSDT")
    #expect(series.time.map(\.nanoseconds) == [1_723_161_255_342, 1_723_161_255_342, 1_723_161_255_343].map { $0 * 1_000_000 })
    #expect(series.price == [100.5, 101, 99])
    #expect(series.size == [2, 0, 1])
    #expect(series.side == [.buy, .sell, .sell])
  }

  @Test(
    "A file that breaks a rule is refused at the line and column",
    arguments: [
      ("time,price\n1,2\n", .missingColumn, 1, "size"), ("time,price,size\n", .noRows, nil, nil),
      ("time,price,size\n1723161255,1,1\n1723161254,1,1\n", .timeGoesBack, 3, "time"),
      ("time,price,size\n1723161255,-1,1\n", .priceNotPositive, 2, "price"),
      ("time,price,size\n1723161255,0,1\n", .priceNotPositive, 2, "price"),
      ("time,price,size\n1723161255,1,-1\n", .negativeVolume, 2, "size"), ("time,price,size\n1723161255,nan,1\n", .notFinite, 2, "price"),
      ("time,price,size\n1723161255,1,1\n1723161255000,1,1\n", .mixedTimeUnits, 3, "time"),
      ("time,price,size,side\n1723161255,1,1,up\n", .notASide, 2, "side"),
      ("time,price,size,side\n1723161255,1,1,\n", .missingValue, 2, "side"),
      ("time,price,size,m\n1723161255,1,1,2\n", .notASide, 2, "m"), ("1,2,3,4,5\n", .missingColumn, 1, nil),
    ] as [(String, DataProblem, Int?, String?)])
  func refused(_ text: String, _ expected: DataProblem, _ line: Int?, _ column: String?) {
    let error = #expect(throws: InvalidFile.self) { try read(text) }
    #expect(error?.problem == expected)
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test("The other clock and no side on request; sorted; left out leniently")
  func options() throws {
    let text = "local_ts,exch_ts,price,size,side\n1723161258,1723161255,1,1,?\n1723161257,1723161256,2,2,?\n"
    let local = try read(text) {
      $0.timeColumn = "local_ts"
      $0.ignoresSide = true
      $0.sorts = true
    }
    #expect(local.series.price == [2, 1])
    #expect(local.series.side == nil)
    let lenient = try read("time,price,size\n1723161255,1,1\n1723161254,1,1\n1723161255,2,2\nx\n") { $0.strictness = .lenient }
    #expect(lenient.series.price == [1, 2])
    #expect(lenient.quality.leftOut == 2)
    #expect(lenient.quality[.timeGoesBack]?.examples.first?.line == 3)
  }

  @Test("Streaming hands out the same trades")
  func streaming() throws {
    var text = "time,price,size,side\n"
    for row in 0..<5_000 { text += "\(1_672_531_200 + row / 2),\(row + 1),\(row),\(row % 3 == 0 ? "buy" : "sell")\n" }
    let file = try TemporaryFile(text)
    var reader = try TickReader(file.path)
    var batch = TickBatch()
    var sides: [Side] = []
    var count = 0
    while try reader.next(into: &batch) {
      count += batch.count
      sides += batch.side ?? []
    }
    #expect(count == 5_000)
    #expect(sides == (try TickSeries(csv: file.path).side))
  }
}
