public import Statistics

/// Whether a model's inputs still look like those it was trained on.
///
/// A feature has drifted when its population stability index is over the limit and a Kolmogorov-Smirnov test, corrected for the number of features
/// (Benjamini & Hochberg), says that chance does not explain it. The index alone fires on small samples, the test alone on large ones.
public struct FeatureDrift: Hashable, Sendable, Codable {
  /// How far a feature has moved.
  public enum Level: String, Hashable, Sendable, Codable, CaseIterable {
    case stable, warning, drifted, insufficient
  }

  /// One feature.
  public struct Feature: Hashable, Sendable, Codable {
    /// Its name.
    public let name: String
    /// The population stability index, if there is enough to tell.
    public let stabilityIndex: Double?
    /// The corrected p-value of the Kolmogorov-Smirnov test, if there is enough to tell.
    public let pValue: Double?
    /// The share of the reference's rows where it was missing.
    public let missingBefore: Double
    /// The share of the recent rows where it was missing.
    public let missingNow: Double
    /// What follows.
    public let level: Level
  }

  /// A column of the training rows beside the same column of recent rows.
  public struct Column: Hashable, Sendable {
    /// The feature's name.
    public let name: String
    /// Its values in the rows that the model was trained on.
    public let reference: [Double]
    /// Its values in recent rows.
    public let recent: [Double]

    /// Two samples of a feature; NaN is missing.
    public init(_ name: String, reference: [Double], recent: [Double]) {
      self.name = name
      self.reference = reference
      self.recent = recent
    }
  }

  /// Every feature, in the order given.
  public let features: [Feature]
  /// The index over which a feature is warned of.
  public let warnsOver: Double
  /// The index over which it has drifted.
  public let actsOver: Double

  /// The fewest rows of each sample: five in each of ten bins.
  public static let fewestRows = 50

  /// Measures drift.
  ///
  /// - Parameters:
  ///   - columns: each feature's samples; NaN and infinite values are missing.
  ///   - warnsOver: 0.001 to 10.
  ///   - actsOver: `warnsOver` to 10.
  ///   - level: the false discovery rate among all features, above 0 and below 1.
  public init(_ columns: [Column], warnsOver: Double = 0.2, actsOver: Double = 0.3, level: Double = 0.05) throws(ABTestError) {
    try ABTestError.check(warnsOver, in: 0.001...10, "FeatureDrift", "warnsOver")
    try ABTestError.check(actsOver, in: warnsOver...10, "FeatureDrift", "actsOver")
    try ABTestError.check(share: level, "FeatureDrift", "level")
    self.warnsOver = warnsOver
    self.actsOver = actsOver
    var measured: [(index: Double, pValue: Double)?] = []
    for column in columns {
      let (reference, recent) = (column.reference.filter(\.isFinite), column.recent.filter(\.isFinite))
      guard min(reference.count, recent.count) >= Self.fewestRows,
        let index = try? PopulationStabilityIndex(reference: reference, sample: recent),
        let test = try? KolmogorovSmirnovTest(reference, recent)
      else {
        measured.append(nil)
        continue
      }
      measured.append((index.value, test.pValue))
    }
    let corrected: [Double]
    do throws(StatisticsError) {
      let known = measured.compactMap { $0?.pValue }
      corrected = known.isEmpty ? [] : try MultipleTesting.benjaminiHochberg(known)
    } catch {
      throw ABTestError(error)
    }
    var next = 0
    features = columns.indices.map { place in
      let column = columns[place]
      func missing(_ values: [Double]) -> Double {
        values.isEmpty ? 1 : Double(values.count { !$0.isFinite }) / Double(values.count)
      }
      let (before, now) = (missing(column.reference), missing(column.recent))
      // A feature that was there and has vanished has moved as far as one can.
      let hasVanished = column.recent.count >= Self.fewestRows && column.reference.count >= Self.fewestRows && before < 0.5 && now > 0.95
      guard let (index, _) = measured[place] else {
        return Feature(
          name: column.name, stabilityIndex: nil, pValue: nil, missingBefore: before, missingNow: now,
          level: hasVanished ? .drifted : .insufficient)
      }
      let pValue = corrected[next]
      next += 1
      let isReal = pValue <= level
      return Feature(
        name: column.name, stabilityIndex: index, pValue: pValue, missingBefore: before, missingNow: now,
        level: hasVanished || isReal && index > actsOver ? .drifted : isReal && index > warnsOver ? .warning : .stable)
    }
  }

  /// No drift passes, a drifted feature fails, and where no feature could be measured the evidence is insufficient. A warning passes and is named.
  public var verdict: Verdict {
    let name = "feature_drift"
    func names(_ level: Level) -> [String] { features.filter { $0.level == level }.map(\.name) }
    let (drifted, warned, unknown) = (names(.drifted), names(.warning), names(.insufficient))
    let numbers: KeyValuePairs = [
      "features": Double(features.count), "drifted": Double(drifted.count), "warned": Double(warned.count),
      "insufficient": Double(unknown.count),
      "greatest_index": features.compactMap(\.stabilityIndex).max() ?? .nan,
    ]
    if !drifted.isEmpty { return .fail(name, "Drifted: \(drifted.joined(separator: ", ")).", numbers) }
    if !unknown.isEmpty || features.isEmpty {
      return .insufficient(
        name, features.isEmpty ? "There are no features." : "Too few rows of: \(unknown.joined(separator: ", ")).", numbers)
    }
    return .pass(
      name, warned.isEmpty ? "No feature has drifted." : "None has drifted; to be watched: \(warned.joined(separator: ", ")).", numbers)
  }
}

/// Whether a model errs more than it did.
public enum ErrorDrift {
  /// The fewest errors of each period.
  public static let fewestErrors = 30

  /// Judges a model's recent errors against those on its validation rows.
  ///
  /// - Parameters:
  ///   - reference: the loss of each row that the model was validated on.
  ///   - recent: the loss of each recent row, in the order of time.
  ///   - level: above 0 and below 1.
  public static func verdict(reference: [Double], recent: [Double], level: Double = 0.01) -> Verdict {
    let name = "error_drift"
    if min(reference.count, recent.count) < fewestErrors {
      return .insufficient(name, samples: min(reference.count, recent.count), needed: fewestErrors)
    }
    guard let test = try? WelchTest(recent, reference, alternative: .greater) else {
      return .insufficient(name, "The errors do not vary, or are not finite.", ["recent": Double(recent.count)])
    }
    let numbers: KeyValuePairs = [
      "difference": test.difference, "p_value": test.pValue, "level": level, "reference": Double(reference.count),
      "recent": Double(recent.count),
    ]
    return test.pValue <= level
      ? .fail(name, "The model errs more than it did.", numbers) : .pass(name, "The model does not err more than it did.", numbers)
  }
}
