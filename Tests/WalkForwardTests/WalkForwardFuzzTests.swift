import Foundation
import Market
import Statistics
import Testing

@testable import WalkForward

/// Whatever numbers come in: an answer that keeps its laws, or an error that says what to change; never a trap, never a hang.
///
/// ASSAY_FUZZ_SECONDS makes it go on; ASSAY_FUZZ_SEED says where it begins.
@Suite struct WalkForwardFuzzTests {
  private static func rounds(_ least: Int, _ body: (inout SeededGenerator, UInt64) throws -> Void) rethrows {
    let environment = ProcessInfo.processInfo.environment
    let first = environment["ASSAY_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
    let end = Date(timeIntervalSinceNow: environment["ASSAY_FUZZ_SECONDS"].flatMap(Double.init) ?? 0)
    var round: UInt64 = 0
    repeat {
      let seed = first &+ round
      var generator = SeededGenerator(seed: seed)
      try body(&generator, seed)
      round += 1
    } while round < UInt64(least) || Date() < end
  }

  private static func pick<Value>(_ values: [Value], _ generator: inout SeededGenerator) -> Value {
    values[generator.integer(below: values.count)]
  }

  private static let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, 1_000, 86_400_000_000_000, .max - 1, .max]

  /// Mostly ordinary lengths, sometimes the ends of what can be written.
  private static func length(_ generator: inout SeededGenerator) -> SpanLength {
    switch generator.integer(below: 9) {
    case 0: .rows(pick([.min, -1, 0, 1, .max - 1, .max], &generator))
    case 1: .time(.nanoseconds(pick(extremes, &generator)))
    case 2: .time(Duration(secondsComponent: pick(extremes, &generator), attosecondsComponent: 0))
    case 3: .share(pick([.nan, .infinity, -.infinity, -0.1, 0, 1e-300, 1e-12, 0.5, 1, 1 + 1e-12, 1e300], &generator))
    case 4, 5: .rows(generator.integer(below: 30))
    case 6: .share(Double(generator.integer(below: 50)) / 100)
    default: .time(.seconds(generator.integer(below: 120)))
    }
  }

  /// Sorted or not, with ends before and after, at the ends of time.
  private static func columns(_ generator: inout SeededGenerator) -> (times: [Timestamp], ends: [Timestamp]?, symbols: [Symbol]?) {
    let count = generator.integer(below: 60)
    let isWild = generator.chance(0.3)
    let isSorted = generator.chance(0.9)
    var now: Int64 = 0
    var times = (0..<count).map { _ -> Timestamp in
      now += Int64(pick([0, 0, 1, 1, 5, 40], &generator)) * 1_000_000_000
      return Timestamp(nanoseconds: isWild && generator.chance(0.2) ? pick(extremes, &generator) : now)
    }
    if isSorted { times.sort() }
    let isHonest = generator.chance(0.9)
    let ends = times.map { time in
      isWild && generator.chance(0.2) ? (isHonest ? .distantFuture : .distantPast) : time + .seconds(generator.integer(below: 30))
    }
    let symbols = times.map { _ in pick(["A", "B"] as [Symbol], &generator) }
    return (
      times, generator.chance(0.8) ? (generator.chance(0.05) ? Array(ends.dropLast()) : ends) : nil, generator.chance(0.5) ? symbols : nil
    )
  }

  private static func splitter(_ generator: inout SeededGenerator, _ spans: SampleSpans) -> any Splitter {
    let count = pick([Int.min, -1, 0, 1, 2, 3, 5, 8, 12, Int.max], &generator)
    switch generator.integer(below: 4) {
    case 0: return PurgedKFold(count, embargo: length(&generator))
    case 1:
      return CombinatorialPurgedKFold(
        groups: count, testGroups: pick([Int.min, 0, 1, 2, 4, Int.max], &generator), embargo: length(&generator))
    case 2:
      return HoldOut(
        validation: length(&generator), test: length(&generator), gap: generator.chance(0.5) ? .none : length(&generator),
        embargo: length(&generator))
    default:
      let anchor = generator.chance(0.5) ? pick(spans.times, &generator) : Timestamp(nanoseconds: pick(extremes, &generator))
      return WalkForwardSplitter(
        pick([.rolling, .expanding, .anchored(anchor)], &generator), train: length(&generator),
        validation: generator.chance(0.5) ? .none : length(&generator), test: length(&generator),
        step: generator.chance(0.7) ? nil : length(&generator), gap: generator.chance(0.5) ? .none : length(&generator),
        embargo: generator.chance(0.3) ? .none : length(&generator), keepsPartialTest: generator.chance(0.5),
        emptyFolds: generator.chance(0.5) ? .skip : .fail)
    }
  }

  @Test func `Fuzz: splits of anything are folds that keep the law or an error that says something`() throws {
    var (made, refused) = (0, 0)
    Self.rounds(120) { generator, seed in
      let (times, ends, symbols) = Self.columns(&generator)
      let isSorted = zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }
      let isOrdered = ends.map { $0.count == times.count && zip(times, $0).allSatisfy { $0 <= $1 } } ?? true
      let spans: SampleSpans
      do throws(WalkForwardError) {
        spans = try SampleSpans(times: times, ends: ends, symbols: symbols)
      } catch {
        #expect(times.isEmpty || !isSorted || !isOrdered, "seed \(seed): \(error)")
        return
      }
      #expect(isSorted && isOrdered, "seed \(seed)")
      let splitter = Self.splitter(&generator, spans)
      do throws(WalkForwardError) {
        let splits = try splitter.splits(of: spans)
        made += 1
        #expect(!splits.isEmpty, "seed \(seed), \(splitter)")
        for fold in splits.prefix(5) {
          let found = violations(fold, spans)
          #expect(found.isEmpty && !fold.test.isEmpty && !fold.train.isEmpty, "seed \(seed), \(splitter): \(found.prefix(2))")
        }
        #expect(!splits.picture(width: 20).isEmpty && !splits.explanation.isEmpty)
      } catch {
        refused += 1
        #expect(error.description.count > 20, "seed \(seed), \(splitter)")
      }
    }
    #expect(made > 8 && refused > 8, "\(made) made, \(refused) refused")
  }

  @Test func `Fuzz: evaluations, followed signals and audits of any numbers answer or refuse`() throws {
    var (answered, refused) = (0, 0)
    try Self.rounds(40) { generator, seed in
      let count = 12 + generator.integer(below: 60)
      let spans = try randomSpans(count, seed: seed, longestLabel: 3)
      let wild = [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -0.0]
      // How wild numbers are differs from round to round, so that both ways are taken.
      let share = Self.pick([0, 0, 0.02, 0.5], &generator)
      func column() -> [Double] {
        (0..<count).map { _ in generator.chance(share) ? Self.pick(wild, &generator) : Double(generator.integer(below: 1_000)) / 500 - 1 }
      }
      let (labels, signal, features) = (column(), column(), [column(), column()])
      do {
        let splits = try PurgedKFold(3).splits(of: spans)
        let evaluation = try evaluate(
          splits, fit: { _ in 0 }, predict: { _, rows in rows.map { signal[$0] } },
          scores: [.correlation(with: labels), .rSquared(of: labels)], intervals: ScoreIntervals(replicates: 240, seed: seed))
        #expect(evaluation.outOfFold().count == count)
        let followed = try SignalReturns(spans: spans, predictions: signal.map { $0 }, payoffs: labels)
        #expect(followed.returns.count == followed.ends.count && zip(followed.ends, followed.ends.dropFirst()).allSatisfy { $0 < $1 })
        let samples = try LabeledSamples(spans: spans, names: ["a", "b"], columns: features, labels: labels, target: .value)
        let report = try LeakageAudit(shuffles: 3, seed: seed).run(
          on: samples, splits: splits, recipe: ModelRecipe { samples, _, rows in rows.map { samples.columns[0][$0] } })
        #expect(report.verdicts.map(\.name) == LeakageAudit.checks, "seed \(seed)")
        answered += 1
      } catch let error as any CustomStringConvertible {
        refused += 1
        #expect(error.description.count > 20, "seed \(seed): \(error)")
      }
    }
    #expect(answered > 3 && refused > 3, "\(answered) answered, \(refused) refused")
  }

  @Test func `Fuzz: overfitting statistics of any numbers answer within their range or refuse`() throws {
    var (answered, refused) = (0, 0)
    func isShare(_ value: Double) -> Bool { value >= 0 && value <= 1 }
    Self.rounds(80) { generator, seed in
      let count = Self.pick([0, 1, 2, 29, 30, 64], &generator)
      let wild = [Double.nan, .infinity, .greatestFiniteMagnitude, 1e-300, 0]
      let share = Self.pick([0, 0, 0.01], &generator)
      let strategies = (0..<generator.integer(below: 6)).map { _ in
        (0..<count).map { _ in generator.chance(share) ? Self.pick(wild, &generator) : generator.normal() }
      }
      let trials = Self.pick([.nan, -1, 0, 1, 1.5, 50, 1e15, 1e300, .infinity], &generator)
      do {
        let selection = try BacktestOverfitting(strategies: strategies, blocks: Self.pick([-2, 0, 2, 3, 4, 8, 400], &generator))
        #expect(isShare(selection.probability), "seed \(seed)")
        let best = try DeflatedSharpe(ofBestOf: strategies, periodsPerYear: Self.pick([252, .nan, -1, 1e300], &generator))
        #expect(isShare(best.probability) && !best.verdict("skill").reason.isEmpty, "seed \(seed)")
        let other = try DeflatedSharpe(best.sharpe, trials: trials)
        #expect(isShare(other.probability), "seed \(seed), \(trials) trials")
        let ability = try SuperiorPredictiveAbility(
          excess: strategies, meanBlockLength: Self.pick([.nan, 0, 1, 2.5, 1e9], &generator), replicates: 100,
          generator: SeededGenerator(seed: seed))
        #expect(isShare(ability.consistent) && isShare(ability.realityCheck), "seed \(seed)")
        answered += 1
      } catch let error as any CustomStringConvertible {
        refused += 1
        #expect(error.description.count > 20, "seed \(seed): \(error)")
      }
    }
    #expect(answered > 0 && refused > 10, "\(answered) answered, \(refused) refused")
  }
}
