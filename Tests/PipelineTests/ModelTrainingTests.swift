import Backtest
import Features
import GradientBoost
import Market
import Statistics
import Testing
import WalkForward

@testable import Pipeline

@Suite("Training the models of a group")
struct ModelTrainingTests {
  /// Little enough for a debug build.
  static let settings: TrainingSettings = {
    var settings = TrainingSettings()
    settings.horizon = 4
    settings.features = "retrain11"
    settings.mostRows = 2_400
    settings.trials = 2
    settings.trees = 6
    settings.folds = 2
    settings.auditRows = 400
    return settings
  }()

  static func market(seed: UInt64, edge: Double = 0, bars: Int = 1_200) throws -> (ModelGroup, [BarSeries]) {
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(2), seed: seed, edge: edge)
    return (try ModelGroup("two", symbols: market.symbols, timeframe: .hours(1)), try market.bars(.hours(1), count: bars))
  }

  @Test("gives the same models, byte for byte, on one thread and on two")
  func threads() throws {
    let (group, series) = try Self.market(seed: 3)
    let training = try ModelTraining(group, Self.settings, seed: 5)
    let one = try training.train(on: series, before: .distantFuture, threads: 1)
    let two = try training.train(on: series.reversed(), before: .distantFuture, threads: 2)
    #expect(one.missing.isEmpty, "\(one.missing)")
    #expect(one.models.map(\.kind) == ModelKind.allCases)
    for (left, right) in zip(one.models, two.models) {
      #expect(try left.file.checksum() == right.file.checksum())
      #expect(
        left.outOfFold == right.outOfFold && left.metrics == right.metrics && left.audit == right.audit && left.lineage == right.lineage)
      #expect(left.trials.count == 2)
    }
    // Five models, five seeds.
    #expect(Set(one.models.map(\.lineage.seed)).count == 5)
    let probability = one.models.filter { $0.kind.isProbability }
    #expect(probability.allSatisfy { $0.file.calibrator != nil && $0.reliability != nil })
    #expect(one.models.filter { !$0.kind.isProbability }.allSatisfy { $0.file.calibrator == nil && $0.reliability == nil })
  }

  @Test("knows nothing of the bars after its cutoff")
  func cutoff() throws {
    let (group, series) = try Self.market(seed: 4)
    let cutoff = series[0].end(at: 999)
    let short = series.map { $0.part(from: .distantPast, to: cutoff) }
    let training = try ModelTraining(group, Self.settings, seed: 5)
    let whole = try training.train(on: series, before: cutoff, threads: 2)
    let part = try training.train(on: short, before: .distantFuture, threads: 2)
    #expect(whole.models.count == 5)
    for (left, right) in zip(whole.models, part.models) {
      #expect(try left.file.checksum() == right.file.checksum())
      #expect(left.file.trainingSpan.upperBound <= cutoff)
      #expect(left.lineage.dataDigest == right.lineage.dataDigest)
    }
  }

  @Test("predicts each part from what lies before it, a day apart")
  func parts() throws {
    let (group, series) = try Self.market(seed: 6)
    let outcome = try ModelTraining(group, Self.settings, seed: 5).train(on: series, before: .distantFuture, threads: 2)
    let rows = try #require(outcome.models.first).outOfFold
    #expect(Set(rows.folds).sorted() == [0, 1])
    #expect(zip(rows.times, rows.times.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(rows.times.indices.allSatisfy { rows.ends[$0] > rows.times[$0] })
    // All kinds share the rows, so that their predictions can be put side by side.
    for model in outcome.models { #expect(model.outOfFold.times == rows.times && model.outOfFold.symbols == rows.symbols) }
  }

  @Test("asks every kind of model about the future alone", arguments: ModelKind.allCases)
  func labels(kind: ModelKind) throws {
    let (_, series) = try Self.market(seed: 7, bars: 200)
    let label = TrainingTable.label(kind, horizon: 4)
    let whole = try label.of(series[0])
    // With another past, the label of a row stays what it is.
    for row in [60, 90, 120] {
      let later = series[0].part(from: series[0].time[row], to: .distantFuture)
      let alone = try label.of(later)
      #expect(alone.values[0] == whole.values[row] || (alone.values[0].isNaN && whole.values[row].isNaN), "\(kind), row \(row)")
    }
  }

  @Test("finds no skill where there is none, and what can be foretold where it can", arguments: [21] as [UInt64])
  func skill(seed: UInt64) throws {
    let (group, series) = try Self.market(seed: seed, bars: 2_000)
    var settings = Self.settings
    settings.mostRows = 4_000
    let outcome = try ModelTraining(group, settings, seed: seed).train(on: series, before: .distantFuture, threads: 2)
    for model in outcome.models where [.direction, .price, .momentum].contains(model.kind) {
      #expect(!model.skill.isPass, "\(model.kind) of a market without an edge, seed \(seed): \(model.skill)")
    }
    // Volatility clusters in every market.
    let volatility = try #require(outcome.models.last)
    #expect(volatility.kind == .volatility && volatility.metrics["skill"] ?? 0 > 0.05, "seed \(seed): \(volatility.skill)")
  }

  @Test("says what is missing where there is too little")
  func little() throws {
    let (group, series) = try Self.market(seed: 8, bars: 200)
    let outcome = try ModelTraining(group, Self.settings, seed: 5).train(on: series, before: .distantFuture, threads: 1)
    #expect(outcome.models.isEmpty && outcome.missing.count == 5)
    #expect(outcome.missing[0].reason.contains("where 600 are needed"))
    let alone = try ModelTraining(group, Self.settings, seed: 5).train(on: [series[0]], before: .distantFuture, threads: 1)
    #expect(alone.missing[0].reason.contains("needs bars of SYN-B in 1h, and there are none"))
    var wrong = Self.settings
    wrong.folds = 1
    #expect(throws: RegistryError.self) { try ModelTraining(group, wrong, seed: 1) }
  }

  @Test("is caught when a feature knows the future: a leak ends in quarantine, and quarantine in no use")
  func leak() throws {
    // The audit that training makes is asked here about rows one of whose features is the label with a little noise.
    let (group, series) = try Self.market(seed: 9)
    let table = try TrainingTable(group, Self.settings, on: series, before: .distantFuture, threads: 1)
    let forged = table.leaking(.price, noise: 0.002, as: "returns")
    let fold = try WalkForwardSplitter(.expanding, train: .share(0.4), validation: .share(0.1), test: .share(0.2499), embargo: .hours(24))
      .splits(of: forged.spans)
    let bins = try Dataset(
      columns: forged.columns, featureNames: forged.names, labels: forged.spans.times.map { _ in 0 }, fittedOn: Array(fold[0].train),
      threads: 1)
    let fit = ModelFit(.price, try ModelTraining(group, Self.settings, seed: 5), forged, fold, nil)
    let model = try fit.model(bins).get()
    #expect(model.skill.isPass, "a leak looks like skill: \(model.skill)")
    var registry = Registry()
    let reference = try registry.register(model, at: series[0].end(at: 1_199))
    #expect(try registry.model(reference).status == .quarantined)
    #expect(throws: RegistryError.self) { try registry.activate(reference, at: series[0].end(at: 1_199), reason: "It is so good.") }
  }

  @Test("drives a strategy that trades after its training alone, and is refused before")
  func driven() throws {
    let (group, series) = try Self.market(seed: 10)
    let cutoff = series[0].end(at: 999)
    let outcome = try ModelTraining(group, Self.settings, seed: 5).train(on: series, before: cutoff, threads: 2)
    let direction = try #require(outcome.models.first { $0.kind == .direction })
    let reference = ModelReference("direction-two", version: 1)
    let specification = try StrategySpecification.modelDriven(symbol: "SYN-A", timeframe: .hours(1), threshold: 0.5, hold: 3)
    let settings = try PaperSettings(costs: Costs(makerFee: 0, takerFee: 0.0005, slippage: 0))
    func trader(from: Timestamp) throws -> PaperTrader {
      try PaperTrader(
        PaperBook(), settings, seats: [PaperSeat(specification, from: from, model: reference)], bars: series,
        models: [reference: direction.file])
    }
    let early = try trader(from: series[0].time[900])
    #expect(early.notes.first?.message.contains("its model was trained on") == true)
    #expect(early.state.seats.isEmpty)
    var after = try trader(from: series[0].time[1_000])
    try after.feed(series)
    #expect(after.trades.count > 10, "\(after.notes) \(after.pages.orders.prefix(3))")
    #expect(after.trades.allSatisfy { $0.model == reference && $0.record.trade.entryTime > direction.file.trainingSpan.upperBound })
  }
}

extension TrainingTable {
  /// The table with the label of a kind of model, and some noise, in the place of a feature.
  fileprivate func leaking(_ kind: ModelKind, noise: Double, as name: String) -> TrainingTable {
    let (place, label) = (names.firstIndex(of: name) ?? 0, ModelKind.allCases.firstIndex(of: kind) ?? 0)
    var generator = SeededGenerator(seed: 1)
    func leaked(_ labels: [[Double]]) -> [Double] { labels[label].map { $0 + noise * generator.normal() } }
    var (columns, audited) = (columns, audited)
    columns[place] = leaked(labels)
    audited.columns[place] = leaked(audited.labels)
    return TrainingTable(
      fingerprint: fingerprint, names: names, columns: columns, labels: labels, spans: spans, symbols: symbols, span: span, digest: digest,
      audited: audited)
  }
}
