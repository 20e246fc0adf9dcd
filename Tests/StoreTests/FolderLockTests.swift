import Foundation
import Store
import TestSupport
import Testing

@Suite("A folder's lock")
struct FolderLockTests {
  @Test("keeps a second taker out and says who has it, until it is released")
  func exclusive() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path("work/space")
    let lock = try FolderLock(folder, holder: "assay run,\nsince today")
    let error = #expect(throws: StoreError.self) { _ = try FolderLock(folder + "/", holder: "assay ab") }
    #expect(error?.code == .locked)
    let own = ProcessInfo.processInfo.processIdentifier
    #expect(error?.description.hasPrefix("\(folder): The folder is in use by process \(own) (assay run, since today).") == true)
    lock.release()
    let next = try FolderLock(folder, holder: "assay ab")
    next.release()
  }

  @Test("is given back by a holder that is dropped")
  func dropped() throws {
    let scratch = try ScratchFolder()
    func hold() throws { _ = try FolderLock(scratch.path, holder: "first") }
    try hold()
    let next = try FolderLock(scratch.path, holder: "second")
    next.release()
  }

  @Test("is held by another process for as long as it lives, and not longer when it is killed")
  func killed() throws {
    let scratch = try ScratchFolder()
    let holder = try RunningProgram("\(Program.folder)/StoreCrashWriter", [scratch.path, "lock"])
    #expect(holder.waits { holder.output == "locked\n" })
    let error = #expect(throws: StoreError.self) { _ = try FolderLock(scratch.path, holder: "test") }
    #expect(error?.code == .locked)
    holder.send(SIGKILL)
    #expect(try holder.outcome().status == 128 + SIGKILL)
    let lock = try FolderLock(scratch.path, holder: "test")
    lock.release()
  }

  @Test("cannot be taken in a folder that cannot be made, and says so")
  func impossible() throws {
    let scratch = try ScratchFolder()
    let file = try scratch.write("", to: "file")
    let error = #expect(throws: StoreError.self) { _ = try FolderLock(file + "/below", holder: "test") }
    #expect(error?.code == .inputOutput)
  }
}
