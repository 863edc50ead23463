import CivilTime
import Eligibility
import EligibilityService
import EligibilityXML
import Glibc
import Synchronization

/// The stand-in as an eligibility terminal with its link program: requests are taken from one folder, one after the
/// other, and their replies written into another under the same base name with `res` for `req`.
final class FolderTerminal: Sendable {
  private let folders: StandinConfiguration.Folders
  private let desk: ServiceDesk
  private let faults: FaultBoard
  /// `nil` before the first one and while the folder is away.
  private let watch = Mutex<FolderWatch?>(nil)

  init(folders: StandinConfiguration.Folders, desk: ServiceDesk, faults: FaultBoard) {
    self.folders = folders
    self.desk = desk
    self.faults = faults
  }

  /// A folder that was moved away is looked for so often.
  private static let pause: Duration = .milliseconds(500)
  /// What is larger is packed: the terminal packs large results, from where on is not public. (ours)
  static let largestUnpacked = 256 << 10
  /// A reply that is written in its place comes in so many parts.
  private static let parts = 16

  /// From now on what is put into the folder is seen.
  func open() throws(StandinFailure) {
    for folder in [folders.request, folders.reply] where !Files.isFolder(folder) {
      throw .configuration("\(folder) is no folder")
    }
    let new = try FolderWatch(folders.request)
    watch.withLock { $0 = new }
    Announcement.watching(folders.request)
  }

  /// Takes what was left lying, as a terminal does that was off.
  func lookAgain() { watch.withLock { $0 }?.lookAgain() }

  /// Until the program ends; `open` comes first.
  func run() async {
    while !Task.isCancelled {
      if let watch = watch.withLock({ $0 }) {
        await takeAll()
        for await event in watch.events {
          switch event {
          case .whole(let name): await take(name)
          case .lookAgain: await takeAll()
          case .gone: break
          }
        }
      }
      Announcement.complain("uketsuke-standin: \(folders.request) is gone; waiting for it to come back")
      watch.withLock { $0 = nil }
      while !Task.isCancelled, watch.withLock({ $0 == nil }) {
        try? await Task.sleep(for: Self.pause)
        try? open()
      }
    }
  }

  /// What lay there before anybody watched. A file that is no message may still be under its writer's hands: it is left
  /// alone until it is closed.
  private func takeAll() async {
    guard let folder = opendir(folders.request) else { return }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    closedir(folder)
    for name in names.sorted() { await take(name, onlyMessages: true) }
  }

  private func take(_ name: String, onlyMessages: Bool = false) async {
    guard let file = RequestFile(name) else { return }
    let path = "\(folders.request)/\(name)"
    var request: InterfaceRequest?
    switch Files.find(path, most: file.largestBytes) {
    case .contents(let received):
      request = try? EligibilityXML.decodeInterfaceRequest(received, kind: file.kind)
      if request == nil, onlyMessages { return }
    case .tooLarge: break
    // None of ours, or somebody was faster.
    case .nothing: return
    }
    let struck = faults.strike(.file)
    if struck.has(.unavailable) { return }
    unlink(path)
    if struck.has(.never) { return }
    await struck.delay()
    guard let request else {
      return write(EligibilityXML.encode(Self.refusal, encoding: folders.encoding).bytes, file, ".xml", struck)
    }
    let paper = ReplyPaper(
      reply: await desk.reply(to: request, struck), request: request, encoding: folders.encoding, struck: struck)
    if struck.has(.foreign) { leaveForeign(paper, file) }
    let bytes = paper.bytes
    let isDocument = bytes.starts(with: Array("%PDF".utf8))
    if !isDocument, bytes.count > Self.largestUnpacked {
      write(StoredArchive.bytes(of: file.reply(".xml"), bytes), file, ".zip", struck)
    } else {
      write(bytes, file, isDocument ? ".pdf" : ".xml", struck)
    }
    if struck.has(.duplicate) { write(StoredArchive.bytes(of: file.reply(".xml"), bytes), file, ".zip", struck) }
  }

  /// To what is no message: neither whose nor which request it was can be told back.
  private static var refusal: EligibilityReply {
    var header = MessageHeader()
    header.segmentOfResult = .known(.abnormal)
    header.errorCode = ServiceRefusal.requestMalformed.rawValue
    header.errorMessage = MessageComplaint.incomplete.words
    return EligibilityReply(header: header)
  }

  /// Somebody else's reply: another institution's to another request, with the same person in it.
  private func leaveForeign(_ paper: ReplyPaper, _ file: RequestFile) {
    var foreign = paper
    foreign.struck = Struck.foreign
    write(foreign.bytes, RequestFile(kind: file.kind, identifier: "foreign-\(file.identifier)"), ".xml", Struck())
  }

  private func write(_ bytes: [UInt8], _ file: RequestFile, _ ending: String, _ struck: Struck) {
    let bytes = struck.has(.half) ? Array(bytes.prefix(bytes.count / 2)) : bytes
    let path = "\(folders.reply)/\(file.reply(ending))"
    do throws(StandinFailure) {
      if let milliseconds = struck.amount(of: .inPlace) {
        try Files.writeSlowly(path, bytes, parts: Self.parts, over: milliseconds)
      } else {
        try Files.place(path, bytes)
      }
    } catch {
      Announcement.complain("uketsuke-standin: \(error.sentence)")
    }
  }
}

/// A request's file by its name: `OQSsiquc01req_ID.xml`.
struct RequestFile: Equatable {
  var kind: MessageKind
  var identifier: String

  init(kind: MessageKind, identifier: String) {
    self.kind = kind
    self.identifier = identifier
  }

  /// `nil` for every other name.
  init?(_ name: String) {
    guard name.hasSuffix(".xml"), let kind = MessageKind.allCases.first(where: { name.hasPrefix("\($0.rawValue)req_") })
    else { return nil }
    self.kind = kind
    identifier = String(name.dropFirst("\(kind.rawValue)req_".count).dropLast(".xml".count))
    guard !identifier.isEmpty else { return nil }
  }

  func reply(_ ending: String) -> String { "\(kind.rawValue)res_\(identifier)\(ending)" }

  var largestBytes: Int {
    switch kind {
    case .batchSubmission, .referenceNumbers: EligibilityXML.largestBatchBytes
    case .confirmation, .batchCollection, .medicalAidSubmission, .medicalAidCollection, .homeVisitSubmission,
      .homeVisitCollection, .onlineCareSubmission, .onlineCareCollection, .referenceNumber,
      .referenceNumbersCollection, .medication, .checkup:
      EligibilityXML.largestMessageBytes
    }
  }
}
