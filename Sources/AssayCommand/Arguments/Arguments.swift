import Assay

/// What was typed after a command's name, taken apart by its declaration.
struct Arguments {
  private let declaration: CommandDeclaration
  private var values: [String: [String]] = [:]
  /// What stood without dashes, in order.
  private(set) var operands: [String] = []
  /// Whether the help text was asked for.
  private(set) var asksForHelp = false

  /// Takes the words apart: `--name value`, `--name=value`, flags and operands; everything after `--` is an operand.
  init(_ words: some Sequence<String>, of declaration: CommandDeclaration) throws(UsageError) {
    self.declaration = declaration
    var words = ArraySlice(Array(words))
    var onlyOperands = false
    while let word = words.popFirst() {
      if onlyOperands || word == "-" || !word.hasPrefix("-") {
        operands.append(word)
      } else if word == "--" {
        onlyOperands = true
      } else if word == "--help" || word == "-h" {
        asksForHelp = true
        return
      } else {
        try takeOption(word, &words)
      }
    }
    try checkOperands()
    for option in declaration.options { try readable(option.name, option.check) }
  }

  private mutating func takeOption(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let option = declaration.options.first(where: { "--\($0.name)" == parts[0] }) else { throw unknownOption(parts[0]) }
    if option.occurrence != .repeated, values[option.name] != nil {
      throw UsageError("--\(option.name) is given twice", declaration)
    }
    guard option.placeholder != nil else {
      guard parts.count == 1 else { throw UsageError("--\(option.name) takes no value", declaration) }
      values[option.name] = [""]
      return
    }
    if parts.count == 2 {
      values[option.name, default: []].append(parts[1])
    } else if let value = rest.first, !value.hasPrefix("--") {
      values[option.name, default: []].append(value)
      rest.removeFirst()
    } else {
      throw UsageError("--\(option.name) needs a value: --\(option.name) \(option.placeholder ?? "")", declaration)
    }
  }

  private func unknownOption(_ word: String) -> UsageError {
    let names = declaration.options.map { "--\($0.name)" } + ["--help"]
    let asLong = word.hasPrefix("--") ? word : "-\(word)"
    let suggestion = Suggestion.nearest(to: asLong, in: names).map { "; did you mean '\($0)'?" } ?? ""
    return UsageError("unknown option '\(word)'\(suggestion)", declaration)
  }

  private func checkOperands() throws(UsageError) {
    let expected = declaration.operands
    if operands.count > expected.count, expected.last?.isRepeated != true {
      throw UsageError("unexpected argument '\(operands[expected.count])'", declaration)
    }
    if operands.count < expected.count, !expected[operands.count].isOptional {
      throw UsageError("\(expected[operands.count].name) is missing: \(expected[operands.count].help)", declaration)
    }
  }

  /// The value of an option that the command declares.
  subscript<Value>(_ option: Option<Value>) -> Value {
    get throws(UsageError) { try readable(option.name, option.read) }
  }

  private func readable<Value>(_ name: String, _ read: ([String]) throws(ValueProblem) -> Value) throws(UsageError) -> Value {
    let texts = values[name] ?? []
    do {
      return try read(texts)
    } catch {
      let given = texts.first.map { " '\($0)'" } ?? ""
      throw UsageError("--\(name)\(given) \(error.expectation)", declaration)
    }
  }

  /// The operand at a position of the declaration; an optional one may not be there.
  func operand(_ position: Int) -> String? {
    operands.indices.contains(position) ? operands[position] : nil
  }

  /// An error about what was typed, shown with the command's usage.
  func error(_ message: String) -> UsageError { UsageError(message, declaration) }
}

/// Something typed that cannot be carried out.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ message: String, _ declaration: CommandDeclaration) {
    description = "assay \(declaration.name): \(message)\n\(declaration.usage)\nSee 'assay help \(declaration.name)'."
  }

  init(tool message: String) {
    description = "assay: \(message)\nSee 'assay help'."
  }
}
