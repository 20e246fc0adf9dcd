/// Reads single cells by the book: blanks, signs, exponents, words for missing values. What ``FastRows`` reads, this reads the same.
struct CellReader: Sendable {
  let parser = DecimalParser.shared

  func number(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(CellFault) -> Double {
    switch parser.cell(bytes, range) {
    case .number(let value): return value
    case .empty: throw .missing
    case .missingWord, .infinite: throw .notFinite
    case .malformed: throw .notANumber
    }
  }

  func optionalNumber(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(CellFault) -> Double {
    switch parser.cell(bytes, range) {
    case .number(let value): return value
    case .empty, .missingWord: return .nan
    case .infinite: throw .notFinite
    case .malformed: throw .notANumber
    }
  }

  func time(_ bytes: Span<UInt8>, _ range: Range<Int>, _ notation: TimeNotation) throws(CellFault) -> Int64 {
    let range = bytes.trimmed(range)
    if range.isEmpty { throw .missing }
    switch notation {
    case .number(let unit, let bySize):
      guard let number = TimeNumber(bytes, range, parser.wholePowers) else { throw .notATime }
      guard let nanoseconds = number.nanoseconds(unit) else {
        guard bySize, let whole = number.whole else { throw .timeOutOfRange }
        let other = TimeUnit(magnitudeOf: whole)
        if other == unit { throw .timeOutOfRange }
        throw .otherUnit(expected: unit, looksLike: other)
      }
      if bySize, let whole = number.whole, TimeUnit(magnitudeOf: whole) != unit {
        throw .otherUnit(expected: unit, looksLike: TimeUnit(magnitudeOf: whole))
      }
      return nanoseconds
    case .text(let order):
      let text = TimeText(bytes, range, order: order)
      if text.date == nil { throw .notATime }
      if order == nil, text.evidence != .none { throw .ambiguousDate }
      guard let timestamp = text.timestamp else { throw .timeOutOfRange }
      return timestamp.nanoseconds
    }
  }

  /// 1 for buy, -1 for sell.
  func side(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(CellFault) -> Double {
    switch lowercased(bytes, range) {
    case "buy", "b", "bid", "1", "+1", "1.0": return 1
    case "sell", "s", "ask", "a", "-1", "-1.0": return -1
    case "": throw .missing
    default: throw .notASide
    }
  }

  /// -1 if the buyer was the maker, 1 if the seller was.
  func buyerIsMaker(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(CellFault) -> Double {
    switch lowercased(bytes, range) {
    case "1", "true", "t", "yes", "y", "1.0": return -1
    case "0", "false", "f", "no", "n", "0.0": return 1
    case "": throw .missing
    default: throw .notASide
    }
  }

  private func lowercased(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    let range = bytes.trimmed(range)
    if range.count > 5 { return "?" }
    return String(decoding: range.map { bytes[$0] | (bytes[$0] >= 0x41 && bytes[$0] <= 0x5A ? 0x20 : 0) }, as: UTF8.self)
  }
}

/// A time given as a number, exactly: a fraction of a second loses nothing to rounding down to nanoseconds.
struct TimeNumber {
  private let decimal: Decimal
  private let isNegative: Bool
  private let wholePowers: [UInt64]

  init?(_ bytes: Span<UInt8>, _ range: Range<Int>, _ wholePowers: [UInt64]) {
    var lower = range.lowerBound
    isNegative = lower < range.upperBound && bytes[lower] == UInt8(ascii: "-")
    if isNegative || (lower < range.upperBound && bytes[lower] == UInt8(ascii: "+")) { lower += 1 }
    guard let decimal = Decimal(bytes, lower..<range.upperBound, wholePowers) else { return nil }
    self.decimal = decimal
    self.wholePowers = wholePowers
  }

  /// The number without its fraction; `nil` if it is too large.
  var whole: Int64? { scaled(by: 0) }

  /// The instant in nanoseconds; `nil` if it is out of range.
  func nanoseconds(_ unit: TimeUnit) -> Int64? {
    switch unit {
    case .seconds: scaled(by: 9)
    case .milliseconds: scaled(by: 6)
    case .microseconds: scaled(by: 3)
    case .nanoseconds: scaled(by: 0)
    }
  }

  private func scaled(by power: Int) -> Int64? {
    let exponent = decimal.exponent + power
    let magnitude: UInt64
    if decimal.significand == 0 || exponent < -19 {
      magnitude = 0
    } else if exponent < 0 {
      magnitude = decimal.significand / wholePowers[-exponent]
    } else {
      guard exponent <= 19 else { return nil }
      let (product, overflows) = decimal.significand.multipliedReportingOverflow(by: wholePowers[exponent])
      if overflows { return nil }
      magnitude = product
    }
    guard let value = Int64(exactly: magnitude), value < Int64.max else { return nil }
    return isNegative ? -value : value
  }
}
