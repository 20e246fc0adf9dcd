import Assay

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where a command speaks: results to standard output, messages and progress to standard error.
struct Console {
  /// Whether progress can be drawn: on a terminal that can go back to the beginning of a line.
  let showsProgress = StandardStream.error.isTerminal && environmentVariable("TERM") != "dumb"
  /// Whether text may be coloured: on a terminal, unless `NO_COLOR` says otherwise.
  let usesColor =
    StandardStream.output.isTerminal && environmentVariable("TERM") != "dumb" && (environmentVariable("NO_COLOR") ?? "").isEmpty

  /// Writes a result.
  func print(_ text: String) {
    let code = StandardStream.output.write(text.hasSuffix("\n") ? text : text + "\n")
    if code != 0 { fail(InvalidFile(path: "standard output", writing: code)) }
  }

  /// Writes a result as one JSON document with sorted keys in snake case.
  func print(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Writes rows under headings, numbers aligned to the right.
  func print(table: Table) { print(table.text(isBold: usesColor)) }

  /// Writes a message for the person at the terminal.
  func message(_ text: String) {
    _ = StandardStream.error.write(text.hasSuffix("\n") ? text : text + "\n")
  }

  /// Ends the process with the status of what went wrong, and says what it was.
  func fail(_ error: any Error) -> Never {
    if let error = error as? InvalidFile, error.problem == .nobodyReads {
      // As if the signal had ended it: quietly, because whoever reads has what he wanted.
      exit(.nobodyReads)
    }
    if let error = error as? UsageError {
      message(error.description)
      exit(.usage)
    }
    message("assay: \(error)")
    exit(.failed)
  }

  /// Ends the process.
  func exit(_ status: ExitStatus) -> Never { endProcess(status.rawValue) }
}
