/// Completion for zsh, made from the declarations.
enum ZshCompletion {
  static func script(_ commands: [CommandDeclaration]) -> String {
    let names = commands.map { "      \(quoted("\(escaped($0.name)):\($0.summary)"))\n" }.joined()
    let cases = commands.map { command in
      let specifications = command.options.map(option) + ["'(- *)--help[show how it is used]'"] + operands(of: command)
      return "        \(command.name))\n          _arguments \\\n" + specifications.map { "            \($0)" }.joined(separator: " \\\n")
        + "\n          ;;\n"
    }.joined()
    return """
      #compdef assay
      # Completion of assay \(AssayTool.version) for zsh, made by 'assay completions zsh'.

      _assay() {
        local context state state_descr line
        typeset -A opt_args
        _arguments -C '(- *)--help[show the commands]' '(- *)--version[show the version]' '1:command:->command' '*::argument:->argument'
        case $state in
        command)
          local -a commands=(
      \(names)    )
          _describe -t commands command commands
          ;;
        argument)
          case $words[1] in
      \(cases)    esac
          ;;
        esac
      }

      if [[ $funcstack[1] == _assay ]]; then
        _assay "$@"
      elif (( $+functions[compdef] )); then
        compdef _assay assay
      fi

      """
  }

  private static func option(_ option: OptionDeclaration) -> String {
    let name = "\(option.occurrence == .repeated ? "*" : "")--\(option.name)"
    guard let placeholder = option.placeholder else { return quoted("\(name)[\(bracketed(option.help))]") }
    return quoted("\(name)=[\(bracketed(option.help))]:\(escaped(placeholder)):\(action(option.completion))")
  }

  private static func operands(of command: CommandDeclaration) -> [String] {
    command.operands.map { operand in
      quoted("\(operand.isRepeated ? "*:" : operand.isOptional ? "::" : ":")\(escaped(operand.name)):\(action(operand.completion))")
    }
  }

  private static func action(_ completion: Completion) -> String {
    switch completion {
    case .nothing: " "
    case .file: "_files"
    case .folder: "_files -/"
    case .words(let words): "(\(words.map(escaped).joined(separator: " ")))"
    }
  }

  private static func bracketed(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing("]", with: "\\]") }

  private static func escaped(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing(":", with: "\\:") }

  private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
