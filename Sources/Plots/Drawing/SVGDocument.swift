/// The element around a drawing: its size, and what readers of screens are told.
struct SVGDocument {
  let title: String
  let description: String
  let width: Double
  let height: Double
  let identifier: String
  let isStandalone: Bool
  let body: String

  var text: String {
    let size = "\(Canvas.number(width)) \(Canvas.number(height))"
    var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"assay-plot\" viewBox=\"0 0 \(size)\""
    if isStandalone { text += " width=\"\(Canvas.number(width))\" height=\"\(Canvas.number(height))\"" }
    text += " role=\"img\" aria-labelledby=\"\(identifier)-title \(identifier)-text\">"
    text += "<title id=\"\(identifier)-title\">\(Text.escaped(title.isEmpty ? "Untitled" : title))</title>"
    text += "<desc id=\"\(identifier)-text\">\(Text.escaped(description))</desc>"
    if isStandalone { text += "<style>\(Theme.picture)</style><rect class=\"pp\" width=\"100%\" height=\"100%\"/>" }
    return text + body + "</svg>"
  }
}
