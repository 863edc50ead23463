import Display

extension Picture {
  struct Damaged: Error {}

  /// - Parameter ppm: of the kind P6 with 255 as the highest value, as qemu dumps a screen.
  init(ppm: [UInt8]) throws {
    var place = 0
    func word() -> String {
      var word: [UInt8] = []
      while place < ppm.count, ppm[place] <= 0x20 { place += 1 }
      while place < ppm.count, ppm[place] > 0x20 {
        word.append(ppm[place])
        place += 1
      }
      return String(decoding: word, as: UTF8.self)
    }
    guard word() == "P6", let width = Int(word()), let height = Int(word()), word() == "255", place < ppm.count,
      let picture = Picture(width: width, height: height, bytes: Array(ppm[(place + 1)...]))
    else { throw Damaged() }
    self = picture
  }

  /// VGA's text mode has a ninth column behind each eight of a letter: the picture without them.
  func withoutNinthColumns() -> Picture? {
    let kept = bytes.indices.filter { $0 / 3 % width % 9 < 8 }.map { bytes[$0] }
    return Picture(width: width / 9 * 8, height: height, bytes: kept)
  }
}
