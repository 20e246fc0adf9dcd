public import Statistics

/// Whether a model may be promoted, and why not: what promotion must ask before anything else.
///
///     let quarantine = Quarantine(of: "btc-1h v7", after: report)
///     let clearance = try quarantine.clearance()      // throws, and says why, while the model is quarantined
///     promote(model, clearance)
///
/// A ``Clearance`` cannot be made in any other way, so code that promotes by taking one cannot forget to ask. A quarantine blocks, it
/// does not log; evidence that is missing blocks too. Whoever forces a release is on record.
public struct Quarantine: Sendable, Hashable, Codable {
  /// What is judged: a model's name and version, or its checksum.
  public let subject: String
  /// The verdicts that stand against it; empty if nothing does.
  public let reasons: [Verdict]
  /// Who released it in spite of the reasons, and why.
  public let release: Release?

  /// A release in spite of the reasons.
  public struct Release: Sendable, Hashable, Codable {
    /// Who is answerable.
    public let by: String
    /// What they said.
    public let because: String
  }

  /// Judges a model by its leakage audit: whatever did not pass is a reason.
  public init(of subject: String, after report: LeakageReport) {
    self.init(of: subject, verdicts: report.verdicts)
  }

  /// Judges a model by verdicts: whatever did not pass is a reason, and so is having none.
  public init(of subject: String, verdicts: [Verdict]) {
    self.subject = subject
    reasons = verdicts.isEmpty ? [.insufficient("leakage", "No audit was made.")] : verdicts.filter { !$0.isPass }
    release = nil
  }

  private init(_ other: Quarantine, release: Release) {
    subject = other.subject
    reasons = other.reasons
    self.release = release
  }

  /// Whether the model must not be promoted.
  public var isQuarantined: Bool { !reasons.isEmpty && release == nil }

  /// The same with a release on record; the reasons stay.
  ///
  /// - Parameters:
  ///   - by: who is answerable; not empty.
  ///   - because: why; not empty.
  public func released(by: String, because: String) throws(WalkForwardError) -> Quarantine {
    if by.isEmpty || because.isEmpty {
      throw WalkForwardError(.outOfRange, "Quarantine.released", by.isEmpty ? "by" : "because", "is empty; a release names who and why")
    }
    return Quarantine(self, release: Release(by: by, because: because))
  }

  /// Leave to promote.
  ///
  /// - Throws: ``WalkForwardError`` of kind `quarantined` with all reasons.
  public func clearance() throws(WalkForwardError) -> Clearance {
    if isQuarantined {
      throw WalkForwardError(
        .quarantined, "Quarantine", subject,
        reasons.map(\.description).joined(separator: " ") + " Explain this before the model is promoted, or release it by name.")
    }
    return Clearance(subject: subject, isForced: !reasons.isEmpty)
  }

  /// The combined verdict, for reports.
  public var verdict: Verdict {
    if reasons.isEmpty { return .pass("quarantine", "Nothing stands against \(subject).") }
    let combined = Verdict.combining(reasons, name: "quarantine")
    guard let release else { return combined }
    return Verdict(
      name: "quarantine", outcome: combined.outcome,
      reason: combined.reason + " Forced by \(release.by): \(release.because)", evidence: combined.evidence)
  }
}

/// Leave to promote one model; only ``Quarantine/clearance()`` gives it.
public struct Clearance: Sendable, Hashable {
  /// What may be promoted.
  public let subject: String
  /// Whether somebody released it in spite of reasons against it: to be recorded as forced.
  public let isForced: Bool

  init(subject: String, isForced: Bool) {
    self.subject = subject
    self.isForced = isForced
  }
}
