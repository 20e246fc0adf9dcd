import Features
import Market
import Testing

@Suite("The name of a feature")
struct FeatureNameTests {
  @Test(
    "is read with its symbol and timeframe and written as it was",
    arguments: [
      ("rsi_14", nil, nil, "rsi_14"),
      ("1h.ema_21", nil, "1h", "ema_21"),
      ("ETH-USDT.roc_5", "ETH-USDT", nil, "roc_5"),
      ("ETH-USDT.1h.rsi_14", "ETH-USDT", "1h", "rsi_14"),
      ("BRK.B.returns", "BRK.B", nil, "returns"),
      ("BRK.B.4h.returns", "BRK.B", "4h", "returns"),
      ("bbands_upper_20_2.5", nil, nil, "bbands_upper_20_2.5"),
      ("1d.bbands_upper_20_2.5", nil, "1d", "bbands_upper_20_2.5"),
    ] as [(String, String?, String?, String)])
  func parts(_ text: String, _ symbol: String?, _ timeframe: String?, _ base: String) throws {
    let name = try FeatureName(text)
    #expect(name.symbol?.name == symbol)
    #expect(name.timeframe?.description == timeframe)
    #expect(name.base == base)
    #expect(name.description == text)
  }

  @Test(
    "is refused with a reason where it can be none", arguments: ["", "14", "_x", ".rsi_14", "a b", "-rsi", "rsi/14", "1h.", "a,b.rsi_14"])
  func refused(_ text: String) {
    #expect(throws: FeatureError.self) { try FeatureName(text) }
  }
}
