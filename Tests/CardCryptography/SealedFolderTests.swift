import Foundation
import Testing

@testable import CardCryptography

@Suite struct SealedFolderTests {
  private final class Place {
    let path: String

    init(mode: Int = 0o700) throws {
      path = NSTemporaryDirectory() + "sealed-" + UUID().uuidString
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: mode])
    }

    func key(_ name: String = "key") throws -> JournalKey {
      let file = path + "-" + name
      if !FileManager.default.fileExists(atPath: file) { try JournalKey.make(at: file) }
      return try JournalKey(contentsOf: file)
    }

    deinit {
      for name in ["", "-key", "-other"] { try? FileManager.default.removeItem(atPath: path + name) }
    }
  }

  @Test func whatIsWrittenIsReadAndNothingOfItStandsInTheFile() throws {
    let place = try Place()
    let folder = try SealedFolder(path: place.path, key: try place.key())
    let secret = Array("見本 9000001".utf8)
    try folder.write(secret, as: "a.job")
    try folder.write(secret + secret, as: "a.job")
    #expect(try folder.read("a.job") == secret + secret)
    #expect(try folder.names() == ["a.job"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: place.path + "/a.job"))
    #expect(bytes.range(of: Data(secret)) == nil)
    let mode = try FileManager.default.attributesOfItem(atPath: place.path + "/a.job")[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try folder.remove("a.job")
    try folder.remove("a.job")
    #expect(try folder.names() == [])
  }

  @Test func anotherNameAnotherKeyOrAChangedByteDoesNotOpen() throws {
    let place = try Place()
    let folder = try SealedFolder(path: place.path, key: try place.key())
    try folder.write([1, 2, 3], as: "a.job")
    try FileManager.default.copyItem(atPath: place.path + "/a.job", toPath: place.path + "/b.job")
    #expect(throws: CardCryptographyFailure.changed(path: place.path + "/b.job")) { try folder.read("b.job") }
    let other = try SealedFolder(path: place.path, key: try place.key("other"))
    #expect(throws: CardCryptographyFailure.changed(path: place.path + "/a.job")) { try other.read("a.job") }
  }

  @Test func aFolderThatOthersReachIsRefused() throws {
    let place = try Place(mode: 0o750)
    #expect(throws: CardCryptographyFailure.folderOpenToOthers(path: place.path, mode: 0o750)) {
      try SealedFolder(path: place.path, key: try place.key())
    }
  }
}
