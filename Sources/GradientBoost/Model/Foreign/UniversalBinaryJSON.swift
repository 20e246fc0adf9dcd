/// Reads UBJSON, draft 12 (ubjson.org), into items: XGBoost's own format for models.
struct UniversalBinaryJSON {
  private let bytes: [UInt8]
  private var place = 0

  /// The item in a file.
  static func item(_ bytes: [UInt8]) throws(ModelFileError) -> Item {
    var reader = UniversalBinaryJSON(bytes: bytes)
    let marker = try reader.byte()
    let item = try reader.item(marker, depth: 0)
    guard reader.place == bytes.count else { throw reader.refuse("something follows behind the end of the document") }
    return item
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func refuse(_ why: String) -> ModelFileError { ModelFileError("Byte \(place): \(why); the file is cut short or damaged.") }

  private mutating func byte() throws(ModelFileError) -> Character {
    guard place < bytes.count else { throw refuse("more is expected") }
    place += 1
    return Character(Unicode.Scalar(bytes[place - 1]))
  }

  /// The next marker; `N` stands for nothing.
  private mutating func marker() throws(ModelFileError) -> Character {
    while true {
      let marker = try byte()
      if marker != "N" { return marker }
    }
  }

  private mutating func big(_ count: Int) throws(ModelFileError) -> UInt64 {
    guard place + count <= bytes.count else { throw refuse("more is expected") }
    var value: UInt64 = 0
    for index in 0..<count { value = value << 8 | UInt64(bytes[place + index]) }
    place += count
    return value
  }

  /// How many bytes a number of a kind takes; `nil` for what is no number.
  private static func size(_ marker: Character) -> Int? {
    switch marker {
    case "i", "U": 1
    case "I": 2
    case "l", "d": 4
    case "L", "D": 8
    default: nil
    }
  }

  private mutating func number(_ marker: Character) throws(ModelFileError) -> Double? {
    guard let size = Self.size(marker) else { return nil }
    let bits = try big(size)
    switch marker {
    case "i": return Double(Int8(truncatingIfNeeded: bits))
    case "I": return Double(Int16(truncatingIfNeeded: bits))
    case "l": return Double(Int32(truncatingIfNeeded: bits))
    case "L": return Double(Int64(bitPattern: bits))
    case "d": return Double(Float(bitPattern: UInt32(bits)))
    case "D": return Double(bitPattern: bits)
    default: return Double(bits)
    }
  }

  /// A length: a whole number with its marker.
  private mutating func length() throws(ModelFileError) -> Int {
    let kind = try byte()
    guard kind != "d", kind != "D", let value = try number(kind), let length = Int(exactly: value), length >= 0 else {
      throw refuse("a length is expected")
    }
    return length
  }

  private mutating func text() throws(ModelFileError) -> String {
    let count = try length()
    guard count <= bytes.count - place else { throw refuse("a text of \(count) bytes is longer than the file") }
    place += count
    return String(decoding: bytes[place - count..<place], as: UTF8.self)
  }

  private mutating func item(_ marker: Character, depth: Int) throws(ModelFileError) -> Item {
    guard depth < Item.greatestDepth else { throw refuse("more than \(Item.greatestDepth) levels lie in each other") }
    if let value = try number(marker) { return .number(value) }
    switch marker {
    case "Z": return .null
    case "T": return .bool(true)
    case "F": return .bool(false)
    case "S": return .text(try text())
    case "C": return .text(String(try byte()))
    case "H":
      let digits = try text()
      guard let value = Double(digits) else { throw refuse("'\(digits.prefix(40))' is not a number") }
      return .number(value)
    case "[": return try array(depth)
    case "{": return try object(depth)
    default: throw refuse("'\(marker)' begins no value")
    }
  }

  /// What all values of a container are and how many there are, where it says so.
  private mutating func head() throws(ModelFileError) -> (kind: Character?, count: Int?) {
    var kind: Character?
    if place < bytes.count, bytes[place] == UInt8(ascii: "$") {
      place += 1
      let own = try byte()
      // A value without a byte of its own could be there a billion times in a file of ten bytes.
      guard !["Z", "T", "F", "N"].contains(own) else { throw refuse("a list of '\(own)' alone is not supported") }
      kind = own
    }
    if place < bytes.count, bytes[place] == UInt8(ascii: "#") {
      place += 1
      let count = try length()
      guard count <= bytes.count - place else { throw refuse("\(count) values are more than the file has bytes") }
      return (kind, count)
    }
    guard kind == nil else { throw refuse("a list of one kind needs its length") }
    return (nil, nil)
  }

  private mutating func array(_ depth: Int) throws(ModelFileError) -> Item {
    let (kind, count) = try head()
    var numbers: [Double] = []
    var items: [Item]?
    var index = 0
    if let kind, let count, let size = Self.size(kind) {
      guard count <= (bytes.count - place) / size else { throw refuse("\(count) numbers are longer than the file") }
      numbers.reserveCapacity(count)
    }
    while index < count ?? .max {
      let marker: Character
      if let kind { marker = kind } else { marker = try self.marker() }
      if count == nil, marker == "]" { break }
      let item = try item(marker, depth: depth + 1)
      if items == nil, case .number(let value) = item {
        numbers.append(value)
      } else {
        if items == nil { items = numbers.map { .number($0) } }
        items?.append(item)
      }
      index += 1
    }
    return items.map { .array($0) } ?? .numbers(numbers)
  }

  private mutating func object(_ depth: Int) throws(ModelFileError) -> Item {
    let (kind, count) = try head()
    var members: [String: Item] = [:]
    var index = 0
    while index < count ?? .max {
      if count == nil, place < bytes.count, bytes[place] == UInt8(ascii: "}") {
        place += 1
        break
      }
      let key = try text()
      let marker: Character
      if let kind { marker = kind } else { marker = try self.marker() }
      guard members.updateValue(try item(marker, depth: depth + 1), forKey: key) == nil else {
        throw refuse("'\(key)' stands twice in an object")
      }
      index += 1
    }
    return .object(members)
  }
}
