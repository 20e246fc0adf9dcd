import Market
import Risk
import Testing

@Suite struct SizingTests {
  @Test func aFixedFractionOfTheEquityIsTraded() throws {
    let request = SizingRequest(
      symbol: "BTC-USDT", side: .buy, price: 50, time: Timestamp(seconds: 0), equity: 10_000, cash: 10_000)
    let sizing = try FixedFraction(0.1).size(request)
    #expect(sizing.quantity == 20)
    #expect(sizing.description == "20.0 units: fixed_fraction 0.1")
  }
}
