import Market
import Pipeline
import Store
import Testing

@Suite("The scheduler")
struct SchedulerTests {
  private let date = CivilDate(daysSinceEpoch: 20_148)

  /// Steps a → b → d and a → c → d that each append their name to a journal; some fail, or are slow.
  private func steps(failing: Set<String> = [], slow: Set<String> = [], log: Log = Log()) -> [Step] {
    func step(_ name: String, _ after: [String]) -> Step {
      Step(name, after: after, budget: slow.contains(name) ? .milliseconds(30) : .seconds(60)) { context in
        await log.add(name)
        // Later steps finish earlier, so that order is not order of finishing.
        if name == "b" { try await Task.sleep(for: .milliseconds(20)) }
        if slow.contains(name) { try await Task.sleep(for: .seconds(60)) }
        if failing.contains(name) { throw PipelineError(name, "it broke") }
        let before = try after.map { try context.product(of: $0, as: String.self) }.joined()
        var changes = StoreChanges()
        try changes.append(name, to: "log", at: context.time)
        return StepResult(record: before + name, changes: changes, warnings: name == "c" ? ["c is odd."] : [], message: "did \(name)")
      }
    }
    return [step("a", []), step("b", ["a"]), step("c", ["a"]), step("d", ["b", "c"])]
  }

  @Test("gives each step what those before it made, and writes in the declared order", arguments: [1, 2, 4])
  func order(_ threads: Int) async throws {
    let store = MemoryStore()
    let result = try await Scheduler(store: store, threads: threads, seed: 1).run(steps(), date: date)
    #expect(result.outcomes.map(\.status) == [.done, .done, .done, .done])
    #expect(try result.record(of: "d", as: String.self) == "abacd")
    #expect(try await store.records(of: "log", in: 0..<9, atMost: 9).map { try $0.decode(String.self) } == ["a", "b", "c", "d"])
    #expect(try await RunJournal.headers(StateReader(store)).map(\.isFinished) == [true])
  }

  @Test("lets a failed step fail those after it and not its neighbours, and goes on when run again")
  func failure() async throws {
    let store = MemoryStore()
    let log = Log()
    let scheduler = Scheduler(store: store, threads: 2, seed: 1)
    let first = try await scheduler.run(steps(failing: ["b"], log: log), date: date)
    #expect(first.outcomes.map(\.status) == [.done, .failed, .done, .unreachable])
    #expect(first.outcomes[1].message == "b: it broke")
    #expect(!first.isComplete)
    let second = try await scheduler.run(steps(log: log), date: date)
    #expect(second.outcomes.map(\.status) == [.resumed, .done, .resumed, .done])
    #expect(second.outcomes[2].warnings == ["c is odd."])
    #expect(try second.record(of: "d", as: String.self) == "abacd")
    #expect(await log.names.sorted() == ["a", "b", "b", "c", "d"])
    let third = try await scheduler.run(steps(log: log), date: date)
    #expect(third.outcomes.allSatisfy { $0.status == .resumed })
    #expect(await log.names.count == 5)
    #expect(try await store.count(of: "log") == 4)
    #expect(try await store.count(of: RunJournal.finished) == 1)
  }

  @Test("waits no longer than a step's budget")
  func budget() async throws {
    let result = try await Scheduler(store: MemoryStore(), threads: 2, seed: 1).run(steps(slow: ["c"]), date: date)
    #expect(result.outcomes.map(\.status) == [.done, .done, .overBudget, .unreachable])
  }

  @Test("says when a run is cancelled, and leaves whole steps")
  func cancelled() async throws {
    let store = MemoryStore()
    let (scheduler, steps, date) = (Scheduler(store: store, threads: 1, seed: 1), steps(), date)
    let (begun, source) = AsyncStream.makeStream(of: String.self)
    let task = Task {
      try await scheduler.run(steps, date: date) { progress in
        if case .began(let name) = progress { source.yield(name) }
      }
    }
    for await name in begun where name == "b" { break }
    task.cancel()
    #expect(try await task.value.outcomes.map(\.status) == [.done, .cancelled, .cancelled, .cancelled])
    #expect(try await store.count(of: "log") == 1)
    #expect(try await scheduler.run(steps, date: date).isComplete)
    #expect(try await store.count(of: "log") == 4)
  }

  @Test("says when inputs changed since the day was begun")
  func inputs() async throws {
    let store = MemoryStore()
    let scheduler = Scheduler(store: store, threads: 1, seed: 1)
    _ = try await scheduler.run(steps(failing: ["d"]), date: date, inputs: ["settings": "1"])
    let second = try await scheduler.run(steps(), date: date, inputs: ["settings": "2"])
    #expect(second.warnings.count == 1)
    #expect(second.isComplete)
  }

  @Test("refuses steps that are declared before those they need, or twice")
  func declaration() async {
    let steps = steps()
    await #expect(throws: PipelineError.self) {
      try await Scheduler(store: MemoryStore(), threads: 1, seed: 1).run([steps[1], steps[0]], date: date)
    }
    await #expect(throws: PipelineError.self) {
      try await Scheduler(store: MemoryStore(), threads: 1, seed: 1).run([steps[0], steps[0]], date: date)
    }
  }
}

/// What was really run.
private actor Log {
  private(set) var names: [String] = []
  func add(_ name: String) { names.append(name) }
}
