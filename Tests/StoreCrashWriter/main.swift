import Store

// Commits numbered transactions until it is killed, and prints each number once `commit` has returned.
//
//     StoreCrashWriter FOLDER [everyCommit|grouped|none] [LAST]
//     StoreCrashWriter FOLDER lock
//
// The second form holds the folder's lock until it is killed.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

let arguments = CommandLine.arguments
let durability: JSONFileStore.Durability =
  switch arguments.count > 2 ? arguments[2] : "everyCommit" {
  case "grouped": .grouped(every: .milliseconds(5))
  case "none": .none
  default: .everyCommit
  }
let last = arguments.count > 3 ? Int(arguments[3]) ?? .max : .max

/// One write for each line, without a buffer that a kill would empty.
func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  unsafe bytes.withUnsafeBytes { unsafe _ = write(1, $0.baseAddress, $0.count) }
}

do {
  // Small segments and a small log: kills hit rotation and checkpoints as often as commits.
  let store = try await JSONFileStore.open(
    arguments[1], options: .init(durability: durability, segmentBytes: 2000, checkpointBytes: 3000, checkpointDelay: .milliseconds(3)))
  var number = try await store.get("state/number", as: Int.self) ?? 0
  say("open \(number)")
  while number < last {
    number += 1
    try await store.commit { changes in
      try changes.put(number, at: "state/number")
      try changes.put(String(repeating: "\(number) ", count: number % 50), at: "state/text")
      try changes.append(number, to: "numbers", at: RecordTime(nanosecondsSince1970: Int64(number)))
      for part in 0..<3 { try changes.append([number, part], to: "parts", at: RecordTime(nanosecondsSince1970: Int64(number))) }
      if number % 7 == 0 { changes.delete("state/odd") } else { try changes.put(number, at: "state/odd") }
      if number % 40 == 0 { changes.trim("parts", before: 3 * (number - 30)) }
    }
    say("\(number)")
  }
  try await store.close()
  say("closed")
} catch {
  say("error: \(error)")
  exit(1)
}
