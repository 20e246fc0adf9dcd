import Indicators
import Market
import Testing

@Suite("Candlestick patterns")
struct PatternTests {
  private static let seed: UInt64 = 20_260_104

  /// Bars whose prices are whole numbers of few values, so that all that can be equal often is, and rare patterns are seen.
  static func bars(_ count: Int, levels: Double = 12) -> Bar.Columns {
    var random = Xorshift(state: Self.seed)
    var columns = (open: [Double](), high: [Double](), low: [Double](), close: [Double]())
    var middle = 100.0
    for _ in 0..<count {
      middle += ((random.unit() - 0.5) * levels).rounded()
      let open = middle + ((random.unit() - 0.5) * levels).rounded()
      let close = middle + ((random.unit() - 0.5) * levels).rounded()
      columns.open.append(open)
      columns.close.append(close)
      columns.high.append(max(open, close) + max(0, (random.unit() * levels - levels / 2).rounded()))
      columns.low.append(min(open, close) - max(0, (random.unit() * levels - levels / 2).rounded()))
    }
    return Bar.Columns(
      open: columns.open, high: columns.high, low: columns.low, close: columns.close, volume: [Double](repeating: 1, count: count))
  }

  private static var codes: [String] {
    IndicatorCatalogue.entries.map(\.declaration).filter { $0.family == .pattern }.map(\.code)
  }

  @Test("are sixty-one")
  func areAll() { #expect(Self.codes.count == 61) }

  @Test("are found by the scanner where each is found alone, by series and by steps")
  func scannerAgrees() throws {
    let bars = Self.bars(4_000)
    let scan = try PatternScanner().over(bars)
    #expect(scan.codes == Self.codes)
    var unseen: [String] = []
    for code in Self.codes {
      let run = try #require(IndicatorCatalogue[code]).make()
      let columns = [bars.open, bars.high, bars.low, bars.close]
      let points = try #require(scan[code]).map { Double($0) }
      #expect(run.over(columns)[0] == points, "\(code), seed \(Self.seed)")
      #expect(run.stepped(over: columns)[0] == points, "\(code), seed \(Self.seed)")
      if points.allSatisfy({ $0 == 0 }) { unseen.append(code) }
    }
    // What needs four or five candles in a certain order is rarer than once in so many bars.
    #expect(unseen.count <= 12, "\(unseen)")
    let matches = scan.matches
    #expect(matches.allSatisfy { scan[$0.code]?[$0.row] == $0.points && $0.points != 0 })
    #expect(matches.map(\.row) == matches.map(\.row).sorted())
  }

  @Test("begin anew after a missing price")
  func gaps() throws {
    var bars = Self.bars(400)
    var high = bars.high
    high[150] = .nan
    bars = Bar.Columns(open: bars.open, high: high, low: bars.low, close: bars.close, volume: bars.volume)
    let tail = Bar.Columns(
      open: Array(bars.open[151...]), high: Array(bars.high[151...]), low: Array(bars.low[151...]), close: Array(bars.close[151...]),
      volume: Array(bars.volume[151...]))
    let (scan, rest) = (try PatternScanner().over(bars), try PatternScanner().over(tail))
    for code in Self.codes {
      #expect(scan[code].map { Array($0[151...]) } == rest[code])
      let run = try #require(IndicatorCatalogue[code]).make()
      let column = run.over([bars.open, bars.high, bars.low, bars.close])[0]
      #expect(column[150..<151 + run.warmUp].allSatisfy(\.isNaN) && !column[151 + run.warmUp].isNaN, "\(code)")
    }
  }

  @Test("are found after bars from which nothing can be learned, and around missing and absurd prices, as by steps")
  func stretches() throws {
    let (still, wild) = ([Double](repeating: 100, count: 2_100), Self.bars(1_200))
    var (open, high, low, close) = (still + wild.open, still + wild.high, still + wild.low, still + wild.close)
    for row in [2_300, 2_301, 2_340, 2_900] { low[row] = .nan }
    high[2_600] = .infinity
    // Their sum is no number, each of them is one.
    (open[2_800], high[2_800], low[2_800], close[2_800]) = (1.5e308, 1.5e308, 1.5e308, 1.5e308)
    for code in Self.codes {
      let run = try #require(IndicatorCatalogue[code]).make()
      let columns = [open, high, low, close]
      #expect(run.over(columns)[0].map(\.bitPattern) == run.stepped(over: columns)[0].map(\.bitPattern), "\(code), seed \(Self.seed)")
    }
  }

  @Test(
    "are found as by steps where sums are rounded, so that those that begin at different bars differ, and after a price beyond all others")
  func roundedSums() throws {
    let whole = Self.bars(2_400)
    // Tenths, of which the sums have more digits than the prices.
    var (open, high) = (whole.open.map { 0.1 * $0 }, whole.high.map { 0.1 * $0 })
    let (low, close) = (whole.low.map { 0.1 * $0 }, whole.close.map { 0.1 * $0 })
    (open[1_500], high[1_700]) = (1e15, 3e7)
    for code in Self.codes {
      let run = try #require(IndicatorCatalogue[code]).make()
      let columns = [open, high, low, close]
      #expect(run.over(columns)[0].map(\.bitPattern) == run.stepped(over: columns)[0].map(\.bitPattern), "\(code), seed \(Self.seed)")
    }
    var settings = CandleSettings.standard
    for length in [CandleLength.body, .range, .shadows] {
      settings.doji = CandleThreshold(length, period: 7, factor: 0.3)
      var live = try Candlestick<Doji>(settings: settings)
      let bars = Bar.Columns(open: open, high: high, low: low, close: close, volume: whole.volume)
      let points = try Candlestick<Doji>(settings: settings).over(bars).value
      #expect(points.contains(100) && points.contains(0))
      #expect(points == open.indices.map { live.update(Bar.row($0, of: bars))?.value ?? 0 }, "\(length), seed \(Self.seed)")
    }
  }

  @Test("are what the settings say")
  func settings() throws {
    let bars = Self.bars(500)
    var settings = CandleSettings.standard
    settings.doji = CandleThreshold(.range, period: 0, factor: 0.3)
    let doji = try Candlestick<Doji>(settings: settings)
    #expect(doji.warmUp == 0)
    let points = doji.over(bars).value
    for row in 0..<500 {
      #expect(points[row] == (abs(bars.close[row] - bars.open[row]) <= 0.3 * (bars.high[row] - bars.low[row]) ? 100 : 0))
    }
    settings.bodyLong = CandleThreshold(.shadows, period: 3, factor: 0.7)
    settings.near = CandleThreshold(.body, period: 17, factor: 0.5)
    let scan = try PatternScanner(settings: settings).over(bars)
    #expect(scan["CDL3LINESTRIKE"]?.map { Double($0) } == (try Candlestick<ThreeLineStrike>(settings: settings).over(bars).value))
    #expect(try Candlestick<ThreeLineStrike>(settings: settings).warmUp == 20)
    var live = try Candlestick<BeltHold>(settings: settings)
    let belts = scan["CDLBELTHOLD"]
    for row in 0..<500 {
      let bar = Bar.row(row, of: bars)
      #expect((live.update(bar)?.value ?? 0) == belts.map { Double($0[row]) })
    }
  }

  @Test("that nobody knows, or that reach into another by less than nothing, are refused")
  func badRequests() {
    #expect(throws: InvalidParameter.self) { try PatternScanner(codes: ["CDLHAMER"]) }
    #expect(throws: InvalidParameter.self) { try PatternScanner(penetration: -1) }
    #expect(throws: InvalidParameter.self) { try Candlestick<MorningStar>(penetration: .nan) }
    #expect(throws: InvalidParameter.self) { try Candlestick<Doji>(penetration: 0.5) }
  }
}
