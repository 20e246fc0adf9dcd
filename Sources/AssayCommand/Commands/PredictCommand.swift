import Assay

extension Command {
  /// `assay predict`: predictions for a table.
  static let predict = Command(
    declaration: CommandDeclaration(
      name: "predict", summary: "Predict with a model for every row of a table",
      operands: [.init(name: "FILE", help: "a CSV file that has the model's columns, among others")],
      options: [
        model.declaration, raw.declaration, contributions.declaration, threads.declaration, out.declaration, json.declaration,
      ],
      discussion: """
        The model is one of 'assay train', one in LightGBM's text format, one of XGBoost's in JSON or UBJSON, or an export of scikit-learn's.
        Columns are found by name; a missing one is an error. A column of times is passed on. The last column is the prediction: a chance, a
        value, or the likeliest class, the chances of all classes before it.
        --raw gives scores before they become chances. --contributions gives what each feature adds to the score (exact Shapley values).
        """,
      example: "assay predict features.csv --model model.json --out predictions.csv"),
    run: { arguments, console in
      let (raw, contributions) = (try arguments[raw], try arguments[contributions])
      if raw && contributions { throw arguments.error("say either --raw or --contributions") }
      let threads = try arguments[threads] ?? ActiveProcessors.count
      let out = try arguments[out]
      let model = try ModelFile.read(try arguments[model])
      if contributions && model.scoresPerRow > 1 { throw arguments.error("--contributions is for models with one score a row") }
      let table = try NumericTable(csv: arguments.operands[0], columns: model.featureNames)
      let columns = try model.arranged(table.columns, named: table.names)
      var names: [String] = []
      var values: [[Double]] = []
      if contributions {
        names = model.featureNames + ["expected_score"]
        let rows = try model.contributions(columns: columns, threads: threads)
        values = names.indices.map { column in rows.map { $0[column] } }
      }
      let scores = try raw ? model.rawScores(columns: columns, threads: threads) : model.predict(columns: columns, threads: threads)
      let classes = model.scoresPerRow
      if classes > 1 {
        let rows = 0..<scores.count / classes
        names = (0..<classes).map { raw ? "score_\($0)" : "chance_\($0)" }
        values = (0..<classes).map { index in rows.map { scores[$0 * classes + index] } }
        names.append("prediction")
        values.append(
          rows.map { row in
            let own = scores[row * classes..<(row + 1) * classes]
            return Double((own.firstIndex(of: own.max() ?? 0) ?? own.startIndex) - own.startIndex)
          })
      } else {
        names.append(raw ? "score" : "prediction")
        values.append(scores)
      }
      let result = NumericTable(source: "predictions", names: names, columns: values, time: table.time)
      if let out { try result.write(csv: out) }
      if try arguments[json] {
        let time = table.time.map { [ColumnsReport.Column.times("time", $0)] } ?? []
        try console.print(json: ColumnsReport(time + zip(names, values).map { .numbers($0, $1) }, out: out))
      } else if out == nil {
        console.print(result.text)
      }
      return .done
    })

  private static let model = Option<String>.required("model", "FILE", "the model", .text)
  private static let raw = Option<Bool>.flag("raw", "give raw scores")
  private static let contributions = Option<Bool>.flag("contributions", "give what each feature contributes")
  private static let threads = Option<Int?>.optional("threads", "N", "the most threads to use; otherwise all processors", .whole(1...1_024))
  private static let out = Option<String?>.optional("out", "FILE", "where the predictions are written; otherwise standard output", .text)
  private static let json = Option<Bool>.flag("json", "print one JSON document")
}

extension NumericTable {
  /// The table as CSV.
  fileprivate var text: String {
    var text = ((time == nil ? [] : ["time"]) + names).joined(separator: ",") + "\n"
    for row in 0..<rowCount {
      var cells = time.map { ["\($0[row])"] } ?? []
      cells += columns.map { $0[row].isNaN ? "" : "\($0[row])".droppingSuffix(".0") }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }
}

extension String {
  fileprivate func droppingSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
