import Assay

extension Command {
  /// `assay systemd`: units and cron lines that run the scheduled commands.
  static let systemd = Command(
    declaration: CommandDeclaration(
      name: "systemd", summary: "Write service and timer units, and cron lines, for the scheduled commands",
      options: [
        workspace.declaration, bars.declaration, out.declaration, program.declaration, user.declaration, memory.declaration,
        json.declaration,
      ],
      discussion: """
        Three services with a timer each: the daily run at 00:00 UTC, the A/B decision at 01:00 UTC, retraining at 13:00 UTC. A run that was
        missed because the machine was off is made up for (Persistent=true). A service that fails is tried again after ten minutes, three times at most
        within six hours; a gate that says no (exit status 2) is no failure, and a wrong command line (64) is not tried again. Every service has limits of
        time and memory, and may write to the workspace only. Two runs keep out of each other's way: who comes second fails, and is tried again.
        Without --out everything is printed. assay.crontab does the same with cron, without limits and second tries.
        """,
      example: "assay systemd --workspace /srv/assay --out /etc/systemd/system"),
    run: { arguments, console in
      let schedule = Schedule(
        program: try Schedule.absolute(arguments[program] ?? Schedule.ownPath), workspace: Schedule.absolute(try arguments[workspace]),
        bars: try arguments[bars].map(Schedule.absolute), user: try arguments[user], memory: try arguments[memory])
      if schedule.program.contains(where: { "'\"\\".contains($0) }) {
        throw arguments.error(
          "--program '\(schedule.program)' cannot be started by systemd: a program's path must not hold quotes or backslashes")
      }
      let files = schedule.files
      let target = try arguments[out]
      if let target {
        try Folder.make(target)
        for file in files { try WholeFile.write(Array(file.text.utf8), to: "\(target)/\(file.name)") }
      }
      if try arguments[json] {
        try console.print(json: SystemdReport(out: target, files: files))
      } else if let target {
        console.print(files.map { "\(target)/\($0.name)" }.joined(separator: "\n"))
        console.message("Look at them, then: systemctl daemon-reload; systemctl enable --now \(schedule.timers.joined(separator: " "))")
      } else {
        console.print(files.map { "### \($0.name)\n\($0.text)" }.joined(separator: "\n"))
      }
      return .done
    })

  private static let workspace = Option<String>.defaulted(
    "workspace", "DIR", "the folder that holds the store", .line, "workspace", shown: "workspace")
  private static let bars = Option<String?>.optional("bars", "DIR", "the folder of market data that the daily run reads", .line)
  private static let out = Option<String?>.optional("out", "DIR", "where the files are written; otherwise to standard output", .text)
  private static let program = Option<String?>.optional("program", "FILE", "the tool as the services start it; otherwise this one", .line)
  private static let user = Option<String?>.optional("user", "NAME", "the account that the services run as; otherwise root", .account)
  private static let memory = Option<String>.defaulted(
    "memory", "SIZE", "the most memory a service may use, such as 512M or 4G", .memory, "4G", shown: "4G")
  private static let json = Option<Bool>.flag("json", "print the files as one JSON document")
}

extension ValueType where Value == String {
  /// A text that goes into a line of a file.
  fileprivate static let line = ValueType { (text) throws(ValueProblem) in
    guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw ValueProblem(expectation: "must not be empty and must not hold line breaks or other control characters")
    }
    return text
  }

  /// The name of an account.
  fileprivate static let account = ValueType { (text) throws(ValueProblem) in
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-.".unicodeScalars.contains($0))
    }
    guard !text.isEmpty, !text.hasPrefix("-"), isPlain else {
      throw ValueProblem(expectation: "must be the name of an account, such as assay")
    }
    return text
  }

  /// An amount of memory as systemd writes it.
  fileprivate static let memory = ValueType { (text) throws(ValueProblem) in
    guard let unit = text.last, "KMGT".contains(unit), let value = Int(text.dropLast()), value > 0 else {
      throw ValueProblem(expectation: "must be a whole number of K, M, G or T, such as 512M or 4G")
    }
    return text
  }
}

/// What `assay systemd --json` prints.
private struct SystemdReport: Encodable {
  let out: String?
  let files: [Schedule.File]
}
