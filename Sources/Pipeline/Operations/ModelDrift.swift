import ABTest
import GradientBoost
import Market
import WalkForward

/// How far the inputs of a model, and its errors, have moved since it was trained.
///
/// The reference is the last part of the training span, which the trees have not seen; what is beside it are the rows of which nothing was known then. Of
/// both every horizon-th row of a symbol counts: labels that overlap, and features that hardly move from bar to bar, would pass for more witnesses than
/// they are.
struct ModelDrift: Sendable {
  private(set) var features: FeatureDrift?
  private(set) var referenceErrors: [Double] = []
  private(set) var recentErrors: [Double] = []
  /// How many bars before the reference features are given to warm up.
  private static let warmUpBars = 1_000

  /// Nothing measured.
  init() {}

  /// - Parameters:
  ///   - record: the model in use.
  ///   - file: what it predicts with; without it there are no errors.
  ///   - settings: how its group is trained.
  ///   - series: the bars.
  ///   - cutoff: no bar that ends later has a say.
  init(
    of record: ModelRecord, _ file: ModelFile?, _ settings: TrainingSettings, on series: [BarSeries], before cutoff: Timestamp, threads: Int
  ) throws {
    let (from, to) = (record.lineage.dataFrom, record.lineage.dataTo)
    // A little less than the part itself, so that none of what calibrated it is in it.
    let reference = to - (to - from) * (0.45 / Double(settings.folds))
    let recent = series.filter { $0.timeframe == record.group.timeframe && record.group.symbols.contains($0.symbol) }
    let bars = recent.reduce(0) { $0 + $1.count - $1.firstIndex(startingAtOrAfter: to) }
    guard bars / settings.horizon >= ErrorDrift.fewestErrors else { return }
    var own = settings
    (own.mostRows, own.fewestRows, own.auditRows) = (10_000_000, 300, 300)
    let parts = recent.map { $0.part(max(0, $0.firstIndex(startingAtOrAfter: reference) - Self.warmUpBars)..<$0.count) }
    let table: TrainingTable
    do {
      table = try TrainingTable(record.group, own, on: parts, before: cutoff, threads: threads)
    } catch is RegistryError {
      return
    }
    var next: [Symbol: (before: Timestamp, after: Timestamp)] = [:]
    var (before, after): ([Int], [Int]) = ([], [])
    for row in table.spans.times.indices {
      let (time, end, symbol) = (table.spans.times[row], table.spans.ends[row], table.symbols[row])
      var free = next[symbol] ?? (.distantPast, .distantPast)
      if time >= reference, end <= to, time >= free.before {
        before.append(row)
        free.before = end
      } else if time >= to, time >= free.after {
        after.append(row)
        free.after = end
      }
      next[symbol] = free
    }
    features = try FeatureDrift(
      zip(table.names, table.columns).map { name, column in
        FeatureDrift.Column(name, reference: before.map { column[$0] }, recent: after.map { column[$0] })
      })
    guard let file, file.model.featureNames == table.names else { return }
    let labels = table.labels[ModelKind.allCases.firstIndex(of: record.kind) ?? 0]
    func errors(_ rows: [Int]) -> [Double] {
      rows.filter { !labels[$0].isNaN }.map { row in
        let values = table.columns.map { $0[row] }
        return Skill.loss(file.prediction(values.span), labels[row], record.kind.isProbability)
      }
    }
    (referenceErrors, recentErrors) = (errors(before), errors(after))
  }
}
