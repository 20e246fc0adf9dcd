extension Page {
  /// The page as one HTML document: the same text for the same page, byte by byte.
  public func html() -> String {
    var text = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(Text.escaped(title))</title>
      <style>\(Theme.page)</style>
      </head>
      <body>
      <main>
      <h1>\(Text.escaped(title))</h1>

      """
    if !subtitle.isEmpty { text += "<p class=\"sub\">\(Text.escaped(subtitle))</p>\n" }
    var number = 0
    for section in sections {
      text += "<section>\n"
      if !section.title.isEmpty { text += "<h2>\(Text.escaped(section.title))</h2>\n" }
      for item in section.items { text += html(item, &number) }
      text += "</section>\n"
    }
    return text + "</main>\n</body>\n</html>\n"
  }

  private func html(_ item: Item, _ number: inout Int) -> String {
    number += 1
    switch item {
    case .text(let words): return "<p>\(Text.escaped(words))</p>\n"
    case .notice(let words): return "<p class=\"notice\" role=\"note\">\(Text.escaped(words))</p>\n"
    case .facts(let facts):
      let cells = facts.map { fact in
        let note = fact.note.isEmpty ? "" : "<dd class=\"note\">\(Text.escaped(fact.note))</dd>"
        return "<div><dt>\(Text.escaped(fact.name))</dt><dd>\(Text.escaped(fact.value))</dd>\(note)</div>"
      }
      return "<dl>\(cells.joined())</dl>\n"
    case .plot(let plot):
      return figure(
        PlotDrawing(plot, width: Layout.narrow).svg(identifier: "n\(number)", isStandalone: false),
        PlotDrawing(plot, width: Layout.wide).svg(identifier: "w\(number)", isStandalone: false))
    case .heatMap(let map):
      return figure(
        HeatMapDrawing(map, width: Layout.narrow).svg(identifier: "n\(number)", isStandalone: false),
        HeatMapDrawing(map, width: Layout.wide).svg(identifier: "w\(number)", isStandalone: false))
    case .table(let table): return html(table)
    }
  }

  private func figure(_ narrow: String, _ wide: String) -> String {
    "<figure><div class=\"narrow\">\(narrow)</div><div class=\"wide\">\(wide)</div></figure>\n"
  }

  private func html(_ table: Table) -> String {
    // The frame can be reached by keyboard: it may have to be scrolled.
    var text = "<div class=\"frame\" tabindex=\"0\" role=\"region\" aria-label=\"\(Text.escaped(table.title))\"><table>"
    if !table.title.isEmpty { text += "<caption>\(Text.escaped(table.title))</caption>" }
    text += "<thead><tr>"
    for column in table.columns {
      text += "<th scope=\"col\"\(column.isNumeric ? " class=\"num\"" : "")>\(Text.escaped(column.heading))</th>"
    }
    text += "</tr></thead>\n<tbody>\n"
    for row in table.rows {
      text += "<tr>"
      for (column, cell) in zip(table.columns, row) { text += "<td\(column.isNumeric ? " class=\"num\"" : "")>\(Text.escaped(cell))</td>" }
      text += "</tr>\n"
    }
    return text + "</tbody></table></div>\n"
  }
}
