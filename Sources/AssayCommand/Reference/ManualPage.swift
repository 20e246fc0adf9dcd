/// The manual page in the language of man(7), made from the declarations.
enum ManualPage {
  static func page(_ groups: [Command.Group]) -> String {
    var text = """
      .TH ASSAY 1 \(AssayTool.released) "Assay \(AssayTool.version)" "User Commands"
      .SH NAME
      assay \\- research, validate and run trading strategies
      .SH SYNOPSIS
      .B assay
      .I command
      .RI [ options ]
      .br
      .B assay help
      .RI [ command ]
      .br
      .B assay \\-\\-version
      .SH DESCRIPTION
      \(filled(AssayTool.summary))
      Results go to standard output, messages and progress to standard error.
      Options are written
      .BI \\-\\-name\\~ value
      or
      .BI \\-\\-name= value\\fR.
      What
      .B \\-\\-json
      prints is one document with sorted keys.
      A file is written beside its target and takes its place when it is complete.

      """
    for group in groups {
      text += ".SH \(escaped(group.title.uppercased()))\n"
      for command in group.commands { text += section(command.declaration) }
    }
    return text + """
      .SH "EXIT STATUS"
      .TP
      .B 0
      Done.
      .TP
      .B 1
      Something failed; a message says what, where, and what to do.
      .TP
      .B 2
      Done, but a gate said no.
      .TP
      .B 64
      The command line could not be understood.
      .TP
      .B 128+N
      Signal N ended it, such as 130 for an interrupt; no file is left half written.
      .SH ENVIRONMENT
      .TP
      .B NO_COLOR
      Text is not coloured if this is set to anything.
      .TP
      .B TERM
      No progress is drawn on a terminal that calls itself dumb.

      """
  }

  private static func section(_ command: CommandDeclaration) -> String {
    var text = ".SS \"assay \(command.name)\"\n\(filled("\(command.summary)."))\n.PP\n.B assay \(command.name)\n"
    for word in command.usageWords { text += "\(escaped(word).replacing(" ", with: "\\~"))\n" }
    for operand in command.operands { text += ".TP\n.I \(argument(operand.written))\n\(filled(sentence(operand.help)))\n" }
    for option in command.options {
      let name = argument("--\(option.name)")
      text += ".TP\n"
      text += option.placeholder.map { ".BI \"\(name)\\~\" \(argument($0))\n" } ?? ".B \(name)\n"
      text += "\(filled(sentence(option.help)))\n"
    }
    if !command.discussion.isEmpty { text += ".PP\n\(filled(command.discussion))\n" }
    return text + ".PP\nExample:\n.PP\n.RS\n\(example(command.example))\n.RE\n"
  }

  /// A command line with its words kept together by fours or so: long ones go on in the next line, as in a shell.
  private static func example(_ line: String) -> String {
    var lines = [""]
    for word in line.split(separator: " ") {
      if lines[lines.count - 1].count + word.count > 68 {
        lines[lines.count - 1] += " \\"
        lines.append("   ")
      }
      lines[lines.count - 1] += lines[lines.count - 1].isEmpty ? word : " \(word)"
    }
    return ".nf\n\(lines.map(escaped).joined(separator: "\n"))\n.fi"
  }

  private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

  private static func argument(_ text: String) -> String {
    let text = escaped(text)
    return text.contains(" ") ? "\"\(text)\"" : text
  }

  /// Lines of prose, none longer than is good style; every line of the text begins a new one.
  private static func filled(_ text: String) -> String {
    var lines: [String] = []
    for line in text.split(separator: "\n") {
      var filled = ""
      for word in line.split(separator: " ") {
        let both = filled.isEmpty ? String(word) : "\(filled) \(word)"
        if escaped(both).utf8.count > 80, !filled.isEmpty {
          lines.append(filled)
          filled = String(word)
        } else {
          filled = both
        }
      }
      lines.append(filled)
    }
    return lines.map(escaped).joined(separator: "\n")
  }

  /// Text that is taken as it stands: no line is a request, no sign an escape, and what is not ASCII has its number.
  private static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var escaped = line.first == "." || line.first == "'" ? "\\&" : ""
      for scalar in line.unicodeScalars {
        switch scalar {
        case "\\": escaped += "\\e"
        case "-": escaped += "\\-"
        case "'": escaped += "\\(aq"
        case "`": escaped += "\\(ga"
        case "^": escaped += "\\(ha"
        case "~": escaped += "\\(ti"
        case "\"": escaped += "\\(dq"
        default:
          if scalar.isASCII {
            escaped.unicodeScalars.append(scalar)
          } else {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            escaped += "\\[u\(String(repeating: "0", count: max(4 - digits.count, 0)))\(digits)]"
          }
        }
      }
      return escaped
    }.joined(separator: "\n")
  }
}
