/// The names of marks beside a piece of each, in rows that have room.
struct Legend {
  private let entries: [(mark: Plot.Mark, ink: InkClass)]
  private let omitted: Int
  private let width: Double
  private let swatch = 24.0

  init(_ marks: [Plot.Mark], _ inks: [InkClass], width: Double) {
    let named = zip(marks, inks).filter { !$0.0.name.isEmpty }.map { (mark: $0.0, ink: $0.1) }
    entries = Array(named.prefix(24))
    omitted = named.count - entries.count
    self.width = width
  }

  func draw(at top: inout Double, on canvas: inout Canvas) {
    guard !entries.isEmpty else { return }
    top += Layout.row
    var left = 0.0
    func place(_ text: String, _ needed: Double) -> Double {
      if left > 0 && left + needed > width {
        left = 0
        top += Layout.row
      }
      defer { left += needed + 16 }
      return left
    }
    for entry in entries {
      let name = Text.fitted(entry.mark.name, width: width - swatch - 8, size: Layout.textSize)
      let x = place(name, swatch + 6 + Text.width(name, size: Layout.textSize))
      drawSwatch(entry.mark, entry.ink, x, top - 8, &canvas)
      canvas.label(name, x + swatch + 6, top - 4, kind: "")
    }
    if omitted > 0 {
      let text = "and \(omitted) more"
      canvas.label(text, place(text, Text.width(text, size: Layout.textSize)), top - 4, kind: "ax")
    }
  }

  private func drawSwatch(_ mark: Plot.Mark, _ ink: InkClass, _ x: Double, _ y: Double, _ canvas: inout Canvas) {
    canvas.raw("<g class=\"\(ink.name)\">")
    switch mark.shape {
    case .line: canvas.line(x, y, x + swatch, y, kind: "ln", dash: ink.dash)
    case .area:
      canvas.rectangle(x, y - 5, swatch, 10, kind: "fa")
      canvas.line(x, y - 5, x + swatch, y - 5, kind: "ln")
    case .band: canvas.rectangle(x, y - 5, swatch, 10, kind: "bd")
    case .bars:
      canvas.rectangle(x, y - 5, mark.ink == .signed ? swatch / 2 : swatch, 10, kind: mark.ink == .signed ? "br up" : "br")
      if mark.ink == .signed { canvas.rectangle(x + swatch / 2, y - 5, swatch / 2, 10, kind: "br dn") }
    case .scatter: canvas.path("M\(Canvas.number(x + swatch / 2)),\(Canvas.number(y))\(ink.symbol(isSmall: false))", kind: "pt")
    case .intervals: canvas.path("M\(Canvas.number(x + swatch / 2 - 3)),\(Canvas.number(y - 6))h6m-3,0v12m-3,0h6", kind: "ln")
    case .level: canvas.line(x, y, x + swatch, y, kind: "rl", dash: "5 4")
    case .moment: canvas.line(x, y, x + swatch, y, kind: "rl", dash: "2 3")
    }
    canvas.raw("</g>")
  }
}
