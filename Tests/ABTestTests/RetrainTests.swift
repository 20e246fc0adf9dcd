import ABTest
import Foundation
import Market
import Statistics
import Testing

@Suite struct RetrainTests {
  // MARK: - Regime diversity

  /// Volatilities of days that remember the day before.
  static func volatility(_ days: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    var state = 0.0
    return (0..<days).map { _ in
      state = 0.7 * state + 0.5 * generator.normal()
      return exp(state) / 100
    }
  }

  @Test("A fortnight drawn from the reference's own days passes as often as it should")
  func representative() {
    let reference = Self.volatility(365, seed: 1)
    var generator = SeededGenerator(seed: 2)
    let passed = (0..<200).count { _ in
      let fortnight = (0..<14).map { _ in reference[generator.integer(below: 365)] }
      return RegimeDiversity.verdict(period: fortnight, reference: reference).isPass
    }
    // 1 − 2 · 0.8¹⁴ + 0.6¹⁴ = 0.913 of 200, give or take three standard deviations.
    #expect((171...195).contains(passed), "\(passed) of 200")
  }

  @Test("Constant prices, a calm fortnight and a storm do not pass")
  func oneSided() throws {
    let reference = Self.volatility(365, seed: 1)
    let middle = Quantiles.of(reference, 0.5)
    #expect(RegimeDiversity.verdict(period: [Double](repeating: 0, count: 14), reference: reference).isFail)
    #expect(RegimeDiversity.verdict(period: (0..<14).map { middle * (0.4 + 0.02 * Double($0)) }, reference: reference).isFail)
    #expect(RegimeDiversity.verdict(period: (0..<14).map { middle * (4 + 0.1 * Double($0)) }, reference: reference).isFail)
    #expect(RegimeDiversity.verdict(period: (0..<14).map { middle * (1 + 0.001 * Double($0)) }, reference: reference).isFail)
    // Constant prices in both: nothing can be said, and nothing is let through.
    let flat = [Double](repeating: 0, count: 100)
    #expect(RegimeDiversity.verdict(period: flat, reference: flat).isInsufficient)
    #expect(RegimeDiversity.verdict(period: Self.volatility(13, seed: 1), reference: reference).isInsufficient)
    #expect(RegimeDiversity.verdict(period: Self.volatility(14, seed: 1), reference: Self.volatility(59, seed: 2)).isInsufficient)
  }

  @Test("Days are measured from their own bars, and short ones are left out")
  func regimes() throws {
    let day = 24
    var time: [Timestamp] = []
    var close: [Double] = []
    for date in 0..<3 {
      for hour in 0..<(date == 1 ? 5 : day) {
        time.append(Timestamp(seconds: Int64(date * 86_400 + hour * 3_600)))
        close.append(date == 0 ? 100 * (hour % 2 == 0 ? 1.01 : 1) : 100)
      }
    }
    let open = [100.0] + close.dropLast()
    let series = try BarSeries(
      symbol: "A", timeframe: .hours(1), time: time, open: open, high: zip(open, close).map(max), low: zip(open, close).map(min),
      close: close,
      volume: close.map { _ in 1 })
    let regimes = MarketRegimes(of: series)
    // Twelve returns up and twelve down by ln 1.01.
    let expected = log(1.01) * (24.0 / 23).squareRoot()
    #expect(regimes.volatility.count == 2)
    #expect(abs(regimes.volatility[0] - expected) < 1e-12 && regimes.volatility[1] == 0)
    #expect(regimes.trend[1] == 0)
  }

  // MARK: - Drift

  static func columns(_ features: Int, rows: Int, shift: Double, seed: UInt64) -> [FeatureDrift.Column] {
    var generator = SeededGenerator(seed: seed)
    return (0..<features).map { feature in
      FeatureDrift.Column(
        "f\(feature)", reference: (0..<500).map { _ in generator.normal() },
        recent: (0..<rows).map { _ in generator.normal() + (feature == 0 ? shift : 0) })
    }
  }

  @Test("Nothing moved: alarms are rare although many features are looked at")
  func falseAlarms() throws {
    let alarms = try (0..<60).count { try FeatureDrift(Self.columns(12, rows: 150, shift: 0, seed: UInt64($0))).verdict.isFail }
    #expect(alarms <= 4, "\(alarms) of 60")
  }

  @Test("A feature that moved is found and named")
  func power() throws {
    let found = try (0..<40).count { seed in
      let drift = try FeatureDrift(Self.columns(12, rows: 300, shift: 1, seed: UInt64(seed)))
      return drift.verdict.isFail && drift.features[0].level == .drifted && drift.verdict.reason.contains("f0")
    }
    #expect(found >= 38, "\(found) of 40")
  }

  @Test("Disjoint samples, vanished features and single values are drift; too few rows are no answer")
  func edges() throws {
    func level(_ reference: [Double], _ recent: [Double]) throws -> FeatureDrift.Level {
      try FeatureDrift([.init("x", reference: reference, recent: recent)]).features[0].level
    }
    let low = (0..<100).map { Double($0) / 100 }
    #expect(try level(low, low.map { $0 + 50 }) == .drifted)
    #expect(try level(low, low) == .stable)
    #expect(try level(low, [Double](repeating: .nan, count: 100)) == .drifted)
    #expect(try level(low, Array(low.prefix(49))) == .insufficient)
    #expect(try level([Double](repeating: 3, count: 100), [Double](repeating: 3, count: 100)) == .stable)
    #expect(try level([Double](repeating: 3, count: 100), [Double](repeating: 4, count: 100)) == .drifted)
    #expect(try FeatureDrift([]).verdict.isInsufficient)
    #expect(try FeatureDrift([.init("x", reference: low, recent: [])]).verdict.isInsufficient)
    #expect(throws: ABTestError.self) { try FeatureDrift([], warnsOver: 0.3, actsOver: 0.2) }
  }

  @Test("Errors that grow are found, errors that do not are left alone, few are no answer")
  func errors() {
    var generator = SeededGenerator(seed: 6)
    let before = (0..<200).map { _ in generator.exponential() }
    let worse = (0..<200).map { _ in 1.6 * generator.exponential() }
    let same = (0..<200).map { _ in generator.exponential() }
    #expect(ErrorDrift.verdict(reference: before, recent: worse).isFail)
    #expect(ErrorDrift.verdict(reference: before, recent: same).isPass)
    #expect(ErrorDrift.verdict(reference: before, recent: Array(worse.prefix(29))).isInsufficient)
    #expect(ErrorDrift.verdict(reference: before, recent: worse + [.nan]).isInsufficient)
  }

  // MARK: - Gates and triggers

  static let now = Timestamp(seconds: 100 * 86_400)
  static func evidence(_ change: (inout RetrainEvidence) -> Void = { _ in }) -> RetrainEvidence {
    let reference = volatility(365, seed: 1)
    var evidence = RetrainEvidence(
      time: now, lastTraining: now - .seconds(8 * 86_400), lastAttempt: now - .seconds(2 * 86_400), paperSince: now - .seconds(14 * 86_400),
      closedTrades: 75, newRows: 500, paperVolatility: Array(reference.prefix(60)), referenceVolatility: reference)
    change(&evidence)
    return evidence
  }

  @Test("Trains when all gates pass and there is a reason")
  func trains() throws {
    let decision = try RetrainDecision(Self.evidence(), policy: .standard)
    #expect(decision.outcome == .train && decision.isGo)
    #expect(decision.gates.allSatisfy { $0.isPass } && decision.triggers == [.schedule])
  }

  static let closings: [(String, @Sendable (inout RetrainEvidence) -> Void)] = [
    ("paper_period", { $0.paperSince = now - .seconds(14 * 86_400 - 1) }),
    ("paper_period", { $0.paperSince = nil }),
    ("closed_trades", { $0.closedTrades = 74 }),
    ("regime_diversity", { $0.paperVolatility = [Double](repeating: 0, count: 20) }),
    ("regime_diversity", { $0.referenceVolatility = [] }),
    ("new_data", { $0.newRows = 499 }),
    ("cool_down", { $0.lastAttempt = now - .seconds(86_399) }),
  ]

  @Test("Every gate can block, blocks alone, and can be passed over only by somebody with a name", arguments: closings.indices)
  func blocks(index: Int) throws {
    let (gate, change) = Self.closings[index]
    let decision = try RetrainDecision(Self.evidence(change), policy: .standard)
    #expect(decision.outcome == .blocked && !decision.isGo)
    #expect(decision.gates.filter { !$0.isPass }.map(\.name) == [gate])
    let anonymous = Self.evidence(change)
    #expect(throws: ABTestError.self) { try RetrainDecision(anonymous, policy: .standard, isForced: true) }
    let forced = try RetrainDecision(
      Self.evidence {
        change(&$0)
        $0.requestedBy = "ann"
      }, policy: .standard, isForced: true)
    #expect(forced.outcome == .forced && forced.isGo && forced.reason.contains("ann") && forced.reason.contains(gate))
  }

  @Test("Without a reason nothing is trained; each reason is enough")
  func triggers() throws {
    let quiet: (inout RetrainEvidence) -> Void = { $0.lastTraining = Self.now - .seconds(86_400) }
    let undue = try RetrainDecision(Self.evidence(quiet), policy: .standard)
    #expect(undue.outcome == .notDue)
    func triggers(_ change: @escaping (inout RetrainEvidence) -> Void) throws -> [RetrainDecision.Trigger] {
      try RetrainDecision(
        Self.evidence {
          quiet(&$0)
          change(&$0)
        }, policy: .standard
      ).triggers
    }
    var generator = SeededGenerator(seed: 8)
    let losses = (0..<60).map { _ in generator.normal(mean: -0.5, standardDeviation: 1) }
    let gains = losses.map { -$0 }
    let drifted = try FeatureDrift(Self.columns(3, rows: 300, shift: 2, seed: 1))
    let (before, after) = ((0..<99).map { _ in generator.exponential() }, (0..<99).map { _ in 3 * generator.exponential() })
    let cases: [((inout RetrainEvidence) -> Void, [RetrainDecision.Trigger])] = [
      ({ $0.recentResults = losses }, [.performance]), ({ $0.recentResults = gains }, []),
      ({ $0.recentResults = Array(losses.prefix(29)) }, []), ({ $0.requestedBy = "ann" }, [.person]),
      ({ $0.featureDrift = drifted }, [.drift]), ({ ($0.referenceErrors, $0.recentErrors) = (before, after) }, [.performance]),
      ({ $0.lastTraining = nil }, [.schedule]),
    ]
    for (change, expected) in cases {
      let found = try triggers(change)
      #expect(found == expected)
    }
  }

  @Test("A clock that goes back is an error, and a policy out of range too")
  func refusals() throws {
    let late = Self.evidence { $0.lastAttempt = Self.now + .seconds(1) }
    #expect(throws: ABTestError.self) { try RetrainDecision(late, policy: .standard) }
    #expect(throws: ABTestError.self) { try RetrainPolicy(paperDays: -1) }
    #expect(throws: (any Error).self) { try JSONDecoder().decode(RetrainPolicy.self, from: Data(#"{"intervalDays":0}"#.utf8)) }
    let decision = try RetrainDecision(Self.evidence(), policy: .standard)
    #expect(try JSONDecoder().decode(RetrainDecision.self, from: JSONEncoder().encode(decision)) == decision)
  }
}
