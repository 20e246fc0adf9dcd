public import Plots
public import Statistics

/// One self-contained HTML page about a model: what it is, how it was trained, what moves it, and how far it can be trusted.
///
///     let card = try ModelCard(model, name: "Direction", columns: held, labels: truths)
///     try Data(card.page.html().utf8).write(to: url)
///
/// The rows it is judged on should be rows it was not trained on; the card says how many there were and what was claimed of them.
public struct ModelCard: Sendable {
  /// The page.
  public let page: Page

  /// A span of data that the reader should know of: what the model was trained on, judged on, or must not be used for.
  public struct Span: Sendable, Hashable {
    /// What the rows were for, such as `training`.
    public var purpose: String
    /// Which rows they are, such as `BTC-USDT, 2019-01-01 to 2022-12-31`.
    public var rows: String
    /// How many there are; `nil` if nobody knows.
    public var count: Int?

    /// A span of data.
    public init(purpose: String, rows: String, count: Int? = nil) {
      self.purpose = purpose
      self.rows = rows
      self.count = count
    }
  }

  /// Looks at a model.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - name: what it is called.
  ///   - purpose: what it is for, in a sentence or two.
  ///   - columns: rows to judge it on, one column for each of its features.
  ///   - labels: the truths of these rows.
  ///   - weights: what each row counts for.
  ///   - queries: how many rows each query has, for rankings.
  ///   - spans: the data that played a part.
  ///   - explained: how many of the rows contributions and dependence are computed for, at most; spread evenly over all.
  ///   - threads: the greatest number of threads to use.
  public init(
    _ model: Model, name: String, purpose: String = "", columns: [[Double]], labels: [Double], weights: [Double]? = nil,
    queries: [Int]? = nil, spans: [Span] = [], explained: Int = 500, threads: Int = ActiveProcessors.count
  ) throws(PredictionError) {
    precondition(explained >= 1, "ModelCard: explained is \(explained); it must be 1 or more.")
    let rows = try model.rowCount(of: columns)
    guard rows > 0, labels.count == rows, weights.map({ $0.count == rows }) ?? true else {
      throw PredictionError("There are \(labels.count) labels for \(rows) rows; a card needs at least one row, and a label for each.")
    }
    let predictions = try model.predict(columns: columns, threads: threads)
    let count = min(rows, explained)
    let chosen = (0..<count).map { $0 * rows / count }
    let few = columns.map { column in chosen.map { column[$0] } }
    var sections = [
      Page.Section("Result", [.facts(Self.facts(model, rows, predictions, labels, weights, queries))]),
      Page.Section("Data", Self.data(model, spans, rows)),
    ]
    if let curve = Self.trainingCurve(model) { sections.append(Page.Section("Training", curve)) }
    sections.append(Page.Section("What moves it", try Self.importance(model, few, threads)))
    sections.append(Page.Section("How it depends on them", try Self.dependence(model, few, threads)))
    if let reliability = Self.reliability(model, predictions, labels, weights) {
      sections.append(Page.Section("Whether its chances come true", reliability))
    }
    sections.append(Page.Section("Parameters", Self.parameters(model)))
    page = Page(title: name, subtitle: purpose.isEmpty ? "A model that predicts \(model.objective.text)" : purpose, sections: sections)
  }

  private static func text(_ value: Double) -> String {
    let size = abs(value)
    return NumberStyle.plain.text(value, decimals: size >= 100 || size == 0 ? 1 : size >= 0.01 ? 4 : 7)
  }

  private static func facts(
    _ model: Model, _ rows: Int, _ predictions: [Double], _ labels: [Double], _ weights: [Double]?, _ queries: [Int]?
  ) -> [Page.Fact] {
    var facts = [
      Page.Fact("Objective", model.objective.text), Page.Fact("Trees", "\(model.trees.count)", note: "\(model.iterationCount) iterations"),
      Page.Fact("Features", "\(model.featureNames.count)"),
    ]
    let more: [Metric] = model.objective == .binary ? [.averagePrecision, .brier, .mcc] : []
    for metric in Metric.usual(for: model.objective) + more {
      let value = metric.value(predictions: predictions, labels: labels, weights: weights, queries: queries)
      facts.append(Page.Fact(metric.name, value.map(text) ?? "not defined", note: "on \(rows) rows given to this card"))
    }
    return facts
  }

  private static func data(_ model: Model, _ spans: [Span], _ rows: Int) -> [Page.Item] {
    var table = spans.map { [$0.purpose, $0.rows, $0.count.map(String.init) ?? "–"] }
    if let record = model.record { table.append(["trained on", "as the model's own record says", "\(record.rows)"]) }
    table.append(["judged here", "the rows given to this card", "\(rows)"])
    var items: [Page.Item] = [
      .table(Page.Table(title: "Data that played a part", columns: [.text("Purpose"), .text("Rows"), .number("Count")], rows: table))
    ]
    let ranges = zip(model.featureNames, model.featureRanges).compactMap { name, range in
      range.map { [name, text($0.lowerBound), text($0.upperBound)] }
    }
    if !ranges.isEmpty {
      items.append(
        .table(
          Page.Table(
            title: "What features were in training; beyond, predictions stay what they are at the edge",
            columns: [.text("Feature"), .number("Least"), .number("Greatest")], rows: Array(ranges.prefix(200)))))
    }
    return items
  }

  private static func trainingCurve(_ model: Model) -> [Page.Item]? {
    guard let record = model.record else { return nil }
    var items: [Page.Item] = []
    for metric in Set(record.history.map(\.metric)).sorted(by: { $0.name < $1.name }) {
      let own = record.history.filter { $0.metric == metric && !$0.values.isEmpty }
      var marks = own.map { Plot.Mark.line(x: $0.values.indices.map { Double($0 + 1) }, y: $0.values, name: $0.set) }
      guard !marks.isEmpty else { continue }
      marks.append(.moment(Double(record.bestIteration), name: "kept"))
      items.append(.plot(Plot(title: "\(metric.name) by iteration", x: .number("Iteration"), y: .number(metric.name), marks: marks)))
    }
    let stop =
      switch record.stop {
      case .allIterations: "All iterations that were asked for were done."
      case .earlyStopping(let iteration): "Stopped early after iteration \(iteration); iteration \(record.bestIteration) was the best."
      case .noSplit(let reason): "No tree could be grown any more: \(reason)."
      case .cancelled(let iteration): "Cancelled after iteration \(iteration)."
      }
    return [.text(stop)] + items
  }

  private static func importance(_ model: Model, _ columns: [[Double]], _ threads: Int) throws(PredictionError) -> [Page.Item] {
    guard !model.trees.contains(where: \.isLinear) else {
      let gains = model.importance(.gain)
      let order = gains.indices.sorted { (gains[$0], $1) > (gains[$1], $0) }.prefix(30)
      let rows = order.map { [model.featureNames[$0], text(gains[$0])] }
      return [.table(Page.Table(title: "Gain of splits", columns: [.text("Feature"), .number("Gain")], rows: rows))]
    }
    let summary = try model.summary(columns: columns, threads: threads)
    let rows = summary.prefix(30).map { own in
      [own.feature, text(own.meanAbsoluteContribution), own.direction.map { text($0) } ?? "–", text(own.gain), "\(own.splits)"]
    }
    let top = Array(summary.prefix(30))
    return [
      .plot(
        Plot(
          title: "Mean absolute contribution to the score, by rank", x: .number("Rank"), y: .number("Contribution"),
          marks: [.bars(x: top.indices.map { Double($0 + 1) }, y: top.map(\.meanAbsoluteContribution))])),
      .table(
        Page.Table(
          title: "Features by their contributions",
          columns: [.text("Feature"), .number("Mean |contribution|"), .number("Direction"), .number("Gain"), .number("Splits")],
          rows: Array(rows))),
    ]
  }

  private static func dependence(_ model: Model, _ columns: [[Double]], _ threads: Int) throws(PredictionError) -> [Page.Item] {
    let gains = model.importance(.gain)
    let order = gains.indices.sorted { (gains[$0], $1) > (gains[$1], $0) }.filter { gains[$0] > 0 }.prefix(4)
    var items: [Page.Item] = []
    for feature in order where columns[feature].contains(where: \.isFinite) {
      let own = try model.partialDependence(of: model.featureNames[feature], columns: columns, threads: threads)
      let step = max(1, own.curves.count / 30)
      var marks = stride(from: 0, to: own.curves.count, by: step).map { Plot.Mark.line(x: own.values, y: own.curves[$0], ink: .neutral) }
      marks.append(.line(x: own.values, y: own.mean, name: "mean", ink: .series(0)))
      items.append(
        .plot(
          Plot(
            title: "\(own.feature): mean prediction and single rows", x: .number(own.feature), y: .number("Prediction"), marks: marks)))
    }
    return items.isEmpty ? [.text("No feature divides the rows.")] : items
  }

  private static func reliability(_ model: Model, _ predictions: [Double], _ labels: [Double], _ weights: [Double]?) -> [Page.Item]? {
    switch model.objective {
    case .binary, .multiclass, .crossEntropy: break
    default: return nil
    }
    guard let curve = ReliabilityCurve(predictions: predictions, labels: labels, weights: weights) else { return nil }
    let seen = curve.bins.filter { $0.weight > 0 }
    return [
      .plot(
        Plot(
          title: "Chances and what came true", x: .number("Chance"), y: .number("Share that came true"),
          marks: [
            .line(x: [0, 1], y: [0, 1], name: "perfect", ink: .neutral),
            .line(x: seen.map(\.predicted), y: seen.map(\.observed), name: "model", ink: .series(0)),
            .scatter(x: seen.map(\.predicted), y: seen.map(\.observed), ink: .series(0)),
          ])),
      .facts([
        Page.Fact("Expected calibration error", text(curve.expectedError)), Page.Fact("Greatest in a tenth", text(curve.maximumError)),
      ]),
    ]
  }

  private static func parameters(_ model: Model) -> [Page.Item] {
    guard let parameters = model.parameters else { return [.text("The model came from elsewhere; its parameters are not known.")] }
    let usual = Dictionary(uniqueKeysWithValues: Parameters(objective: parameters.objective).texts.map { ($0.name, $0.value) })
    let rows = parameters.texts.filter { usual[$0.name] != $0.value }.map { [$0.name, $0.value, usual[$0.name] ?? ""] }
    guard !rows.isEmpty else { return [.text("All parameters had their defaults.")] }
    return [
      .table(
        Page.Table(
          title: "Parameters that were not the default", columns: [.text("Name"), .text("Value"), .text("Default")], rows: rows))
    ]
  }
}
