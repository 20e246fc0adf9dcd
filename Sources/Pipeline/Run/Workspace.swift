public import Market
import Plots
public import Store

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder in which daily runs live: `settings.json`, the state in `store`, and the reports.
///
///     let workspace = Workspace("workspace")
///     let store = try await workspace.open()
///     let day = try await workspace.run(DailyRun(settings, source: .folder("bars"), store: store, threads: 2), date)
public struct Workspace: Sendable {
  /// The folder.
  public let directory: String

  /// A folder, which is made when something is written into it.
  public init(_ directory: String) {
    self.directory = directory.hasSuffix("/") && directory.count > 1 ? String(directory.dropLast()) : directory
  }

  /// Where the state is.
  public var storePath: String { directory + "/store" }

  /// Opens the state, made if it is not there.
  ///
  /// - Throws: `StoreError`: code `locked` while another run goes on.
  public func open(_ options: JSONFileStore.Options = .init()) async throws -> JSONFileStore {
    try make(directory)
    return try await JSONFileStore.open(storePath, options: options)
  }

  // MARK: - Settings

  /// Where the settings are.
  public var settingsPath: String { directory + "/settings.json" }

  /// What `settings.json` says; `nil` if there is none.
  public func settings() throws -> PipelineSettings? {
    guard FileManager.default.fileExists(atPath: settingsPath) else { return nil }
    do {
      let text = String(decoding: try Data(contentsOf: URL(filePath: settingsPath)), as: UTF8.self)
      return try PipelineSettings(json: text, file: settingsPath)
    } catch let error as PipelineError {
      throw error
    } catch {
      throw PipelineError(settingsPath, "the settings can't be read", remedy: "check that it is a file that you may read")
    }
  }

  /// Writes `settings.json`, every setting in it.
  public func write(_ settings: PipelineSettings) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try write(Array(encoder.encode(settings)) + [UInt8(ascii: "\n")], to: settingsPath)
  }

  // MARK: - Running

  /// Runs a day and writes its report; before it, the reports that an earlier run decided everything for and was killed before it wrote them.
  ///
  /// A workspace without settings gets those of the run, so that the tool's commands and later runs go on with them. Settings that are there are left
  /// as they are, even if the run has others.
  ///
  /// - Parameters:
  ///   - run: a run whose state is this workspace's.
  ///   - date: the day.
  ///   - progress: told what becomes of each step.
  /// - Throws: what ``DailyRun/run(_:progress:)`` throws, and ``PipelineError`` if a report can't be written: what was decided is in the state all
  ///   the same, and the next run writes it.
  public func run(
    _ run: DailyRun, _ date: CivilDate, progress: @escaping @Sendable (StepProgress) -> Void = { _ in }
  ) async throws -> DailyRun.Day {
    if !FileManager.default.fileExists(atPath: settingsPath) { try write(run.settings) }
    // A report that can't be written keeps nobody from deciding today.
    var failure: (any Error)?
    do { try await writeMissingReports(of: run) } catch { failure = error }
    let day = try await run.run(date, progress: progress)
    try write(day.report)
    if let failure { throw failure }
    return day
  }

  /// Writes the reports of days that are done in the state and have none, or another one: from the newest report on, so that older ones which
  /// somebody has taken away do not come back.
  ///
  /// - Returns: the days whose reports were written.
  @discardableResult
  public func writeMissingReports(of run: DailyRun) async throws -> [CivilDate] {
    let newest = reportedDays().last
    var written: [CivilDate] = []
    for day in try await run.finishedDays() where newest.map({ day >= $0 }) ?? true {
      guard let report = try await run.report(of: day), storedReport(of: day)?.withoutTimings != report else { continue }
      try write(report)
      written.append(day)
    }
    return written
  }

  // MARK: - Reports

  /// Where the newest report is, as `report.json`, `report.html` and `metrics.prom`.
  public var reportPath: String { directory + "/report.html" }

  /// Writes a report: that of its day under `reports`, and the newest beside the store. Each file is written beside itself and renamed; the
  /// `report.json` of the day comes last, so that where it is the others are.
  public func write(_ report: DailyReport) throws {
    let json = try report.json()
    let page = Array(report.page().html().utf8)
    let folder = "\(directory)/reports/\(report.date)"
    try write(page, to: folder + "/report.html")
    if newestReport().map({ $0.date <= report.date }) ?? true {
      try write(page, to: reportPath)
      try write(Array(report.metrics().utf8), to: directory + "/metrics.prom")
      try write(json, to: directory + "/report.json")
    }
    try write(json, to: folder + "/report.json")
  }

  /// The days under `reports` that have one, in their order.
  private func reportedDays() -> [CivilDate] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory + "/reports")) ?? []
    return names.compactMap { CivilDate($0) }.filter { storedReport(of: $0) != nil }.sorted()
  }

  /// The report of a day as it was written; `nil` if there is none that can be read.
  public func storedReport(of day: CivilDate) -> DailyReport? { report(at: "\(directory)/reports/\(day)/report.json") }

  /// The newest report; `nil` if there is none that can be read.
  public func newestReport() -> DailyReport? { report(at: directory + "/report.json") }

  private func report(at path: String) -> DailyReport? {
    (try? Data(contentsOf: URL(filePath: path))).flatMap { try? DailyReport(json: Array($0)) }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    if let slash = path.lastIndex(of: "/") { try make(String(path[..<slash])) }
    do {
      try WholeFile.write(bytes, to: path)
    } catch {
      throw PipelineError(path, error.explanation, remedy: error.remedy)
    }
  }

  private func make(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw PipelineError(
        folder, "the folder can't be made", remedy: "check that it is not a file and that you may write there")
    }
  }
}
