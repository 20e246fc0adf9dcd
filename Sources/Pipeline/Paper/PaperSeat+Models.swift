import ABTest
import Market
public import Store
import Strategies

extension PaperSeat {
  /// The seats of the models of direction that are in use, and of those that challenge them: one for each symbol of their group.
  ///
  /// A model alone trades from the end of its training on. Where it has challengers, each arm trades its own days, from the last change of the
  /// experiment on.
  ///
  /// - Parameters:
  ///   - registry: every model; what is in quarantine has no seat.
  ///   - experiments: all of them.
  ///   - threshold: the least probability of the side that is taken, 0.5 to 1.
  public static func modelDriven(
    _ registry: Registry, _ experiments: [StoredExperiment], threshold: Double = 0.55
  ) throws -> [PaperSeat] {
    var seats: [PaperSeat] = []
    for record in registry.models where record.kind == .direction && record.status == .active {
      let experiment = experiments.first {
        $0.state.experiment.name == record.id.name && $0.model($0.state.experiment.champion.name) == record.id
      }
      let hold = record.lineage.parameters["horizon"].flatMap { Double($0) }.map { Int($0) } ?? 12
      for symbol in record.group.symbols {
        let specification = try StrategySpecification.modelDriven(
          symbol: symbol, timeframe: record.group.timeframe, threshold: threshold, hold: hold)
        guard let experiment, !experiment.state.experiment.challengers.isEmpty else {
          seats.append(PaperSeat(specification, from: record.lineage.dataTo, model: record.id))
          continue
        }
        let state = experiment.state
        for arm in [state.experiment.champion] + state.experiment.challengers {
          guard let model = experiment.model(arm.name), (try? registry.clearance(of: model)) != nil else { continue }
          let trained = try registry.model(model).lineage.dataTo
          seats.append(
            PaperSeat(
              specification, from: max(state.changed, trained), model: model,
              arm: PaperArm(arm.name, of: state.experiment.name, isShadow: arm.isShadow)))
        }
      }
    }
    return seats
  }
}

extension Storage {
  /// The files of the models that drive some seats, and what is wrong with those that can't be handed out.
  public func modelFiles(
    for seats: [PaperSeat], of registry: Registry
  ) async throws -> (files: [ModelReference: ModelFile], problems: [String]) {
    var files: [ModelReference: ModelFile] = [:]
    var problems: [String] = []
    for reference in Set(seats.compactMap(\.model)).sorted() {
      do {
        files[reference] = try await modelFile(reference, of: registry)
      } catch let error as RegistryError {
        problems.append("\(error)")
      }
    }
    return (files, problems)
  }
}
