internal import Indicators
public import Market

/// What features are: their names, parameters and versions, the timeframe and the calendar. It travels into models, so that a model is never fed other
/// features than it was made with.
///
///     try matrix.fingerprint.check(against: model.fingerprint)      // an error that names the difference
public struct FeatureFingerprint: Codable, Hashable, Sendable {
  /// How much a bar holds.
  public let timeframe: Timeframe
  /// The calendar that years, sessions and longer bars go by.
  public let calendar: String
  /// The features in order.
  public let entries: [Entry]

  /// A feature: what it is called and how it is made.
  public struct Entry: Codable, Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// What it is made of: pattern, parameters and version, or the formula with what it reads.
    public let definition: String

    /// A feature.
    public init(name: String, definition: String) {
      self.name = name
      self.definition = definition
    }
  }

  /// A fingerprint of these features.
  public init(timeframe: Timeframe, calendar: TradingCalendar, entries: [Entry]) {
    self.timeframe = timeframe
    self.calendar = calendar.name
    self.entries = entries
  }

  /// Sixteen digits that differ where fingerprints do.
  public var digest: String {
    var hash = Digest()
    hash.add("\(timeframe)|\(calendar)")
    for entry in entries { hash.add("|\(entry.name)=\(entry.definition)") }
    return hash.text
  }

  /// What differs from an expected fingerprint, in words; `nil` if nothing does.
  public func difference(from expected: FeatureFingerprint) -> String? {
    if self == expected { return nil }
    var parts: [String] = []
    if timeframe != expected.timeframe { parts.append("bars of \(timeframe) instead of \(expected.timeframe)") }
    if calendar != expected.calendar { parts.append("calendar '\(calendar)' instead of '\(expected.calendar)'") }
    let ours = Dictionary(entries.map { ($0.name, $0.definition) }) { first, _ in first }
    let theirs = Dictionary(expected.entries.map { ($0.name, $0.definition) }) { first, _ in first }
    func list(_ names: [String]) -> String {
      names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }
    let missing = expected.entries.map(\.name).filter { ours[$0] == nil }
    let extra = entries.map(\.name).filter { theirs[$0] == nil }
    if !missing.isEmpty { parts.append("missing \(list(missing))") }
    if !extra.isEmpty { parts.append("not expected \(list(extra))") }
    for entry in entries {
      if let other = theirs[entry.name], other != entry.definition {
        parts.append("\(entry.name) is '\(entry.definition)' instead of '\(other)'")
      }
    }
    if parts.isEmpty {
      let place = zip(entries, expected.entries).first { $0.0.name != $0.1.name }
      parts.append(
        place.map { "another order: \($0.0.name) stands where \($0.1.name) should" }
          ?? "\(entries.count) features instead of \(expected.entries.count)")
    }
    return parts.prefix(8).joined(separator: "; ")
  }

  /// Throws an error that names the difference, if there is one.
  public func check(against expected: FeatureFingerprint) throws(FeatureError) {
    if let difference = difference(from: expected) { throw .differs(difference) }
  }
}

extension FeatureFingerprint.Entry {
  init(_ name: FeatureName, _ text: String, in set: FeatureSet) throws(FeatureError) {
    self.init(name: text, definition: try FeatureFingerprint.Entry.definition(of: name, in: set, depth: 0))
  }

  private static func definition(of name: FeatureName, in set: FeatureSet, depth: Int) throws(FeatureError) -> String {
    switch set.definitions[name.base] {
    case .formula(let formula):
      var reads: [String] = []
      for input in formula.inputs where depth < 8 {
        let parsed = try FeatureName(input)
        if set.definitions[parsed.base] != nil { reads.append("\(input) = \(try definition(of: parsed, in: set, depth: depth + 1))") }
      }
      return (["formula \(formula.canonical)"] + reads).joined(separator: " where ")
    case .user(let feature):
      return "code v\(feature.version) over \(feature.lookback) of \(feature.inputs.joined(separator: ", "))"
    case nil:
      let (definition, values) = try FeatureCatalogue.definition(of: name.base)
      let parameters = zip(definition.parameters, values).map { "\($0.name) \(FeatureDefinition.text($1))" }
      return (["\(definition.pattern) v\(definition.version)"] + parameters).joined(separator: ", ")
    }
  }
}

extension Formula {
  /// The features it reads, each once, in the order in which they first stand.
  public var inputs: [String] {
    var names: [String] = []
    func visit(_ term: Term) {
      switch term {
      case .number: break
      case .feature(let name): if !names.contains(name) { names.append(name) }
      case .row(_, let terms): for term in terms { visit(term) }
      case .window(_, let term, _): visit(term)
      }
    }
    visit(root)
    return names
  }
}

/// The hash FNV-1a of 64 bits: short, the same everywhere, and no protection against anybody who means harm.
struct Digest {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ text: String) {
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
