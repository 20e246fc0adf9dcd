internal import Plots

extension Splits {
  /// The folds as a picture in SVG: a line for each fold, time running to the right.
  ///
  /// - Parameters:
  ///   - width: 240 to 4000 units.
  ///   - cells: how many runs of rows a line shows, 1 or more; fewer if there are fewer rows.
  public func svg(width: Int = 720, cells: Int = 120) -> String {
    precondition(cells >= 1, "Splits.svg: cells must be 1 or more.")
    let cells = Swift.min(cells, spans.count)
    // Far apart where it matters: what is tested must not look like what is trained on.
    let levels: [Mark: Double] = [.unused: .nan, .train: -1, .embargoed: -0.25, .purged: -0.4, .validation: 0.5, .test: 1]
    let rows = folds.map { fold in marks(of: fold, width: cells).map { levels[$0] ?? .nan } }
    let columns = (0..<cells).map { cell in
      let row = spans.count.multipliedFullWidth(by: cell)
      return "\(spans.times[cells.dividingFullWidth(row).quotient])"
    }
    return HeatMap(
      title: maker,
      description: "Test 1, validation 0.5, train -1, between them what was purged (-0.4) or embargoed (-0.25); grey is not used.",
      columns: columns, rows: folds.map { "fold \($0.index)" }, values: rows, scale: .diverging(around: 0)
    ).svg(width: width)
  }
}
