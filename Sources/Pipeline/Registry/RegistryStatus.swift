public import Market

/// What may be done with a registered model or strategy.
///
/// | from \ to | candidate | active | disabled | archived | quarantined |
/// |---|---|---|---|---|---|
/// | candidate | | yes | yes | yes | yes |
/// | active | | | yes | yes | yes |
/// | disabled | | yes | | yes | yes |
/// | archived | by a person | | | | |
/// | quarantined | by a person | | | yes | |
///
/// So what is archived never comes back by itself, and nothing goes from quarantine to work without somebody's name under it.
public enum RegistryStatus: String, Codable, Hashable, Sendable, CaseIterable {
  /// Registered, not yet trusted.
  case candidate
  /// In use.
  case active
  /// Out of use: pruned, or replaced; it can be put back.
  case disabled
  /// Given up.
  case archived
  /// Barred: what is known of it can't be explained, or hasn't been looked at.
  case quarantined

  /// Whether a change to another status is one of those in the table.
  ///
  /// - Parameters:
  ///   - next: where to.
  ///   - isPersonal: whether a person asks for it by name.
  public func allows(_ next: RegistryStatus, isPersonal: Bool = false) -> Bool {
    switch (self, next) {
    case (.candidate, .active), (.candidate, .disabled), (.candidate, .archived), (.candidate, .quarantined): true
    case (.active, .disabled), (.active, .archived), (.active, .quarantined): true
    case (.disabled, .active), (.disabled, .archived), (.disabled, .quarantined): true
    case (.quarantined, .archived): true
    case (.archived, .candidate), (.quarantined, .candidate): isPersonal
    default: false
    }
  }

  /// Where it may go from here without a person.
  var next: [RegistryStatus] { RegistryStatus.allCases.filter { allows($0) } }
}

/// A change of status, as it is journaled: once, in the commit that makes it.
public struct RegistryTransition: Codable, Hashable, Sendable {
  /// What changed: a model's reference or a strategy's name.
  public let subject: String
  /// What it was; `nil` when it was registered.
  public let from: RegistryStatus?
  /// What it is since.
  public let to: RegistryStatus
  /// When.
  public let time: Timestamp
  /// Why, in a sentence.
  public let reason: String
  /// Who asked for it, if a person did.
  public let person: String?
  /// Whether a rule was passed over.
  public let isForced: Bool
}

/// What is wrong with a registry, or with what is asked of it.
public struct RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of problem it is.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// There is no such model or strategy.
    case unknown
    /// The status does not allow it.
    case notAllowed
    /// It is in quarantine.
    case quarantined
    /// What is kept is not what was written.
    case damaged
    /// Something is out of range.
    case invalid
  }

  /// What kind of problem it is.
  public let kind: Kind
  /// What is wrong, and what to do.
  public let message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// What is wrong, and what to do.
  public var description: String { message }
}
