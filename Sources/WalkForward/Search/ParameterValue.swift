/// What a search puts in for a parameter: a number, a whole number or one of several words.
public enum ParameterValue: Sendable, Hashable {
  /// Any number.
  case real(Double)
  /// A whole number.
  case whole(Int)
  /// One of several words.
  case choice(String)
}

extension ParameterValue: CustomStringConvertible {
  /// The shortest text that reads back to the same value.
  public var description: String {
    switch self {
    case .real(let value): "\(value)"
    case .whole(let value): "\(value)"
    case .choice(let value): value
    }
  }
}

extension ParameterValue: Codable {
  // The kind is written out: 1 read back as a number would no longer be a whole one.
  private enum CodingKeys: String, CodingKey, CaseIterable { case real, whole, choice }

  /// Writes one of `{"real": 0.1}`, `{"whole": 3}` and `{"choice": "a"}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .real(let value): try container.encode(value, forKey: .real)
    case .whole(let value): try container.encode(value, forKey: .whole)
    case .choice(let value): try container.encode(value, forKey: .choice)
    }
  }

  /// Reads what `encode(to:)` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch container.allKeys.first {
    case .real where container.allKeys.count == 1: self = .real(try container.decode(Double.self, forKey: .real))
    case .whole where container.allKeys.count == 1: self = .whole(try container.decode(Int.self, forKey: .whole))
    case .choice where container.allKeys.count == 1: self = .choice(try container.decode(String.self, forKey: .choice))
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "A parameter's value has one key: real, whole or choice."))
    }
  }
}

/// The values that a trial was given, in the order of the space's dimensions. Dimensions whose condition does not hold are absent.
///
///     let rate = try configuration.real("learning_rate")
///     let depth = try configuration.whole("max_depth")
///     if configuration["dart_rate"] != nil { … }
public struct Configuration: Sendable, Hashable, Codable {
  /// One parameter and its value.
  public struct Entry: Sendable, Hashable, Codable {
    /// The name of the dimension.
    public let name: String
    /// Its value.
    public let value: ParameterValue

    /// Names a value.
    public init(name: String, value: ParameterValue) {
      self.name = name
      self.value = value
    }
  }

  /// The parameters that are in force, in the order of the space.
  public let entries: [Entry]

  /// A configuration of these values.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// The value of a parameter; `nil` if it is not in force.
  public subscript(name: String) -> ParameterValue? { entries.first { $0.name == name }?.value }

  /// The value of a parameter that is a number, whole or not.
  public func real(_ name: String) throws(WalkForwardError) -> Double {
    switch self[name] {
    case .real(let value): return value
    case .whole(let value): return Double(value)
    case let other: throw missing(name, other, "a number")
    }
  }

  /// The value of a parameter that is a whole number.
  public func whole(_ name: String) throws(WalkForwardError) -> Int {
    if case .whole(let value) = self[name] { return value }
    throw missing(name, self[name], "a whole number")
  }

  /// The value of a parameter that is one of several words.
  public func choice(_ name: String) throws(WalkForwardError) -> String {
    if case .choice(let value) = self[name] { return value }
    throw missing(name, self[name], "a choice")
  }

  private func missing(_ name: String, _ value: ParameterValue?, _ kind: String) -> WalkForwardError {
    let message =
      value.map { "is \($0), which is not \(kind)." }
      ?? "is not in force; there are \(entries.map(\.name).joined(separator: ", ")). Ask for a conditional parameter only under its condition."
    return WalkForwardError(.outOfRange, "Configuration", name, message)
  }
}

extension Configuration: CustomStringConvertible {
  /// `name=value` of every parameter.
  public var description: String { entries.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }
}
