internal import Indicators

extension EMA {
  /// How many averages are computed side by side.
  static let sideBySide = 4

  /// Fills four columns with averages of the same numbers: each step waits for the one before it, and while one average waits another can go on.
  static func fill(_ columns: inout [[Double]], with averages: [EMA], of column: [Double], from start: Int) {
    precondition(averages.count == sideBySide && columns.count == sideBySide, "four averages are computed side by side")
    let count = column.count
    precondition(columns.allSatisfy { $0.count == count }, "the output must have a row for every input")
    let input = column.span
    var (one, two, three, four) = (averages[0], averages[1], averages[2], averages[3])
    var (first, second, third, fourth) = (columns.take(0), columns.take(1), columns.take(2), columns.take(3))
    var a = first.mutableSpan
    var b = second.mutableSpan
    var c = third.mutableSpan
    var d = fourth.mutableSpan
    for row in 0..<min(start, count) {
      a.put(.nan, at: row)
      b.put(.nan, at: row)
      c.put(.nan, at: row)
      d.put(.nan, at: row)
    }
    for row in min(start, count)..<count {
      let value = input.at(row)
      a.put(one.update(value) ?? .nan, at: row)
      b.put(two.update(value) ?? .nan, at: row)
      c.put(three.update(value) ?? .nan, at: row)
      d.put(four.update(value) ?? .nan, at: row)
    }
    columns = [first, second, third, fourth]
  }
}
