/// Completion for fish, made from the declarations.
enum FishCompletion {
  static func script(_ commands: [CommandDeclaration]) -> String {
    var text = """
      # Completion of assay \(AssayTool.version) for fish, made by 'assay completions fish'.

      # Whether no command was given yet.
      function __assay_starts
          test (count (commandline -opc)) -eq 1
      end

      # Whether a command was given, and at least so many words without dashes behind it.
      function __assay_runs
          set -l words (commandline -opc)
          test (count $words) -gt 1; or return 1
          test $words[2] = $argv[1]; or return 1
          set -l operands (string match -v -- '-*' $words[3..])
          test (count $operands) -ge $argv[2]
      end

      complete -c assay -f
      complete -c assay -n __assay_starts -l help -d 'show the commands'
      complete -c assay -n __assay_starts -l version -d 'show the version'

      """
    for command in commands {
      text += "complete -c assay -n __assay_starts -a \(command.name) -d \(quoted(command.summary))\n"
      for option in command.options {
        text += "complete -c assay -n '__assay_runs \(command.name) 0' -l \(option.name)\(value(of: option)) -d \(quoted(option.help))\n"
      }
      text += "complete -c assay -n '__assay_runs \(command.name) 0' -l help -d 'show how it is used'\n"
      for (place, operand) in command.operands.enumerated() {
        guard let offer = offer(operand.completion) else { continue }
        // Words are offered in their place only; a file may stand behind values, which cannot be told from operands here.
        let condition = place + 1 < command.operands.count ? "; and not __assay_runs \(command.name) \(place + 1)" : ""
        text += "complete -c assay -n '__assay_runs \(command.name) \(place)\(condition)' \(offer)\n"
      }
    }
    return text
  }

  private static func value(of option: OptionDeclaration) -> String {
    guard option.placeholder != nil else { return "" }
    return switch option.completion {
    case .nothing: " -x"
    case .file: " -r -F"
    case .folder, .words: " -x \(offer(option.completion) ?? "")"
    }
  }

  private static func offer(_ completion: Completion) -> String? {
    switch completion {
    case .nothing: nil
    case .file: "-F"
    case .folder: "-a '(__fish_complete_directories)'"
    case .words(let words): "-a \(quoted(words.joined(separator: " ")))"
    }
  }

  private static func quoted(_ text: String) -> String { "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'" }
}
