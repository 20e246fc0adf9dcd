import Foundation
import TestSupport
import Testing

@Suite("assay systemd")
struct SystemdCommandTests {
  private static let names = [
    "assay-ab.service", "assay-ab.timer", "assay-retrain.service", "assay-retrain.timer", "assay-run.service", "assay-run.timer",
    "assay.crontab",
  ]

  @Test("writes a service and a timer for each scheduled command, and lines for cron")
  func files() throws {
    let scratch = try ScratchFolder()
    let run = try Program.run(
      built: "assay",
      [
        "systemd", "--workspace", "/srv/assay", "--bars", "/srv/bars", "--program", "/usr/bin/assay", "--user", "assay", "--out",
        scratch.path("units"),
      ])
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n").map { String($0.split(separator: "/").last ?? "") }.sorted() == Self.names)
    #expect(
      run.errors
        == "Look at them, then: systemctl daemon-reload; systemctl enable --now assay-run.timer assay-ab.timer assay-retrain.timer\n")
    #expect(
      try scratch.read("units/assay-run.service") == """
        # Made by 'assay systemd' (assay 0.1.0). To change it: systemctl edit assay-run.service
        [Unit]
        Description=Assay: the daily run
        StartLimitIntervalSec=6h
        StartLimitBurst=4

        [Service]
        Type=oneshot
        ExecStart=/usr/bin/assay run --workspace /srv/assay --bars /srv/bars
        User=assay
        # 2 says that a gate said no, which is an answer; 143 that it was told to end.
        SuccessExitStatus=2 143
        Restart=on-failure
        RestartSec=10min
        RestartPreventExitStatus=64
        TimeoutStartSec=2h
        TimeoutStopSec=30s
        MemoryMax=4G
        Nice=10
        UMask=0027
        NoNewPrivileges=yes
        ProtectSystem=strict
        ReadWritePaths=-/srv/assay

        """)
    #expect(
      try scratch.read("units/assay-retrain.timer") == """
        # Made by 'assay systemd' (assay 0.1.0).
        [Unit]
        Description=Assay: retraining, every day at 13:00:00 UTC

        [Timer]
        OnCalendar=*-*-* 13:00:00 UTC
        Persistent=true
        Unit=assay-retrain.service

        [Install]
        WantedBy=timers.target

        """)
    #expect(
      try scratch.read("units/assay.crontab").hasSuffix(
        """
        CRON_TZ=UTC
        0 0 * * * /usr/bin/assay run --workspace /srv/assay --bars /srv/bars
        0 1 * * * /usr/bin/assay ab --workspace /srv/assay
        0 13 * * * /usr/bin/assay retrain --workspace /srv/assay

        """))
  }

  /// A workspace and a program in folders with every sign that means something to systemd, the shell or cron.
  private static func awkward(_ scratch: ScratchFolder) throws -> (workspace: String, program: String) {
    let folder = scratch.path("tools $HOME %h & 100%")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let program = "\(folder)/assay"
    // Prints its words, one a line.
    try Data("#!/bin/sh\nprintf '%s\\n' \"$@\"\n".utf8).write(to: URL(fileURLWithPath: program))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    return ("\(scratch.path)/wörk space 50% \"$HOME\" it's \\ `x`; %i", program)
  }

  @Test(
    "writes units that systemd accepts, whatever is in a path",
    .enabled(if: installed("systemd-analyze") != nil, "needs systemd-analyze"), arguments: [false, true])
  func verified(_ isAwkward: Bool) throws {
    let scratch = try ScratchFolder()
    let (workspace, program) = isAwkward ? try Self.awkward(scratch) : ("/srv/assay", "\(Program.folder)/assay")
    let run = try Program.run(
      built: "assay", ["systemd", "--workspace", workspace, "--program", program, "--user", "root", "--out", scratch.path("units")])
    #expect(run.status == 0, "\(run.errors)")
    let units = Self.names.filter { !$0.hasSuffix("crontab") }.map { scratch.path("units/\($0)") }
    let verify = try Program.run(try #require(installed("systemd-analyze")), ["verify"] + units)
    #expect(verify.status == 0)
    #expect(verify.output + verify.errors == "")
    let calendar = try Program.run(try #require(installed("systemd-analyze")), ["calendar", "*-*-* 13:00:00 UTC"])
    #expect(calendar.status == 0)
  }

  @Test("writes lines from which cron and the shell take the path as it was given")
  func cron() throws {
    let scratch = try ScratchFolder()
    let (workspace, program) = try Self.awkward(scratch)
    let run = try Program.run(built: "assay", ["systemd", "--workspace", workspace, "--program", program, "--out", scratch.path("units")])
    #expect(run.status == 0, "\(run.errors)")
    let lines = try scratch.read("units/assay.crontab").split(separator: "\n").filter { $0.first?.isNumber == true }
    #expect(lines.map { $0.split(separator: " ").prefix(5).joined(separator: " ") } == ["0 0 * * *", "0 1 * * *", "0 13 * * *"])
    for (line, command) in zip(lines, ["run", "ab", "retrain"]) {
      // What cron does: a per cent sign ends the line unless a backslash is before it, which goes away.
      let text = String(line.split(separator: " ", maxSplits: 5)[5]).replacing("\\%", with: "\u{0}")
      #expect(!text.contains("%"))
      let shell = try Program.run("/bin/sh", ["-c", text.replacing("\u{0}", with: "%")])
      #expect(shell.output == "\(command)\n--workspace\n\(workspace)\n", "\(shell.errors)")
    }
  }

  @Test("makes paths absolute, because units know no current folder")
  func absolute() throws {
    let scratch = try ScratchFolder()
    let run = try Program.run(built: "assay", ["systemd", "--workspace", "./a/../work", "--json"], in: scratch.path)
    #expect(run.status == 0)
    let real = URL(fileURLWithPath: scratch.path).resolvingSymlinksInPath().path
    #expect(run.output.contains("run --workspace \(real)/work"))
    #expect(run.output.contains("ExecStart=\(Program.folder)/assay run"))
  }

  @Test(
    "refuses what no unit can hold",
    arguments: [
      (["--workspace", "a\nb"], "--workspace 'a\nb' must not be empty and must not hold line breaks or other control characters"),
      (["--program", "/a\"b"], "--program '/a\"b' cannot be started by systemd: a program's path must not hold quotes or backslashes"),
      (["--user", "a b"], "--user 'a b' must be the name of an account, such as assay"),
      (["--memory", "4"], "--memory '4' must be a whole number of K, M, G or T, such as 512M or 4G"),
    ])
  func refused(_ words: [String], _ message: String) throws {
    let run = try Program.run(built: "assay", ["systemd"] + words)
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("assay systemd: \(message)\n"))
  }
}
