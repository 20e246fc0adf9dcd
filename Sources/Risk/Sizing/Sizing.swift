/// How much to trade, with the factors it is the product of; or nothing, with the reason.
///
///     quantity = equity / price × factor × factor × …
///
/// The factors are kept in slots of the value itself: a sizing costs no allocation.
public struct Sizing: Sendable, Hashable {
  /// How many units to trade, at least 0, before it is rounded to what the market trades.
  public private(set) var quantity: Double
  /// What the quantity is the product of, in the order in which it was reckoned.
  public private(set) var factors: Factors
  /// Why nothing is to be traded; `nil` if something is.
  public let refusal: SizingRefusal?

  /// A quantity from the share of the equity that is to be put into the trade.
  ///
  /// - Parameters:
  ///   - request: what was asked.
  ///   - name: what the factor is called in reports.
  ///   - share: the value to trade as a fraction of the equity; at least 0.
  public init(_ request: SizingRequest, _ name: StaticString, share: Double) {
    if let refusal = request.refusal {
      self.init(refusal: refusal)
      return
    }
    self.init(checked: request, name, share: share)
  }

  /// A quantity that does not come from a share of the equity, kept to the last bit.
  ///
  /// - Parameters:
  ///   - request: what was asked.
  ///   - name: what the factor is called in reports; its value is the share of the equity that the quantity is worth.
  ///   - quantity: how many units to trade, above 0.
  public init(_ request: SizingRequest, _ name: StaticString, quantity: Double) {
    if let refusal = request.refusal {
      self.init(refusal: refusal)
      return
    }
    let share = quantity * request.price / request.equity
    guard quantity > 0, share > 0, share < .infinity else {
      self.init(refusal: SizingRefusal(name, quantity, "must be above 0 and be worth a share of the equity that is above 0 and finite"))
      return
    }
    self.init(quantity: quantity, factors: Factors(Factor(name, share)), refusal: nil)
  }

  init(checked request: SizingRequest, _ name: StaticString, share: Double) {
    let quantity = request.equity / request.price * share
    guard share > 0, quantity > 0, quantity < .infinity else {
      self.init(refusal: SizingRefusal(name, share, "must be above 0 and give a quantity that is above 0 and finite"))
      return
    }
    self.init(quantity: quantity, factors: Factors(Factor(name, share)), refusal: nil)
  }

  /// Nothing, and why.
  public init(refusal: SizingRefusal) {
    self.init(quantity: 0, factors: Factors(), refusal: refusal)
  }

  private init(quantity: Double, factors: Factors, refusal: SizingRefusal?) {
    self.quantity = quantity
    self.factors = factors
    self.refusal = refusal
  }

  /// The sizing with another factor; a refusal stays what it is.
  ///
  /// - Parameters:
  ///   - name: what the factor is called in reports.
  ///   - value: above 0; anything else is a refusal that names the factor.
  public func multiplied(by value: Double, _ name: StaticString) -> Sizing {
    if refusal != nil { return self }
    let product = quantity * value
    guard value > 0, product > 0, product < .infinity else {
      return Sizing(refusal: SizingRefusal(name, value, "leaves nothing to trade"))
    }
    var result = self
    result.quantity = product
    result.factors.append(Factor(name, value))
    return result
  }

  /// The sizing cut to at most a quantity; the factor it was cut by is kept if it was cut.
  public func capped(at limit: Double, _ name: StaticString) -> Sizing {
    if refusal != nil || quantity <= limit { return self }
    guard limit > 0 else {
      return Sizing(refusal: SizingRefusal(name, limit > -.infinity ? 0 : limit, "has no room left"))
    }
    var result = multiplied(by: limit / quantity, name)
    // The quotient may round up; a cap is not to be passed by the last bit.
    if result.refusal == nil { result.quantity = min(result.quantity, limit) }
    return result
  }
}

/// One of the numbers that a size is the product of.
public struct Factor: Sendable {
  /// What it is called, such as `confidence`; words of a program, so that it costs no allocation.
  public let label: StaticString
  /// The number.
  public let value: Double

  /// Names a number.
  public init(_ label: StaticString, _ value: Double) {
    self.label = label
    self.value = value
  }

  /// What it is called, such as `confidence`.
  public var name: String { label.description }
}

extension Factor: Hashable, CustomStringConvertible, Encodable {
  private enum CodingKeys: String, CodingKey { case name, value }

  /// Whether name and number are the same.
  public static func == (left: Factor, right: Factor) -> Bool { left.value == right.value && left.name == right.name }

  /// Feeds name and number.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(value)
  }

  /// Writes name and number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(value, forKey: .value)
  }

  /// Such as `confidence 0.75`.
  public var description: String { "\(name) \(value)" }
}

/// Why nothing is to be traded: which number forbids it, and what it would have to be.
public struct SizingRefusal: Sendable, Error {
  /// The number at fault, such as `equity`.
  public let label: StaticString
  /// What it was; NaN if it is not known.
  public let value: Double
  /// What it would have to be, as the end of a sentence.
  public let expectation: StaticString

  /// A refusal because of one number.
  public init(_ label: StaticString, _ value: Double, _ expectation: StaticString) {
    self.label = label
    self.value = value
    self.expectation = expectation
  }

  /// A refusal because something is not known.
  init(missing label: StaticString) { self.init(label, .nan, "is not known, and the sizer needs it") }
}

extension SizingRefusal: Hashable, CustomStringConvertible {
  /// The number at fault, such as `equity`.
  public var name: String { label.description }

  /// Whether they say the same; NaN is the same as NaN.
  public static func == (left: SizingRefusal, right: SizingRefusal) -> Bool {
    left.name == right.name && (left.value == right.value || left.value.isNaN && right.value.isNaN)
      && left.expectation.description == right.expectation.description
  }

  /// Feeds the name and the number.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(value.isNaN ? Double.nan.bitPattern : (value + 0).bitPattern)
  }

  /// Such as `equity must be above 0 and finite, got -5.0`.
  public var description: String { "\(name) \(expectation)" + (value.isNaN ? "" : ", got \(value)") }
}

extension Sizing: CustomStringConvertible {
  /// Such as `12.5 units: fixed_fraction 0.1 × confidence 0.75`.
  public var description: String {
    if let refusal { return "nothing: \(refusal)" }
    return "\(quantity) units: " + factors.map(\.description).joined(separator: " × ")
  }
}
