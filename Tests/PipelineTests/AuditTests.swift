import Features
import GradientBoost
import Market
import Statistics
import Testing
import WalkForward

@testable import Pipeline

/// The leakage audit as training makes it: of markets in which something can be foretold honestly, and of tables that know the future. Full size, with every
/// feature and more seeds, it is in Benchmarks/truth.
@Suite("The audit of a model")
struct AuditTests {
  private static let settings: TrainingSettings = {
    var settings = ModelTrainingTests.settings
    settings.horizon = 12
    settings.auditRows = 900
    return settings
  }()

  private static func table(seed: UInt64, symbols: Int, edge: Double) throws -> (ModelTraining, TrainingTable) {
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(symbols), seed: seed, edge: edge)
    let group = try ModelGroup("audited", symbols: market.symbols, timeframe: .hours(1))
    let training = try ModelTraining(group, settings, seed: seed)
    let bars = try market.bars(.hours(1), count: 3_000 / symbols)
    return (training, try TrainingTable(group, settings, on: bars, before: .distantFuture, threads: 2))
  }

  private static func audit(_ kind: ModelKind, _ training: ModelTraining, _ table: TrainingTable) throws -> [Verdict] {
    let splits = try WalkForwardSplitter(.expanding, train: .share(0.4), validation: .share(0.1), test: .share(0.2), embargo: .hours(24))
      .splits(of: table.spans)
    var parameters = Parameters(objective: kind.isProbability ? .binary : .regression)
    (parameters.numIterations, parameters.numLeaves, parameters.lambdaL2) = (3, 4, 1)
    return try ModelFit(kind, training, table, splits, nil).audit(parameters)
  }

  @Test("finds nothing where an edge is planted, and where volatility clusters", arguments: [(32, 1, 6), (33, 2, 0)])
  func honest(seed: UInt64, symbols: Int, edge: Double) throws {
    let (training, table) = try Self.table(seed: seed, symbols: symbols, edge: edge)
    for kind in ModelKind.allCases {
      let against = try Self.audit(kind, training, table).filter { !$0.isPass }
      #expect(against.isEmpty, "\(kind), seed \(seed), edge \(edge): \(against)")
    }
  }

  /// What may stand in the place of a feature.
  enum Leak: CaseIterable {
    /// The label with some noise.
    case label
    /// What is known one bar later.
    case shifted
    /// The mean of the half day that the row lies in: of returns, or of ranges where the label is one of how prices scatter.
    case futureBar
    /// A tenth of the rows comes again elsewhere.
    case duplicates

    /// Kinds of models for which it is beyond what so few rows can tell: what a bar adds to a trend of a day, or to how prices scatter over half of one; and
    /// what half a day tells of a rise or a fall of which only the sign is asked.
    var isTooFaint: Set<ModelKind> {
      switch self {
      case .shifted: [.momentum, .risk, .volatility]
      case .futureBar: [.direction, .momentum, .risk, .volatility]
      case .label, .duplicates: []
      }
    }
  }

  @Test("finds what knows the future, whatever kind of model it is for", arguments: Leak.allCases)
  func leaks(_ leak: Leak) throws {
    let (training, honest) = try Self.table(seed: 35, symbols: 1, edge: 6)
    for kind in ModelKind.allCases where !leak.isTooFaint.contains(kind) {
      let failed = try Self.audit(kind, training, honest.forged(leak, kind)).filter(\.isFail)
      #expect(!failed.isEmpty, "\(leak) in \(kind)")
    }
  }
}

extension TrainingTable {
  /// The table with a leak planted in all its rows.
  fileprivate func forged(_ leak: AuditTests.Leak, _ kind: ModelKind) -> TrainingTable {
    var generator = SeededGenerator(seed: 3)
    let (all, some) = (
      forged(Rows(columns: columns, labels: labels, spans: spans, symbols: symbols), leak, kind, &generator),
      forged(audited, leak, kind, &generator)
    )
    return TrainingTable(
      fingerprint: fingerprint, names: names, columns: all.columns, labels: all.labels, spans: spans, symbols: symbols, span: span,
      digest: digest, audited: some)
  }

  private func forged(_ honest: Rows, _ leak: AuditTests.Leak, _ kind: ModelKind, _ generator: inout SeededGenerator) -> Rows {
    var rows = honest
    let label = ModelKind.allCases.firstIndex(of: kind) ?? 0
    let place = names.firstIndex(of: "returns") ?? 0
    switch leak {
    case .label:
      let labels = rows.labels[label]
      let deviation = Moments(labels.filter { !$0.isNaN }).standardDeviation
      rows.columns[place] = labels.map { $0 + 0.2 * deviation * generator.normal() }
    case .shifted:
      // Everything that is made of bars is of the bar after the row's.
      rows.columns = rows.columns.map { column in column.indices.map { column[min($0 + 1, column.count - 1)] } }
    case .futureBar:
      let scatters = kind == .risk || kind == .volatility
      let moves = rows.columns[place].map { scatters ? $0.magnitude : $0 }
      rows.columns[place] = moves.indices.map { row in
        let begin = row / 12 * 12
        return moves[begin..<min(begin + 12, moves.count)].reduce(0, +)
      }
    case .duplicates:
      let source = rows.spans.times.indices.map { generator.chance(0.1) ? generator.integer(below: rows.spans.count) : $0 }
      rows = Rows(
        columns: rows.columns.map { column in source.map { column[$0] } }, labels: rows.labels.map { column in source.map { column[$0] } },
        spans: rows.spans, symbols: rows.symbols)
    }
    return rows
  }
}
