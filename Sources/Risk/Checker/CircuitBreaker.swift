public import Market

/// Stops sending orders after so many failures in a row, and lets one try again after a while.
///
/// Closed: everything goes through. After the last failure allowed it opens: nothing does. When it has been open long enough it is half open:
/// one order may try; its success closes the breaker, its failure opens it again.
public struct CircuitBreaker: Hashable, Sendable, Codable {
  /// What a breaker can be.
  public enum State: String, Hashable, Sendable, Codable, CaseIterable {
    case closed
    case open
    case halfOpen = "half_open"
  }

  /// How many failures in a row open it.
  public let failures: Int
  /// How long it stays open.
  public let openFor: Duration
  /// How many failures there have been since the last success.
  public private(set) var failuresInRow = 0
  /// When it opened; `nil` if it is closed.
  public private(set) var opened: Timestamp?
  /// Whether an order is on its way to try a breaker that is half open.
  public private(set) var isTrying = false

  init(failures: Int, openFor: Duration) {
    self.failures = failures
    self.openFor = openFor
  }

  private enum CodingKeys: String, CodingKey {
    case failures
    case openFor = "open_for_ns"
    case failuresInRow = "failures_in_row"
    case opened
    case isTrying = "is_trying"
  }

  /// Reads a breaker.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    failures = try values.decode(Int.self, forKey: .failures)
    openFor = .nanoseconds(try values.decode(Int64.self, forKey: .openFor))
    failuresInRow = try values.decode(Int.self, forKey: .failuresInRow)
    opened = try values.decodeIfPresent(Timestamp.self, forKey: .opened)
    isTrying = try values.decode(Bool.self, forKey: .isTrying)
    guard failures >= 1, failuresInRow >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .failures, in: values, debugDescription: "failures must be at least 1, failures_in_row at least 0.")
    }
  }

  /// Writes a breaker.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(failures, forKey: .failures)
    try values.encode(openFor.wholeNanoseconds, forKey: .openFor)
    try values.encode(failuresInRow, forKey: .failuresInRow)
    try values.encode(opened, forKey: .opened)
    try values.encode(isTrying, forKey: .isTrying)
  }

  /// What it is at an instant.
  public func state(at time: Timestamp) -> State {
    guard let opened else { return .closed }
    return time >= opened + openFor ? .halfOpen : .open
  }

  func admits(at time: Timestamp) -> Bool {
    switch state(at: time) {
    case .closed: true
    case .open: false
    case .halfOpen: !isTrying
    }
  }

  mutating func admit(at time: Timestamp) {
    if state(at: time) == .halfOpen { isTrying = true }
  }

  mutating func fail(at time: Timestamp) {
    failuresInRow = min(failuresInRow, Int.max - 1) + 1
    if failuresInRow >= failures || state(at: time) == .halfOpen {
      opened = time
      isTrying = false
    }
  }

  mutating func succeed(at time: Timestamp) {
    // What was sent before it opened may still succeed; that says nothing about orders sent now.
    guard state(at: time) != .open else { return }
    failuresInRow = 0
    opened = nil
    isTrying = false
  }

  mutating func giveUpTrial() { isTrying = false }
}

extension RiskChecker {
  /// Takes note of a failure: an order that the market refused or never answered, a connection lost, a price that made no sense.
  public mutating func reportFailure(at time: Timestamp) throws(RiskError) {
    try pass(to: time)
    breaker.fail(at: time)
  }

  /// Takes note of a success other than a fill, such as an order that the market has taken.
  public mutating func reportSuccess(at time: Timestamp) throws(RiskError) {
    try pass(to: time)
    breaker.succeed(at: time)
  }
}

/// The times of the latest orders: as many as a minute may have, in a ring that is made once.
struct OrderRate: Hashable, Sendable, Codable {
  private var times: [Timestamp]
  private var next = 0

  init(capacity: Int) { times = Array(repeating: .distantPast, count: capacity) }

  /// Another rate that knows the orders of a former one.
  init(capacity: Int, after former: OrderRate) {
    self.init(capacity: capacity)
    for time in former.inOrder.suffix(capacity) { add(time) }
  }

  private static let minute = Duration.seconds(60)

  var capacity: Int { times.count }

  /// Whether another order would be one too many.
  func isFull(at time: Timestamp) -> Bool { times[next] != .distantPast && time - times[next] < OrderRate.minute }

  /// How many orders the last minute had, at most as many as it may have.
  func count(at time: Timestamp) -> Int {
    times.count { $0 != .distantPast && time - $0 < OrderRate.minute }
  }

  mutating func add(_ time: Timestamp) {
    times[next] = time
    next = next + 1 == times.count ? 0 : next + 1
  }

  private enum CodingKeys: String, CodingKey { case capacity, times }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let capacity = try values.decode(Int.self, forKey: .capacity)
    let kept = try values.decode([Timestamp].self, forKey: .times)
    guard (1...100_000).contains(capacity), kept.count <= capacity else {
      throw DecodingError.dataCorruptedError(
        forKey: .capacity, in: values, debugDescription: "capacity must be 1 to 100000 and hold every time.")
    }
    self.init(capacity: capacity)
    for time in kept { add(time) }
  }

  /// Writes the times in order, so that what is read back is the same whatever the ring's turn was.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(capacity, forKey: .capacity)
    try values.encode(inOrder, forKey: .times)
  }

  private var inOrder: [Timestamp] { (times[next...] + times[..<next]).filter { $0 != .distantPast } }

  static func == (left: OrderRate, right: OrderRate) -> Bool { left.capacity == right.capacity && left.inOrder == right.inOrder }

  func hash(into hasher: inout Hasher) { hasher.combine(inOrder) }
}
