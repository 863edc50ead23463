#include "include/CPNG.h"

#include <dlfcn.h>
#include <png.h>
#include <string.h>

// Every function of libpng that is used, by its name without "png_image_".
#define EVERY_FUNCTION(ONE) ONE(write_to_memory) ONE(begin_read_from_memory) ONE(finish_read) ONE(free)

// Written by uk_png_start alone.
static struct {
#define DECLARE(name) __typeof__(png_image_##name) *name;
  EVERY_FUNCTION(DECLARE)
#undef DECLARE
} library;

const char *uk_png_start(void) {
  // The name that the library has had since 2013; never unloaded.
  void *handle = dlopen("libpng16.so.16", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) return dlerror();
#define FIND(name)                                                                                     \
  if ((library.name = (__typeof__(library.name))dlsym(handle, "png_image_" #name)) == NULL) \
    return "it lacks png_image_" #name;
  EVERY_FUNCTION(FIND)
#undef FIND
  return NULL;
}

static png_image image_of(uint32_t width, uint32_t height, int colours) {
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = colours > 0 ? PNG_FORMAT_RGB_COLORMAP : PNG_FORMAT_RGB;
  image.colormap_entries = (png_uint_32)colours;
  return image;
}

size_t uk_png_most_bytes(uint32_t width, uint32_t height, int colours) {
  // What libpng's own macros for the size can count in 32 bits.
  if (width == 0 || height == 0 || (uint64_t)width * height > UINT32_MAX / 8) return 0;
  png_image image = image_of(width, height, colours);
  return PNG_IMAGE_PNG_SIZE_MAX(image);
}

int uk_png_write(uint32_t width, uint32_t height, const uint8_t *pixels, const uint8_t *palette, int colours,
                 uint8_t *file, size_t *size, char *reason) {
  png_image image = image_of(width, height, colours);
  png_alloc_size_t length = *size;
  int written = library.write_to_memory(&image, file, &length, 0, pixels, 0, colours > 0 ? palette : NULL);
  if (written) *size = length;
  else memcpy(reason, image.message, sizeof image.message);
  library.free(&image);
  return written;
}

int uk_png_size(const uint8_t *file, size_t size, uint32_t *width, uint32_t *height) {
  png_image image = image_of(0, 0, 0);
  int read = library.begin_read_from_memory(&image, file, size);
  if (read) {
    *width = image.width;
    *height = image.height;
  }
  library.free(&image);
  return read;
}

int uk_png_read(const uint8_t *file, size_t size, uint8_t *pixels) {
  png_image image = image_of(0, 0, 0);
  if (!library.begin_read_from_memory(&image, file, size)) return 0;
  image.format = PNG_FORMAT_RGB;
  int read = library.finish_read(&image, NULL, pixels, 0, NULL);
  library.free(&image);
  return read;
}
