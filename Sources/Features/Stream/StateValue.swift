/// The state of a computation as a tree of plain values, which any coder can write: numbers that are missing or infinite are words.
indirect enum StateValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case number(Double)
  case text(String)
  case list([StateValue])
  case table([String: StateValue])

  /// A number that may be missing or infinite; negative zero keeps its sign.
  init(number value: Double) {
    if value.isNaN {
      self = .text("nan")
    } else if value.isInfinite {
      self = .text(value > 0 ? "inf" : "-inf")
    } else if value == 0, value.sign == .minus {
      self = .text("-0")
    } else if let whole = Int64(exactly: value) {
      // As a coder reads it back.
      self = .integer(whole)
    } else {
      self = .number(value)
    }
  }

  /// The number, if it is one.
  var asNumber: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .text("nan"): .nan
    case .text("inf"): .infinity
    case .text("-inf"): -.infinity
    case .text("-0"): -0.0
    default: nil
    }
  }
}

extension StateValue: Codable {
  init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: AnyKey.self) {
      var table: [String: StateValue] = [:]
      for key in keyed.allKeys { table[key.stringValue] = try keyed.decode(StateValue.self, forKey: key) }
      self = .table(table)
      return
    }
    if var list = try? decoder.unkeyedContainer() {
      var values: [StateValue] = []
      while !list.isAtEnd { values.append(try list.decode(StateValue.self)) }
      self = .list(values)
      return
    }
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let value = try? single.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? single.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? single.decode(UInt64.self) {
      self = .unsigned(value)
    } else if let value = try? single.decode(Double.self) {
      self = .number(value)
    } else {
      self = .text(try single.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .table(let table):
      var keyed = encoder.container(keyedBy: AnyKey.self)
      for (key, value) in table { try keyed.encode(value, forKey: AnyKey(stringValue: key)) }
    case .list(let values):
      var list = encoder.unkeyedContainer()
      for value in values { try list.encode(value) }
    default:
      var single = encoder.singleValueContainer()
      switch self {
      case .bool(let value): try single.encode(value)
      case .integer(let value): try single.encode(value)
      case .unsigned(let value): try single.encode(value)
      case .number(let value): try single.encode(value)
      case .text(let value): try single.encode(value)
      default: try single.encodeNil()
      }
    }
  }
}

/// A key that is any text.
struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { Int(stringValue) }
  init(stringValue: String) { self.stringValue = stringValue }
  init(intValue: Int) { stringValue = "\(intValue)" }
}
