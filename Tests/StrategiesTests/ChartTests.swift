import Backtest
import Market
import Risk
import Strategies
import Testing

/// Charts small enough to be followed with a pencil: it enters exactly here, and not there.
@Suite struct ChartTests {
  /// Bars that open and close at the same price.
  private static func flat(_ closes: [Double], volumes: [Double]? = nil) throws -> Chart {
    var chart = try Chart([])
    for (index, close) in closes.enumerated() { try chart.add(close, close, close, close, volumes?[index] ?? 10) }
    return chart
  }

  private static func chart(_ bars: [(Double, Double, Double, Double)]) throws -> Chart {
    var chart = try Chart([])
    for bar in bars { try chart.add(bar.0, bar.1, bar.2, bar.3) }
    return chart
  }

  @Test func theCrossIsTheCloseAtWhichTheFasterAverageComesAbove() throws {
    // The slower average: 10, 10, 8.67, 9.56, 7.85 from the second bar on. Where they first differ is no crossing.
    let chart = try Chart([10, 10, 10, 8, 10, 7])
    #expect(try chart.wishes(EMACross(fast: 1, slow: 2)) == [4: .long, 5: .flat])
    #expect(try chart.wishes(EMACross(fast: 1, slow: 2, under: .short)) == [4: .long, 5: .short])
  }

  @Test func baselinesDoWhatTheirNamesSay() throws {
    let chart = try Chart([10, 11, 12, 9, 8, 9])
    #expect(try chart.wishes(BuyAndHold()) == [0: .long])
    #expect(try chart.wishes(AlwaysFlat()).values.allSatisfy { $0 == .flat })
    #expect(try chart.wishes(RandomEntry(seed: 1, chance: 1, hold: 2, shorts: false)) == [0: .long, 2: .long, 4: .long])
    #expect(try chart.wishes(RandomEntry(seed: 1, chance: 0, hold: 2, shorts: true)).isEmpty)
  }

  @Test func momentumEntersWhereTheHistogramRisesAboveZero() throws {
    let chart = try Chart([10, 10, 10, 10, 10, 10, 10, 10, 11, 12, 10])
    #expect(try chart.wishes(Momentum(fast: 2, slow: 3, signal: 2)) == [8: .long, 10: .flat])
    #expect(try chart.wishes(Momentum(fast: 2, slow: 3, signal: 2, sides: .both)) == [8: .long, 10: .short])
  }

  @Test func rateOfChangeEntersAboveItsThresholdAndNotBelow() throws {
    #expect(
      try Chart([100, 100, 100, 104, 106, 105, 103]).wishes(RateOfChange(period: 2, threshold: 5)) == [4: .long, 6: .flat])
  }

  @Test func breakoutWaitsForVolume() throws {
    let chart = try Chart([10, 11, 10, 10.5, 12, 13, 12.5, 11.9], volumes: [10, 10, 10, 10, 19, 30, 10, 10])
    #expect(try chart.wishes(Breakout(period: 3, exit: 2, volume: 2)) == [5: .long, 7: .flat])
  }

  @Test func reversalWantsAWholeRunAndACloseAboveTheHighBefore() throws {
    #expect(try Chart([10, 9, 8, 9.5, 9, 8, 7, 8.5]).wishes(Reversal(run: 3, hold: 2)) == [7: .long])
    #expect(try Chart([10, 9, 8, 9.5, 9, 8, 7, 7.5, 9]).wishes(Reversal(run: 3, hold: 2)).isEmpty)
  }

  @Test func vwapReversionBuysFarBelowTheAverageAndLeavesAtIt() throws {
    let chart = try Self.chart([
      (10, 10, 10, 10), (10, 10, 10, 10), (10, 12, 9, 9.9), (9.9, 9.9, 6, 6), (6, 8, 6, 8),
    ])
    #expect(try chart.wishes(VWAPReversion(period: 2, range: 1, distance: 0.5)) == [3: .long, 4: .flat])
  }

  @Test func rsiDivergenceWantsAHigherIndexAtTheLowerLowAndKnowsItABarLater() throws {
    let strategy = try RSIDivergence(period: 2, wing: 1, reach: 20, hold: 3)
    #expect(try Self.flat([20, 19, 15, 18, 17, 14.9, 16]).wishes(strategy) == [6: .long])
    #expect(try Self.flat([20, 21, 20.5, 21, 20.6, 15, 16]).wishes(strategy).isEmpty)
    // Too far apart.
    #expect(try Self.flat([20, 19, 15, 18, 17, 14.9, 16]).wishes(RSIDivergence(period: 2, wing: 1, reach: 2, hold: 3)).isEmpty)
  }

  @Test func macdDivergenceWantsAHigherLineAtTheLowerLow() throws {
    let closes = [Double](repeating: 20, count: 10) + [19, 15, 18, 17, 14.9, 16]
    #expect(try Self.flat(closes).wishes(MACDDivergence(fast: 2, slow: 3, wing: 1, hold: 3)) == [15: .long])
    let falling = [Double](repeating: 20, count: 10) + [19.8, 19.5, 19.6, 19, 14, 16]
    #expect(try Self.flat(falling).wishes(MACDDivergence(fast: 2, slow: 3, wing: 1, hold: 3)).isEmpty)
  }

  @Test func rsiExtremesBuysTheWayBackAndLeavesAtFifty() throws {
    #expect(try Self.flat([20, 19, 15, 18, 17, 19]).wishes(RSIExtremes(period: 2)) == [3: .long, 5: .flat])
  }

  @Test func bollingerSqueezeGoesWithTheRelease() throws {
    let calm = [(Double, Double, Double, Double)](repeating: (10, 12, 8, 10), count: 6)
    let strategy = try BollingerSqueeze(period: 3, deviations: 4)
    #expect(try Self.chart(calm + [(10, 20, 10, 20), (20, 20, 5, 5)]).wishes(strategy) == [6: .long, 7: .flat])
    #expect(try Self.chart(calm + [(10, 10, 2, 2)]).wishes(strategy).isEmpty)
  }

  @Test func squeezeBreakoutWantsNarrowBandsFirst() throws {
    let chart = try Self.flat([10, 12, 10, 12, 10, 12, 11, 11, 11, 13, 11])
    #expect(try chart.wishes(SqueezeBreakout(period: 3, deviations: 1, history: 3, narrow: 50)) == [9: .long, 10: .flat])
  }

  @Test func volumeSpikeGoesWithTheBusyBar() throws {
    let chart = try Chart([10, 11, 12, 13, 12], volumes: [10, 10, 10, 25, 10])
    #expect(try chart.wishes(VolumeSpike(period: 2, volume: 2, hold: 1)) == [3: .long])
    #expect(try Chart([10, 11, 12, 11, 12], volumes: [10, 10, 10, 25, 10]).wishes(VolumeSpike(period: 2, volume: 2)).isEmpty)
  }

  @Test func supportResistanceBuysTheBounceOfTheDayBefore() throws {
    let day = [(Double, Double, Double, Double)](repeating: (100, 110, 90, 100), count: 24)
    let chart = try Self.chart(day + [(100, 100, 95, 96), (96, 96, 89, 92), (92, 95, 91, 95), (95, 101, 95, 101)])
    #expect(try chart.wishes(SupportResistance()) == [25: .long, 27: .flat])
  }

  @Test func candlePatternsWantAFallBefore() throws {
    let fall: [(Double, Double, Double, Double)] = [(12, 12, 11, 11), (11, 11, 10, 10), (10, 10, 9, 9)]
    let strategy = try CandlePatterns(trend: 2, hold: 2)
    #expect(try Self.chart(fall + [(8.9, 10.5, 8.9, 10.4)]).wishes(strategy) == [3: .long])
    #expect(try Self.chart(fall + [(9, 9.1, 6, 8.9)]).wishes(strategy) == [3: .long])
    #expect(try Self.chart(fall + [(8.9, 9.5, 8.9, 9.4)]).wishes(strategy).isEmpty)
    let rise: [(Double, Double, Double, Double)] = [(8, 9, 8, 9), (9, 10, 9, 10), (10.8, 10.8, 10.5, 10.5)]
    #expect(try Self.chart(rise + [(10.4, 11, 10.4, 10.9)]).wishes(strategy).isEmpty)
  }

  @Test func volumeMeanReversionWantsTheSurge() throws {
    let strategy = try VolumeMeanReversion(period: 3, distance: 1, volume: 2)
    #expect(try Self.flat([10, 10, 10, 10, 7, 9.5], volumes: [10, 10, 10, 10, 30, 10]).wishes(strategy) == [4: .long, 5: .flat])
    #expect(try Self.flat([10, 10, 10, 10, 7, 9.5]).wishes(strategy).isEmpty)
  }

  @Test func volatilityBreakoutMeasuresByTheRangeBefore() throws {
    #expect(try Self.flat([10, 11, 10, 11, 13]).wishes(VolatilityBreakout(period: 2, multiple: 1.5, hold: 2)) == [4: .long])
  }

  @Test func volatilityMeanReversionWaitsForVolatility() throws {
    let strategy = try VolatilityMeanReversion(period: 2, deviations: 0.5, history: 2, high: 50)
    #expect(try Self.flat([10, 10, 10, 10, 10, 8, 9.5]).wishes(strategy) == [5: .long, 6: .flat])
  }

  @Test func compressionFadeBuysTheLowOfACalmRange() throws {
    let strategy = try CompressionFade(period: 4, fast: 2, slow: 4, ratio: 0.5, edge: 0.3)
    #expect(try Self.flat([10, 14, 10, 14, 10.5, 10.4, 10.45, 13]).wishes(strategy) == [6: .long, 7: .flat])
  }

  @Test func orderFlowFollowsTheVolumeOfRisingBars() throws {
    #expect(try Chart([10, 9, 8, 9, 10, 9, 8]).wishes(OrderFlow(period: 2, threshold: 0.5)) == [4: .long, 6: .flat])
  }

  @Test func theRegimeSwitchFadesWhileVolatileAndFollowsWhileCalm() throws {
    let strategy = try VolatilityRegimeSwitch(period: 2, history: 2, high: 60, distance: 0.9)
    #expect(
      try Self.flat([10, 10, 10, 10, 10, 12, 8, 8, 8.5]).wishes(strategy) == [6: .long, 7: .flat, 8: .long])
  }

  // MARK: - Longer bars, other markets, votes

  @Test func trendAlignWaitsUntilTheLongerBarHasClosed() throws {
    let strategy = try MTFTrendAlign(symbol: "X", timeframe: .hours(1), fast: 1, slow: 2, multiple: 2)
    #expect(try Chart([10, 10, 10, 10, 10, 10, 10, 10, 11, 12, 11]).wishes(strategy) == [9: .long, 10: .flat])
  }

  @Test func momentumConfirmDoesNotEnterAgainstTheLongerBars() throws {
    // Computed by hand in pandas: the index crosses 50 at 80 and 83, the longer histogram is above zero from 83 on.
    var closes = (0..<80).map { 100 - 0.005 * Double($0 * $0) }
    for change in [5.0, 10, 3, 9, 14, 2] { closes.append(closes[79] + change) }
    let strategy = try MTFMomentumConfirm(symbol: "X", timeframe: .hours(1), period: 2, multiple: 2)
    #expect(try Chart(closes).wishes(strategy) == [83: .long, 85: .flat])
  }

  @Test(arguments: [(0.0, 8), (1.0, 9)]) func crossAssetFollowsTheLeader(lag: Double, entry: Int) throws {
    let series = try Chart([100, 101, 100, 101, 100, 101, 100, 101, 110, 109, 109]).series("OWN")
    let leader = try BarSeries(symbol: "LEAD", timeframe: .hours(1), bars: Array(series))
    let rules = try TradingRules(capital: 1, costs: .frictionless, fills: .nextOpen)
    let following = try StrategyCatalogue.standard.entry("cross_asset_correlation")
    for order in [[series, leader]] {
      let positions = try following.positions(
        Backtest(order, rules, sizing: FixedFraction(1)),
        ["period": 5, "lag": lag, "distance": 2, "correlation": 0, "hold": 1])
      #expect(positions.indices.filter { positions[$0] == 1 } == [entry])
    }
    #expect(throws: StrategyError.self) { try following.run(Backtest([series], rules, sizing: FixedFraction(1))) }
  }

  @Test func aVoteNeedsSoManyMembers() throws {
    let members = [Signals([.long, nil, nil, .flat]), Signals([nil, .long]), Signals([nil, nil, .flat])]
    #expect(try Self.flat([1, 1, 1, 1, 1]).wishes(EnsembleVote(members, votes: 2)) == [1: .long, 3: .flat])
    #expect(throws: StrategyError.self) { try EnsembleVote(members, votes: 4) }
    #expect(throws: StrategyError.self) { try EnsembleVote([], votes: 0) }
  }
}
