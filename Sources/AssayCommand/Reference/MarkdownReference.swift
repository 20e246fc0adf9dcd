/// The reference page of the documentation, made from the declarations.
enum MarkdownReference {
  static func page(_ groups: [Command.Group]) -> String {
    var text = """
      # Command-line reference

      Every command with everything it takes, made by `assay man --markdown` from what the tool itself goes by. How the commands work together, and what they
      answer to mistakes, is shown in [The tool](cli.md).

      | command | what it does |
      |---|---|

      """
    for command in groups.flatMap(\.commands).map(\.declaration) {
      text += "| [`\(command.name)`](#\(command.name)) | \(escaped(command.summary)) |\n"
    }
    for group in groups {
      for command in group.commands { text += section(command.declaration) }
    }
    return text
  }

  private static func section(_ command: CommandDeclaration) -> String {
    var text =
      "\n## \(command.name)\n\n\(escaped(command.summary)).\n\n    \((["assay \(command.name)"] + command.usageWords).joined(separator: " "))\n\n"
    text += "| | |\n|---|---|\n"
    for row in command.rows { text += "| `\(row.written.replacing("|", with: "\\|"))` | \(escaped(row.help)) |\n" }
    if !command.discussion.isEmpty { text += "\n\(escaped(command.discussion))\n" }
    return text + "\nExample:\n\n    \(command.example)\n"
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "\\`*_{}[]<>#|".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }
}
