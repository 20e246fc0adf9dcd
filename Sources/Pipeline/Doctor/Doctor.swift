public import Market
public import Statistics
import Store

/// Tries everything that a workspace needs, and changes nothing.
///
///     for verdict in await Doctor(workspace, threads: 2).verdicts(place) { print(verdict) }
///
/// Each check passes, fails or can't tell; what can't be told is not a pass. Every check is a function of what it looks at, so that each can be shown
/// something broken.
public struct Doctor: Sendable {
  private let workspace: Workspace
  private let threads: Int

  /// A doctor for a workspace.
  public init(_ workspace: Workspace, threads: Int) {
    self.workspace = workspace
    self.threads = threads
  }

  /// What is known of the machine: whoever has a clock, a disk and folders says so.
  public struct Place: Sendable {
    /// What the clock says.
    public var now: Timestamp
    /// How much room there is; `nil` if that can't be told.
    public var freeBytes: Int64?
    /// Whether the workspace may be written to.
    public var canWrite: Bool
    /// The unit files that start scheduled commands, by name; `nil` if nobody said where they are.
    public var units: [String: String]?

    /// What is known.
    public init(now: Timestamp, freeBytes: Int64?, canWrite: Bool, units: [String: String]?) {
      self.now = now
      self.freeBytes = freeBytes
      self.canWrite = canWrite
      self.units = units
    }
  }

  /// The names of the checks, in their order.
  public static let checks = [
    "settings", "store", "gates", "features", "models", "experiments", "paper", "calibration", "training", "clock", "disk", "permissions",
    "units",
  ]

  /// An answer for every check.
  public func verdicts(_ place: Place) async -> [Verdict] {
    var verdicts = [settings(), store(), Doctor.gates(), Doctor.features()]
    verdicts += await state(place.now)
    verdicts += [
      Doctor.calibration(), await Doctor.training(threads: threads), Doctor.disk(place.freeBytes), Doctor.permissions(place.canWrite),
      Doctor.units(place.units),
    ]
    return Doctor.checks.map { name in verdicts.first { $0.name == name } ?? .insufficient(name, "It was not looked at.") }
  }

  private func settings() -> Verdict {
    do {
      guard let settings = try workspace.settings() else {
        return .insufficient("settings", "There is no settings.json in \(workspace.directory): begin with 'assay run'.")
      }
      try settings.validate()
      return .pass("settings", "Every setting is in its range.")
    } catch {
      return .fail("settings", "\(error)")
    }
  }

  private func store() -> Verdict {
    do { return Doctor.store(try JSONFileStore.check(workspace.storePath)) } catch {
      return error.code == .notAStore
        ? .insufficient("store", "There is no store yet: begin with 'assay run'.") : .fail("store", "\(error)")
    }
  }

  /// The checks that read the state.
  private func state(_ now: Timestamp) async -> [Verdict] {
    let names = ["models", "experiments", "paper", "clock"]
    let store: JSONFileStore
    do {
      store = try await JSONFileStore.open(workspace.storePath, options: .init(access: .readOnly))
    } catch {
      return names.map { .insufficient($0, "The state can't be read: \(error)") }
    }
    var verdicts: [Verdict] = []
    do {
      let registry = try await store.registry()
      verdicts.append(await Doctor.models(registry, store))
      verdicts.append(Doctor.experiments(try await store.experiments(), registry))
    } catch {
      verdicts.append(.fail("models", "\(error)"))
      verdicts.append(.insufficient("experiments", "The registry can't be read."))
    }
    do { verdicts.append(Doctor.paper(try await store.paperBook())) } catch { verdicts.append(.fail("paper", "\(error)")) }
    let days = try? await RunJournal.headers(StateReader(store)).map(\.date)
    verdicts.append(Doctor.clock(now, lastRun: days?.last))
    try? await store.close()
    return verdicts
  }
}
