import Market

/// One indicator of the catalogue, whatever its type: what it is, and how to run it over whole columns.
///
/// The type is forgotten around a whole run, never around a step.
public struct CatalogueEntry: Sendable {
  /// What it is called, reads, takes and answers.
  public let declaration: IndicatorDeclaration
  private let makeRun: @Sendable ([Double]) throws(InvalidParameter) -> IndicatorRun

  /// The entry of an indicator that reads numbers.
  init<Base: CataloguedIndicator>(_ type: Base.Type) where Base.Input == Double {
    self.init(type) { $0[0] }
  }

  /// The entry of an indicator that reads pairs.
  init<Base: CataloguedIndicator>(_ type: Base.Type) where Base.Input == Pair {
    self.init(type) { Pair.Columns(x: $0[0], y: $0[1]) }
  }

  /// The entry of an indicator that reads bars; the columns it does not name are left to stand for those it does.
  init<Base: CataloguedIndicator>(_ type: Base.Type) where Base.Input == Bar {
    let names = type.declaration.inputs
    self.init(type) { columns in
      func column(_ name: String) -> [Double] { columns[names.firstIndex(of: name) ?? 0] }
      return Bar.Columns(
        open: column("open"), high: column("high"), low: column("low"), close: column("close"), volume: column("volume"))
    }
  }

  private init<Base: CataloguedIndicator>(_ type: Base.Type, _ assemble: @escaping @Sendable ([[Double]]) -> Base.Input.Columns) {
    let declaration = type.declaration
    self.declaration = declaration
    makeRun = { (given) throws(InvalidParameter) in
      let values = try declaration.resolve(given)
      let indicator = try Base(parameters: values)
      return IndicatorRun(
        declaration: declaration, parameters: values, warmUp: indicator.warmUp,
        kernel: { Base.Output.all(of: indicator.over(assemble($0))) },
        stream: { columns in
          let input = assemble(columns)
          // One of its own: a copy would copy each of its arrays at the first step that writes it.
          guard var live = try? Base(parameters: values) else { preconditionFailure("these parameters have made one before") }
          let count = Base.Input.count(of: input)
          // Each answer is put somewhere, as a live process would use it: one that is never read would not be computed.
          var answers = [Base.Output?](repeating: nil, count: 16)
          var room = answers.mutableSpan
          for index in 0..<count { room.put(live.update(Base.Input.row(index, of: input)), at: index & 15) }
          var output = Base.Output.missing(1)
          if count > 0 { Base.Output.write([answers[(count - 1) & 15]], to: &output, from: 0) }
          return Base.Output.all(of: output).map { $0[0] }
        },
        live: LiveIndicator(indicator: indicator, assemble: assemble))
    }
  }

  /// The indicator with these parameters, and the defaults of those that are not given.
  public func make(_ parameters: [Double] = []) throws(InvalidParameter) -> IndicatorRun { try makeRun(parameters) }
}

/// An indicator with its parameters, ready to be run over whole columns.
public struct IndicatorRun: Sendable {
  /// What it is called, reads, takes and answers.
  public let declaration: IndicatorDeclaration
  /// All its parameters.
  public let parameters: [Double]
  /// How many inputs it consumes before the first output.
  public let warmUp: Int
  private let kernel: @Sendable ([[Double]]) -> [[Double]]
  private let stream: @Sendable ([[Double]]) -> [Double]
  private let live: any LiveRun

  fileprivate init(
    declaration: IndicatorDeclaration, parameters: [Double], warmUp: Int, kernel: @escaping @Sendable ([[Double]]) -> [[Double]],
    stream: @escaping @Sendable ([[Double]]) -> [Double], live: any LiveRun
  ) {
    self.declaration = declaration
    self.parameters = parameters
    self.warmUp = warmUp
    self.kernel = kernel
    self.stream = stream
    self.live = live
  }

  /// The names of its output columns.
  public var columnNames: [String] { declaration.columnNames(parameters) }

  /// Its outputs over whole columns, given in the order of the declaration's inputs and of equal length.
  public func over(_ columns: [[Double]]) -> [[Double]] {
    check(columns)
    return kernel(columns)
  }

  /// The same by steps, one input after the other: what ``over(_:)`` is held to.
  public func stepped(over columns: [[Double]]) -> [[Double]] {
    check(columns)
    return live.stepped(over: columns)
  }

  /// The outputs at the last row alone, one input after the other, without keeping a column: how a live process runs it.
  public func last(of columns: [[Double]]) -> [Double] {
    check(columns)
    return stream(columns)
  }

  /// The same by steps, with the state carried somewhere and back after `cut` inputs, while a copy of it is driven elsewhere.
  package func resumed(over columns: [[Double]], at cut: Int, through transport: any StateTransport) throws -> [[Double]] {
    check(columns)
    return try live.resumed(over: columns, at: cut, through: transport)
  }

  private func check(_ columns: [[Double]]) {
    precondition(columns.count == declaration.inputs.count, "an indicator is handed the columns its declaration names")
    precondition(Set(columns.map(\.count)).count <= 1, "every column must have one value per row")
  }
}

/// What the law tests ask of an indicator whatever its type: reached through a table, so that it is not compiled once more for each of two hundred.
private protocol LiveRun: Sendable {
  func stepped(over columns: [[Double]]) -> [[Double]]
  func resumed(over columns: [[Double]], at cut: Int, through transport: any StateTransport) throws -> [[Double]]
}

private struct LiveIndicator<Base: CataloguedIndicator>: LiveRun {
  let indicator: Base
  let assemble: @Sendable ([[Double]]) -> Base.Input.Columns

  func stepped(over columns: [[Double]]) -> [[Double]] {
    let input = assemble(columns)
    var output = Base.Output.missing(Base.Input.count(of: input))
    indicator.mapStep(over: input, into: &output)
    return Base.Output.all(of: output)
  }

  func resumed(over columns: [[Double]], at cut: Int, through transport: any StateTransport) throws -> [[Double]] {
    let input = assemble(columns)
    var outputs: [Base.Output?] = []
    var live = indicator
    for index in 0..<cut { outputs.append(live.update(Base.Input.row(index, of: input))) }
    // The fork is driven elsewhere, which must not show in the one that goes on.
    var fork = live
    for index in stride(from: cut - 1, through: 0, by: -1) { _ = fork.update(Base.Input.row(index, of: input)) }
    var restored = try transport.carry(live)
    for index in cut..<Base.Input.count(of: input) { outputs.append(restored.update(Base.Input.row(index, of: input))) }
    var output = Base.Output.missing(outputs.count)
    Base.Output.write(outputs, to: &output, from: 0)
    return Base.Output.all(of: output)
  }
}

/// Carries the state of an indicator somewhere and back, as a process that stops and starts again does.
package protocol StateTransport: Sendable {
  /// The state after the journey.
  func carry<State: Codable>(_ state: State) throws -> State
}
