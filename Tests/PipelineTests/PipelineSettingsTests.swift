import Market
import Pipeline
import Testing

@Suite("Settings")
struct PipelineSettingsTests {
  private let costs = #""costs": {"makerFee": 0.0002, "takerFee": 0.0005, "slippage": 0.0002}"#

  @Test("have a default for everything but the costs")
  func defaults() throws {
    let settings = try PipelineSettings(json: "{\(costs)}")
    #expect(settings == PipelineSettings(costs: try Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0002)))
    #expect(throws: PipelineError.self) { try PipelineSettings(json: "{}") }
  }

  @Test("say instead what a document says")
  func given() throws {
    let settings = try PipelineSettings(
      json: "{\(costs), \"timeframes\": [\"15m\", \"1h\"], \"gates\": {\"sharpe\": 2}, \"budgets\": {\"score\": 30}}")
    #expect(settings.timeframes == [.minutes(15), .hours(1)])
    #expect(settings.gates.sharpe == 2)
    #expect(settings.gates.trades == 100)
    #expect(try settings.digest != PipelineSettings(json: "{\(costs)}").digest)
  }

  @Test(
    "refuse what is meant otherwise, with the name, what is allowed and what was probably meant",
    arguments: [
      ("\"fractoin\": 0.5", "did you mean 'fraction'?"), ("\"fraction\": 2", "fraction is 2.0, but must be from 0.001 to 1.0"),
      ("\"gates\": {\"sharp\": 2}", "did you mean 'sharpe'?"), ("\"gates\": 3", "must be an object"),
      ("\"folds\": \"four\"", "folds"), ("\"timeframes\": [\"1h\", \"5m\"]", "the shortest first"),
      ("\"timeframes\": [\"2h\", \"3h\"]", "a whole multiple of the first"), ("\"budgets\": {\"scroe\": 3}", "did you mean 'score'?"),
      ("\"training\": {\"folds\": 1}", "training.folds is 1"),
    ])
  func refused(_ text: String, _ message: String) {
    let error = #expect(throws: PipelineError.self) { try PipelineSettings(json: "{\(costs), \(text)}", file: "mine.json") }
    #expect(error.map { "\($0)" }?.contains(message) ?? false, "\(error.map { "\($0)" } ?? "")")
    #expect(error.map { "\($0)" }?.hasPrefix("mine.json: ") ?? false)
  }

  @Test("are no settings if they are no JSON")
  func garbage() {
    for text in ["", "nonsense", "[1, 2]", "{\"costs\": 3}"] {
      #expect(throws: PipelineError.self) { try PipelineSettings(json: text) }
    }
  }
}
