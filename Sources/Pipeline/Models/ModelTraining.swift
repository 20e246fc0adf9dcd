import Calibration
import Features
import GradientBoost
public import Market
import Statistics
import WalkForward

/// Trains the five models of a group.
///
///     let outcome = try ModelTraining(group, settings, seed: 7).train(on: series, before: cutoff, threads: 2)
///     for model in outcome.models { try registry.register(model, at: now) }
///
/// Rows of all symbols are put in order of time. The first two fifths train, the next tenth selects, and what follows is predicted part by part by
/// models that were trained on everything before it; labels and 24 hours are kept between. Bins are fitted on the first training rows alone. What is
/// registered is the model of the last part, calibrated on the tenth before it and scored on the part itself: fit, select and report lie apart.
public struct ModelTraining: Sendable {
  /// Whose bars.
  public let group: ModelGroup
  /// How.
  public let settings: TrainingSettings
  /// What everything random is drawn from.
  public let seed: UInt64

  /// Training of a group's models.
  public init(_ group: ModelGroup, _ settings: TrainingSettings = TrainingSettings(), seed: UInt64) throws(RegistryError) {
    try settings.validate()
    self.group = group
    self.settings = settings
    self.seed = seed
  }

  /// Trains the five models on bars that ended before an instant.
  ///
  /// - Parameters:
  ///   - series: the bars of the group's symbols; others are passed over.
  ///   - cutoff: no bar that ends later has a say.
  ///   - parent: the version that each kind of model is to replace, if there is one.
  ///   - threads: the greatest number of threads; nothing depends on it.
  /// - Returns: the models, and what could not be trained with the reason.
  public func train(
    on series: [BarSeries], before cutoff: Timestamp, replacing parent: [ModelKind: ModelReference] = [:], threads: Int
  ) throws -> TrainingOutcome {
    let table: TrainingTable
    let splits: Splits
    do {
      table = try TrainingTable(group, settings, on: series, before: cutoff, threads: threads)
      splits = try WalkForwardSplitter(
        .expanding, train: .share(0.4), validation: .share(0.1), test: .share(0.5 / (Double(settings.folds) + 0.001)),
        embargo: .time(.nanoseconds(Int64(settings.embargoHours * 3_600e9)))
      ).splits(of: table.spans)
    } catch let error as RegistryError where error.kind == .invalid {
      return missing("\(error)")
    } catch let error as WalkForwardError {
      return missing("The bars do not reach for \(settings.folds) parts that lie apart: \(error)")
    }
    let bins: Dataset
    do {
      bins = try Dataset(
        columns: table.columns, featureNames: table.names, labels: table.spans.times.map { _ in 0 },
        fittedOn: Array(splits[0].train), threads: threads)
    } catch {
      return missing("\(error)")
    }
    let made = try parallelMap(ModelKind.allCases, threads: threads) { kind in
      try ModelFit(kind, self, table, splits, parent[kind]).model(bins)
    }
    return TrainingOutcome(
      models: made.compactMap { if case .success(let model) = $0 { model } else { nil } },
      missing: made.compactMap { if case .failure(let missing) = $0 { missing.verdict } else { nil } })
  }

  private func missing(_ reason: String) -> TrainingOutcome {
    TrainingOutcome(
      models: [],
      missing: ModelKind.allCases.map { .insufficient(ModelReference.name($0, group), "\(reason)") })
  }
}

/// A model that could not be trained.
struct MissingModel: Error {
  let verdict: Verdict
}
