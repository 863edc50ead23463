import CivilTime
import Eligibility
import EligibilityXML
import Foundation
import Glibc
import Testing

/// The stand-in as an eligibility terminal: the real program before real folders.
@Suite(.serialized)
struct FolderTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func start(
    _ changed: [String: String] = [:], faults: [String] = []
  ) throws -> (RunningStandin, ReplyFolder) {
    try workshop.configureTerminal(changed)
    let folder = try ReplyFolder(workshop)
    return (try RunningStandin(workshop, faults: faults, ready: "watching "), folder)
  }

  @Test("A lookup in either encoding", arguments: MessageEncoding.allCases)
  func lookup(encoding: MessageEncoding) throws {
    let (standin, folder) = try start(["folders": "{ request: req, reply: res, encoding: \(encoding.rawValue) }"])
    let request = try workshop.lookup("under-40", file: "a-1")
    // A request may come in the other one.
    let base = try folder.put(request, encoding: encoding == .utf8 ? .cp932 : .utf8)
    #expect(base == "OQSsiquc01res_a-1")
    let bytes = try folder.bytes("\(base).xml")
    #expect(String(decoding: bytes.prefix(60), as: UTF8.self).contains("encoding=\"\(encoding.declaredName)\""))
    guard case .eligibility(let reply) = try EligibilityXML.decodeInterfaceReply(bytes, to: request) else {
      return #expect(Bool(false), "another reply")
    }
    #expect(reply.validity == .valid && reply.header.arbitraryFileIdentifier == "a-1")
    #expect(reply.patientName == (encoding == .utf8 ? "試験　𠮷美" : "試験　●美"))
    #expect(try folder.requests.isEmpty && folder.replies == ["OQSsiquc01res_a-1.xml"])
    // Whoever ends it waits for nothing, and nothing about anybody was said.
    let end = try standin.end()
    #expect(end.status == 0 && end.reason == .exit && end.complaint.isEmpty)
  }

  @Test func aRequestIsTakenWhenItsWriterHasClosedIt() throws {
    let (standin, folder) = try start()
    let request = try workshop.lookup("adult", file: "slow")
    let bytes = EligibilityXML.encode(request, encoding: .utf8).bytes
    let path = workshop.path("req/\(folder.name(request))")
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    let writer = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try writer.write(contentsOf: Data(bytes.prefix(100)))
    // Another one goes through meanwhile.
    #expect(try folder.eligibility(try workshop.lookup("child", file: "fast")).validity == .valid)
    #expect(try folder.requests == [folder.name(request)] && folder.replies == ["OQSsiquc01res_fast.xml"])
    try writer.write(contentsOf: Data(bytes.dropFirst(100)))
    try writer.close()
    #expect(try !folder.bytes("OQSsiquc01res_slow.xml").isEmpty)
    #expect(try folder.requests.isEmpty)
    withExtendedLifetime(standin) {}
  }

  @Test func whatLayThereBeforeIsAnsweredAndWhatIsNotItsIsLeftAlone() throws {
    try workshop.configureTerminal()
    let folder = try ReplyFolder(workshop)
    let before = try folder.put(try workshop.lookup("adult", file: "before"))
    // No request's names, no plain files, and one that is still being written.
    try folder.put(Array("x".utf8), as: "notes.txt")
    try folder.put(Array("x".utf8), as: "OQSsiquc01res_x.xml")
    try folder.put(Array("<?xml".utf8), as: "OQSsiquc01req_half.xml")
    try FileManager.default.createDirectory(
      atPath: workshop.path("req/OQSsiquc01req_folder.xml"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: workshop.path("req/OQSsiquc01req_link.xml"), withDestinationPath: workshop.path("standin.yaml"))
    let standin = try RunningStandin(workshop, ready: "watching ")
    #expect(try !folder.bytes("\(before).xml").isEmpty)
    _ = try folder.eligibility(try workshop.lookup("child", file: "after"))
    #expect(
      try folder.requests == [
        "OQSsiquc01req_folder.xml", "OQSsiquc01req_half.xml", "OQSsiquc01req_link.xml", "OQSsiquc01res_x.xml",
        "notes.txt",
      ])
    #expect(try folder.replies == ["OQSsiquc01res_after.xml", "OQSsiquc01res_before.xml"])
    withExtendedLifetime(standin) {}
  }

  @Test func whatIsNoRequestIsAnsweredAsSuch() throws {
    let (standin, folder) = try start()
    try folder.put(Array("<?xml version=\"1.0\"?><XmlMsg/>".utf8), as: "OQSsiquc01req_bad.xml")
    let reply = try EligibilityXML.decodeReply(try folder.bytes("OQSsiquc01res_bad.xml"))
    #expect(reply.header.segmentOfResult == .known(.abnormal))
    #expect(reply.header.errorCode == ServiceRefusal.requestMalformed.rawValue)
    // Larger than a message may be; nothing of it is read.
    let large = workshop.path("large")
    try #require(FileManager.default.createFile(atPath: large, contents: nil))
    try #require(truncate(large, EligibilityXML.largestMessageBytes + 1) == 0)
    try #require(rename(large, workshop.path("req/OQSsiquc01req_large.xml")) == 0)
    #expect(
      try EligibilityXML.decodeReply(try folder.bytes("OQSsiquc01res_large.xml")).header.errorCode
        == ServiceRefusal.requestMalformed.rawValue)
    #expect(try folder.requests.isEmpty)
    withExtendedLifetime(standin) {}
  }

  @Test func aLargeBatchComesPacked() throws {
    let (standin, folder) = try start(["crowd": "400", "batch": "{ pauseMilliseconds: 300, microsecondsPerPerson: 0 }"])
    let receipt = try folder.eligibility(workshop.crowd(400))
    let number = try #require(receipt.receptionNumber)
    #expect(try folder.replies == ["OQSmuquc01res_batch.xml"])
    // Asked again until it is ready: each reply is waited for.
    var asked = 0
    var base = ""
    repeat {
      asked += 1
      base = try folder.put(workshop.collection(number, file: "c\(asked)"))
      let deadline = ContinuousClock.now.advanced(by: .seconds(20))
      while try !folder.replies.contains(where: { $0.hasPrefix(base) }) { try folder.next(before: deadline, base) }
    } while try !folder.replies.contains("\(base).zip")
    #expect(asked > 1)
    let pending = try EligibilityXML.decodeReply(try folder.bytes("OQSmuquc02res_c1.xml"))
    #expect(pending.header.segmentOfResult == .known(.inProgress))
    // By a reader of archives that is not ours.
    let unpacked = try workshop.run(
      URL(filePath: "/bin/busybox"), ["unzip", "-p", workshop.path("res/\(base).zip"), "\(base).xml"])
    #expect(unpacked.status == 0, "\(unpacked.complaint)")
    guard
      case .eligibility(let reply) = try EligibilityXML.decodeInterfaceReply(
        unpacked.output, to: workshop.collection(number))
    else { return #expect(Bool(false), "another reply") }
    #expect(reply.body.bulkConfirmUnits.count == 400 && reply.header.numberOfProcessingResult == "400")
    #expect(reply.body.bulkConfirmUnits[13].qualificationValidity == .known(.invalid))
    withExtendedLifetime(standin) {}
  }

  @Test func theFolderGoesAndComesBack() throws {
    let (standin, folder) = try start()
    try #require(rename(workshop.path("req"), workshop.path("away")) == 0)
    try FileManager.default.createDirectory(atPath: workshop.path("req"), withIntermediateDirectories: false)
    try standin.wait(for: "watching ")
    #expect(try folder.eligibility(try workshop.lookup("adult")).validity == .valid)
    let end = try standin.end()
    #expect(end.complaint.hasSuffix("/req is gone; waiting for it to come back\n"))
  }

  /// Consents are given in a session over HTTPS; the records then come through the folders, too.
  @Test func bothWaysMeetOneService() throws {
    for name in ["req", "res", "face"] {
      try FileManager.default.createDirectory(atPath: workshop.path(name), withIntermediateDirectories: false)
    }
    try workshop.configure([
      "records": Workshop.asset("people/records.yaml"),
      "folders": "{ request: req, reply: res, face: face, encoding: cp932 }",
    ])
    let folder = try ReplyFolder(workshop)
    let standin = try RunningStandin(workshop)
    let asked = try workshop.records("adult", .medicationAndTreatment, file: "r1")
    guard case .medicalInformation(let none) = try folder.ask(asked) else { return #expect(Bool(false), "no records") }
    #expect(!none.isDone && none.messageContents?.isEmpty == false)

    let session = try standin.session("adult").session
    var answers = ConsentAnswers()
    answers[.medication] = true
    answers[.treatment] = true
    guard case .message(let final) = try standin.ask(.sendConsents(session, answers)).get() else {
      return #expect(Bool(false), "no message")
    }
    #expect(try standin.ask(.sendConsents(session, answers)) == .success(.message(final)))
    let faces = try FileManager.default.contentsOfDirectory(atPath: workshop.path("face"))
    #expect(faces.count == 1 && faces[0].hasPrefix("OQSsiquc01res_face_"))
    #expect(try EligibilityXML.decodeReply(try workshop.bytes("face/\(faces[0])")).body == final.body)

    guard
      case .medicalInformation(let records) = try folder.ask(
        try workshop.records("adult", .medicationAndTreatment, file: "r2"))
    else { return #expect(Bool(false), "no records") }
    #expect(records.isDone && records.months.count == 4)
    #expect(Set(records.months.map(\.origin)) == Set(MedicationOrigin.allCases))
    // And over HTTPS, with the same words.
    #expect(
      try standin.ask(try workshop.records("adult", .medicationAndTreatment, file: "r2")).get()
        == .medicalInformation(records))
    let document = try workshop.records("adult", .medicationDocument, file: "r3")
    let base = try folder.put(document)
    let bytes = try folder.bytes("\(base).pdf")
    guard case .medicalInformation(let page) = try standin.ask(document).get() else {
      return #expect(Bool(false), "no document")
    }
    #expect(bytes.starts(with: Array("%PDF-1.4".utf8)) && page.document?.count == bytes.count)
  }

  // MARK: - Faults

  private static let person = "under-40"

  /// The bytes that come for a lookup, and the folder.
  private func struck(by fault: String) throws -> (bytes: [UInt8], request: InterfaceRequest, replies: [String]) {
    let (standin, folder) = try start(faults: [fault])
    let request = try workshop.lookup(Self.person, file: "x")
    let base = try folder.put(request)
    let bytes = try folder.bytes("\(base).xml")
    // What is written behind the reply is there when the next one is.
    _ = try folder.bytes("\(try folder.put(try workshop.lookup("child", file: "y"))).xml")
    withExtendedLifetime(standin) {}
    return (bytes, request, try folder.replies)
  }

  @Test("Messages that are wrong", arguments: ["wrong-institution@1", "wrong-identifier@1", "error@1"])
  func wrongMessages(fault: String) throws {
    let (bytes, request, replies) = try struck(by: fault)
    let reply = try EligibilityXML.decodeInterfaceReply(bytes, to: request)
    guard case .eligibility(let message) = reply else { return #expect(Bool(false), "another reply") }
    #expect((reply.difference(from: request) == nil) == (fault == "error@1"))
    #expect((message.header.segmentOfResult == .known(.abnormal)) == (fault == "error@1"))
    #expect((message.header.errorCode == "S-391") == (fault == "error@1"))
    #expect(replies == ["OQSsiquc01res_x.xml", "OQSsiquc01res_y.xml"])
  }

  @Test func theWrongEncoding() throws {
    let (bytes, request, _) = try struck(by: "wrong-encoding@1")
    #expect(String(decoding: bytes.prefix(60), as: UTF8.self).contains("encoding=\"UTF-8\""))
    #expect(throws: EligibilityXMLFailure.encodingViolated(.utf8)) {
      try EligibilityXML.decodeInterfaceReply(bytes, to: request)
    }
  }

  @Test func halfAReply() throws {
    let (bytes, request, _) = try struck(by: "half@1")
    #expect(!bytes.isEmpty && bytes.starts(with: Array("<?xml".utf8)))
    #expect(throws: EligibilityXMLFailure.self) { try EligibilityXML.decodeInterfaceReply(bytes, to: request) }
  }

  @Test func aReplyTwiceAndOneForSomebodyElse() throws {
    #expect(
      try struck(by: "duplicate@1").replies == [
        "OQSsiquc01res_x.xml", "OQSsiquc01res_x.zip", "OQSsiquc01res_y.xml",
      ])
    try FileManager.default.removeItem(atPath: workshop.path("res"))
    let (bytes, request, replies) = try struck(by: "foreign@1")
    #expect(try EligibilityXML.decodeInterfaceReply(bytes, to: request).difference(from: request) == nil)
    #expect(replies == ["OQSsiquc01res_foreign-x.xml", "OQSsiquc01res_x.xml", "OQSsiquc01res_y.xml"])
    let foreign = try EligibilityXML.decodeInterfaceReply(
      try workshop.bytes("res/OQSsiquc01res_foreign-x.xml"), to: request)
    #expect(foreign.difference(from: request) != nil)
  }

  @Test("No reply: taken, or left lying", arguments: ["never@1", "unavailable@1"])
  func noReply(fault: String) throws {
    let (standin, folder) = try start(faults: [fault])
    let request = try workshop.lookup("adult", file: "x")
    try folder.put(request)
    _ = try folder.eligibility(try workshop.lookup("child", file: "y"))
    #expect(try folder.replies == ["OQSsiquc01res_y.xml"])
    #expect(try folder.requests == (fault == "never@1" ? [] : [folder.name(request)]))
    withExtendedLifetime(standin) {}
  }

  @Test func aReplyWrittenInItsPlace() throws {
    let (standin, folder) = try start(faults: ["in-place=0.2"])
    let base = try folder.put(try workshop.lookup("adult"))
    let start = ContinuousClock.now
    // The name is there before the whole is: it appears without being renamed, and only its end is told.
    try folder.next(before: start.advanced(by: .seconds(20)), base)
    #expect(start.duration(to: .now) >= .milliseconds(180))
    #expect(try EligibilityXML.decodeReply(try folder.bytes("\(base).xml")).validity == .valid)
    withExtendedLifetime(standin) {}
  }

  @Test func faultsAreReadAgainOnHangUp() throws {
    let (standin, folder) = try start()
    #expect(try folder.eligibility(try workshop.lookup("adult", file: "1")).validity == .valid)
    try workshop.configureTerminal(["faults": "[\"error\"]"])
    try standin.hangUp()
    #expect(try folder.eligibility(try workshop.lookup("adult", file: "2")).header.errorCode == "S-391")
    // One is left lying until the terminal is there again.
    try workshop.configureTerminal(["faults": "[\"unavailable@1\"]"])
    try standin.hangUp()
    let left = try workshop.lookup("adult", file: "3")
    let base = try folder.put(left)
    #expect(try folder.eligibility(try workshop.lookup("child", file: "4")).validity == .valid)
    #expect(try folder.requests == [folder.name(left)])
    try workshop.configureTerminal()
    try standin.hangUp()
    #expect(try !folder.bytes("\(base).xml").isEmpty)
    #expect(try folder.requests.isEmpty)
  }
}
