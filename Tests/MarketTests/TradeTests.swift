import Foundation
import Market
import Testing

@Suite struct TradeTests {
  private static func fill(_ side: Side, price: Double = 101, quantity: Double = 2) -> Fill {
    Fill(
      symbol: "X", side: side, quantity: quantity, price: price, referencePrice: 100, decided: Timestamp(seconds: 10),
      time: Timestamp(milliseconds: 10_250), fee: -0.5, liquidity: .maker)
  }

  @Test func slippageIsWhatTheTraderLostAgainstTheReference() throws {
    #expect(Self.fill(.buy).slippage == 0.01)
    #expect(Self.fill(.sell).slippage == -0.01)
    #expect(Self.fill(.buy).latency == .milliseconds(250))
    #expect(try roundTrip(Self.fill(.buy)) == Self.fill(.buy))
  }

  @Test func knowsFillsThatCannotHaveHappened() {
    #expect(Self.fill(.buy).isPossible)
    #expect(!Self.fill(.buy, price: 0).isPossible)
    #expect(!Self.fill(.buy, quantity: -1).isPossible)
    #expect(!Self.fill(.buy, price: .nan).isPossible)
  }

  private static func trade(_ side: Side, exit: Double = 110) -> Trade {
    Trade(
      symbol: "X", side: side, quantity: 3, entryTime: Timestamp(seconds: 0), entryPrice: 100, exitTime: Timestamp(seconds: 90),
      exitPrice: exit, exitReason: .target, fees: 4, carry: -1)
  }

  @Test func aTradeBringsThePriceChangeLessItsCosts() throws {
    #expect(Self.trade(.buy).grossResult == 30)
    #expect(Self.trade(.buy).result == 27)
    #expect(Self.trade(.buy).resultFraction == 0.09)
    #expect(Self.trade(.sell).result == -33)
    #expect(Self.trade(.sell).held == .seconds(90))
    #expect(Self.trade(.sell).isPossible)
    #expect(!Self.trade(.sell, exit: -1).isPossible)
    #expect(try roundTrip(Self.trade(.sell)) == Self.trade(.sell))
  }

  @Test func sidesAreOpposite() {
    #expect(Side.buy.sign == 1 && Side.sell.sign == -1)
    #expect(Side.buy.opposite == .sell && Side.sell.opposite == .buy)
  }
}

@Suite struct CostsTests {
  @Test func slippageFollowsTheWindowOfTheDayAndTheRegime() throws {
    let costs = try Costs(
      makerFee: -0.0001, takerFee: 0.001, slippage: 0.0002, slippageByWindow: [1, 2, 3, 4], slippageByRegime: [.volatile: 5])
    #expect(costs.slippage(at: Timestamp(seconds: 0)) == 0.0002)
    #expect(costs.slippage(at: Timestamp(nanoseconds: 21_600_000_000_000 - 1)) == 0.0002)
    #expect(costs.slippage(at: Timestamp(seconds: 21_600)) == 0.0002 * 2)
    #expect(costs.slippage(at: Timestamp(nanoseconds: -1)) == 0.0002 * 4)
    #expect(costs.slippage(at: Timestamp(seconds: 0), regime: .volatile) == 0.0002 * 5)
    #expect(costs.slippage(at: Timestamp(seconds: 0), regime: .ranging) == 0.0002)
    #expect(costs.fee(.maker) == -0.0001 && costs.fee(.taker) == 0.001)
    #expect(try roundTrip(costs) == costs)
  }

  @Test func aWindowCountThatDoesNotDivideTheDayStillCoversIt() throws {
    let costs = try Costs(makerFee: 0, takerFee: 0, slippage: 0.5, slippageByWindow: [0, 0, 0, 0, 0, 0, 1])
    #expect(costs.slippage(at: Timestamp(nanoseconds: 86_400_000_000_000 - 1)) == 0.5)
  }

  @Test(arguments: [
    ("makerFee", -0.02, 0.0, 0.0, 1.0), ("takerFee", 0, 0.2, 0, 1), ("slippage", 0, 0, -0.001, 1), ("slippage", 0, 0, .nan, 1),
    ("slippageByWindow[1]", 0, 0, 0, 101), ("slippageByWindow[1]", 0, 0, 0, .infinity),
  ])
  func namesTheNumberThatIsOutOfRange(parameter: String, maker: Double, taker: Double, slippage: Double, factor: Double) {
    #expect {
      try Costs(makerFee: maker, takerFee: taker, slippage: slippage, slippageByWindow: [1, factor])
    } throws: {
      ($0 as? InvalidCosts)?.parameter == parameter
    }
  }

  @Test func frictionlessIsWrittenOutAndReadBack() throws {
    #expect(Costs.frictionless.slippage(at: Timestamp(seconds: 5), regime: .trending) == 0)
    #expect(try roundTrip(Costs.frictionless) == .frictionless)
    #expect(throws: InvalidCosts.self) {
      try JSONDecoder().decode(Costs.self, from: Data(#"{"makerFee":0,"takerFee":5,"slippage":0}"#.utf8))
    }
  }
}
