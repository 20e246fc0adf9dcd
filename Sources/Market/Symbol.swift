/// The name of a trading pair or instrument, such as `BTC-USDT` or `BRK.B`.
///
/// 1 to 64 bytes of UTF-8 without white space, control or other invisible characters, commas, semicolons, quotes, slashes or backslashes,
/// and without a dot or hyphen in front, so that it can stand in a file name, in a CSV field, on a command line and before a feature's
/// name. Case matters.
public struct Symbol: Hashable, Sendable {
  /// The name.
  public let name: String

  /// A symbol, or an error that says what a name may hold.
  public init(_ name: String) throws(InvalidSymbol) {
    guard Symbol.isAllowed(name) else { throw InvalidSymbol(name: name) }
    self.name = name
  }

  private static func isAllowed(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count) && name.first != "." && name.first != "-"
      && name.unicodeScalars.allSatisfy { scalar in
        if scalar.value > 0x20 && scalar.value < 0x7F { return !",;\"'/\\".unicodeScalars.contains(scalar) }
        return !scalar.properties.isWhitespace
          && ![.control, .format, .unassigned, .privateUse].contains(scalar.properties.generalCategory)
      }
  }
}

/// A name that no symbol can have.
public struct InvalidSymbol: Error, Equatable, CustomStringConvertible {
  /// The name that was given.
  public let name: String

  /// What is wrong and what is allowed.
  public var description: String {
    "symbol '\(name.prefix(80))' is not allowed: use 1 to 64 bytes without white space, commas, quotes or slashes and without a leading dot or hyphen, such as BTC-USDT"
  }
}

extension Symbol: ExpressibleByStringLiteral, CustomStringConvertible, Comparable, Codable {
  /// A symbol written in the code; a name that is not allowed is a programming mistake.
  public init(stringLiteral name: String) {
    precondition(Symbol.isAllowed(name), "a symbol is 1 to 64 bytes without white space, commas, quotes or slashes")
    self.name = name
  }

  /// The name.
  public var description: String { name }

  /// Compares the names.
  public static func < (left: Symbol, right: Symbol) -> Bool { left.name < right.name }

  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      self = try Symbol(container.decode(String.self))
    } catch let error as InvalidSymbol {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
