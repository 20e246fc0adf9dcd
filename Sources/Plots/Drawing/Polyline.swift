/// A line in pixels, thinned to what can be seen.
struct Polyline {
  /// Stretches without a missing value.
  private(set) var runs: [[(x: Double, y: Double)]] = []
  private var run: [(x: Double, y: Double)] = []
  private let columns: Bool
  private var column = Double.nan
  private var least = 0.0
  private var greatest = 0.0
  private var last = 0.0
  private var leastIsFirst = true

  /// - Parameter columns: whether there are so many points that those in one column of pixels become its first, least, greatest and last:
  ///   what a screen shows does not change by it (Jugel and others, "M4: A Visualization-Oriented Time Series Data Aggregation", 2014).
  init(columns: Bool) { self.columns = columns }

  mutating func add(_ x: Double, _ y: Double) {
    guard columns else {
      run.append((x, y))
      return
    }
    let place = x.rounded(.down)
    if place == column {
      if y < least {
        least = y
        leastIsFirst = false
      } else if y > greatest {
        greatest = y
        leastIsFirst = true
      }
      last = y
      return
    }
    endColumn()
    column = place
    (least, greatest, last) = (y, y, y)
    run.append((place + 0.5, y))
  }

  /// A missing value: the line goes on behind it.
  mutating func interrupt() {
    endColumn()
    column = .nan
    if !run.isEmpty { runs.append(run) }
    run = []
  }

  private mutating func endColumn() {
    guard columns, let first = run.last, !column.isNaN else { return }
    let x = first.x
    for y in leastIsFirst ? [least, greatest] : [greatest, least] where y != run.last?.y { run.append((x, y)) }
    if last != run.last?.y { run.append((x, last)) }
  }

  /// The line as path commands.
  static func commands(_ run: [(x: Double, y: Double)], start: String = "M") -> String {
    var text = ""
    var previous = ""
    for (index, point) in run.enumerated() {
      let x = Canvas.number(point.x)
      let y = Canvas.number(point.y)
      if index > 0 && x == previous { text += "V\(y)" } else { text += "\(index == 0 ? start : "L")\(x),\(y)" }
      previous = x
    }
    // A point alone is a stroke of no length with round ends.
    return run.count == 1 && start == "M" ? text + "h0" : text
  }
}
