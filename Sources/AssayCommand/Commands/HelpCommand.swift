extension Command {
  /// `assay help`: how the tool or one of its commands is used.
  static let help = Command(
    declaration: CommandDeclaration(
      name: "help", summary: "Tell how the tool, or one of its commands, is used",
      operands: [
        .init(name: "COMMAND", help: "a command; left out, all are listed", isOptional: true, words: { all.map(\.declaration.name) })
      ],
      options: [json.declaration],
      example: "assay help backtest"),
    run: { arguments, console in
      let isJSON = try arguments[json]
      guard let name = arguments.operand(0) else {
        if isJSON { try console.print(json: all.map { DeclarationDocument($0.declaration) }) } else { console.print(overview) }
        return .done
      }
      let declaration = try named(name).declaration
      if isJSON { try console.print(json: DeclarationDocument(declaration)) } else { console.print(declaration.help) }
      return .done
    })

  private static let json = Option<Bool>.flag("json", "print the declarations as one JSON document")
}

/// A declaration as `assay help --json` prints it.
private struct DeclarationDocument: Encodable {
  let name: String
  let summary: String
  let usage: String
  let operands: [Operand]
  let options: [Setting]
  let discussion: String
  let example: String

  struct Operand: Encodable {
    let name: String
    let help: String
    let isRequired: Bool
  }

  struct Setting: Encodable {
    let name: String
    let placeholder: String?
    let help: String
    let isRequired: Bool
    let isRepeated: Bool
    let words: [String]?
  }

  init(_ declaration: CommandDeclaration) {
    name = declaration.name
    summary = declaration.summary
    usage = declaration.usage
    operands = declaration.operands.map { Operand(name: $0.name, help: $0.help, isRequired: !$0.isOptional) }
    options = declaration.options.map { option in
      let words: [String]? = if case .words(let words) = option.completion { words } else { nil }
      return Setting(
        name: option.name, placeholder: option.placeholder, help: option.help, isRequired: option.occurrence == .required,
        isRepeated: option.occurrence == .repeated, words: words)
    }
    discussion = declaration.discussion
    example = declaration.example
  }
}
