import Statistics

/// Which arm a key belongs to: random between keys, and the same for a key every time it is asked.
///
///     let assignment = try Assignment(seed: 7, arms: [Arm("champion", weight: 9), Arm("challenger", weight: 1)])
///     assignment.arm(for: "BTC-USDT 2024-05-01").name      // the same on every machine, in every process
///
/// The key should be what stays together: a symbol, a symbol's day, a customer. Nothing is remembered, so any number of processes may ask at once.
///
/// Every arm draws an exponential time from the seed, the key and its own name, divided by its weight, and the earliest wins. Therefore an arm whose
/// weight grows takes keys from the others and gives none away, and no key moves between two arms that were left alone: a ramp from 1 % to 5 % keeps
/// the first 1 % where they were. (Weighted rendezvous hashing: Thaler & Ravishankar, IEEE/ACM Transactions on Networking 6, 1998.)
public struct Assignment: Hashable, Sendable {
  /// What makes this assignment another than the next experiment's.
  public let seed: UInt64
  /// The arms that are traded, with a weight above 0.
  public let arms: [Arm]
  /// The generator of each arm, without the key.
  private let roots: [SeededGenerator]

  /// An assignment to arms.
  ///
  /// - Parameters:
  ///   - seed: any number; another one shuffles all keys.
  ///   - arms: with different names, at least one of them traded with a weight above 0. Shadows are left out.
  public init(seed: UInt64, arms: [Arm]) throws(ABTestError) {
    var names: Set<String> = []
    for arm in arms where !names.insert(arm.name).inserted {
      throw ABTestError("Assignment", "arms", "two are named '\(arm.name)'; every arm needs a name of its own.")
    }
    self.seed = seed
    self.arms = arms.filter { !$0.isShadow && $0.weight > 0 }
    if self.arms.isEmpty {
      throw ABTestError("Assignment", "arms", "none of \(arms.count) is traded with a weight above 0, so that no key has anywhere to go.")
    }
    let root = SeededGenerator(seed: seed)
    roots = self.arms.map { root.split(stream: Assignment.hash($0.name)) }
  }

  /// The arm of a key. O(arms), without memory.
  public func arm(for key: String) -> Arm {
    let stream = Assignment.hash(key)
    var best = 0
    var earliest = Double.infinity
    for index in arms.indices {
      var generator = roots[index].split(stream: stream)
      let time = generator.exponential() / arms[index].weight
      if time < earliest {
        earliest = time
        best = index
      }
    }
    return arms[best]
  }

  /// The share of the keys that an arm gets, 0 to 1.
  public func share(of name: String) -> Double {
    let total = arms.reduce(0) { $0 + $1.weight }
    return arms.first { $0.name == name }.map { $0.weight / total } ?? 0
  }

  /// FNV-1a over the text's bytes (Fowler, Noll & Vo); the generator's own mixing does the rest.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
