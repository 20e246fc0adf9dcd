import Assay

extension Command {
  /// Commands that somebody looks for together.
  struct Group: Sendable {
    let title: String
    let commands: [Command]

    init(_ title: String, _ commands: [Command]) {
      self.title = title
      self.commands = commands
    }
  }

  /// Every command, in the order of the help text. A new one is a file beside this one, and a line here; all else is made from its declaration.
  static let groups: [Group] = [
    Group(
      "Market data",
      [
        .synth,
        .resample,
        .check,
      ]),
    Group(
      "Research",
      [
        .indicators,
        .features,
        .audit,
        .backtest,
        .sweep,
      ]),
    Group(
      "Models",
      [
        .train,
        .predict,
        .walkforward,
      ]),
    Group(
      "Operations",
      [
        .daily,
        .retrain,
        .ab,
        .calibrate,
        .rollback,
        .stops,
        .store,
        .doctor,
        .systemd,
      ]),
    Group(
      "The tool itself",
      [
        .completions,
        .man,
        .help,
      ]),
  ]

  /// Every command.
  static let all = groups.flatMap(\.commands)

  /// The command of a name.
  static func named(_ name: String) throws(UsageError) -> Command {
    if let command = all.first(where: { $0.declaration.name == name }) { return command }
    let names = all.map(\.declaration.name) + ["--version", "--help"]
    let suggestion = Suggestion.nearest(to: name, in: names).map { "; did you mean '\($0)'?" } ?? ""
    throw UsageError(tool: "unknown \(name.hasPrefix("-") ? "option" : "command") '\(name)'\(suggestion)")
  }

  /// What the tool says when it is asked for nothing in particular.
  static var overview: String {
    let width = all.map(\.declaration.name.count).max() ?? 0
    var text = "\(AssayTool.summary)\n\nUsage: assay <command> [options]\n"
    for group in groups {
      text += "\n\(group.title):\n"
      for declaration in group.commands.map(\.declaration) {
        text += "  \(declaration.name)\(String(repeating: " ", count: width - declaration.name.count))  \(declaration.summary)\n"
      }
    }
    return text + """

      'assay help <command>' tells more. Results go to standard output, messages to standard error.
      Exit status: 0 done, 1 failed, 2 done but a gate said no, 64 wrong usage.

      """
  }
}
