extension CSVHead {
  /// How the cells of a time column are written, by what most of the first rows look like.
  mutating func notation(ofColumn column: Int, name: String) throws(InvalidFile) -> TimeNotation {
    var texts = 0
    var units: [TimeUnit: Int] = [:]
    var largest: UInt64 = 0
    var needsOrder = false
    var beginsWithText: Bool?
    var firstUnit: TimeUnit?
    for row in sample where row.count > column {
      let bytes = Array(row[column].utf8)
      let span = bytes.span
      // Eight digits that are a day of this or the last century are a date, not a second of 1970.
      let text = TimeText(span, bytes.indices, order: options.dateOrder)
      if text.evidence != .none { needsOrder = true }
      let isDate = text.date.map { bytes.count != 8 || (1900...2099).contains($0.year) } ?? false
      if isDate || text.evidence != .none {
        texts += 1
        beginsWithText = beginsWithText ?? true
      } else if let number = TimeNumber(span, bytes.indices, DecimalParser.shared.wholePowers)?.whole {
        units[TimeUnit(magnitudeOf: number), default: 0] += 1
        firstUnit = firstUnit ?? TimeUnit(magnitudeOf: number)
        beginsWithText = beginsWithText ?? false
        largest = max(largest, number.magnitude)
      }
    }
    let numbers = units.values.reduce(0, +)
    if texts == 0, numbers == 0 {
      guard let row = sample.first(where: { $0.count > column }) else { return .number(options.timeUnit ?? .seconds, bySize: true) }
      throw CellFault.notATime.issue(line: firstLine, column: name, text: row[column]).error(path: path)
    }
    if texts > numbers || (texts == numbers && beginsWithText == true), options.timeUnit == nil || numbers == 0 {
      if let order = options.dateOrder { return .text(order) }
      return .text(needsOrder ? try dateOrder(column: column, name: name) : nil)
    }
    if let unit = options.timeUnit { return .number(unit, bySize: false) }
    let most = units.values.max()
    let common = TimeUnit.allCases.filter { units[$0] == most }.min { $0 == firstUnit && $1 != firstUnit } ?? .seconds
    guard hasHeader, let named = TimeUnit(suffixOf: name), named != common else { return .number(common, bySize: true) }
    // Small numbers say nothing of their unit: a file may begin in 1970.
    if largest < 100_000_000 { return .number(named, bySize: false) }
    throw InvalidFile(
      path: path, line: firstLine, column: name, .mixedTimeUnits,
      "the column is named for \(named.rawValue), but its numbers have the size of \(common.rawValue)",
      remedy: "correct the name, or say what the numbers count (timeUnit)")
  }
}
