/// Lays out a heat map for one width and writes it.
struct HeatMapDrawing {
  private let map: HeatMap
  private let width: Double
  private let wasReduced: Bool
  private let low: Double
  private let high: Double

  init(_ map: HeatMap, width: Double) {
    let reduced = HeatMapDrawing.reduced(map, columns: Int(width / 4), rows: 100)
    self.map = reduced
    self.width = width
    wasReduced = reduced.rows.count < map.rows.count || reduced.columns.count < map.columns.count
    let finite = reduced.values.flatMap(\.self).filter(AxisScale.isDrawable)
    let least = finite.min() ?? 0
    let greatest = finite.max() ?? 0
    switch map.scale {
    case .sequential: (low, high) = (least, greatest)
    case .diverging(let middle):
      let reach = max(abs(least - middle), abs(greatest - middle))
      (low, high) = (middle - reach, middle + reach)
    }
  }

  func svg(identifier: String, isStandalone: Bool) -> String {
    var canvas = Canvas()
    var top = 0.0
    for line in Text.lines(map.title, width: width - 4, size: Layout.titleSize, isBold: true, atMost: 3) {
      top += Layout.row + 1
      canvas.label(line, 0, top - 4, kind: "ti", isBold: true)
    }
    let names = map.rows.map { Text.fitted($0, width: width * 0.3, size: Layout.textSize) }
    let left = (names.map { Text.width($0, size: Layout.textSize) }.max() ?? 0) + 8
    let cellWidth = (width - left - 2) / Double(max(1, map.columns.count))
    let texts = map.values.map { $0.map { map.style.text($0, decimals: map.decimals) } }
    let showsTexts = map.rows.count <= 40 && texts.allSatisfy { $0.allSatisfy { Text.width($0, size: Layout.textSize) + 4 <= cellWidth } }
    let cellHeight = showsTexts ? 24 : min(24, max(4, 400 / Double(max(1, map.rows.count))))
    drawColumnNames(left, cellWidth, &top, &canvas)
    let every = Int((18 / cellHeight).rounded(.up))
    for row in map.rows.indices {
      let y = top + Double(row) * cellHeight
      if row % every == 0 { canvas.label(names[row], left - 6, y + min(cellHeight, 18) / 2 + 4.2, anchor: "end", kind: "") }
      drawRow(row, left: left, top: y, cellWidth, cellHeight, texts: showsTexts ? texts[row] : nil, &canvas)
    }
    top += Double(map.rows.count) * cellHeight + 8
    if map.rows.isEmpty || map.columns.isEmpty {
      canvas.label("No data", width / 2, top + 16, anchor: "middle", kind: "ax")
      top += 24
    }
    drawKey(&top, &canvas)
    return SVGDocument(
      title: map.title, description: summary, width: width, height: top.rounded(.up), identifier: identifier, isStandalone: isStandalone,
      body: canvas.text
    ).text
  }

  /// The cells of a row; neighbours of one colour without texts are one shape.
  private func drawRow(
    _ row: Int, left: Double, top: Double, _ cellWidth: Double, _ cellHeight: Double, texts: [String]?, _ canvas: inout Canvas
  ) {
    let gap = cellWidth > 8 && cellHeight > 8 ? 1.0 : 0
    var start = 0
    for column in map.columns.indices {
      let own = kind(of: map.values[row][column])
      let isLast = column + 1 == map.columns.count || kind(of: map.values[row][column + 1]) != own
      guard texts != nil || gap > 0 || isLast else { continue }
      let x = left + Double(start) * cellWidth
      let width = Double(column + 1 - start) * cellWidth - gap
      canvas.raw("<g class=\"\(own)\">")
      canvas.rectangle(x, top, width, cellHeight - gap, kind: "ce")
      if let texts { canvas.label(texts[column], x + width / 2, top + 16, anchor: "middle", kind: "cv") }
      canvas.raw("</g>")
      start = column + 1
    }
  }

  private func drawColumnNames(_ left: Double, _ cellWidth: Double, _ top: inout Double, _ canvas: inout Canvas) {
    top += Layout.row
    // Whole names at every n-th column if they have room so, else shortened ones.
    let widest = map.columns.prefix(2_000).map { Text.width($0, size: Layout.textSize) }.max() ?? 0
    let room = min(max(widest, 24), max(60, cellWidth - 8))
    let every = max(1, Int(((room + 8) / cellWidth).rounded(.up)))
    for column in stride(from: 0, to: map.columns.count, by: every) {
      let name = Text.fitted(map.columns[column], width: room, size: Layout.textSize)
      let half = Text.width(name, size: Layout.textSize) / 2
      let place = min(max(left + (Double(column) + 0.5) * cellWidth, half), width - half)
      canvas.label(name, place, top - 2, anchor: "middle", kind: "")
    }
    top += 4
  }

  private func drawKey(_ top: inout Double, _ canvas: inout Canvas) {
    let step = 18.0
    let prefix = prefix
    for level in 0..<9 {
      canvas.raw("<g class=\"\(prefix)\(level)\">")
      canvas.rectangle(Double(level) * step, top, step, 10, kind: "ce")
      canvas.raw("</g>")
    }
    let text = "\(map.style.text(low, decimals: map.decimals)) to \(map.style.text(high, decimals: map.decimals))"
    canvas.label(Text.fitted(text, width: width - 9 * step - 10, size: Layout.textSize), 9 * step + 8, top + 9.5, kind: "ax")
    top += 18
  }

  private var prefix: String { if case .sequential = map.scale { "q" } else { "d" } }

  private func kind(of value: Double) -> String {
    guard AxisScale.isDrawable(value) else { return "hn" }
    let share = high > low ? (value - low) / (high - low) : 0.5
    return "\(prefix)\(min(8, max(0, Int((share * 8).rounded()))))"
  }

  private var summary: String {
    var sentences = map.description.isEmpty ? [] : [map.description]
    sentences.append(
      "\(map.rows.count) rows and \(map.columns.count) columns from \(map.style.text(low, decimals: map.decimals)) to \(map.style.text(high, decimals: map.decimals))."
    )
    if wasReduced { sentences.append("Cells are averages of blocks: there were too many to show each.") }
    return sentences.joined(separator: " ")
  }

  /// The averages of blocks, so that there are at most so many columns and rows.
  private static func reduced(_ map: HeatMap, columns: Int, rows: Int) -> HeatMap {
    let across = (map.columns.count - 1) / columns + 1
    let down = (map.rows.count - 1) / rows + 1
    guard across > 1 || down > 1, !map.columns.isEmpty, !map.rows.isEmpty else { return map }
    var result = map
    result.columns = stride(from: 0, to: map.columns.count, by: across).map { map.columns[$0] }
    result.rows = stride(from: 0, to: map.rows.count, by: down).map { map.rows[$0] }
    result.values = stride(from: 0, to: map.rows.count, by: down).map { row in
      stride(from: 0, to: map.columns.count, by: across).map { column in
        var sum = 0.0
        var count = 0.0
        for r in row..<min(row + down, map.rows.count) {
          for c in column..<min(column + across, map.columns.count) where AxisScale.isDrawable(map.values[r][c]) {
            count += 1
            sum += (map.values[r][c] - sum) / count
          }
        }
        return count > 0 ? sum : .nan
      }
    }
    return result
  }
}
