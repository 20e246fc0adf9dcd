internal import Indicators
internal import Statistics

/// Reads formulas by recursive descent: or, and, not, comparison, sum, product, sign, power, factor.
struct FormulaParser {
  private let text: String
  private let tokens: [FormulaToken]
  private var position = 0
  private var depth = 0

  /// How deep parentheses and functions may be nested, so that no text can exhaust the stack.
  static let greatestDepth = 64

  static func parse(_ text: String) throws(InvalidFormula) -> Formula.Term {
    var parser = FormulaParser(text: text, tokens: try FormulaLexer.tokens(of: text))
    let term = try parser.disjunction()
    guard parser.token.kind == .end else {
      throw parser.problem("\(parser.token.text) is not expected here; an operator such as + or a comparison would be")
    }
    return term
  }

  private init(text: String, tokens: [FormulaToken]) {
    self.text = text
    self.tokens = tokens
  }

  private var token: FormulaToken { tokens[min(position, tokens.count - 1)] }

  private func problem(_ reason: String) -> InvalidFormula { InvalidFormula(text: text, column: token.column, reason: reason) }

  private mutating func takes(_ sign: String) -> Bool {
    guard token.kind == .sign(sign) else { return false }
    position += 1
    return true
  }

  private mutating func takes(word: String) -> Bool {
    guard token.kind == .name(word) else { return false }
    position += 1
    return true
  }

  private mutating func nested<Result>(_ body: (inout FormulaParser) throws(InvalidFormula) -> Result) throws(InvalidFormula) -> Result {
    depth += 1
    guard depth <= FormulaParser.greatestDepth else { throw problem("at most \(FormulaParser.greatestDepth) levels can be nested") }
    let result = try body(&self)
    depth -= 1
    return result
  }

  private mutating func disjunction() throws(InvalidFormula) -> Formula.Term {
    var term = try conjunction()
    while takes(word: "or") { term = .row(.or, [term, try conjunction()]) }
    return term
  }

  private mutating func conjunction() throws(InvalidFormula) -> Formula.Term {
    var term = try negation()
    while takes(word: "and") { term = .row(.and, [term, try negation()]) }
    return term
  }

  private mutating func negation() throws(InvalidFormula) -> Formula.Term {
    guard takes(word: "not") else { return try comparison() }
    return try nested { (parser) throws(InvalidFormula) in .row(.not, [try parser.negation()]) }
  }

  private mutating func comparison() throws(InvalidFormula) -> Formula.Term {
    let left = try sum()
    let comparisons: KeyValuePairs<String, RowFunction> = [
      "<=": .lessOrEqual, ">=": .greaterOrEqual, "==": .equal, "!=": .notEqual, "<": .less, ">": .greater,
    ]
    for (sign, function) in comparisons where takes(sign) {
      let term = Formula.Term.row(function, [left, try sum()])
      if case .sign(let next) = token.kind, comparisons.contains(where: { $0.key == next }) {
        throw problem("comparisons do not follow each other; write a < b and b < c")
      }
      return term
    }
    return left
  }

  private mutating func sum() throws(InvalidFormula) -> Formula.Term {
    var term = try product()
    while true {
      if takes("+") {
        term = .row(.add, [term, try product()])
      } else if takes("-") {
        term = .row(.subtract, [term, try product()])
      } else {
        return term
      }
    }
  }

  private mutating func product() throws(InvalidFormula) -> Formula.Term {
    var term = try signed()
    while true {
      if takes("*") {
        term = .row(.multiply, [term, try signed()])
      } else if takes("/") {
        term = .row(.divide, [term, try signed()])
      } else {
        return term
      }
    }
  }

  private mutating func signed() throws(InvalidFormula) -> Formula.Term {
    if takes("-") { return try nested { (parser) throws(InvalidFormula) in .row(.negate, [try parser.signed()]) } }
    if takes("+") { return try nested { (parser) throws(InvalidFormula) in try parser.signed() } }
    let base = try factor()
    guard takes("^") else { return base }
    return .row(.power, [base, try nested { (parser) throws(InvalidFormula) in try parser.signed() }])
  }

  private mutating func factor() throws(InvalidFormula) -> Formula.Term {
    switch token.kind {
    case .number(let value):
      position += 1
      return .number(value)
    case .quoted(let name):
      position += 1
      return .feature(name)
    case .name(let name):
      if ["and", "or", "not"].contains(name) { throw problem("'\(name)' stands between or before conditions, not here") }
      if position + 1 < tokens.count, tokens[position + 1].kind == .sign("(") { return try call(name) }
      position += 1
      return .feature(name)
    case .sign("("):
      position += 1
      let term = try nested { (parser) throws(InvalidFormula) in try parser.disjunction() }
      guard takes(")") else { throw problem("')' is missing before \(token.text)") }
      return term
    default: throw problem("a number, a feature, a function or '(' must stand here, not \(token.text)")
    }
  }

  private mutating func call(_ name: String) throws(InvalidFormula) -> Formula.Term {
    guard let function = FormulaFunction.all.first(where: { $0.name == name }) else {
      let nearest = Suggestion.nearest(to: name, in: FormulaFunction.all.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
      throw problem("there is no function '\(name)'\(nearest)")
    }
    let start = token.column
    position += 2
    var arguments: [Formula.Term] = []
    if !takes(")") {
      repeat {
        arguments.append(try nested { (parser) throws(InvalidFormula) in try parser.disjunction() })
      } while takes(",")
      guard takes(")") else { throw problem("')' is missing before \(token.text)") }
    }
    func wrong(_ reason: String) -> InvalidFormula { InvalidFormula(text: text, column: start, reason: reason) }
    switch function.kind {
    case .row(let row):
      guard arguments.count == row.arity else { throw wrong("\(name)(\(function.arguments)) takes \(row.arity), not \(arguments.count)") }
      return .row(row, arguments)
    case .window(let window, let least):
      guard arguments.count == 2 else { throw wrong("\(name)(\(function.arguments)) takes 2, not \(arguments.count)") }
      guard case .number(let value) = arguments[1], let length = Int(exactly: value), length >= least,
        length <= ParameterDeclaration.longestPeriod
      else { throw wrong("the last of \(name)(\(function.arguments)) must be a whole number of at least \(least)") }
      return .window(window, arguments[0], length)
    }
  }
}
