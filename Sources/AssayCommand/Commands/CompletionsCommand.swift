extension Command {
  /// `assay completions`: what a shell needs to complete the tool's commands, options and values.
  static let completions = Command(
    declaration: CommandDeclaration(
      name: "completions", summary: "Print a script that teaches a shell to complete assay's commands, options and values",
      operands: [.init(name: "bash|zsh|fish", help: "the shell")],
      options: [json.declaration],
      discussion: """
        For bash: assay completions bash > ~/.local/share/bash-completion/completions/assay
        For zsh: assay completions zsh > a folder of $fpath, under the name _assay, before compinit runs
        For fish: assay completions fish > ~/.config/fish/completions/assay.fish
        Strategies, features and indicators are completed as this version of the tool knows them: print the script again after an update.
        """,
      example: "source <(assay completions bash)"),
    run: { arguments, console in
      let shell = arguments.operands[0]
      let script: String
      switch shell {
      case "bash": script = BashCompletion.script(all.map(\.declaration))
      case "zsh": script = ZshCompletion.script(all.map(\.declaration))
      case "fish": script = FishCompletion.script(all.map(\.declaration))
      default: throw arguments.error("unknown shell '\(shell)': say bash, zsh or fish")
      }
      if try arguments[json] { try console.print(json: ["shell": shell, "script": script]) } else { console.print(script) }
      return .done
    })

  private static let json = Option<Bool>.flag("json", "print the script in a JSON document")
}
