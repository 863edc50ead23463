import Display
import Screenbook
import Testing

@Suite("Rasters")
struct RasterTests {
  private let black = Colour(red: 0, green: 0, blue: 0)
  private let white = Colour(red: 255, green: 255, blue: 255)

  /// From black at the left to white at the right.
  private func gradient(width: Int = 200, height: Int = 100) -> Picture {
    var picture = Picture(width: width, height: height, filled: black)
    for row in 0..<height {
      for column in 0..<width {
        let grey = UInt8(column * 255 / (width - 1))
        picture[row, column] = Colour(red: grey, green: grey, blue: grey)
      }
    }
    return picture
  }

  @Test(
    "A picture keeps its shape and lies in the middle",
    arguments: [
      (width: 320, height: 400, columns: 20, rows: 8, wide: 13, high: 16, left: 3, top: 0),
      (400, 320, 20, 8, 20, 16, 0, 0), (400, 100, 20, 8, 20, 5, 0, 5), (100, 400, 20, 8, 4, 16, 8, 0),
      (1, 1_024, 20, 8, 1, 16, 9, 0), (1_024, 1, 20, 8, 20, 1, 0, 7), (3, 4, 18, 12, 18, 24, 0, 0),
    ])
  func shape(
    _ given: (width: Int, height: Int, columns: Int, rows: Int, wide: Int, high: Int, left: Int, top: Int)
  ) {
    let picture = Picture(width: given.width, height: given.height, filled: white)
    let raster = Raster(picture, columns: given.columns, rows: given.rows, colours: [white])
    var filled: [(row: Int, column: Int)] = []
    for row in 0..<given.rows {
      for column in 0..<given.columns {
        let halves = raster.halves(row: row, column: column)
        if halves.upper != nil { filled.append((row * 2, column)) }
        if halves.lower != nil { filled.append((row * 2 + 1, column)) }
      }
    }
    #expect(Set(filled.map(\.row)) == Set(given.top..<given.top + given.high))
    #expect(Set(filled.map(\.column)) == Set(given.left..<given.left + given.wide))
    #expect(filled.count == given.wide * given.high)
  }

  @Test("Each pixel is the average of what it covers")
  func averages() {
    var picture = Picture(width: 4, height: 2, filled: black)
    picture[0, 0] = Colour(red: 100, green: 0, blue: 0)
    picture[1, 1] = Colour(red: 0, green: 40, blue: 0)
    picture[0, 3] = white
    let half = picture.scaled(width: 2, height: 1)
    #expect(half[0, 0] == Colour(red: 25, green: 10, blue: 0))
    #expect(half[0, 1] == Colour(red: 64, green: 64, blue: 64))
    // A third of the middle pixel goes to either side.
    let line = gradient(width: 3, height: 1).scaled(width: 2, height: 1)
    #expect((line[0, 0].red, line[0, 1].red) == (42, 212))
    #expect(picture.scaled(width: 4, height: 2) == picture)
    #expect(picture.scaled(width: 8, height: 4).scaled(width: 4, height: 2) == picture)
  }

  @Test("Shades stay in their order, with many colours and with two")
  func gradients() {
    let greys = (0..<24).map { (step: Int) -> Colour in
      let grey = UInt8(8 + step * 10)
      return Colour(red: grey, green: grey, blue: grey)
    }
    let three = [black, Colour(red: 170, green: 0, blue: 0), white]
    for colours in [greys, [black, white], [white, black], three] {
      let raster = Raster(gradient(), columns: 64, rows: 16, colours: colours)
      // The light of eight columns each.
      let bands = (0..<8).map { band in
        var light = 0
        for column in band * 8..<band * 8 + 8 {
          for row in 0..<16 {
            let halves = raster.halves(row: row, column: column)
            for half in [halves.upper, halves.lower] { light += half.map { Int(colours[$0].green) } ?? 128 }
          }
        }
        return light
      }
      for (darker, lighter) in zip(bands, bands.dropFirst()) { #expect(darker < lighter, "\(bands)") }
      #expect(raster == Raster(gradient(), columns: 64, rows: 16, colours: colours))
    }
  }

  @Test("Two colours give a grey its share of light pixels")
  func share() {
    for (grey, light) in [0, 64, 128, 191, 255].flatMap({ grey in [255, 170].map { (grey, $0) } }) {
      let colour = Colour(red: UInt8(grey), green: UInt8(grey), blue: UInt8(grey))
      // A terminal whose white is a light grey shows the same picture.
      let white = Colour(red: UInt8(light), green: UInt8(light), blue: UInt8(light))
      let raster = Raster(
        Picture(width: 40, height: 40, filled: colour), columns: 40, rows: 20, colours: [black, white])
      var lights = 0
      for row in 0..<20 {
        for column in 0..<40 {
          let halves = raster.halves(row: row, column: column)
          lights += (halves.upper ?? 0) + (halves.lower ?? 0)
        }
      }
      #expect(abs(lights - 1_600 * grey / 255) <= 48, "\(grey) of \(light): \(lights)")
    }
  }

  @Test("A frame says when a picture lies outside it or on text")
  func flaws() {
    var frame = Frame(size: .smallest)
    frame.rasters = [.init(rows: 0..<24, columns: 0..<80, picture: gradient())]
    #expect(frame.flaws == [])
    frame[3, 5] = Cell(Glyph("A", width: 1), role: .text)
    #expect(frame.flaws.count == 1)
    frame.rasters = [.init(rows: 20..<25, columns: 0..<5, picture: gradient())]
    #expect(frame.flaws.count == 1)
    frame.rasters = [.init(rows: 0..<0, columns: 0..<5, picture: gradient())]
    #expect(frame.flaws.count == 1)
  }

  @Test("A picture of a frame shows it in all its colours, in shape")
  func inPictures() throws {
    let reader = BitmapFont(cellWidth: 6, cellHeight: 12, glyphs: [])
    var frame = Frame(size: Size(columns: 10, rows: 4))
    let red = Colour(red: 200, green: 3, blue: 9)
    frame.rasters = [.init(rows: 1..<3, columns: 2..<8, picture: Picture(width: 12, height: 12, filled: red))]
    let theme = try #require(try Checkout.book().themes["default"])
    let picture = frame.picture(theme: theme, font: reader)
    var reds = 0
    for row in 0..<picture.height {
      for column in 0..<picture.width where picture[row, column] == red {
        reds += 1
        #expect((12..<36).contains(row) && (18..<42).contains(column))
      }
    }
    #expect(reds == 24 * 24)
  }
}
