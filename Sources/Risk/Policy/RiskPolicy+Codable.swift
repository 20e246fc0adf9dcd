import Market
import Statistics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A key of a document, whatever it is called.
struct DocumentKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension RiskPolicy: Codable {
  private static let otherKeys = [
    "preset", "method", "scales_by_volatility", "allows_borrowing", "allowed_symbols", "groups",
  ]

  /// Every key a policy may have.
  public static let keys: [String] = (numbers.map(\.name) + counts.map(\.name) + otherKeys).sorted()

  /// Reads a policy: what is left out is as in the preset it names, or as usual. An unknown key is an error, as is a number out of range.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: DocumentKey.self)
    for key in values.allKeys where !RiskPolicy.keys.contains(key.stringValue) {
      let advice =
        Suggestion.nearest(to: key.stringValue, in: RiskPolicy.keys).map { "Did you mean '\($0)'?" }
        ?? "There are \(RiskPolicy.keys.joined(separator: ", "))."
      throw RiskError(.malformed, "RiskPolicy", key.stringValue, "is not a key of a policy. \(advice)")
    }
    func read<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value? {
      try values.contains(DocumentKey(name)) ? values.decode(Value.self, forKey: DocumentKey(name)) : nil
    }
    self.init()
    if let name = try read("preset", as: String.self) {
      guard let preset = RiskPolicy.presets.first(where: { $0.name == name }) else {
        throw RiskError(
          .malformed, "RiskPolicy", "preset",
          "is '\(name)'; it must be one of \(RiskPolicy.presets.map(\.name).joined(separator: ", ")).")
      }
      self = preset.policy
    }
    if let name = try read("method", as: String.self) {
      guard let method = Method(rawValue: name) else {
        throw RiskError(
          .malformed, "RiskPolicy", "method",
          "is '\(name)'; it must be one of \(Method.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      self.method = method
    }
    for field in RiskPolicy.numbers {
      if let value = try read(field.name, as: Double.self) { self[keyPath: field.path] = value }
    }
    for field in RiskPolicy.counts {
      if let value = try read(field.name, as: Int.self) { self[keyPath: field.path] = value }
    }
    if let value = try read("scales_by_volatility", as: Bool.self) { scalesByVolatility = value }
    if let value = try read("allows_borrowing", as: Bool.self) { allowsBorrowing = value }
    // A null says that there is no list; a list that is empty allows nothing.
    if values.contains(DocumentKey("allowed_symbols")) {
      allowedSymbols = try values.decodeIfPresent([Symbol].self, forKey: DocumentKey("allowed_symbols"))
    }
    if let value = try read("groups", as: [String: [Symbol]].self) { groups = value }
    try validate()
  }

  /// Writes every number.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: DocumentKey.self)
    try values.encode(method, forKey: DocumentKey("method"))
    for field in RiskPolicy.numbers { try values.encode(self[keyPath: field.path], forKey: DocumentKey(field.name)) }
    for field in RiskPolicy.counts { try values.encode(self[keyPath: field.path], forKey: DocumentKey(field.name)) }
    try values.encode(scalesByVolatility, forKey: DocumentKey("scales_by_volatility"))
    try values.encode(allowsBorrowing, forKey: DocumentKey("allows_borrowing"))
    try values.encode(allowedSymbols, forKey: DocumentKey("allowed_symbols"))
    try values.encode(groups, forKey: DocumentKey("groups"))
  }
}

extension RiskPolicy {
  /// Reads a policy from a JSON document, or says what is wrong with it.
  ///
  ///     let policy = try RiskPolicy(json: #"{"preset": "safe", "daily_loss": 0.01}"#)
  public init(json: String) throws(RiskError) { self = try JSONDocument.read(RiskPolicy.self, json, "RiskPolicy") }

  /// The policy as a JSON document with sorted keys.
  public func json() throws(RiskError) -> String { try JSONDocument.write(self, "RiskPolicy") }
}

/// Reads and writes JSON with errors of this module.
enum JSONDocument {
  static func read<Value: Decodable>(_ type: Value.Type, _ text: String, _ subject: String) throws(RiskError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch let error as RiskError {
      throw error
    } catch let error as DecodingError {
      let (context, name): (DecodingError.Context, String?) =
        switch error {
        case .keyNotFound(let key, let context): (context, key.stringValue)
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): (context, nil)
        @unknown default: (DecodingError.Context(codingPath: [], debugDescription: "\(error)"), nil)
        }
      let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue } + [name].compactMap(\.self)
      throw RiskError(
        .malformed, subject, place.isEmpty ? "document" : place.joined(separator: "."), context.debugDescription)
    } catch {
      throw RiskError(.malformed, subject, "document", "\(error)")
    }
  }

  static func write(_ value: some Encodable, _ subject: String) throws(RiskError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw RiskError(.notFinite, subject, "document", "can't be written: \(error)")
    }
  }
}
