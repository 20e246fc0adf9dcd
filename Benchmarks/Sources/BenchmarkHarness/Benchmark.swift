/// Something worth timing: how to set it up, and what to time.
///
///     Benchmark("statistics.moments", per: "value", units: 1_000_000) {
///       let values = normalDraws(1_000_000)          // not timed
///       return { blackHole(Moments(values)) }        // timed
///     }
public struct Benchmark {
  /// Its name, by which peers that do the same work are matched: `suite.what`.
  public let name: String
  /// What one unit of the work is: `row`, `bar`, `value`.
  public let unit: String
  /// How many units one call of the timed closure does.
  public let units: Int
  /// Makes what is needed and gives back the closure to time.
  public let setUp: () throws -> () throws -> Void

  /// A benchmark.
  public init(_ name: String, per unit: String, units: Int, setUp: @escaping () throws -> () throws -> Void) {
    precondition(units > 0, "a benchmark does at least one unit of work")
    self.name = name
    self.unit = unit
    self.units = units
    self.setUp = setUp
  }

  /// Runs it: warm-up, then batches until the time is used up, at least five.
  /// - Parameter budget: how long the timed part may take, in all.
  public func run(budget: Duration = .seconds(1)) throws -> Measurement {
    let body = try setUp()
    let clock = ContinuousClock()
    // The first call pays for caches and page faults; it also says how many calls fill a batch of a fiftieth of the budget.
    let first = try clock.measure(body)
    let second = try clock.measure(body)
    let once = max(min(first, second), .nanoseconds(1))
    let callsPerBatch = max(1, Int(min((budget / 50) / once, 1e9)))
    var batches: [Double] = []
    let start = clock.now
    while batches.count < 5 || (clock.now - start < budget && batches.count < 1_000) {
      let batch = try clock.measure { for _ in 0..<callsPerBatch { try body() } }
      batches.append(batch / .nanoseconds(1) / Double(callsPerBatch) / Double(units))
      if clock.now - start > budget * 4 { break }
    }
    return Measurement(name: name, unit: unit, batches: batches)
  }
}

/// What was measured: nanoseconds per unit, batch by batch.
public struct Measurement: Codable, Sendable {
  /// The benchmark's name.
  public let name: String
  /// What a unit is.
  public let unit: String
  /// The nanoseconds per unit of each batch, in the order they ran.
  public let batches: [Double]

  /// What was measured.
  public init(name: String, unit: String, batches: [Double]) {
    self.name = name
    self.unit = unit
    self.batches = batches
  }

  /// The median of the batches: the figure to quote.
  public var median: Double {
    let sorted = batches.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The best batch: what the machine can do when nothing disturbs it.
  public var best: Double { batches.min() ?? .nan }
}
