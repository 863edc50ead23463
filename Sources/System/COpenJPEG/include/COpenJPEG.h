#ifndef UKETSUKE_COPENJPEG_H
#define UKETSUKE_COPENJPEG_H

// OpenJPEG over memory, looked up when the first photo comes: a kiosk's first screen does not wait for the library.
// Nothing here opens a file or writes to standard error.

#include <stddef.h>
#include <stdint.h>

/// Room for a reason, its ending zero included.
enum { UK_JP2_REASON_BYTES = 128 };

/// Loads OpenJPEG; to be called once, before anything else.
///
/// Returns NULL, or why this machine's OpenJPEG cannot be used (valid as long as the program).
const char *uk_jp2_start(void);

/// Decodes a raw codestream (ISO/IEC 15444-1, Annex A), of which the caller has checked what its header claims:
/// OpenJPEG allocates as the header says.
///
/// `reduce`: how many of the highest resolutions are left out. `width`, `height`, `components`: what then must come out;
/// anything else is a failure. `pixels`: row by row, a byte for each component of a pixel, 255 the brightest.
/// `reason`: UK_JP2_REASON_BYTES, filled when it fails.
///
/// Returns 1, or 0 when it failed.
int uk_jp2_decode(const uint8_t *codestream, size_t size, uint32_t reduce, uint32_t width, uint32_t height,
                  uint32_t components, uint8_t *pixels, char *reason);

/// How a picture is to be written.
typedef struct {
  uint32_t width;
  uint32_t height;
  /// 1: grey; 3: red, green, blue.
  uint32_t components;
  /// Of a sample in the file, 1 to 16.
  uint32_t bits;
  /// Whether samples are written as signed numbers, zero in the middle.
  int is_signed;
  /// Side of square tiles; 0: one for the whole.
  uint32_t tile;
  /// Side of square precincts, a power of two; 0: one for a resolution.
  uint32_t precinct;
  /// How often the picture is halved.
  uint32_t levels;
  uint32_t layers;
  /// How many times smaller than its samples the best layer is; 1: nothing is lost.
  float ratio;
  /// Whether it stands in a JP2 file (Annex I) rather than alone.
  int is_file;
} uk_jp2_form;

/// Writes a picture to memory; `pixels` as `uk_jp2_decode` gives them.
///
/// `size`: room in `file`; afterwards the file's length. `reason`: UK_JP2_REASON_BYTES, filled when it fails.
///
/// Returns 1, or 0 when it failed.
int uk_jp2_encode(const uk_jp2_form *form, const uint8_t *pixels, uint8_t *file, size_t *size, char *reason);

#endif
