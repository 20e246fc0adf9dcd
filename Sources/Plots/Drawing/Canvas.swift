/// SVG as it grows. Coordinates have one decimal: a tenth of a pixel nobody sees.
struct Canvas {
  private(set) var text = ""

  mutating func raw(_ markup: String) { text += markup }

  /// A coordinate.
  static func number(_ value: Double) -> String {
    let tenths = Int((min(max(value.isNaN ? 0 : value, -1e6), 1e6) * 10).rounded())
    let rest = tenths.magnitude % 10
    return (tenths < 0 ? "-" : "") + String(tenths.magnitude / 10) + (rest == 0 ? "" : ".\(rest)")
  }

  /// Text that stands on a line.
  ///
  /// - Parameters:
  ///   - anchor: `start`, `middle` or `end` of it is at `x`.
  ///   - kind: the style class.
  mutating func label(_ content: String, _ x: Double, _ y: Double, anchor: String = "start", kind: String, isBold: Bool = false) {
    guard !content.isEmpty else { return }
    text += "<text x=\"\(Canvas.number(x))\" y=\"\(Canvas.number(y))\""
    if anchor != "start" { text += " text-anchor=\"\(anchor)\"" }
    if !kind.isEmpty { text += " class=\"\(kind)\"" }
    // Scripts whose glyphs may be wider than anything that was reckoned with are held to what was.
    let isUnusual = content.unicodeScalars.contains {
      $0.value >= 0x530 && !(0x2010...0x22FF).contains($0.value) && !(0x3000...0xD7FF).contains($0.value)
    }
    if isUnusual {
      let size = isBold ? Layout.titleSize : Layout.textSize
      text += " textLength=\"\(Canvas.number(Text.width(content, size: size, isBold: isBold)))\" lengthAdjust=\"spacingAndGlyphs\""
    }
    text += ">\(Text.escaped(content))</text>"
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, kind: String, dash: String = "") {
    text += "<path class=\"\(kind)\" d=\"M\(Canvas.number(x1)),\(Canvas.number(y1))L\(Canvas.number(x2)),\(Canvas.number(y2))\""
    text += dash.isEmpty ? "/>" : " stroke-dasharray=\"\(dash)\"/>"
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, kind: String) {
    text += "<rect class=\"\(kind)\" x=\"\(Canvas.number(x))\" y=\"\(Canvas.number(y))\""
    text += " width=\"\(Canvas.number(max(0, width)))\" height=\"\(Canvas.number(max(0, height)))\"/>"
  }

  mutating func path(_ commands: String, kind: String, dash: String = "") {
    guard !commands.isEmpty else { return }
    text += "<path class=\"\(kind)\" d=\"\(commands)\""
    text += dash.isEmpty ? "/>" : " stroke-dasharray=\"\(dash)\"/>"
  }
}

/// Sizes that all drawings share, in the units of the view box.
enum Layout {
  /// Labels: 12.5 units stay above 11 px where the picture is drawn at nine tenths of its size.
  static let textSize = 12.5
  static let titleSize = 15.0
  static let row = 19.0
  /// The view boxes of the two pictures on a page.
  static let narrow = 320.0
  static let wide = 720.0
}
