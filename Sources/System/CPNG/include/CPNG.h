#ifndef UKETSUKE_CPNG_H
#define UKETSUKE_CPNG_H

// libpng's simplified interface, looked up when the first picture is written: a kiosk writes none, and its first screen
// does not wait for the library.

#include <stddef.h>
#include <stdint.h>

enum { UK_PNG_MOST_COLOURS = 256 };

/// Loads libpng; to be called once, before `uk_png_write`.
///
/// Returns NULL, or why this machine's libpng cannot be used (valid as long as the program).
const char *uk_png_start(void);

/// How many bytes a picture's file can have at most; 0 when no file can hold it.
size_t uk_png_most_bytes(uint32_t width, uint32_t height, int colours);

/// Writes a picture's file to memory.
///
/// `pixels`: row by row, one byte a pixel where `colours` (1 to UK_PNG_MOST_COLOURS) says how many `palette` has, three
/// bytes (red, green, blue) where `colours` is 0. `palette`: three bytes a colour.
/// `size`: room in `file`; afterwards the file's length. `reason`: 64 bytes, filled when it fails.
///
/// Returns 1, or 0 when it failed.
int uk_png_write(uint32_t width, uint32_t height, const uint8_t *pixels, const uint8_t *palette, int colours,
                 uint8_t *file, size_t *size, char *reason);

/// Reads a file's size. Returns 1, or 0 when it is no PNG file.
int uk_png_size(const uint8_t *file, size_t size, uint32_t *width, uint32_t *height);

/// Reads a file's pixels, three bytes (red, green, blue) each, row by row, as many as `uk_png_size` said.
int uk_png_read(const uint8_t *file, size_t size, uint8_t *pixels);

#endif
