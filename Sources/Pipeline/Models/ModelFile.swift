public import Calibration
public import Features
public import GradientBoost
public import Market
public import Store

/// A model as it predicts: the trees, what calibrates them, which features they are fed and which bars they have seen. Data, never code.
public struct ModelFile: Sendable {
  /// What it is asked.
  public let kind: ModelKind
  /// The label it was trained on, such as `direction:12`.
  public let label: String
  /// The trees.
  public let model: Model
  /// What makes probabilities of its scores; `nil` for models that give no probability.
  public let calibrator: PlattCalibrator?
  /// What it is fed.
  public let fingerprint: FeatureFingerprint
  /// From the first bar that had a say in it to the instant at which the last label was known: nothing it says of these bars counts.
  public let trainingSpan: ClosedRange<Timestamp>

  /// A model and what belongs to it.
  public init(
    kind: ModelKind, label: String, model: Model, calibrator: PlattCalibrator?, fingerprint: FeatureFingerprint,
    trainingSpan: ClosedRange<Timestamp>
  ) {
    self.kind = kind
    self.label = label
    self.model = model
    self.calibrator = calibrator
    self.fingerprint = fingerprint
    self.trainingSpan = trainingSpan
  }

  /// What it says of a row of features, in the order of the fingerprint: a calibrated probability, or a number.
  public func prediction(_ row: Span<Double>) -> Double {
    guard let calibrator else { return model.predictor.predict(row) }
    return calibrator.probability(model.predictor.score(row))
  }

  /// The SHA-256 of the trees and of everything else in it, in the form in which they are written.
  public func checksum() throws(StoreError) -> String {
    let rest = try JSONText(encoding: Rest(self))
    return "sha256:" + SHA256.hex(of: model.json() + rest.bytes)
  }

  /// A file as it was kept, if it is the one that was registered and nothing stands against it.
  ///
  /// - Parameters:
  ///   - document: what the store holds at ``Registry/fileKey(of:)``.
  ///   - reference: which model it should be.
  ///   - registry: what was registered.
  public init(document: StoredDocument?, of reference: ModelReference, in registry: Registry) throws {
    let record = try registry.model(reference)
    _ = try registry.clearance(of: reference)
    guard record.hasFile else {
      throw RegistryError(.notAllowed, "the file of \(reference) is no longer kept: train it again, or take another version")
    }
    let remedy = "Put another version to use with 'assay rollback', or put the file back from a backup."
    guard let document else { throw RegistryError(.damaged, "the file of \(reference) is missing. \(remedy)") }
    let sealed: SealedModel
    do {
      sealed = try document.decode(SealedModel.self)
    } catch {
      throw RegistryError(.damaged, "the file of \(reference) can't be read: \(error) \(remedy)")
    }
    let found = try sealed.file.checksum()
    guard found == record.checksum, sealed.checksum == record.checksum else {
      throw RegistryError(
        .damaged,
        "the file of \(reference) is not what was registered: it has the checksum \(found.prefix(19))…, and \(record.checksum.prefix(19))… was registered; it was changed after training. \(remedy)"
      )
    }
    self = sealed.file
  }
}

/// A model's file with its checksum, as it is kept.
struct SealedModel: Codable, Sendable {
  let checksum: String
  let file: ModelFile

  init(_ file: ModelFile) throws(StoreError) {
    self.file = file
    checksum = try file.checksum()
  }

  private enum CodingKeys: String, CodingKey { case checksum, about, model }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    checksum = try values.decode(String.self, forKey: .checksum)
    let model = try Model(json: Array(values.decode(JSONText.self, forKey: .model).bytes))
    file = try values.decode(Rest.self, forKey: .about).file(with: model)
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(checksum, forKey: .checksum)
    try values.encode(Rest(file), forKey: .about)
    try values.encode(JSONText(bytes: file.model.json()[...]), forKey: .model)
  }
}

/// Everything of a model's file but the trees.
private struct Rest: Codable {
  let kind: ModelKind
  let label: String
  let calibrator: PlattCalibrator?
  let fingerprint: FeatureFingerprint
  let trainedFrom: Timestamp
  let trainedTo: Timestamp

  init(_ file: ModelFile) {
    kind = file.kind
    label = file.label
    calibrator = file.calibrator
    fingerprint = file.fingerprint
    trainedFrom = file.trainingSpan.lowerBound
    trainedTo = file.trainingSpan.upperBound
  }

  func file(with model: Model) throws -> ModelFile {
    guard trainedFrom <= trainedTo else {
      throw RegistryError(.damaged, "its training ends at \(trainedTo), before it begins at \(trainedFrom)")
    }
    guard kind.isProbability == (calibrator != nil), model.featureNames == fingerprint.entries.map(\.name), model.scoresPerRow == 1 else {
      throw RegistryError(.damaged, "its trees, features and calibration do not belong together")
    }
    return ModelFile(
      kind: kind, label: label, model: model, calibrator: calibrator, fingerprint: fingerprint, trainingSpan: trainedFrom...trainedTo)
  }
}
