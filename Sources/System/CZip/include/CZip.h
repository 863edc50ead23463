#ifndef UKETSUKE_CZIP_H
#define UKETSUKE_CZIP_H

// libzip over memory, looked up when the first ZIP comes. Nothing here opens a file, and no name in an archive ever
// becomes a path.

#include <stddef.h>
#include <stdint.h>

/// Room for a reason, its ending zero included.
enum { UK_ZIP_REASON_BYTES = 128 };

/// Loads libzip; to be called once, before anything else.
///
/// Returns NULL, or why this machine's libzip cannot be used (valid as long as the program).
const char *uk_zip_start(void);

/// What libzip calls its version (`1.7.3`), after it was loaded; NULL where it says none.
const char *uk_zip_version(void);

typedef struct uk_zip uk_zip;

/// Opens an archive for reading; `bytes` must outlive it. `reason`: UK_ZIP_REASON_BYTES, filled when it fails.
///
/// Returns NULL when it failed.
uk_zip *uk_zip_open(const uint8_t *bytes, size_t count, char *reason);

int64_t uk_zip_entries(uk_zip *archive);

typedef struct {
  /// As it stands there, not checked; NULL when it has none. As long as the archive.
  const char *name;
  /// What it claims to unpack to, in bytes.
  uint64_t size;
  int is_encrypted;
} uk_zip_entry;

/// Returns 1, or 0 when it failed.
int uk_zip_look(uk_zip *archive, uint64_t index, uk_zip_entry *entry, char *reason);

/// Unpacks one entry of exactly `size` bytes, its checksum included.
///
/// Returns 1, or 0 when it failed.
int uk_zip_unpack(uk_zip *archive, uint64_t index, uint8_t *bytes, uint64_t size, char *reason);

void uk_zip_close(uk_zip *archive);

/// Packs one file, compressed, into memory of malloc's.
///
/// `size`: the archive's length afterwards. Returns NULL when it failed.
uint8_t *uk_zip_pack(const char *name, const uint8_t *bytes, size_t count, size_t *size, char *reason);

#endif
