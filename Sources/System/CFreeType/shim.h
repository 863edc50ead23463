#ifndef UKETSUKE_CFREETYPE_SHIM_H
#define UKETSUKE_CFREETYPE_SHIM_H

#include <ft2build.h>
#include FT_FREETYPE_H

// Macros that Swift cannot name.

/// Coverage in 256 steps, without hints: a threshold makes the bitmap, so that all strokes of a kanji stay apart.
static inline FT_Int32 uk_load_grey(void) { return FT_LOAD_RENDER | FT_LOAD_TARGET_NORMAL | FT_LOAD_NO_HINTING; }

/// The same with letters drawn to whole rows of pixels, so that round ones do not reach below the line.
static inline FT_Int32 uk_load_grey_on_the_line(void) {
  return FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT | FT_LOAD_FORCE_AUTOHINT;
}

#endif
