/// A collection whose order changes from run to run. It is written in an order of its own, so that equal values give equal bytes.
protocol HashOrdered {
  /// Writes the value; false to leave it to its own `encode(to:)`.
  func writeOrdered(to encoder: ValueEncoder) throws -> Bool
}

extension Dictionary: HashOrdered where Key: Encodable, Value: Encodable {
  func writeOrdered(to encoder: ValueEncoder) throws -> Bool {
    if Key.self == String.self {
      try encoder.writeObject(compactMap { member in (member.key as? String).map { ($0, member.value) } })
    } else if Key.self == Int.self {
      try encoder.writeObject(map { (String(describing: $0.key), $0.value) })
    } else if Key.self is any CodingKeyRepresentable.Type {
      try encoder.writeObject(
        compactMap { member in (member.key as? any CodingKeyRepresentable).map { ($0.codingKey.stringValue, member.value) } })
    } else {
      // As the standard library does it: keys and values by turns.
      let pairs = try map { member in
        var pair: (key: [UInt8], value: [UInt8]) = ([], [])
        try ValueEncoder.append(member.key, to: &pair.key, depth: encoder.depth)
        try ValueEncoder.append(member.value, to: &pair.value, depth: encoder.depth)
        return pair
      }
      encoder.writeArray(pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { [$0.key, $0.value] })
    }
    return true
  }
}

extension Set: HashOrdered where Element: Encodable {
  func writeOrdered(to encoder: ValueEncoder) throws -> Bool {
    let elements = try map { element in
      var bytes: [UInt8] = []
      try ValueEncoder.append(element, to: &bytes, depth: encoder.depth)
      return bytes
    }
    encoder.writeArray(elements.sorted { $0.lexicographicallyPrecedes($1) })
    return true
  }
}

/// A key that is only text or a place in a list.
struct DictionaryKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ name: String) {
    stringValue = name
    intValue = nil
  }

  init(index: Int) {
    stringValue = "\(index)"
    intValue = index
  }

  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { self.init(index: intValue) }
}
