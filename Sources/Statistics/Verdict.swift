/// The answer of a gate, a test or a check: pass, fail or insufficient evidence, with the numbers it used.
///
/// A check that could not tell says so. It never stands in for "I do not know" with `true`, `0` or `nil`:
///
///     let drift = Verdict.fail("drift", "PSI 0.31 is above the limit 0.2.", ["psi": 0.31, "limit": 0.2])
///     let trades = Verdict.insufficient("trades", samples: 12, needed: 30)
///     Verdict.combining([drift, trades]).outcome     // .fail
///
/// It is data, not control flow: an error (a file that cannot be read) is thrown, it is not a verdict.
public struct Verdict: Sendable, Hashable, Codable {
  /// The three answers.
  public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
    /// The evidence supports what was asked.
    case pass
    /// The evidence contradicts what was asked.
    case fail
    /// There is not enough evidence to say either.
    case insufficient
  }

  /// What was asked, such as `drift` or `minimum_trades`.
  public let name: String
  /// The answer.
  public let outcome: Outcome
  /// One sentence for a person: which number met which limit.
  public let reason: String
  /// The numbers the answer rests on, in the order they should be read.
  public let evidence: [Evidence]

  /// Makes a verdict from its parts; the factories `pass`, `fail` and `insufficient` read better.
  public init(name: String, outcome: Outcome, reason: String, evidence: [Evidence]) {
    self.name = name
    self.outcome = outcome
    self.reason = reason
    self.evidence = evidence
  }

  /// The evidence supports what was asked.
  public static func pass(_ name: String, _ reason: String, _ evidence: KeyValuePairs<String, Double> = [:]) -> Verdict {
    Verdict(name: name, outcome: .pass, reason: reason, evidence: evidence.map(Evidence.init))
  }

  /// The evidence contradicts what was asked.
  public static func fail(_ name: String, _ reason: String, _ evidence: KeyValuePairs<String, Double> = [:]) -> Verdict {
    Verdict(name: name, outcome: .fail, reason: reason, evidence: evidence.map(Evidence.init))
  }

  /// There is not enough evidence to say either.
  public static func insufficient(
    _ name: String, _ reason: String, _ evidence: KeyValuePairs<String, Double> = [:]
  ) -> Verdict {
    Verdict(name: name, outcome: .insufficient, reason: reason, evidence: evidence.map(Evidence.init))
  }

  /// Too few samples to say either, with the sentence and the evidence that go with it.
  public static func insufficient(_ name: String, samples: Int, needed: Int) -> Verdict {
    .insufficient(
      name, "\(samples) \(samples == 1 ? "sample" : "samples") where \(needed) are needed.",
      ["samples": Double(samples), "needed": Double(needed)])
  }

  /// Whether the answer is pass. A fail and an insufficient verdict are both not a pass.
  public var isPass: Bool { outcome == .pass }
  /// Whether the answer is fail.
  public var isFail: Bool { outcome == .fail }
  /// Whether the evidence was insufficient.
  public var isInsufficient: Bool { outcome == .insufficient }

  /// The number that goes by this name in the evidence.
  public subscript(evidenceName: String) -> Double? {
    evidence.first { $0.name == evidenceName }?.value
  }
}

extension Verdict {
  /// One number a verdict rests on.
  public struct Evidence: Sendable, Codable {
    /// What the number is, such as `samples` or `psi`.
    public let name: String
    /// The number itself. It may be NaN or infinite, and survives JSON as the strings `nan`, `inf` and `-inf`.
    public let value: Double

    /// Names a number.
    public init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }
}

extension Verdict {
  /// One verdict out of several: any fail is a fail, else any insufficient is insufficient, else a pass.
  ///
  /// The evidence is the count of each answer, then every part's evidence as `part.number`. Combining nothing is insufficient:
  /// a list of gates that is empty by accident must not let anything through.
  ///
  /// - Parameters:
  ///   - parts: the verdicts to combine.
  ///   - name: the name of the combined verdict.
  public static func combining(_ parts: some Sequence<Verdict>, name: String = "all") -> Verdict {
    let parts = Array(parts)
    let failed = parts.filter(\.isFail)
    let unknown = parts.filter(\.isInsufficient)
    let outcome: Outcome = !failed.isEmpty ? .fail : !unknown.isEmpty || parts.isEmpty ? .insufficient : .pass
    let counts = [
      Evidence(name: "passed", value: Double(parts.count - failed.count - unknown.count)),
      Evidence(name: "failed", value: Double(failed.count)),
      Evidence(name: "insufficient", value: Double(unknown.count)),
    ]
    let details = parts.flatMap { part in
      part.evidence.map { Evidence(name: "\(part.name).\($0.name)", value: $0.value) }
    }
    return Verdict(
      name: name, outcome: outcome, reason: reason(parts: parts, failed: failed, unknown: unknown), evidence: counts + details)
  }

  private static func reason(parts: [Verdict], failed: [Verdict], unknown: [Verdict]) -> String {
    if parts.isEmpty { return "Nothing was judged." }
    if failed.isEmpty && unknown.isEmpty { return "All \(parts.count) passed." }
    let decisive = failed.isEmpty ? unknown : failed
    let what = failed.isEmpty ? "lack evidence" : "failed"
    return "\(decisive.count) of \(parts.count) \(what): "
      + decisive.map { "\($0.name) (\($0.reason))" }.joined(separator: ", ") + "."
  }
}

extension Verdict: CustomStringConvertible {
  /// The verdict on one line, such as `drift: fail. PSI 0.31 is above the limit 0.2.`
  public var description: String { "\(name): \(outcome.rawValue). \(reason)" }
}

extension Verdict.Evidence: Hashable {
  // A record equals its copy, also where the number is NaN.
  /// Whether name and number are the same; NaN is the same as NaN.
  public static func == (left: Self, right: Self) -> Bool {
    left.name == right.name && (left.value == right.value || left.value.isNaN && right.value.isNaN)
  }

  /// Feeds what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(value.isNaN ? Double.nan.bitPattern : (value + 0).bitPattern)
  }
}

extension Verdict.Evidence {
  private enum CodingKeys: String, CodingKey { case name, value }

  // JSON has no NaN and its encoders throw on one: a verdict must be writable whatever the numbers were.
  /// Writes a number, or one of the strings `nan`, `inf` and `-inf`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    if value.isFinite {
      try container.encode(value, forKey: .value)
    } else {
      try container.encode(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf", forKey: .value)
    }
  }

  /// Reads what `encode(to:)` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    if let number = try? container.decode(Double.self, forKey: .value) {
      value = number
      return
    }
    switch try container.decode(String.self, forKey: .value) {
    case "nan": value = .nan
    case "inf": value = .infinity
    case "-inf": value = -.infinity
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .value, in: container, debugDescription: "Evidence is a number, nan, inf or -inf, not \"\(other)\".")
    }
  }
}
