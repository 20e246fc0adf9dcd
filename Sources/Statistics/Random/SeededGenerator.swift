/// A seeded random number generator that gives the same numbers on every platform, in every release.
///
///     var generator = SeededGenerator(seed: 42)
///     generator.next()             // 1546998764402558742
///     generator.integer(below: 6)  // the same die on every machine
///     generator.normal()           // bit for bit the same
///
/// The algorithm is xoshiro256** 1.0 (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47, 2021),
/// its 256 bits of state seeded by SplitMix64, as its authors recommend. Its period is 2²⁵⁶ − 1. It is not for cryptography.
///
/// It is a value: copying it forks the sequence. Draws that turn bits into numbers (`uniform`, `integer`, `normal`, `shuffle`, …)
/// are methods of its own rather than the standard library's, whose algorithms may change between releases.
///
/// For parallel work give every piece its own stream, by the number of the piece and never by the number of the thread:
///
///     parallelMap(0..<1000) { piece in
///       var generator = root.split(stream: UInt64(piece))
///       return generator.normal()
///     }
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable, Codable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// A generator for a seed; any seed will do, 0 as well.
  public init(seed: UInt64) {
    var mixer = SplitMix64(state: seed)
    self.init(from: &mixer)
  }

  private init(from mixer: inout SplitMix64) {
    s0 = mixer.next()
    s1 = mixer.next()
    s2 = mixer.next()
    s3 = mixer.next()
    // The one state xoshiro256** must not be in, because it never leaves it.
    if s0 | s1 | s2 | s3 == 0 { s0 = 1 }
  }

  /// A generator with a given state, as the reference implementation's `s[4]`, or `nil` for the one forbidden state, all zero.
  public init?(state: (UInt64, UInt64, UInt64, UInt64)) {
    if state.0 | state.1 | state.2 | state.3 == 0 { return nil }
    (s0, s1, s2, s3) = state
  }

  /// The state, as the reference implementation's `s[4]`.
  public var state: (UInt64, UInt64, UInt64, UInt64) { (s0, s1, s2, s3) }

  /// The next 64 random bits.
  @inlinable @inline(__always)
  public mutating func next() -> UInt64 {
    let scrambled = s1 &* 5
    let result = ((scrambled &<< 7) | (scrambled &>> 57)) &* 9
    let shifted = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 &<< 45) | (s3 &>> 19)
    return result
  }
}

// MARK: - Streams

extension SeededGenerator {
  /// An independent generator for a numbered piece of work, without changing this one.
  ///
  /// The new state is SplitMix64's mix of all 256 bits of this state and the stream number, so it costs the same for every stream and
  /// may be nested (`root.split(stream: 3).split(stream: 7)`). Two of n streams of length l overlap with a probability of about n²l/2²⁵⁶.
  ///
  /// - Parameter stream: the number of the piece of work.
  public func split(stream: UInt64) -> SeededGenerator {
    var mixer = SplitMix64(state: stream)
    var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    for word in [s0, s1, s2, s3] {
      mixer.state = mixer.next() ^ word
    }
    words.0 = mixer.next()
    // A 64-bit chain alone would let two parents meet: each output takes one word of the parent in again.
    mixer.state ^= s1
    words.1 = mixer.next()
    mixer.state ^= s2
    words.2 = mixer.next()
    mixer.state ^= s3
    words.3 = mixer.next()
    return SeededGenerator(state: words) ?? SeededGenerator(seed: stream)
  }

  /// Advances by 2¹²⁸ draws: calling it k times gives the start of the k-th of 2¹²⁸ sequences that can never overlap.
  public mutating func jump() {
    advance(by: (0x180e_c6d3_3cfd_0aba, 0xd5a6_1266_f0c9_392c, 0xa958_2618_e03f_c9aa, 0x39ab_dc45_29b1_661c))
  }

  /// Advances by 2¹⁹² draws, to give each of several machines its own room for jumps.
  public mutating func longJump() {
    advance(by: (0x76e1_5d3e_fefd_cbbf, 0xc500_4e44_1c52_2fb3, 0x7771_0069_854e_e241, 0x3910_9bb0_2acb_e635))
  }

  /// Multiplies the state by a polynomial of the linear transition over GF(2).
  private mutating func advance(by polynomial: (UInt64, UInt64, UInt64, UInt64)) {
    var sum = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    for word in [polynomial.0, polynomial.1, polynomial.2, polynomial.3] {
      for bit in UInt64(0)..<64 {
        if word & (1 &<< bit) != 0 {
          sum.0 ^= s0
          sum.1 ^= s1
          sum.2 ^= s2
          sum.3 ^= s3
        }
        _ = next()
      }
    }
    (s0, s1, s2, s3) = sum
  }
}

/// Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with Vigna's constants.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed &>> 31)
  }
}

// MARK: - Codable

extension SeededGenerator {
  // Hexadecimal text: a JSON reader that holds numbers as Double would round 64-bit integers.
  /// Reads the state as `encode(to:)` wrote it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    let words = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0, radix: 16) }
    guard words.count == 4, let s0 = words[0], let s1 = words[1], let s2 = words[2], let s3 = words[3],
      let generator = SeededGenerator(state: (s0, s1, s2, s3))
    else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "A generator's state is four hexadecimal words, not all zero, joined by \"-\"; this is \"\(text)\".")
    }
    self = generator
  }

  /// Writes the state as four hexadecimal words joined by `-`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode([s0, s1, s2, s3].map { String($0, radix: 16) }.joined(separator: "-"))
  }
}
