/// Lays out a plot for one width and writes it.
struct PlotDrawing {
  let plot: Plot
  let width: Double
  private let x: AxisScale
  private let y: AxisScale
  private let inks: [InkClass]
  /// How many numbers could not be drawn because they are infinite or too great.
  private let undrawable: Int
  private let hasData: Bool

  init(_ plot: Plot, width: Double) {
    self.plot = plot
    self.width = width
    let extent = PlotExtent(plot)
    undrawable = extent.undrawable
    hasData = extent.x != nil && extent.y != nil
    x = AxisScale(data: extent.x, axis: plot.x, padding: extent.horizontalPadding)
    y = AxisScale(data: extent.y, axis: plot.y, padding: 0.05)
    var next = 0
    inks = plot.marks.map { mark in
      if let ink = mark.ink { return InkClass(ink) }
      next += 1
      return InkClass(.series(next - 1))
    }
  }

  private var frameHeight: Double {
    let isWide = width > 500
    return switch plot.height {
    case .short: isWide ? 120 : 105
    case .regular: isWide ? 270 : 200
    case .tall: isWide ? 400 : 280
    }
  }

  /// The whole picture.
  func svg(identifier: String, isStandalone: Bool) -> String {
    var canvas = Canvas()
    var top = 0.0
    for line in Text.lines(plot.title, width: width - 4, size: Layout.titleSize, isBold: true, atMost: 3) {
      top += Layout.row + 1
      canvas.label(line, 0, top - 4, kind: "ti", isBold: true)
    }
    Legend(plot.marks, inks, width: width).draw(at: &top, on: &canvas)
    if !plot.y.label.isEmpty {
      top += Layout.row
      canvas.label(Text.fitted(plot.y.label, width: width - 4, size: Layout.textSize), 0, top - 4, kind: "ax")
    }
    top += 10
    let frame = frame(top: top)
    drawGrid(frame, &canvas)
    drawMarks(frame, &canvas)
    var bottom = frame.top + frame.height
    drawBottom(frame, &bottom, &canvas)
    return SVGDocument(
      title: plot.title, description: summary, width: width, height: bottom.rounded(.up), identifier: identifier,
      isStandalone: isStandalone,
      body: canvas.text
    ).text
  }

  struct Frame {
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    let ticks: [Tick]
  }

  private func frame(top: Double) -> Frame {
    let height = frameHeight
    var ticks: [Tick] = []
    for count in [max(2, Int(height / 40)), 3, 2] where ticks.isEmpty {
      ticks = named(plot.y, y, atMost: count).filter { !(y.position($0.value).isNaN) }
    }
    let limit = width * 0.4
    let widest = ticks.map { Text.width($0.label, size: Layout.textSize) }.max() ?? 0
    let left = min(widest, limit) + 8
    return Frame(left: left, top: top, width: width - left - 14, height: height, ticks: ticks)
  }

  private func named(_ axis: Plot.Axis, _ scale: AxisScale, atMost count: Int) -> [Tick] {
    switch axis.scale {
    case .linear: Ticks.linear(scale.range, atMost: count, style: axis.style)
    case .logarithmic: Ticks.logarithmic(scale.range, atMost: count, style: axis.style)
    case .time: TimeTicks.ticks(scale.range, atMost: count)
    case .categories(let names): categoryTicks(names, scale, atMost: count)
    }
  }

  private func categoryTicks(_ names: [String], _ scale: AxisScale, atMost count: Int) -> [Tick] {
    guard !names.isEmpty else { return [] }
    let stride = (names.count - 1) / max(1, count) + 1
    let room = max(24, (width - 60) / Double(names.count) * Double(stride) - 8)
    return Swift.stride(from: 0, to: names.count, by: stride).map {
      Tick(value: Double($0), label: Text.fitted(names[$0], width: room, size: Layout.textSize))
    }
  }

  private func drawGrid(_ frame: Frame, _ canvas: inout Canvas) {
    for tick in frame.ticks {
      let place = frame.top + (1 - y.position(tick.value)) * frame.height
      canvas.line(frame.left, place, frame.left + frame.width, place, kind: tick.value == 0 ? "gz" : "gr")
      // The frame begins where the widest label ends: rounding must not make it a hair too narrow for it.
      let label = Text.fitted(tick.label, width: frame.left - 7.9, size: Layout.textSize)
      canvas.label(label, frame.left - 6, place + 4.2, anchor: "end", kind: "")
    }
    canvas.line(frame.left, frame.top + frame.height, frame.left + frame.width, frame.top + frame.height, kind: "fr")
  }

  private func drawMarks(_ frame: Frame, _ canvas: inout Canvas) {
    guard hasData else {
      canvas.label("No data", frame.left + frame.width / 2, frame.top + frame.height / 2, anchor: "middle", kind: "ax")
      return
    }
    let bars = plot.marks.filter { $0.shape == .bars }
    let drawing = MarkDrawing(
      x: x, y: y, width: frame.width, height: frame.height, barPitch: PlotExtent.barPitch(bars, x) * frame.width,
      barMarks: max(1, bars.count))
    // An inner picture cuts off what lies outside; its margin lets points on the edge be whole.
    let margin = 5.0
    canvas.raw("<svg x=\"\(Canvas.number(frame.left - margin))\" y=\"\(Canvas.number(frame.top - margin))\"")
    canvas.raw(" width=\"\(Canvas.number(frame.width + 2 * margin))\" height=\"\(Canvas.number(frame.height + 2 * margin))\"")
    canvas.raw(" viewBox=\"-5 -5 \(Canvas.number(frame.width + 2 * margin)) \(Canvas.number(frame.height + 2 * margin))\">")
    var barIndex = 0
    for (mark, ink) in zip(plot.marks, inks) {
      drawing.draw(mark, color: ink, barIndex: barIndex, on: &canvas)
      if mark.shape == .bars { barIndex += 1 }
    }
    canvas.raw("</svg>")
  }

  /// Labels below the frame: as many as have room beside each other.
  private func drawBottom(_ frame: Frame, _ bottom: inout Double, _ canvas: inout Canvas) {
    let ticks = bottomTicks(frame)
    var contextEnd = -Double.infinity
    var lastContext = ""
    for tick in ticks {
      let place = frame.left + x.position(tick.value) * frame.width
      canvas.line(place, frame.top + frame.height, place, frame.top + frame.height + 4, kind: "fr")
      canvas.label(tick.label, centre(tick.label, place), bottom + 17, anchor: "middle", kind: "")
      guard tick.context != lastContext else { continue }
      let middle = centre(tick.context, place)
      let half = Text.width(tick.context, size: Layout.textSize) / 2
      // What has no room here is said at the next tick.
      guard middle - half > contextEnd + 8 else { continue }
      canvas.label(tick.context, middle, bottom + 17 + Layout.row, anchor: "middle", kind: "ax")
      contextEnd = middle + half
      lastContext = tick.context
    }
    if !ticks.isEmpty { bottom += Layout.row + 2 }
    if !lastContext.isEmpty { bottom += Layout.row }
    if !plot.x.label.isEmpty {
      bottom += Layout.row
      let label = Text.fitted(plot.x.label, width: width - 4, size: Layout.textSize)
      canvas.label(label, width, bottom - 2, anchor: "end", kind: "ax")
    }
    bottom += 6
  }

  private func bottomTicks(_ frame: Frame) -> [Tick] {
    for count in stride(from: max(2, Int(frame.width / 34)), through: 1, by: -1) {
      let ticks = named(plot.x, x, atMost: count).filter { (-1e-9...1 + 1e-9).contains(x.position($0.value)) }
      var end = -Double.infinity
      let fits =
        !ticks.isEmpty
        && ticks.allSatisfy { tick in
          let place = centre(tick.label, frame.left + x.position(tick.value) * frame.width)
          let half = Text.width(tick.label, size: Layout.textSize) / 2
          defer { end = place + half }
          return place - half > end + 10
        }
      if fits { return ticks }
    }
    return []
  }

  /// Where the middle of a label stands so that it stays in the picture.
  private func centre(_ label: String, _ place: Double) -> Double {
    let half = Text.width(label, size: Layout.textSize) / 2
    return half * 2 > width ? width / 2 : min(max(place, half), width - half)
  }

  private var summary: String {
    var sentences = plot.description.isEmpty ? [] : [plot.description]
    let names = plot.marks.map(\.name).filter { !$0.isEmpty }.prefix(24).map { Text.fitted($0, width: 800, size: 10) }
    if !names.isEmpty { sentences.append("Shown: " + names.joined(separator: ", ") + ".") }
    if hasData {
      sentences.append("Horizontal: \(told(plot.x, x)).")
      sentences.append("Vertical: \(told(plot.y, y)).")
    } else {
      sentences.append("There is no data.")
    }
    if undrawable > 0 {
      sentences.append("\(undrawable) \(undrawable == 1 ? "value is" : "values are") infinite or too great and not drawn.")
    }
    return sentences.joined(separator: " ")
  }

  private func told(_ axis: Plot.Axis, _ scale: AxisScale) -> String {
    let name = axis.label.isEmpty ? "" : Text.fitted(axis.label, width: 800, size: 10) + ", "
    switch axis.scale {
    case .time: return "\(name)\(TimeTicks.date(scale.range.lowerBound)) to \(TimeTicks.date(scale.range.upperBound))"
    case .categories(let names): return "\(name)\(names.count) \(names.count == 1 ? "category" : "categories")"
    case .linear, .logarithmic:
      let ticks = named(axis, scale, atMost: 6)
      guard let first = ticks.first, let last = ticks.last else { return "\(name)\(scale.range.lowerBound) to \(scale.range.upperBound)" }
      return "\(name)about \(first.label) to \(last.label)"
    }
  }
}
