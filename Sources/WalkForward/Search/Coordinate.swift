import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// A dimension as samplers see it: an interval of numbers, in which a whole number owns half a step to either side, or a row of words.
struct Coordinate: Sendable {
  let dimension: SearchSpace.Dimension
  let low: Double
  let high: Double
  private let isLogarithmic: Bool

  init(_ dimension: SearchSpace.Dimension) {
    self.dimension = dimension
    switch dimension.kind {
    case .real(let from, let to, let scale):
      isLogarithmic = scale == .logarithmic
      (low, high) = isLogarithmic ? (log(from), log(to)) : (from, to)
    case .whole(let from, let to, let scale):
      isLogarithmic = scale == .logarithmic
      let ends = (Double(from) - 0.5, Double(to) + 0.5)
      (low, high) = isLogarithmic ? (log(ends.0), log(ends.1)) : ends
    case .choice(let choices):
      isLogarithmic = false
      (low, high) = (0, Double(choices.count))
    }
  }

  /// How many words there are; `nil` for numbers.
  var choiceCount: Int? {
    if case .choice(let choices) = dimension.kind { return choices.count }
    return nil
  }

  var isWhole: Bool {
    if case .whole = dimension.kind { return true }
    return false
  }

  /// The value at a place of the interval.
  func value(at place: Double) -> ParameterValue {
    switch dimension.kind {
    case .real(let from, let to, _): .real(max(from, min(to, isLogarithmic ? exp(place) : place)))
    case .whole(let from, let to, _):
      // The bounds are within ±2⁵², so the conversion cannot fail once the number is between them.
      .whole(Int(max(Double(from), min(Double(to), (isLogarithmic ? exp(place) : place).rounded()))))
    case .choice(let choices): .choice(choices[max(0, min(choices.count - 1, Int(place)))])
    }
  }

  /// Where a value lies: the place of a number, the index of a word.
  func place(of value: ParameterValue) -> Double {
    switch value {
    case .real(let number): isLogarithmic ? log(number) : number
    case .whole(let number): isLogarithmic ? log(Double(number)) : Double(number)
    case .choice(let word):
      if case .choice(let choices) = dimension.kind { Double(choices.firstIndex(of: word) ?? 0) } else { 0 }
    }
  }

  /// The part of the interval that a value owns; a point for a number that is not whole.
  func cell(of value: ParameterValue) -> ClosedRange<Double> {
    guard case .whole(let number) = value else {
      let place = place(of: value)
      return place...place
    }
    let ends = (Double(number) - 0.5, Double(number) + 0.5)
    return isLogarithmic ? log(ends.0)...log(ends.1) : ends.0...ends.1
  }

  /// Values spread evenly: all of them where there are few enough.
  func grid(points: Int) -> [ParameterValue] {
    switch dimension.kind {
    case .choice(let choices): return choices.map { .choice($0) }
    case .whole(let from, let to, _) where to - from < points: return (from...to).map { .whole($0) }
    default:
      let (first, last) = isWhole ? (place(of: value(at: low)), place(of: value(at: high))) : (low, high)
      var values: [ParameterValue] = []
      for step in 0..<points {
        let share = points == 1 ? 0.5 : Double(step) / Double(points - 1)
        let value = value(at: first * (1 - share) + last * share)
        if values.last != value { values.append(value) }
      }
      return values
    }
  }

  /// A value drawn uniformly.
  func draw(using generator: inout SeededGenerator) -> ParameterValue {
    if let count = choiceCount { return value(at: Double(generator.integer(below: count))) }
    let share = generator.uniform()
    return value(at: low * (1 - share) + high * share)
  }
}
