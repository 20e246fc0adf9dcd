/// An option that a command declares once and reads by the same constant: `--name VALUE`, a flag, or one that may be repeated.
struct Option<Value: Sendable>: Sendable {
  /// What stands after the two dashes.
  let name: String
  /// What the value is called in the usage text; `nil` for a flag.
  let placeholder: String?
  /// One line for the help text.
  let help: String
  /// Reads the texts that were given, in order: none if the option was left out.
  let read: @Sendable ([String]) throws(ValueProblem) -> Value
  /// How often it may be given, and whether it must be.
  let occurrence: Occurrence
  /// What may be given, where that can be listed.
  var words: (@Sendable () -> [String])?
}

/// How often an option may be given, and whether it must be.
enum Occurrence: Sendable { case optional, required, repeated }

/// What usage text and parser need to know of an option, whatever its type.
struct OptionDeclaration: Sendable {
  let name: String
  let placeholder: String?
  let help: String
  let occurrence: Occurrence
  /// What a shell offers as its value.
  let completion: Completion
  /// Whether the texts that were given can be read: what was typed is judged before anything is done.
  let check: @Sendable ([String]) throws(ValueProblem) -> Void

  /// The option as it stands in the usage line.
  var usage: String {
    switch occurrence {
    case .optional: "[\(written)]"
    case .required: written
    case .repeated: "[\(written)]…"
    }
  }

  /// The option as it is written, with its placeholder.
  var written: String { placeholder.map { "--\(name) \($0)" } ?? "--\(name)" }
}

/// Why a value does not fit: what is allowed, as the end of a sentence.
struct ValueProblem: Error {
  let expectation: String
}

extension Option {
  /// The option without its type.
  var declaration: OptionDeclaration {
    OptionDeclaration(
      name: name, placeholder: placeholder, help: help, occurrence: occurrence,
      completion: words.map { .words($0()) } ?? placeholder.map(Completion.init) ?? .nothing,
      check: { (texts) throws(ValueProblem) in _ = try read(texts) })
  }

  /// An option that may be left out.
  static func optional<Wrapped>(
    _ name: String, _ placeholder: String, _ help: String, _ type: ValueType<Wrapped>
  ) -> Option where Value == Wrapped? {
    Option(
      name: name, placeholder: placeholder, help: help,
      read: { (texts) throws(ValueProblem) in
        guard let text = texts.first else { return nil }
        return try type.read(text)
      }, occurrence: .optional, words: type.words)
  }

  /// An option with a value that stands for it when it is left out, written as `shown` in the help.
  static func defaulted(
    _ name: String, _ placeholder: String, _ help: String, _ type: ValueType<Value>, _ value: Value, shown: String
  ) -> Option {
    Option(
      name: name, placeholder: placeholder, help: "\(help) (default \(shown))",
      read: { (texts) throws(ValueProblem) in
        guard let text = texts.first else { return value }
        return try type.read(text)
      }, occurrence: .optional, words: type.words)
  }

  /// An option that may be given any number of times, in an order that counts.
  static func repeated<Element>(
    _ name: String, _ placeholder: String, _ help: String, _ type: ValueType<Element>
  ) -> Option where Value == [Element] {
    Option(
      name: name, placeholder: placeholder, help: help,
      read: { (texts) throws(ValueProblem) in
        var values: [Element] = []
        for text in texts { values.append(try type.read(text)) }
        return values
      }, occurrence: .repeated, words: type.words)
  }

  /// An option that must be given.
  static func required(_ name: String, _ placeholder: String, _ help: String, _ type: ValueType<Value>) -> Option {
    Option(
      name: name, placeholder: placeholder, help: help,
      read: { (texts) throws(ValueProblem) in
        guard let text = texts.first else { throw ValueProblem(expectation: "is required: \(help)") }
        return try type.read(text)
      }, occurrence: .required, words: type.words)
  }
}

extension Option where Value == Bool {
  /// An option without a value: true if it was given.
  static func flag(_ name: String, _ help: String) -> Option {
    Option(name: name, placeholder: nil, help: help, read: { !$0.isEmpty }, occurrence: .optional)
  }
}
