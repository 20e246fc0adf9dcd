/// What a document of other libraries holds, whether it was JSON or UBJSON.
enum Item: Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  /// An array of numbers alone, which most of a model is.
  case numbers([Double])
  case array([Item])
  case object([String: Item])

  /// How deep arrays and objects may lie in each other.
  static let greatestDepth = 64
}

/// Steps down into a document, with errors that say where.
struct ItemReader {
  let item: Item
  /// Where it stands, such as `learner.gradient_booster.model`.
  let path: String

  func refuse(_ why: String) -> ModelFileError { ModelFileError("\(path.isEmpty ? "The document" : path) \(why).") }

  /// A member that may not be there.
  func optional(_ key: String) throws(ModelFileError) -> ItemReader? {
    guard case .object(let members) = item else { throw refuse("is not an object") }
    return members[key].map { ItemReader(item: $0, path: path.isEmpty ? key : "\(path).\(key)") }
  }

  /// A member.
  func member(_ key: String) throws(ModelFileError) -> ItemReader {
    guard let member = try optional(key) else { throw refuse("has no '\(key)'; the file is cut short or of another kind") }
    return member
  }

  func text() throws(ModelFileError) -> String {
    guard case .text(let text) = item else { throw refuse("is not a text") }
    return text
  }

  /// A number, or a text that is one.
  func number() throws(ModelFileError) -> Double {
    switch item {
    case .number(let value): return value
    case .bool(let value): return value ? 1 : 0
    case .text(let text):
      guard let value = Double(text) else { throw refuse("is '\(text.prefix(40))', which is not a number") }
      return value
    default: throw refuse("is not a number")
    }
  }

  func whole(_ range: ClosedRange<Int>) throws(ModelFileError) -> Int {
    let value = try number()
    guard let whole = Int(exactly: value), range.contains(whole) else {
      throw refuse("is \(value); it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  func numbers(count: Int? = nil) throws(ModelFileError) -> [Double] {
    let values: [Double]
    switch item {
    case .numbers(let own): values = own
    case .array(let items):
      var own: [Double] = []
      for item in items { own.append(try ItemReader(item: item, path: path).number()) }
      values = own
    default: throw refuse("is not a list of numbers")
    }
    if let count, values.count != count { throw refuse("has \(values.count) numbers; there must be \(count)") }
    return values
  }

  func wholes(count: Int? = nil) throws(ModelFileError) -> [Int] {
    var wholes: [Int] = []
    for value in try numbers(count: count) {
      guard let whole = Int(exactly: value) else { throw refuse("holds \(value), which is not a whole number") }
      wholes.append(whole)
    }
    return wholes
  }

  func array() throws(ModelFileError) -> [ItemReader] {
    switch item {
    case .numbers(let values): return values.map { ItemReader(item: .number($0), path: path) }
    case .array(let items): return items.enumerated().map { ItemReader(item: $1, path: "\(path)[\($0)]") }
    default: throw refuse("is not a list")
    }
  }
}
