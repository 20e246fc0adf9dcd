import Assay

/// The tool: finds the command, runs it, and turns what happens into an exit status.
@main
enum AssayTool {
  /// The version that the tool and its help state.
  static let version = "0.1.0"
  /// The day of that version, for the manual page.
  static let released = "2026-11-27"
  /// What the tool is for.
  static let summary = "Assay finds out how much gold a trading strategy really holds."

  static func main() {
    // Before there is another thread: an asynchronous main would be on one already.
    Signals.listen()
    Task.detached {
      let console = Console()
      do {
        console.exit(try await run(Array(CommandLine.arguments.dropFirst()), console))
      } catch {
        console.fail(error)
      }
    }
    Signals.sleep()
  }

  private static func run(_ words: [String], _ console: Console) async throws -> ExitStatus {
    switch words.first {
    case nil, "--help", "-h":
      console.print(Command.overview)
      return .done
    case "--version":
      console.print("assay \(version)")
      return .done
    case .some(let name):
      let command = try Command.named(name)
      let arguments = try Arguments(words.dropFirst(), of: command.declaration)
      if arguments.asksForHelp {
        console.print(command.declaration.help)
        return .done
      }
      return try await command.run(arguments, console)
    }
  }
}
