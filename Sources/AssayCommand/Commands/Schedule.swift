#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// When the scheduled commands run, as units of systemd and as lines for cron.
struct Schedule {
  let program: String
  let workspace: String
  let bars: String?
  let user: String?
  let memory: String

  /// A file with its name.
  struct File: Encodable {
    let name: String
    let text: String
  }

  private struct Job {
    let command: String
    let title: String
    let hour: Int
    /// How long it may take.
    let limit: String
  }

  private static let jobs = [
    Job(command: "run", title: "the daily run", hour: 0, limit: "2h"),
    Job(command: "ab", title: "the A/B decision", hour: 1, limit: "15min"),
    Job(command: "retrain", title: "retraining", hour: 13, limit: "6h"),
  ]

  /// The names of the timers.
  var timers: [String] { Self.jobs.map { "assay-\($0.command).timer" } }

  /// A service and a timer for each command, and the lines for cron.
  var files: [File] {
    Self.jobs.flatMap { job in
      [
        File(name: "assay-\(job.command).service", text: service(job)), File(name: "assay-\(job.command).timer", text: timer(job)),
      ]
    } + [File(name: "assay.crontab", text: crontab)]
  }

  private func words(_ job: Job) -> [String] {
    [job.command, "--workspace", workspace] + (job.command == "run" ? bars.map { ["--bars", $0] } ?? [] : [])
  }

  private func service(_ job: Job) -> String {
    // The program's own path is the one word in which systemd replaces no variables.
    let line = ([Self.quoted(program, variables: false)] + words(job).map { Self.quoted($0, variables: true) }).joined(separator: " ")
    return """
      # Made by 'assay systemd' (assay \(AssayTool.version)). To change it: systemctl edit assay-\(job.command).service
      [Unit]
      Description=Assay: \(job.title)
      StartLimitIntervalSec=6h
      StartLimitBurst=4

      [Service]
      Type=oneshot
      ExecStart=\(line)
      \(user.map { "User=\($0)\n" } ?? "")# 2 says that a gate said no, which is an answer; 143 that it was told to end.
      SuccessExitStatus=2 143
      Restart=on-failure
      RestartSec=10min
      RestartPreventExitStatus=64
      TimeoutStartSec=\(job.limit)
      TimeoutStopSec=30s
      MemoryMax=\(memory)
      Nice=10
      UMask=0027
      NoNewPrivileges=yes
      ProtectSystem=strict
      ReadWritePaths=\(Self.quoted("-\(workspace)", variables: false))

      """
  }

  private func timer(_ job: Job) -> String {
    """
    # Made by 'assay systemd' (assay \(AssayTool.version)).
    [Unit]
    Description=Assay: \(job.title), every day at \(Self.time(job))

    [Timer]
    OnCalendar=*-*-* \(Self.time(job))
    Persistent=true
    Unit=assay-\(job.command).service

    [Install]
    WantedBy=timers.target

    """
  }

  private var crontab: String {
    """
    # Made by 'assay systemd' (assay \(AssayTool.version)), for crontab -e. CRON_TZ is known to cronie; other crons go by the machine's own time zone,
    # so that there the hours hold only if it is UTC.
    CRON_TZ=UTC
    \(Self.jobs.map { job in "0 \(job.hour) * * * \(([program] + words(job)).map(Self.shellQuoted).joined(separator: " "))" }.joined(separator: "\n"))

    """
  }

  private static func time(_ job: Job) -> String { "\(job.hour < 10 ? "0" : "")\(job.hour):00:00 UTC" }

  /// A word of a unit file: in quotes if it needs them, its per cent signs doubled, and its dollar signs where variables would be replaced.
  private static func quoted(_ word: String, variables: Bool) -> String {
    if isPlain(word) { return word }
    var text = word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%")
    if variables { text = text.replacing("$", with: "$$") }
    return "\"\(text)\""
  }

  /// A word of a crontab: quoted for the shell, its per cent signs for cron, to which they are line breaks.
  private static func shellQuoted(_ word: String) -> String {
    isPlain(word) ? word : "'\(word.replacing("'", with: "'\\''").replacing("%", with: "\\%"))'"
  }

  private static func isPlain(_ word: String) -> Bool {
    word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-_./".utf8.contains(byte)
    }
  }

  // MARK: - Paths

  /// A path from the root: units know no current folder.
  static func absolute(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The path by which this program was started.
  static var ownPath: String {
    let name = CommandLine.arguments.first ?? "assay"
    if name.contains("/") { return name }
    let folders = (environmentVariable("PATH") ?? "/usr/local/bin:/usr/bin").split(separator: ":").map { $0.isEmpty ? "." : String($0) }
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/usr/local/bin/\(name)"
  }
}
