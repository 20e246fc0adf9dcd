/// A word or sign of a formula.
struct FormulaToken: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case number(Double)
    /// The name of a feature or of a function.
    case name(String)
    /// A name in brackets, which is always that of a feature.
    case quoted(String)
    case sign(String)
    case end
  }

  let kind: Kind
  /// Counted from 1.
  let column: Int

  /// The token as it stands in a message.
  var text: String {
    switch kind {
    case .number(let value): "\(value)"
    case .name(let name): "'\(name)'"
    case .quoted(let name): "[\(name)]"
    case .sign(let sign): "'\(sign)'"
    case .end: "the end"
    }
  }
}

/// Takes the text of a formula apart.
enum FormulaLexer {
  static let longestText = 10_000
  private static let signs = ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ","]

  static func tokens(of text: String) throws(InvalidFormula) -> [FormulaToken] {
    let letters = Array(text.unicodeScalars)
    func problem(_ index: Int, _ reason: String) -> InvalidFormula { InvalidFormula(text: text, column: index + 1, reason: reason) }
    guard letters.count <= longestText else { throw problem(longestText, "a formula has at most \(longestText) characters") }
    var tokens: [FormulaToken] = []
    var index = 0
    while index < letters.count {
      let letter = letters[index]
      if letter.properties.isWhitespace {
        index += 1
      } else if letter == "[" {
        guard let close = letters[index...].firstIndex(of: "]") else { throw problem(index, "'[' is not closed by ']'") }
        tokens.append(.init(kind: .quoted(string(letters[(index + 1)..<close])), column: index + 1))
        index = close + 1
      } else if isWord(letter) {
        let (kind, end) = word(letters, from: index)
        guard let kind else { throw problem(index, "'\(string(letters[index..<end]))' is neither a number nor a name") }
        tokens.append(.init(kind: kind, column: index + 1))
        index = end
      } else if let sign = signs.first(where: { letters[index...].starts(with: $0.unicodeScalars) }) {
        tokens.append(.init(kind: .sign(sign), column: index + 1))
        index += sign.unicodeScalars.count
      } else {
        throw problem(index, "'\(letter)' is not understood; a formula has numbers, names, + - * / ^, comparisons and functions")
      }
    }
    tokens.append(.init(kind: .end, column: letters.count + 1))
    return tokens
  }

  /// A number, or a name, which may begin with the digits of a timeframe: `1h.ema_21`.
  private static func word(_ letters: [Unicode.Scalar], from start: Int) -> (FormulaToken.Kind?, Int) {
    var end = start
    while end < letters.count, isWord(letters[end]) { end += 1 }
    // The sign of an exponent belongs to the number: 1e-5.
    if end + 1 < letters.count, letters[end] == "-" || letters[end] == "+", letters[end - 1] == "e" || letters[end - 1] == "E",
      end - 1 > start, Double(string(letters[start..<(end - 1)])) != nil, isDigit(letters[end + 1])
    {
      end += 1
      while end < letters.count, isDigit(letters[end]) { end += 1 }
    }
    let text = string(letters[start..<end])
    if isDigit(letters[start]) || letters[start] == "." {
      if let value = Double(text), value.isFinite, !text.lowercased().contains("x") { return (.number(value), end) }
      return (text.contains(where: \.isLetter) && text.contains(".") ? .name(text) : nil, end)
    }
    return (.name(text), end)
  }

  private static func string(_ letters: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: letters)
    return String(text)
  }

  private static func isDigit(_ letter: Unicode.Scalar) -> Bool { ("0"..."9").contains(letter) }

  private static func isWord(_ letter: Unicode.Scalar) -> Bool {
    isDigit(letter) || ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) || letter == "_" || letter == "."
  }
}
