/// Draws marks into the frame of a plot; coordinates count from the frame's upper left corner.
struct MarkDrawing {
  let x: AxisScale
  let y: AxisScale
  let width: Double
  let height: Double
  /// The distance of neighbouring bars in pixels, and how many marks share it.
  let barPitch: Double
  let barMarks: Int

  func draw(_ mark: Plot.Mark, color: InkClass, barIndex: Int, on canvas: inout Canvas) {
    canvas.raw("<g class=\"\(color.name)\">")
    switch mark.shape {
    case .line: for run in runs(mark.x, mark.y) { canvas.path(Polyline.commands(run), kind: "ln", dash: color.dash) }
    case .area: drawArea(mark, &canvas)
    case .band: drawBand(mark, &canvas)
    case .bars: drawBars(mark, index: barIndex, &canvas)
    case .scatter: drawPoints(mark, color, &canvas)
    case .intervals: drawIntervals(mark, &canvas)
    case .level:
      let place = place(y: mark.y.first ?? .nan)
      if !place.isNaN { canvas.line(0, place, width, place, kind: "rl", dash: "5 4") }
    case .moment:
      let place = place(x: mark.x.first ?? .nan)
      if !place.isNaN { canvas.line(place, 0, place, height, kind: "rl", dash: "2 3") }
    }
    canvas.raw("</g>")
  }

  private func place(x value: Double) -> Double { x.position(value) * width }
  private func place(y value: Double) -> Double { (1 - y.position(value)) * height }

  /// Where areas and bars begin: at zero, or at the edge that is nearest to it.
  private var ground: Double { min(max(y.isLogarithmic ? height : place(y: 0), 0), height) }

  private func runs(_ xs: [Double], _ ys: [Double]) -> [[(x: Double, y: Double)]] {
    var line = Polyline(columns: Double(xs.count) > 3 * width)
    for index in xs.indices {
      let px = place(x: xs[index])
      let py = place(y: ys[index])
      if px.isNaN || py.isNaN { line.interrupt() } else { line.add(px, py) }
    }
    line.interrupt()
    return line.runs
  }

  private func drawArea(_ mark: Plot.Mark, _ canvas: inout Canvas) {
    for run in runs(mark.x, mark.y) {
      guard let first = run.first, let last = run.last else { continue }
      let base = Canvas.number(ground)
      canvas.path(
        "M\(Canvas.number(first.x)),\(base)" + Polyline.commands(run, start: "L") + "L\(Canvas.number(last.x)),\(base)Z", kind: "fa")
      canvas.path(Polyline.commands(run), kind: "ln")
    }
  }

  private func drawBand(_ mark: Plot.Mark, _ canvas: inout Canvas) {
    let isThinned = Double(mark.x.count) > 2 * width
    var points: [(x: Double, low: Double, high: Double)] = []
    func flush() {
      guard points.count > 0 else { return }
      let upper = points.map { (x: $0.x, y: $0.high) }
      let lower = points.reversed().map { (x: $0.x, y: $0.low) }
      canvas.path(Polyline.commands(upper, start: "M").replacingStroke + Polyline.commands(lower, start: "L") + "Z", kind: "bd")
      points = []
    }
    for index in mark.x.indices {
      let px = place(x: mark.x[index])
      let low = place(y: mark.y[index])
      let high = place(y: mark.upper[index])
      if px.isNaN || low.isNaN || high.isNaN {
        flush()
        continue
      }
      let column = isThinned ? px.rounded(.down) + 0.5 : px
      if isThinned, let last = points.last, last.x == column {
        points[points.count - 1] = (column, max(last.low, low), min(last.high, high))
      } else {
        points.append((column, low, high))
      }
    }
    flush()
  }

  private func drawBars(_ mark: Plot.Mark, index: Int, _ canvas: inout Canvas) {
    let slot = barPitch * 0.8 / Double(barMarks)
    let offset = -barPitch * 0.4 + slot * Double(index)
    var above = ""
    var below = ""
    if slot >= 1.5 {
      for i in mark.x.indices {
        let left = place(x: mark.x[i]) + offset
        let top = place(y: mark.y[i])
        if left.isNaN || top.isNaN { continue }
        let rectangle =
          "M\(Canvas.number(left)),\(Canvas.number(ground))V\(Canvas.number(top))h\(Canvas.number(max(slot - 0.6, 0.8)))V\(Canvas.number(ground))z"
        if mark.y[i] < 0 { below += rectangle } else { above += rectangle }
      }
    } else {
      // Bars thinner than a pixel: each column of pixels shows its farthest reach to both sides.
      var reach: [Int: (top: Double, bottom: Double)] = [:]
      for i in mark.x.indices {
        let left = place(x: mark.x[i])
        let top = place(y: mark.y[i])
        guard !left.isNaN, !top.isNaN, left >= -1, left <= width + 1 else { continue }
        let old = reach[Int(left)] ?? (ground, ground)
        reach[Int(left)] = (min(old.top, top), max(old.bottom, top))
      }
      for (column, place) in reach.sorted(by: { $0.key < $1.key }) {
        let x = Canvas.number(Double(column))
        if place.top < ground { above += "M\(x),\(Canvas.number(ground))V\(Canvas.number(place.top))h1V\(Canvas.number(ground))z" }
        if place.bottom > ground { below += "M\(x),\(Canvas.number(ground))V\(Canvas.number(place.bottom))h1V\(Canvas.number(ground))z" }
      }
    }
    canvas.path(above, kind: mark.ink == .signed ? "br up" : "br")
    canvas.path(below, kind: mark.ink == .signed ? "br dn" : "br")
  }

  private func drawPoints(_ mark: Plot.Mark, _ color: InkClass, _ canvas: inout Canvas) {
    var places: [(x: Double, y: Double)] = []
    for index in mark.x.indices {
      let point = (x: place(x: mark.x[index]), y: place(y: mark.y[index]))
      if !point.x.isNaN, !point.y.isNaN, point.x >= -4, point.y >= -4, point.x <= width + 4, point.y <= height + 4 { places.append(point) }
    }
    // One point a cell; cells grow until there are few enough.
    var cell = 1.0
    let count = places.count
    while places.count > 2_500 {
      var seen: Set<SIMD2<Int32>> = []
      places = places.filter { seen.insert(SIMD2(Int32($0.x / cell + 8), Int32($0.y / cell + 8))).inserted }
      cell *= 1.5
    }
    let symbol = color.symbol(isSmall: count > 200)
    canvas.path(places.map { "M\(Canvas.number($0.x)),\(Canvas.number($0.y))\(symbol)" }.joined(), kind: "pt")
  }

  private func drawIntervals(_ mark: Plot.Mark, _ canvas: inout Canvas) {
    var text = ""
    var column = Double.nan
    for index in mark.x.indices {
      let px = place(x: mark.x[index])
      let low = place(y: mark.y[index])
      let high = place(y: mark.upper[index])
      if px.isNaN || low.isNaN || high.isNaN || Double(mark.x.count) > width && px.rounded() == column { continue }
      column = px.rounded()
      let x = Canvas.number(px - 3)
      text += "M\(x),\(Canvas.number(low))h6m-3,0V\(Canvas.number(high))m-3,0h6"
    }
    canvas.path(text, kind: "ln")
  }
}

extension String {
  /// A path that begins with a lone point, without the stroke that makes it visible: the surface goes on from there.
  fileprivate var replacingStroke: String { hasSuffix("h0") ? String(dropLast(2)) : self }
}
