#include "include/CZip.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

// Every function of libzip that is used, by its name without "zip_".
#define EVERY_FUNCTION(ONE)                                                                              \
  ONE(source_buffer_create) ONE(source_free) ONE(source_keep) ONE(source_open) ONE(source_stat)          \
  ONE(source_read) ONE(source_close) ONE(open_from_source) ONE(discard) ONE(close) ONE(get_num_entries)   \
  ONE(stat_index) ONE(fopen_index) ONE(fread) ONE(fclose) ONE(file_add) ONE(source_buffer)               \
  ONE(file_get_error) ONE(get_error) ONE(error_init) ONE(error_fini) ONE(error_strerror) ONE(file_set_mtime)

// Written by uk_zip_start alone.
static struct {
#define DECLARE(name) __typeof__(zip_##name) *name;
  EVERY_FUNCTION(DECLARE)
#undef DECLARE
  __typeof__(zip_libzip_version) *version;
} library;

const char *uk_zip_start(void) {
  // The name that Debian's library has had since 2014 (libzip4); never unloaded.
  void *handle = dlopen("libzip.so.4", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) return dlerror();
#define FIND(name)                                                                                             \
  if ((library.name = (__typeof__(library.name))dlsym(handle, "zip_" #name)) == NULL) return "it lacks zip_" #name;
  EVERY_FUNCTION(FIND)
#undef FIND
  // To be told alone: a libzip without it does as well.
  library.version = (__typeof__(library.version))dlsym(handle, "zip_libzip_version");
  return NULL;
}

const char *uk_zip_version(void) { return library.version == NULL ? NULL : library.version(); }

static void keep(const char *words, char *reason) {
  size_t length = strcspn(words, "\r\n");
  if (length >= UK_ZIP_REASON_BYTES) length = UK_ZIP_REASON_BYTES - 1;
  memcpy(reason, words, length);
  reason[length] = 0;
}

static int fail(zip_error_t *error, char *reason) {
  keep(library.error_strerror(error), reason);
  return 0;
}

// Reading

uk_zip *uk_zip_open(const uint8_t *bytes, size_t count, char *reason) {
  zip_error_t error;
  library.error_init(&error);
  zip_t *archive = NULL;
  zip_source_t *source = library.source_buffer_create(bytes, count, 0, &error);
  if (source != NULL) {
    archive = library.open_from_source(source, ZIP_RDONLY, &error);
    if (archive == NULL) library.source_free(source);
  }
  if (archive == NULL) fail(&error, reason);
  library.error_fini(&error);
  return (uk_zip *)archive;
}

int64_t uk_zip_entries(uk_zip *archive) { return library.get_num_entries((zip_t *)archive, 0); }

int uk_zip_look(uk_zip *archive, uint64_t index, uk_zip_entry *entry, char *reason) {
  zip_stat_t found;
  memset(&found, 0, sizeof found);
  if (library.stat_index((zip_t *)archive, index, ZIP_FL_ENC_RAW, &found) != 0)
    return fail(library.get_error((zip_t *)archive), reason);
  if (!(found.valid & ZIP_STAT_SIZE)) {
    keep("an entry without a size", reason);
    return 0;
  }
  entry->name = found.valid & ZIP_STAT_NAME ? found.name : NULL;
  entry->size = found.size;
  entry->is_encrypted = found.valid & ZIP_STAT_ENCRYPTION_METHOD && found.encryption_method != ZIP_EM_NONE;
  return 1;
}

int uk_zip_unpack(uk_zip *archive, uint64_t index, uint8_t *bytes, uint64_t size, char *reason) {
  zip_file_t *file = library.fopen_index((zip_t *)archive, index, 0);
  if (file == NULL) return fail(library.get_error((zip_t *)archive), reason);
  uint64_t done = 0;
  int unpacked = 1;
  while (unpacked && done < size) {
    zip_int64_t count = library.fread(file, bytes + done, size - done);
    if (count > 0) done += (uint64_t)count;
    else if (count < 0) unpacked = fail(library.file_get_error(file), reason);
    else {
      keep("an entry shorter than it says", reason);
      unpacked = 0;
    }
  }
  // libzip compares the checksum where it meets the end.
  if (unpacked) {
    uint8_t beyond;
    zip_int64_t count = library.fread(file, &beyond, 1);
    if (count < 0) unpacked = fail(library.file_get_error(file), reason);
    else if (count > 0) {
      keep("an entry longer than it says", reason);
      unpacked = 0;
    }
  }
  library.fclose(file);
  return unpacked;
}

void uk_zip_close(uk_zip *archive) { library.discard((zip_t *)archive); }

// Writing

static uint8_t *read_whole(zip_source_t *source, size_t *size, char *reason) {
  zip_stat_t found;
  if (library.source_stat(source, &found) != 0 || !(found.valid & ZIP_STAT_SIZE) || found.size == 0 ||
      library.source_open(source) != 0) {
    keep("the archive cannot be read back", reason);
    return NULL;
  }
  uint8_t *bytes = malloc(found.size);
  if (bytes != NULL && library.source_read(source, bytes, found.size) != (zip_int64_t)found.size) {
    free(bytes);
    bytes = NULL;
  }
  library.source_close(source);
  if (bytes == NULL) keep("the archive cannot be read back", reason);
  *size = found.size;
  return bytes;
}

uint8_t *uk_zip_pack(const char *name, const uint8_t *bytes, size_t count, size_t *size, char *reason) {
  zip_error_t error;
  library.error_init(&error);
  uint8_t *packed = NULL;
  zip_source_t *target = library.source_buffer_create(NULL, 0, 0, &error);
  // Kept, because closing an archive lets go of it.
  if (target != NULL) library.source_keep(target);
  zip_t *archive = target == NULL ? NULL : library.open_from_source(target, ZIP_TRUNCATE, &error);
  if (archive == NULL) {
    fail(&error, reason);
    if (target != NULL) library.source_free(target);
  } else {
    zip_source_t *content = library.source_buffer(archive, bytes, count, 0);
    zip_int64_t index = content == NULL ? -1 : library.file_add(archive, name, content, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      fail(library.get_error(archive), reason);
      if (content != NULL) library.source_free(content);
      library.discard(archive);
    } else if (library.file_set_mtime(archive, (zip_uint64_t)index, 315532800 + 86400, 0) != 0 ||
               library.close(archive) != 0) {
      // Equal files make equal archives: the time that ZIP begins to count from, in any zone.
      fail(library.get_error(archive), reason);
      library.discard(archive);
    } else {
      packed = read_whole(target, size, reason);
    }
  }
  if (target != NULL) library.source_free(target);
  library.error_fini(&error);
  return packed;
}
