import CivilTime
import Eligibility

/// The document that a person's records come as where a PDF is asked for: one page (PDF 1.4) that says of itself that it
/// is a sample.
///
/// Japanese is written with a font that is named and not embedded, as PDF allows (ISO 32000-1, 9.7.5.2: the predefined
/// character map UniJIS-UTF16-H), so that a document has 2 kB: a viewer takes what it has.
struct SampleDocument {
  private var lines: [String]

  /// What one page holds.
  private static let mostLines = 46
  private static let lineHeight = 16
  /// A4, in points.
  private static let page = (width: 595, height: 842)
  private static let margin = 48

  init(of reply: MedicalInformationReply, at moment: CivilMoment) {
    lines = ["見本（実在の診療情報ではありません）", "作成 \(moment.compact)", ""]
    lines += [reply.person.name, reply.person.birth?.text].compactMap { $0 }
    for month in reply.months {
      lines.append("")
      lines.append([month.month?.text, month.institutionName].compactMap { $0 }.joined(separator: "　"))
      for day in month.days {
        for drug in day.drugs {
          let amount = [drug.quantity, drug.unit].compactMap { $0 }.joined()
          lines.append([day.date?.text, drug.name, amount, drug.usage].compactMap { $0 }.joined(separator: "　"))
        }
        for act in day.acts { lines.append([day.date?.text, act.name].compactMap { $0 }.joined(separator: "　")) }
      }
    }
    for checkup in reply.checkups {
      lines.append("")
      lines.append(checkup.effectiveTime?.text ?? "")
      for item in checkup.items {
        lines.append([item.itemName, item.dataValueName, item.unit].compactMap { $0 }.joined(separator: "　"))
      }
    }
    if lines.count > Self.mostLines { lines = lines.prefix(Self.mostLines - 1) + ["…"] }
  }

  var bytes: [UInt8] {
    var file = "%PDF-1.4\n"
    var places: [Int] = []
    for (index, object) in objects.enumerated() {
      places.append(file.utf8.count)
      file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let table = file.utf8.count
    file += "xref\n0 \(places.count + 1)\n0000000000 65535 f \n"
    for place in places {
      let digits = String(place)
      file += String(repeating: "0", count: 10 - digits.utf8.count) + digits + " 00000 n \n"
    }
    file += "trailer\n<< /Size \(places.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
    return Array(file.utf8)
  }

  /// The first is the catalogue; they name each other by their places.
  private var objects: [String] {
    let content = content
    return [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(Self.page.width) \(Self.page.height)] /Contents 4 0 R "
        + "/Resources << /Font << /L 5 0 R /J 6 0 R >> >> >>",
      "<< /Length \(content.utf8.count) >>\nstream\n\(content)endstream",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
      "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5-UniJIS-UTF16-H /Encoding /UniJIS-UTF16-H "
        + "/DescendantFonts [7 0 R] >>",
      "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /DW 1000 /FontDescriptor 8 0 R "
        + "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> >>",
      "<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [-92 -250 1010 922] /ItalicAngle 0 "
        + "/Ascent 752 /Descent -221 /CapHeight 737 /StemV 114 >>",
    ]
  }

  private var content: String {
    let top = Self.page.height - Self.margin
    var text = "BT /L 16 Tf \(Self.margin) \(top) Td (SAMPLE - INVENTED RECORDS, NOT A REAL DOCUMENT) Tj ET\n"
    text += "BT /J 10 Tf \(Self.lineHeight) TL \(Self.margin) \(top - 2 * Self.lineHeight) Td\n"
    for line in lines {
      var digits = ""
      for unit in line.utf16 {
        let word = String(unit, radix: 16)
        digits += String(repeating: "0", count: 4 - word.utf8.count) + word
      }
      text += "<\(digits)> Tj T*\n"
    }
    return text + "ET\n"
  }
}
