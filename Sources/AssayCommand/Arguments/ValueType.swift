import Assay

/// How the text of an option becomes a value, and what is allowed.
struct ValueType<Value: Sendable>: Sendable {
  let read: @Sendable (String) throws(ValueProblem) -> Value
  /// What may be given, where that can be listed: shells complete it.
  let words: (@Sendable () -> [String])?

  init(_ read: @escaping @Sendable (String) throws(ValueProblem) -> Value, words: (@Sendable () -> [String])? = nil) {
    self.read = read
    self.words = words
  }

  /// The same values, of which shells complete these.
  func completed(by words: @escaping @Sendable () -> [String]) -> ValueType { ValueType(read, words: words) }
}

extension ValueType where Value == String {
  /// Any text that is not empty.
  static let text = ValueType { (text) throws(ValueProblem) in
    guard !text.isEmpty else { throw ValueProblem(expectation: "must not be empty") }
    return text
  }
}

extension ValueType where Value == Int {
  /// A whole number within a range.
  static func whole(_ range: ClosedRange<Int>) -> ValueType {
    ValueType { (text) throws(ValueProblem) in
      guard let value = Int(text.filter { $0 != "_" }), range.contains(value) else {
        throw ValueProblem(expectation: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
  }
}

extension ValueType where Value == UInt64 {
  /// A seed: any whole number from 0 to 2⁶⁴ − 1.
  static let seed = ValueType { (text) throws(ValueProblem) in
    guard let value = UInt64(text) else { throw ValueProblem(expectation: "must be a whole number from 0 to \(UInt64.max)") }
    return value
  }
}

extension ValueType where Value == Double {
  /// A number within a range.
  static func number(_ range: ClosedRange<Double>) -> ValueType {
    ValueType { (text) throws(ValueProblem) in
      guard let value = Double(text), range.contains(value) else {
        throw ValueProblem(expectation: "must be a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
  }
}

extension ValueType where Value == Timeframe {
  /// A timeframe such as `5m`.
  static let timeframe = ValueType { (text) throws(ValueProblem) in
    guard let value = Timeframe(text) else { throw ValueProblem(expectation: "is not understood: \(Timeframe.expectation)") }
    return value
  }
}

extension ValueType where Value == Symbol {
  /// A symbol such as `BTC-USDT`.
  static let symbol = ValueType { (text) throws(ValueProblem) in
    do {
      return try Symbol(text)
    } catch {
      throw ValueProblem(expectation: "is not allowed: use 1 to 64 characters without white space, commas, quotes or slashes")
    }
  }
}

extension ValueType where Value == [Symbol] {
  /// Symbols with commas between them, each once.
  static let symbols = ValueType { (text) throws(ValueProblem) in
    var symbols: [Symbol] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      let symbol = try ValueType<Symbol>.symbol.read(String(name))
      guard !symbols.contains(symbol) else { throw ValueProblem(expectation: "names \(symbol) twice") }
      symbols.append(symbol)
    }
    return symbols
  }
}

extension ValueType {
  /// One of a few words.
  static func oneOf(_ words: KeyValuePairs<String, Value>) -> ValueType {
    let choices = words.map { ($0.key, $0.value) }
    let read: @Sendable (String) throws(ValueProblem) -> Value = { (text) throws(ValueProblem) in
      guard let choice = choices.first(where: { $0.0 == text }) else {
        let suggestion = Suggestion.nearest(to: text, in: choices.map(\.0)).map { "; did you mean '\($0)'?" } ?? ""
        throw ValueProblem(expectation: "must be one of \(choices.map(\.0).joined(separator: ", "))\(suggestion)")
      }
      return choice.1
    }
    return ValueType(read, words: { choices.map(\.0) })
  }
}

extension ValueType where Value == Timestamp {
  /// An instant or a day.
  static let instant = ValueType { (text) throws(ValueProblem) in
    guard let value = Timestamp(text) ?? CivilDate(text).map(Timestamp.init) else {
      throw ValueProblem(expectation: "must be a time such as 2024-03-01T00:00:00Z, or a day such as 2024-03-01")
    }
    return value
  }
}

extension ValueType where Value == CivilDate {
  /// A day.
  static let day = ValueType { (text) throws(ValueProblem) in
    guard let value = CivilDate(text) else { throw ValueProblem(expectation: "must be a day such as 2024-03-01") }
    return value
  }
}
