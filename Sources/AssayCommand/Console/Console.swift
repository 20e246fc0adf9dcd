#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where a command speaks: results to standard output, messages and progress to standard error.
struct Console {
  /// Whether progress can be drawn.
  let showsProgress = StandardStream.error.isTerminal
  /// Whether text may be coloured: on a terminal, unless `NO_COLOR` says otherwise.
  let usesColor = StandardStream.output.isTerminal && (environmentVariable("NO_COLOR") ?? "").isEmpty

  /// Writes a result.
  func print(_ text: String) {
    if !StandardStream.output.write(text.hasSuffix("\n") ? text : text + "\n") {
      message("assay: standard output cannot be written")
      endProcess(ExitStatus.failed.rawValue)
    }
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

  /// Ends the process.
  func exit(_ status: ExitStatus) -> Never { endProcess(status.rawValue) }
}
