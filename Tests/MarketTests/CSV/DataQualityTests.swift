import Testing

@testable import Market

private func series(_ closes: [Double], volume: Double = 1, change: (inout [Double], inout [Double]) -> Void = { _, _ in }) throws
  -> BarSeries
{
  var low = closes.map { $0 * 0.999 }
  var volumes = closes.map { _ in volume }
  change(&low, &volumes)
  return try BarSeries(
    symbol: "X", timeframe: .hours(1), time: closes.indices.map { Timestamp(seconds: Int64($0) * 3_600) }, open: closes,
    high: closes.map { $0 * 1.001 }, low: low, close: closes, volume: volumes)
}

private let quiet = (0..<200).map { 100 + Double(($0 * 37) % 11) * 0.1 }

struct DataQualityTests {
  @Test("A quiet series is clean")
  func clean() throws { #expect(DataQuality(of: try series(quiet)).isClean) }

  @Test("A wick to almost nothing is an outlier, and so is a price that comes back")
  func outliers() throws {
    let wick = DataQuality(of: try series(quiet) { low, _ in low[77] = 0.06 })
    #expect(wick.findings.map(\.problem) == [.outlier])
    #expect(wick[.outlier]?.count == 1)
    #expect(wick[.outlier]?.examples.first?.time == Timestamp(seconds: 77 * 3_600))
    var jump = quiet
    jump[50] *= 100
    // The print, and the way back.
    #expect(DataQuality(of: try series(jump))[.outlier]?.count == 2)
  }

  @Test("Bars without volume are counted, runs of one price are told")
  func silence() throws {
    let quality = DataQuality(of: try series(quiet) { _, volumes in for index in 10..<17 { volumes[index] = 0 } })
    #expect(quality[.zeroVolume]?.count == 7)
    #expect(quality[.zeroVolume]?.examples.count == DataQuality.exampleLimit)
    let prices = [1.0, 2, 3, 3, 3, 3, 3, 2, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5]
    let flat = try BarSeries(
      symbol: "X", timeframe: .hours(1), time: prices.indices.map { Timestamp(seconds: Int64($0) * 3_600) }, open: prices, high: prices,
      low: prices, close: prices, volume: prices)
    let runs = DataQuality(of: flat)[.flatRun]
    #expect(runs?.count == 2)
    #expect(runs?.examples.map(\.time) == [Timestamp(seconds: 2 * 3_600), Timestamp(seconds: 12 * 3_600)])
  }

  @Test("Trades far off are told")
  func trades() throws {
    var prices = quiet
    prices[100] = 1
    let ticks = try TickSeries(
      symbol: "X", time: prices.indices.map { Timestamp(seconds: Int64($0)) }, price: prices, size: prices.map { _ in 1 })
    #expect(DataQuality.findings(in: ticks).first?.count == 2)
  }

  @Test("A file's problems and a series' stand in one report")
  func file() throws {
    let rows = quiet.enumerated().map { "\(1_672_531_200 + $0.offset * 3_600),\($0.element),\($0.element),\($0.element),\($0.element),1\n" }
    let file = try TemporaryFile(
      "time,open,high,low,close,volume\n" + rows.joined() + "\(1_672_531_200 + 99 * 3_600),1,1,1,1,1\nx,1,1,1,1,0\n")
    var quality = try DataQuality(ofBars: file.path)
    #expect(quality.rows == 202)
    #expect(quality.leftOut == 2)
    #expect(quality.findings.map(\.problem) == [.notATime, .timeGoesBack])
    quality.add([.init(.gap, count: 3, examples: [])])
    #expect(quality.findings.map(\.problem) == [.notATime, .timeGoesBack, .gap])
  }
}
