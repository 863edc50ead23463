import Display

/// How frames reach a terminal that cannot show their characters by itself, as the kernel's console: somebody else
/// turns cells into characters that it can show, each one cell wide.
public struct CellDrawing {
  /// Called once the terminal is put back whatever happens, and before its size is asked for.
  public var begin: () -> Void
  /// A character for each cell, row by row. What it is given is to be called when the screen must be blank at that
  /// moment; everything is written anew then.
  public var signs: (Frame, _ blank: () -> Void) -> [Unicode.Scalar]
  /// Cells for larger letters, or the usual ones again; false where there are none.
  public var setLetters: (_ larger: Bool) -> Bool
  /// What undoes it all.
  public var end: LastDeed?

  /// Something that a signal handler may do: system calls and plain memory alone.
  public struct LastDeed {
    public var deed: @convention(c) (UnsafeMutableRawPointer?) -> Void
    public var context: UnsafeMutableRawPointer

    public init(deed: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Void, context: UnsafeMutableRawPointer) {
      self.deed = deed
      self.context = context
    }
  }

  public init(
    begin: @escaping () -> Void = {}, signs: @escaping (Frame, () -> Void) -> [Unicode.Scalar],
    setLetters: @escaping (Bool) -> Bool = { _ in false }, end: LastDeed? = nil
  ) {
    self.begin = begin
    self.signs = signs
    self.setLetters = setLetters
    self.end = end
  }
}
