import CivilTime
import Eligibility

extension DemoPeople {
  /// The file again, as `read` takes it; comments of a file that was read before are not in it.
  public var yaml: String {
    var text = "# Invented people. Nobody here exists.\nversion: \(Self.version)\npeople:"
    text += people.isEmpty ? " []\n" : "\n"
    for person in people { text += person.yaml }
    return text
  }
}

extension DemoPerson {
  fileprivate var yaml: String {
    var lines = YAMLLines()
    lines.add("  - key: \(key)")
    lines.add("    label: { ja: \(quoted(label.ja)), en: \(quoted(label.en)) }")
    lines.add("    face: \(face.rawValue)")
    if let card {
      lines.add("    card:")
      lines.text("keyFile", card.keyFile)
      lines.text("pin", card.pin)
      lines.number("triesLeft", card.triesLeft)
      lines.number("validFromDays", card.validFromDays)
      lines.number("validUntilDays", card.validUntilDays)
      lines.text("serial", card.serial)
      lines.text("commonName", card.commonName)
      if let face = card.face {
        lines.add("      face:")
        lines.add("        securityCode: \(quoted(face.securityCode))")
        lines.add("        expiresInYears: \(face.expiresInYears)")
        if !face.hasPhoto { lines.add("        photo: false") }
        if face.usesWesternYear { lines.add("        westernYear: true") }
      }
    }
    if let registration {
      lines.add("    registration:")
      lines.text("publicKey", Hexadecimal.text(registration.publicKeyHash))
      lines.text("status", registration.status.rawValue)
      lines.add("      forInsurance: \(registration.forInsurance)")
    }
    lines.add("    identity:")
    lines.text("name", identity.name)
    lines.text("nameKana", identity.nameKana)
    lines.text("nameOfOther", identity.nameOfOther)
    lines.text("nameOfOtherKana", identity.nameOfOtherKana)
    lines.text("sex", identity.sex.rawValue)
    lines.text("registeredSex", identity.registeredSex?.rawValue)
    switch identity.birth {
    case .on(let date): lines.text("birthdate", date.compact)
    case .aged(let age, let month, let day):
      lines.number("age", age)
      lines.text("birthday", (month < 10 ? "0" : "") + "\(month)" + (day < 10 ? "0" : "") + "\(day)")
    }
    lines.text("address", identity.address)
    lines.text("postNumber", identity.postNumber)
    lines.add("    insurance:")
    insurance.write(to: &lines)
    if let otherInsurance {
      lines.add("    otherInsurance:")
      otherInsurance.write(to: &lines)
    }
    if let medicalAid {
      lines.add("    medicalAid:")
      medicalAid.write(to: &lines)
    }
    if !homeConsents.isEmpty { lines.add("    homeConsents:") }
    for consent in homeConsents {
      let kinds = consent.kinds.map { quoted($0.rawValue) }.joined(separator: ", ")
      lines.add("      - { care: \(consent.care.rawValue), daysAgo: \(consent.daysAgo), kinds: [\(kinds)] }")
    }
    return lines.joined
  }
}

extension DemoInsurance {
  fileprivate func write(to lines: inout YAMLLines) {
    lines.text("validity", validity.rawValue)
    lines.text("classification", classification.rawValue)
    lines.text("insurer", insurer.digits)
    lines.text("insurerName", insurerName)
    lines.text("symbol", symbol)
    lines.text("number", number)
    lines.text("branch", branch)
    lines.text("standing", standing.rawValue)
    lines.text("insuredName", insuredName)
    lines.text("acquired", acquired.compact)
    lines.number("expiresDays", expiresDays)
    lines.number("lostDays", lostDays)
    lines.text("reasonOfLoss", reasonOfLoss?.rawValue)
    lines.number("contributionPercent", contributionPercent)
    if let limit {
      let longTerm = limit.isLongTerm ? ", longTerm: true" : ""
      lines.add(
        "      limit: { kind: \(quoted(limit.kind.rawValue)), bracket: \(quoted(limit.bracket.rawValue))\(longTerm) }")
    }
    lines.number("elderlyRecipientPercent", elderlyRecipientPercent)
    if !diseases.isEmpty { lines.add("      diseases:") }
    for disease in diseases {
      lines.add("        - { category: \(quoted(disease.category.rawValue)), selfPay: \(disease.selfPay) }")
    }
    if !tickets.isEmpty { lines.add("      tickets:") }
    for ticket in tickets { ticket.write(to: &lines) }
  }
}

extension DemoTicket {
  fileprivate func write(to lines: inout YAMLLines) {
    lines.add("        - type: \(quoted(type))")
    lines.add("          care: \(quoted(care))")
    lines.add("          monthsAgo: \(monthsAgo)")
    lines.add("          issueNumber: \(quoted(issueNumber))")
    if let institution {
      lines.add("          institution: { code: \(quoted(institution.code)), name: \(quoted(institution.name)) }")
    }
    lines.add("          injuries: [\(injuries.map(quoted).joined(separator: ", "))]")
    lines.add("          selfPay: \(selfPay)")
    lines.add("          combined: \(isCombined)")
    lines.add("          remarks: [\(remarks.map(quoted).joined(separator: ", "))]")
  }
}

/// The lines of one person; fields stand six columns in.
private struct YAMLLines {
  private(set) var joined = ""

  mutating func add(_ line: String) { joined += line + "\n" }

  mutating func text(_ key: String, _ value: String?) {
    if let value { add("      \(key): \(quoted(value))") }
  }

  mutating func number(_ key: String, _ value: Int?) {
    if let value { add("      \(key): \(value)") }
  }
}

/// Always in double quotes: then no text is taken for a number or a truth value.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "\0"..." ", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{2029}", "\u{FEFF}":
      result += scalar == " " ? " " : "\\u" + String(repeating: "0", count: 4 - hex(scalar).count) + hex(scalar)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

private func hex(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16, uppercase: true) }
