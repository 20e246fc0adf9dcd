// Counts what the steps of every indicator allocate, with glibc's own tracer: each of its lines is an allocation, also of what is freed at once.
//
//     LD_PRELOAD=libc_malloc_debug.so.0 MALLOC_TRACE=FILE IndicatorAllocationCounter FILE
//
// A line for each indicator: its code, its parameters, and how many allocations more there are in thousands of steps than in one. The first line is that of an array that
// grows, to show that allocations are seen.

#if canImport(Glibc)
  import Foundation
  import Glibc
  import Indicators

  /// Begins to write allocations to the file named in the environment, from the beginning; and ends it. Swift does not see the header they are in.
  @_silgen_name("mtrace") func beginTrace()
  @_silgen_name("muntrace") func endTrace()

  func allocations(into trace: String, of work: () -> Void) -> Int {
    beginTrace()
    work()
    endTrace()
    // "+" is what is allocated, ">" what grows; "-" and "<" are what is given back.
    let lines = (try? String(contentsOfFile: trace, encoding: .utf8))?.split(separator: "\n") ?? []
    return lines.count { $0.contains(" + ") || $0.contains(" > ") }
  }

  let trace = CommandLine.arguments[1]
  var grown: [Int] = []
  print("an array that grows:", allocations(into: trace) { for number in 0..<1_000 { grown.append(number) } })

  /// Other parameters than the defaults, where a step does something else then.
  let others: [(code: String, parameters: [Double])] = [
    ("PERCENTILE", [300, 90]), ("PERCENTRANK", [600]), ("SMA", [4]), ("WMA", [3]), ("STDDEV", [5, 1]), ("MAXINDEX", [2]), ("HURST", [40]),
  ]

  for (code, parameters) in IndicatorCatalogue.entries.map({ ($0.declaration.code, []) }) + others {
    guard let run = try IndicatorCatalogue[code]?.make(parameters) else { fatalError("no indicator is called \(code)") }
    var state: UInt64 = 42
    let columns = run.declaration.inputs.map { name in
      (0..<2 * run.warmUp + 500).map { row in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        let part = Double(state >> 11) / 0x1p53
        return switch name {
        case "high": 102 + part
        case "low": 98 - part
        case "periods": 2 + (28 * part).rounded(.down)
        default: 99 + 2 * part
        }
      }
    }
    let first = columns.map { Array($0.prefix(1)) }
    // Once untraced: what the runtime knows of a type is looked up at its first use.
    _ = (run.last(of: first), run.last(of: columns))
    let (few, many) = (allocations(into: trace) { _ = run.last(of: first) }, allocations(into: trace) { _ = run.last(of: columns) })
    print("\(code) \(parameters):", many - few)
  }
#else
  print("glibc alone has the tracer this needs")
#endif
