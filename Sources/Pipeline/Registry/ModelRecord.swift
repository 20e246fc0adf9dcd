public import Market
public import Statistics
public import WalkForward

/// What a model is asked.
public enum ModelKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// How probable it is that the close rises.
  case direction
  /// How far prices go against a long position.
  case risk
  /// By how much the close grows.
  case price
  /// How probable it is that the next trend goes up, over the horizon at which it is clearest.
  case momentum
  /// How much prices scatter.
  case volatility

  /// Whether it answers with a probability.
  public var isProbability: Bool { self == .direction || self == .momentum }
}

/// Symbols whose bars train models together.
public struct ModelGroup: Codable, Hashable, Sendable {
  /// Its name: letters, digits, `_`, `.` and `-`.
  public let name: String
  /// The symbols, in order.
  public let symbols: [Symbol]
  /// The length of their bars.
  public let timeframe: Timeframe

  /// A group, or an error that says what its name may be.
  public init(_ name: String, symbols: [Symbol], timeframe: Timeframe) throws(RegistryError) {
    let isName =
      !name.isEmpty && name.utf8.count <= 80
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "_.-".utf8.contains(byte)
        }
      }
    guard isName, name.first != "." else {
      throw RegistryError(
        .invalid, "a group is named '\(name)', but a name has 1 to 80 letters, digits, '_', '.' and '-', and no '.' first")
    }
    guard !symbols.isEmpty, Set(symbols).count == symbols.count else {
      throw RegistryError(
        .invalid, "group \(name) has the symbols \(symbols.map(\.name).joined(separator: ", ")): give at least one, and each once")
    }
    self.name = name
    self.symbols = symbols.sorted()
    self.timeframe = timeframe
  }
}

/// A version of a model.
public struct ModelReference: Codable, Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name of the model: its kind and its group.
  public let name: String
  /// Counted from 1; never given twice.
  public let version: Int

  /// A version of a model.
  public init(_ name: String, version: Int) {
    self.name = name
    self.version = version
  }

  /// What a kind of model of a group is called.
  public static func name(_ kind: ModelKind, _ group: ModelGroup) -> String { "\(kind.rawValue)-\(group.name)" }

  /// Such as `direction-majors-1h v3`.
  public var description: String { "\(name) v\(version)" }

  /// By name, then version.
  public static func < (left: ModelReference, right: ModelReference) -> Bool {
    left.name == right.name ? left.version < right.version : left.name < right.name
  }
}

/// What a model or a strategy came from.
public struct Lineage: Codable, Hashable, Sendable {
  /// The first bar that was looked at began then.
  public let dataFrom: Timestamp
  /// The last label, or bar, was known then: nothing later had a say.
  public let dataTo: Timestamp
  /// The digest of those bars.
  public let dataDigest: String
  /// The digest of the features' fingerprint; empty where there are none.
  public let features: String
  /// Every parameter, as text.
  public let parameters: [String: String]
  /// What was random was drawn from it.
  public let seed: UInt64
  /// What it was made from, or is to replace.
  public let parent: String?
  /// How it was made, in a word or two: `trained`, `retrained`, `mutation`.
  public let origin: String

  /// Where something came from.
  public init(
    dataFrom: Timestamp, dataTo: Timestamp, dataDigest: String, features: String = "", parameters: [String: String] = [:], seed: UInt64,
    parent: String? = nil, origin: String
  ) {
    self.dataFrom = dataFrom
    self.dataTo = dataTo
    self.dataDigest = dataDigest
    self.features = features
    self.parameters = parameters
    self.seed = seed
    self.parent = parent
    self.origin = origin
  }
}

/// A model as the registry knows it. What it predicts with is a ``ModelFile``, kept apart.
public struct ModelRecord: Codable, Hashable, Sendable, Identifiable {
  /// Which version of which model.
  public let id: ModelReference
  /// What it is asked.
  public let kind: ModelKind
  /// Whose bars it is of.
  public let group: ModelGroup
  /// What it came from.
  public let lineage: Lineage
  /// The checksum of its file.
  public let checksum: String
  /// What was measured where it was not fitted, by name.
  public let metrics: [String: Double]
  /// Whether those numbers show any skill.
  public let skill: Verdict
  /// What stands against it.
  public internal(set) var quarantine: Quarantine
  /// What may be done with it.
  public internal(set) var status: RegistryStatus
  /// Since when.
  public internal(set) var since: Timestamp
  /// When it last stopped being active, if it ever was.
  public internal(set) var wasActiveUntil: Timestamp?
  /// Whether its file is kept; retention forgets files, never records.
  public internal(set) var hasFile: Bool
}
