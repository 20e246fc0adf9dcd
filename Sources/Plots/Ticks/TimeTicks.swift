/// Ticks on a calendar in UTC.
enum TimeTicks {
  private enum Step {
    case seconds(Int)
    case months(Int)
  }

  private static let day = 86_400
  /// The instants that have a four-digit year: −62 135 596 800 is 0001-01-01, 253 402 300 799 the end of 9999.
  static let calendar = -62_135_596_800.0...253_402_300_799.0

  private static let steps: [Step] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, day, 2 * day, 7 * day].map(Step.seconds)
    + [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000, 24_000].map(Step.months)

  /// Ticks at whole units of time, at most so many; numbers of seconds where the range is shorter than two seconds or off the calendar.
  static func ticks(_ range: ClosedRange<Double>, atMost count: Int) -> [Tick] {
    guard calendar.contains(range.lowerBound) && calendar.contains(range.upperBound), range.upperBound - range.lowerBound >= 2 else {
      return Ticks.linear(range, atMost: count, style: .plain)
    }
    let low = Int(range.lowerBound.rounded(.up))
    let high = Int(range.upperBound.rounded(.down))
    for step in steps {
      switch step {
      case .seconds(let length):
        // Weeks begin on Mondays; 1970-01-01 was a Thursday.
        let shift = length == 7 * day ? 4 * day : 0
        let first = ceilingDivide(low - shift, length)
        let last = floorDivide(high - shift, length)
        if last - first + 1 > max(1, count) { continue }
        guard first <= last else { return [] }
        return (first...last).map { tick($0 * length + shift, length) }
      case .months(let length):
        let first = ceilingDivide(monthIndex(low, roundingUp: true), length)
        let last = floorDivide(monthIndex(high, roundingUp: false), length)
        if last - first + 1 > max(1, count) { continue }
        guard first <= last else { return [] }
        return (first...last).map { monthTick($0 * length, length) }
      }
    }
    return []
  }

  /// An instant as `2024-03-14`, for descriptions.
  static func date(_ seconds: Double) -> String {
    guard calendar.contains(seconds) else { return "\(seconds)" }
    let civil = civilDate(floorDivide(Int(seconds.rounded(.down)), day))
    return "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
  }

  private static let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  private static func tick(_ seconds: Int, _ step: Int) -> Tick {
    let days = floorDivide(seconds, day)
    let civil = civilDate(days)
    let month = "\(names[civil.month - 1]) \(civil.year)"
    if step >= day { return Tick(value: Double(seconds), label: "\(civil.day)", context: month) }
    let rest = seconds - days * day
    let clock = "\(padded(rest / 3_600, 2)):\(padded(rest / 60 % 60, 2))" + (step < 60 ? ":\(padded(rest % 60, 2))" : "")
    return Tick(value: Double(seconds), label: clock, context: "\(civil.day) \(month)")
  }

  private static func monthTick(_ index: Int, _ step: Int) -> Tick {
    let year = floorDivide(index, 12)
    let month = index - year * 12
    let seconds = Double(daysSinceEpoch(year: year, month: month + 1)) * Double(day)
    return step >= 12
      ? Tick(value: seconds, label: "\(year)") : Tick(value: seconds, label: names[month], context: "\(year)")
  }

  /// Months since the year 0 of an instant's month, or of the next month that begins.
  private static func monthIndex(_ seconds: Int, roundingUp: Bool) -> Int {
    let days = floorDivide(seconds, day)
    let civil = civilDate(days)
    let isStart = civil.day == 1 && seconds == days * day
    return civil.year * 12 + civil.month - 1 + (roundingUp && !isStart ? 1 : 0)
  }

  // The proleptic Gregorian calendar in eras of 400 years that begin in March; after Howard Hinnant, "chrono-Compatible Low-Level Date
  // Algorithms" (2013).
  private static func civilDate(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  private static func daysSinceEpoch(year: Int, month: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
  private static func ceilingDivide(_ a: Int, _ b: Int) -> Int { -floorDivide(-a, b) }
  private static func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
