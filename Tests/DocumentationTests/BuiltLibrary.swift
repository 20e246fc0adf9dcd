import Foundation
import TestSupport
import Testing

/// What the build made of the library's modules, linked once to a library that programs share: linking all of it into every program takes three times
/// as long as compiling one.
struct BuiltLibrary: Sendable {
  /// What a compiler that only reads a program has to know.
  static let reading = ["-swift-version", "6", "-I", "\(Program.folder)/Modules"]

  private let folder: ScratchFolder

  /// The library, made when it is first needed.
  static func linked() throws -> BuiltLibrary { try result.get() }

  private static let result = Result { try BuiltLibrary() }

  private init() throws {
    folder = try ScratchFolder()
    let build = try Program.run(
      "/usr/bin/env", ["swiftc", "-emit-library", "-o", folder.path(Self.file), "-lm"] + Self.installName + Self.objects)
    try #require(build.status == 0, "the modules cannot be linked:\n\(build.errors)")
  }

  #if os(macOS)
    private static let file = "libDocumented.dylib"
    private static let installName = ["-Xlinker", "-install_name", "-Xlinker", "@rpath/\(file)"]
  #else
    private static let file = "libDocumented.so"
    private static let installName: [String] = []
  #endif

  /// Compiles a program.
  func compile(_ source: String, to executable: String) throws -> Program.Outcome {
    try Program.run(
      "/usr/bin/env",
      ["swiftc", source, "-o", executable, "-L", folder.path, "-lDocumented", "-lm", "-Xlinker", "-rpath", "-Xlinker", folder.path]
        + Self.reading)
  }

  private static let objects: [String] = {
    let folder = URL(fileURLWithPath: Program.folder)
    let modules = (try? FileManager.default.contentsOfDirectory(atPath: Checkout.path("Sources")))?.filter { $0 != "AssayCommand" } ?? []
    return modules.flatMap { module in
      // Only what belongs to a source file: the build keeps the objects of files that have been renamed or deleted since.
      let sources = FileManager.default.enumerator(atPath: Checkout.path("Sources/\(module)"))?.compactMap { $0 as? String } ?? []
      return sources.filter { $0.hasSuffix(".swift") }.map { source in
        folder.appendingPathComponent("\(module).build/\((source as NSString).lastPathComponent).o").path
      }
    }
  }()
}
