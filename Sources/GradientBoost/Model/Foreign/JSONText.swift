/// Reads JSON into items.
///
/// Foundation's reader makes an object of every number; a model of a thousand trees has millions. `NaN` and `Infinity`, which XGBoost may
/// write, are numbers here.
struct JSONText {
  private let bytes: [UInt8]
  private var place = 0

  /// The item in a text.
  static func item(_ bytes: [UInt8]) throws(ModelFileError) -> Item {
    var text = JSONText(bytes: bytes)
    let item = try text.item(depth: 0)
    text.skipSpace()
    guard text.place == bytes.count else { throw text.refuse("something follows behind the end of the document") }
    return item
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func refuse(_ why: String) -> ModelFileError { ModelFileError("Byte \(place): \(why); the file is cut short or damaged.") }

  private mutating func skipSpace() {
    while place < bytes.count, bytes[place] == 32 || (9...13).contains(bytes[place]) { place += 1 }
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func take(_ byte: Character) -> Bool {
    skipSpace()
    guard next == byte.asciiValue else { return false }
    place += 1
    return true
  }

  private mutating func take(word: String) -> Bool {
    guard bytes[place...].starts(with: word.utf8) else { return false }
    place += word.utf8.count
    return true
  }

  private mutating func item(depth: Int) throws(ModelFileError) -> Item {
    guard depth < Item.greatestDepth else { throw refuse("more than \(Item.greatestDepth) levels lie in each other") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"):
      place += 1
      return try object(depth)
    case UInt8(ascii: "["):
      place += 1
      return try array(depth)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t") where take(word: "true"): return .bool(true)
    case UInt8(ascii: "f") where take(word: "false"): return .bool(false)
    case UInt8(ascii: "n") where take(word: "null"): return .null
    default: return .number(try number())
    }
  }

  private mutating func object(_ depth: Int) throws(ModelFileError) -> Item {
    var members: [String: Item] = [:]
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw refuse("a name in quotes is expected") }
      let key = try text()
      guard take(":") else { throw refuse("':' is expected") }
      guard members.updateValue(try item(depth: depth + 1), forKey: key) == nil else { throw refuse("'\(key)' stands twice in an object") }
    } while take(",")
    guard take("}") else { throw refuse("'}' is expected") }
    return .object(members)
  }

  private mutating func array(_ depth: Int) throws(ModelFileError) -> Item {
    if take("]") { return .numbers([]) }
    var numbers: [Double] = []
    var items: [Item]?
    repeat {
      let item = try item(depth: depth + 1)
      if items == nil, case .number(let value) = item {
        numbers.append(value)
      } else {
        items = (items ?? numbers.map { .number($0) }) + [item]
      }
    } while take(",")
    guard take("]") else { throw refuse("']' is expected") }
    return items.map { .array($0) } ?? .numbers(numbers)
  }

  private mutating func text() throws(ModelFileError) -> String {
    place += 1
    var characters: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: characters, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = next else { throw refuse("a text has no end") }
        place += 1
        switch escaped {
        case UInt8(ascii: "n"): characters.append(10)
        case UInt8(ascii: "t"): characters.append(9)
        case UInt8(ascii: "r"): characters.append(13)
        case UInt8(ascii: "b"): characters.append(8)
        case UInt8(ascii: "f"): characters.append(12)
        case UInt8(ascii: "u"): characters += try unicode()
        default: characters.append(escaped)
        }
      default: characters.append(byte)
      }
    }
    throw refuse("a text has no end")
  }

  private mutating func unicode() throws(ModelFileError) -> [UInt8] {
    func unit() throws(ModelFileError) -> UInt32 {
      guard place + 4 <= bytes.count, let value = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16) else {
        throw refuse("four hexadecimal digits are expected")
      }
      return value
    }
    var value = try unit()
    place += 4
    if (0xd800..<0xdc00).contains(value), take(word: "\\u") {
      let low = try unit()
      place += 4
      guard (0xdc00..<0xe000).contains(low) else { throw refuse("half a character") }
      value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
    }
    return Array(String(Character(Unicode.Scalar(value) ?? "\u{fffd}")).utf8)
  }

  private mutating func number() throws(ModelFileError) -> Double {
    let start = place
    for (word, value) in [
      ("NaN", Double.nan), ("Infinity", .infinity), ("-Infinity", -.infinity), ("inf", .infinity), ("-inf", -.infinity),
    ]
    where take(word: word) { return value }
    while let byte = next, (48...57).contains(byte) || [43, 45, 46, 69, 101].contains(byte) { place += 1 }
    guard start < place, let value = Double(String(decoding: bytes[start..<place], as: UTF8.self)) else {
      throw refuse("a value is expected")
    }
    return value
  }
}
