import Display
import Foundation
import PictureReading
import Reception
import Runtime
import ScreenFiles
import Screenbook

/// What the tests of this target share: the checkout's own screens and fonts.
enum Checkout {
  static let root = String(#filePath.dropLast("/Tests/Pictures/Checkout.swift".count))
  static let institution = "さくら診療所（見本）"

  static func book() throws -> Screenbook { try ScreenFiles.load(folder: root + "/Screens", language: "ja") }

  /// The first state of every screen.
  static func frames(_ language: String, size: Size = .smallest) throws -> [(id: String, frame: Frame)] {
    let book = try book()
    var presenter = Presenter(book: book, institution: institution)
    return Presenter.samples(of: book).compactMap { sample in
      guard var scene = sample.scenes.first else { return nil }
      scene.language = language
      return (sample.screen.id, presenter.frame(scene, clock: "10:24", size: size, strip: nil))
    }
  }
}
