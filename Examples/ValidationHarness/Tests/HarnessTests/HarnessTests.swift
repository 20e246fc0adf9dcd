import Assay
import Foundation
import Testing

// Put your bars in place of Data/bars.csv, your features and your strategy in place of these, and let `swift test` run with every change.

/// The strategy that is to be believed.
func strategy() throws -> Crossing { try Crossing() }

/// The features that a model is to be trained on.
let features = ["rsi_14", "roc_5", "4h.ema_21", "atr_14"]

struct Crossing: Strategy {
  var (fast, slow): (EMA, EMA)
  init() throws { (fast, slow) = (try EMA(10), try EMA(40)) }
  mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    guard let fast = fast.update(bar.close), let slow = slow.update(bar.close) else { return nil }
    return fast > slow ? .long : .flat
  }
}

@Suite struct Harness {
  let bars: BarSeries
  let backtest: Backtest

  init() throws {
    let file = try #require(Bundle.module.path(forResource: "bars", ofType: "csv", inDirectory: "Data"))
    bars = try BarSeries(csv: file)
    let costs = try Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0001)
    backtest = try Backtest([bars], TradingRules(capital: 10_000, costs: costs, fills: .nextOpen), sizing: FixedFraction(1))
  }

  @Test("The data keep every rule, and nothing is missing") func data() {
    let verdict = DataQuality(of: bars).verdict
    #expect(verdict.isPass, "\(verdict)")
    #expect(bars.gaps().isEmpty)
  }

  @Test("No feature has seen the future") func features_() throws {
    let plan = try FeaturePlan(FeatureSet(features), symbol: bars.symbol, timeframe: bars.timeframe)
    let report = try LookaheadAudit().run(on: bars) { try plan.matrix(of: $0).audited }
    #expect(report.verdict.isPass, "\(report.verdict)")
  }

  @Test("The strategy decides the same when the future is taken away") func decisions() throws {
    let whole = try backtest.run(strategy())
    for cut in stride(from: 100, to: bars.count, by: 100) {
      let known = try Backtest([bars.part(0..<cut)], backtest.rules, sizing: FixedFraction(1)).run(strategy())
      #expect(known.tape.equity[...] == whole.tape.equity.prefix(known.tape.equity.count), "after \(cut) bars")
    }
  }

  @Test("Its result is not better than luck, and that is not forgotten") func luck() throws {
    let equity = try backtest.run(strategy()).tape.equity
    let sharpe = try SharpeRatio(of: zip(equity.dropFirst(), equity).map { $0 / $1 - 1 }, periodsPerYear: 8_766)
    // Every configuration that was ever tried on these bars counts. Once there is evidence this test fails: then it is time to turn it around.
    #expect(!(try DeflatedSharpe(sharpe, trials: 20).verdict("skill").isPass))
  }

  @Test("A model learns from the past alone, and no leak is found") func model() throws {
    let matrix = try FeaturePlan(FeatureSet(features), symbol: bars.symbol, timeframe: bars.timeframe).matrix(of: bars)
    let label = try Label("direction:5").of(bars)
    let rows = matrix.completeRows.filter { !label.values[$0].isNaN && label.ends[$0] != nil }
    let spans = try SampleSpans(times: rows.map { bars.end(at: $0) }, ends: rows.compactMap { label.ends[$0] })
    let samples = try LabeledSamples(
      spans: spans, names: matrix.names, columns: matrix.rows(rows).columns, labels: rows.map { label.values[$0] > 0 ? 1 : 0 },
      target: .binary)
    let splits = try PurgedKFold(4, embargo: .hours(24)).splits(of: spans)
    var parameters = Parameters(objective: .binary)
    (parameters.numIterations, parameters.numLeaves) = (10, 4)
    let trainer = Trainer(parameters)
    let recipe = ModelRecipe { samples, fold, rows in
      let model = try trainer.train(on: Dataset(columns: samples.columns.map(fold.train.gather), labels: fold.train.gather(samples.labels)))
      return try model.predict(columns: samples.columns.map(rows.gather))
    }
    let report = try LeakageAudit().run(on: samples, splits: splits, recipe: recipe)
    #expect(!report.verdict.isFail, "\(report.verdict)")
  }
}
