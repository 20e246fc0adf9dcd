import Assay

/// What `ABTest` promises.
enum ABTestProofs {
  static var all: [Proof] {
    [
      Proof("abtest.null", "looking after every trade for 2 000 trades promotes falsely at most 5 % of the time", null),
      Proof("abtest.power", "a difference of 0.1 standard deviations is found with the promised power", power),
    ]
  }

  enum Kind: String, CaseIterable, Sendable {
    case normal, heavy, skewed, autocorrelated, clustered

    /// A result without a mean, and the state the next one depends on.
    func draw(_ generator: inout SeededGenerator, _ state: inout Double) -> Double {
      switch self {
      case .normal: return generator.normal()
      case .heavy: return generator.studentT(degreesOfFreedom: 3)
      case .skewed: return generator.exponential() - 1
      case .autocorrelated:
        state = 0.5 * state + generator.normal()
        return state
      case .clustered:
        state = 0.9 * state + 0.4 * generator.normal()
        return generator.normal() * (1 + state * state).squareRoot()
      }
    }
  }

  /// One experiment that is looked at after every trade: whether it was promoted by the sequential interval, and by a one-sided test at 5 %.
  private static func run(_ kind: Kind, trades: Int, effect: Double, seed: UInt64) throws -> (sequential: Bool, naive: Bool) {
    var generator = SeededGenerator(seed: seed)
    var evidence = try SequentialDifference(level: 0.05, tunedFor: trades)
    var arms = [Moments(), Moments()]
    var states = [0.0, 0.0]
    let normal = NormalDistribution.standard
    let critical = normal.upperQuantile(0.05)
    var (sequential, naive) = (false, false)
    for _ in 0..<trades {
      let side: SequentialDifference.Side = generator.chance(0.5) ? .challenger : .champion
      let result = kind.draw(&generator, &states[side.rawValue]) + (side == .challenger ? effect : 0)
      try evidence.add(result, from: side)
      arms[side.rawValue].add(result)
      guard min(arms[0].count, arms[1].count) >= 100 else { continue }
      if !sequential, let interval = evidence.interval { sequential = interval.lowerBound > 0 }
      if !naive {
        let error = (arms[0].variance / Double(arms[0].count) + arms[1].variance / Double(arms[1].count)).squareRoot()
        naive = (arms[1].mean - arms[0].mean) / error > critical
      }
    }
    return (sequential, naive)
  }

  private static func rates(
    _ kind: Kind, trades: Int, effect: Double, experiments: Int
  ) throws -> (sequential: Int, naive: Int) {
    let outcomes = try parallelMap(Array(0..<experiments)) { seed throws in
      try run(kind, trades: trades, effect: effect, seed: UInt64(seed))
    }
    return (outcomes.count { $0.sequential }, outcomes.count { $0.naive })
  }

  private static func null() throws -> Verdict {
    let experiments = 2_000
    var numbers: [Verdict.Evidence] = []
    var worst = 0.0
    for kind in Kind.allCases {
      let found = try rates(kind, trades: 2_000, effect: 0, experiments: experiments)
      let share = Double(found.sequential) / Double(experiments)
      worst = max(worst, share)
      numbers.append(.init(name: kind.rawValue, value: share))
      numbers.append(.init(name: "\(kind.rawValue)_naive", value: Double(found.naive) / Double(experiments)))
    }
    return Verdict(
      name: "abtest.null", outcome: worst <= 0.05 ? .pass : .fail,
      reason: "At most \(worst * 100) % of \(experiments) experiments without a difference promoted, whatever their results were like.",
      evidence: numbers)
  }

  private static func power() throws -> Verdict {
    let plan = try PowerAnalysis(effect: 0.1, power: 0.8)
    let experiments = 500
    let found = try rates(.normal, trades: plan.trades, effect: 0.1, experiments: experiments)
    let share = Double(found.sequential) / Double(experiments)
    return Verdict(
      name: "abtest.power", outcome: share >= 0.8 ? .pass : .fail,
      reason: "\(share * 100) % of \(experiments) experiments of \(plan.trades) trades found it; 80 % were promised.",
      evidence: [.init(name: "found", value: share), .init(name: "trades", value: Double(plan.trades))])
  }
}
