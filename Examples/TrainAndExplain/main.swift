// Trains on rows of which everything is known, stops when validation says so, and explains what the model learnt.
//
//   swift run -c release train-and-explain
//
// It prints:
//
//   best iteration 86, where log_loss of validation is 0.225
//   auc of the test rows: 0.976
//   accuracy of the test rows: 0.913
//   brier of the test rows: 0.06
//
//   what shuffling a feature costs (AUC):
//     strength: 0.209
//     load: 0.166
//     humidity: 0.141
//     rust: 0.056
//     colour: 0.0
//
//   why the first bridge has a chance of 0.858 to break:
//     load = 0.809: 2.547
//     strength = 0.339: 1.335
//     rust = 0.367: -0.204
//     humidity = 0.137: -1.041
//     colour = 0.567: -0.007
//     with -0.833 to begin with, a score of 1.797
//
//   files predict the same: true, true
import Assay

var draws = SeededGenerator(seed: 1)
let names = ["load", "strength", "rust", "humidity", "colour"]
var columns = names.map { _ in [Double]() }
var breaks: [Double] = []
for _ in 0..<4_000 {
  let row = names.map { _ in draws.uniform() }
  for (index, value) in row.enumerated() { columns[index].append(value) }
  let strain = row[0] - row[1] + (row[3] > 0.6 ? row[2] : 0)
  breaks.append(strain + 0.15 * draws.normal() > 0.3 ? 1 : 0)
}

// The bins are fitted on the rows that are trained on; the others only fall into them.
let data = try Dataset(columns: columns, featureNames: names, labels: breaks, fittedOn: Array(0..<2_000))
let training = try data.subset(rows: Array(0..<2_000))
let validation = try data.subset(rows: Array(2_000..<3_000))

var parameters = Parameters(objective: .binary)
parameters.numIterations = 500
parameters.numLeaves = 8
parameters.earlyStoppingRound = 20
parameters.metrics = [.logLoss, .auc]
let model = try Trainer(parameters).train(on: training, validation: [.init("validation", validation)])

func shown(_ value: Double) -> String { "\((value * 1_000).rounded() / 1_000)" }

if let record = model.record, let decision = record.decision {
  print("best iteration \(record.bestIteration), where \(decision.metric.name) of \(decision.set) is \(shown(decision.value))")
}

// The rows that nobody has looked at yet.
let test = columns.map { Array($0[3_000...]) }
let truth = Array(breaks[3_000...])
let chances = try model.predict(columns: test)
for metric in [Metric.auc, .accuracy, .brier] {
  if let value = metric.value(predictions: chances, labels: truth) { print("\(metric.name) of the test rows: \(shown(value))") }
}

print("\nwhat shuffling a feature costs (AUC):")
let importance = try model.permutationImportance(columns: test, labels: truth, metric: .auc, seed: 2)
for (name, loss) in zip(names, importance).sorted(by: { $0.1 > $1.1 }) { print("  \(name): \(shown(loss))") }
print("\nwhy the first bridge has a chance of \(shown(chances[0])) to break:")
let contributions = try model.contributions(columns: test.map { [$0[0]] })[0]
for (index, name) in names.enumerated() { print("  \(name) = \(shown(test[index][0])): \(shown(contributions[index]))") }
let expected = contributions[names.count]
print("  with \(shown(expected)) to begin with, a score of \(shown(contributions.reduce(0, +)))")
// The model travels: Assay's own file for keeps, LightGBM's for everybody else.
let again = try Model(json: model.json())
let abroad = try Model(lightGBMText: model.lightGBMText())
print("\nfiles predict the same: \(try again.predict(columns: test) == chances), \(try abroad.predict(columns: test) == chances)")
