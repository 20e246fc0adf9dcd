import Assay

/// The tool: finds the command, runs it, and turns what happens into an exit status.
@main
enum AssayTool {
  /// The version that the tool and its help state.
  static let version = "0.1.0"

  /// Every command, in the order of the help text.
  static let commands: [Command] = [
    .synth, .resample, .check, .indicators, .features, .audit, .backtest, .sweep, .train, .predict, .walkforward, .calibrate, .store,
  ]

  static func main() async {
    let console = Console()
    let status: ExitStatus
    do {
      status = try await run(Array(CommandLine.arguments.dropFirst()), console)
    } catch let error as UsageError {
      console.message(error.description)
      status = .usage
    } catch {
      console.message("assay: \(error)")
      status = .failed
    }
    console.exit(status)
  }

  private static func run(_ words: [String], _ console: Console) async throws -> ExitStatus {
    switch words.first {
    case nil, "--help", "-h":
      console.print(overview)
      return .done
    case "--version":
      console.print("assay \(version)")
      return .done
    case "help":
      guard let name = words.dropFirst().first else {
        console.print(overview)
        return .done
      }
      console.print(try command(named: name).declaration.help)
      return .done
    case .some(let name):
      let command = try command(named: name)
      let arguments = try Arguments(words.dropFirst(), of: command.declaration)
      if arguments.asksForHelp {
        console.print(command.declaration.help)
        return .done
      }
      return try await command.run(arguments, console)
    }
  }

  private static func command(named name: String) throws -> Command {
    if let command = commands.first(where: { $0.declaration.name == name }) { return command }
    let names = commands.map(\.declaration.name) + ["help", "--version", "--help"]
    let suggestion = Suggestion.nearest(to: name, in: names).map { "; did you mean '\($0)'?" } ?? ""
    throw UsageError(tool: "unknown \(name.hasPrefix("-") ? "option" : "command") '\(name)'\(suggestion)")
  }

  private static var overview: String {
    let width = commands.map(\.declaration.name.count).max() ?? 0
    var text = "Assay finds out how much gold a trading strategy really holds.\n\nUsage: assay <command> [options]\n\n"
    for declaration in commands.map(\.declaration) {
      text += "  \(declaration.name)\(String(repeating: " ", count: width - declaration.name.count))  \(declaration.summary)\n"
    }
    return text + """

      'assay help <command>' tells more. Results go to standard output, messages to standard error.
      Exit status: 0 done, 1 failed, 2 done but a gate said no, 64 wrong usage.

      """
  }
}
