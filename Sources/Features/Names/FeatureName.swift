public import Market

/// What a feature is called: a base such as `rsi_14`, on demand of a longer timeframe (`1h.ema_21`), of another symbol (`ETH-USDT.roc_5`), or of both
/// (`ETH-USDT.1h.rsi_14`).
///
///     let name = try FeatureName("ETH-USDT.1h.rsi_14")
///     name.symbol          // ETH-USDT
///     name.timeframe       // 1h
///     name.base            // rsi_14
///
/// The base begins after the last dot that a letter follows, so that symbols (`BRK.B`) and parameters (`bbands_upper_20_2.5`) may hold dots.
public struct FeatureName: Hashable, Sendable {
  /// Whose bars it is computed from; `nil` for those of the series itself.
  public let symbol: Symbol?
  /// How long these bars are; `nil` for those of the series itself.
  public let timeframe: Timeframe?
  /// What is computed, with its parameters.
  public let base: String

  /// A name from its parts.
  public init(symbol: Symbol? = nil, timeframe: Timeframe? = nil, base: String) {
    self.symbol = symbol
    self.timeframe = timeframe
    self.base = base
  }

  /// A name from its text, or an error that says what is wrong with it.
  public init(_ text: String) throws(FeatureError) {
    let (prefix, base) = FeatureName.parts(of: text)
    guard FeatureName.isBase(base) else {
      throw .invalidName(text, reason: "a name begins with a letter and goes on with letters, digits, '_' and numbers, such as rsi_14")
    }
    guard let prefix else {
      self.init(base: base)
      return
    }
    let lastDot = prefix.lastIndex(of: ".")
    let last = lastDot.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
    let timeframe = FeatureName.timeframe(last)
    let symbolText = timeframe == nil ? prefix : lastDot.map { String(prefix[..<$0]) }
    guard let symbolText else {
      self.init(timeframe: timeframe, base: base)
      return
    }
    do throws(InvalidSymbol) {
      self.init(symbol: try Symbol(symbolText), timeframe: timeframe, base: base)
    } catch {
      throw .invalidName(text, reason: "before the dot stands a timeframe (1h) or a symbol (ETH-USDT); \(error)")
    }
  }

  /// What stands before the dot that divides the text, and what behind it.
  private static func parts(of text: String) -> (prefix: String?, base: String) {
    var index = text.endIndex
    while let dot = text[..<index].lastIndex(of: ".") {
      let next = text.index(after: dot)
      if next < text.endIndex, text[next].isASCII, text[next].isLetter { return (String(text[..<dot]), String(text[next...])) }
      index = dot
    }
    return (nil, text)
  }

  private static func timeframe(_ text: Substring) -> Timeframe? {
    guard let first = text.first, first.isASCII, first.isNumber else { return nil }
    return Timeframe(String(text))
  }

  /// Whether a text can stand for what is computed.
  static func isBase(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 200 else { return false }
    let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) }
    return isLetter(first)
      && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2E || $0 == 0x2D || $0 == 0x2B }
  }
}

extension FeatureName: CustomStringConvertible {
  /// The text form.
  public var description: String {
    (symbol.map { "\($0)." } ?? "") + (timeframe.map { "\($0)." } ?? "") + base
  }
}

/// A base taken apart: `ema_9_21_cross` is the pattern `ema_#_#_cross` with 9 and 21.
struct BasePattern {
  /// The parts between the underscores, each number before the end replaced by `#`, those at the end left out.
  let key: String
  /// All numbers, as they are written.
  let numbers: [String]
  /// How many of them are at the end.
  let trailing: Int

  init(_ base: String) {
    var parts = base.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    var end: [String] = []
    while parts.count > 1, let last = parts.last, BasePattern.isNumber(last) {
      end.insert(last, at: 0)
      parts.removeLast()
    }
    let inner = parts.dropFirst().filter(BasePattern.isNumber)
    key = parts.enumerated().map { $0.offset > 0 && BasePattern.isNumber($0.element) ? "#" : $0.element }.joined(separator: "_")
    numbers = inner + end
    trailing = end.count
  }

  private static func isNumber(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return (0x30...0x39).contains(first) && Double(text) != nil || (first == 0x2D && text.count > 1 && Double(text) != nil)
  }
}
