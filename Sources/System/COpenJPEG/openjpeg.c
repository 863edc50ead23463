#include "include/COpenJPEG.h"

#include <dlfcn.h>
#include <openjpeg-2.5/openjpeg.h>
#include <string.h>

// Every function of OpenJPEG that is used, by its name without "opj_".
#define EVERY_FUNCTION(ONE)                                                                             \
  ONE(stream_create) ONE(stream_destroy) ONE(stream_set_read_function) ONE(stream_set_write_function)   \
  ONE(stream_set_skip_function) ONE(stream_set_seek_function) ONE(stream_set_user_data)                 \
  ONE(stream_set_user_data_length) ONE(create_decompress) ONE(create_compress) ONE(destroy_codec)       \
  ONE(set_error_handler) ONE(set_warning_handler) ONE(set_info_handler)                                 \
  ONE(set_default_decoder_parameters) ONE(setup_decoder) ONE(decoder_set_strict_mode) ONE(read_header)  \
  ONE(decode) ONE(set_default_encoder_parameters) ONE(setup_encoder) ONE(start_compress) ONE(encode)    \
  ONE(end_compress) ONE(image_create) ONE(image_destroy)

// Written by uk_jp2_start alone.
static struct {
#define DECLARE(name) __typeof__(opj_##name) *name;
  EVERY_FUNCTION(DECLARE)
#undef DECLARE
} library;

const char *uk_jp2_start(void) {
  // The name that the library has had since 2014 (2.1); never unloaded.
  void *handle = dlopen("libopenjp2.so.7", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) return dlerror();
#define FIND(name)                                                                               \
  if ((library.name = (__typeof__(library.name))dlsym(handle, "opj_" #name)) == NULL) \
    return "it lacks opj_" #name;
  EVERY_FUNCTION(FIND)
#undef FIND
  return NULL;
}

// A file that is only memory.

typedef struct {
  uint8_t *bytes;
  size_t length;
  size_t room;
  size_t position;
} memory_file;

static OPJ_SIZE_T read_memory(void *buffer, OPJ_SIZE_T count, void *user) {
  memory_file *file = user;
  size_t left = file->length - file->position;
  // OpenJPEG's sign for "no more".
  if (left == 0) return (OPJ_SIZE_T)-1;
  if (count > left) count = left;
  memcpy(buffer, file->bytes + file->position, count);
  file->position += count;
  return count;
}

static OPJ_SIZE_T write_memory(void *buffer, OPJ_SIZE_T count, void *user) {
  memory_file *file = user;
  if (count > file->room - file->position) return (OPJ_SIZE_T)-1;
  memcpy(file->bytes + file->position, buffer, count);
  file->position += count;
  if (file->position > file->length) file->length = file->position;
  return count;
}

// Both: −1 where nothing can be skipped; 0 would be asked for ever.
static OPJ_OFF_T skip_read(OPJ_OFF_T count, void *user) {
  memory_file *file = user;
  size_t left = file->length - file->position;
  if (count <= 0 || left == 0) return -1;
  if ((uint64_t)count > left) count = (OPJ_OFF_T)left;
  file->position += (size_t)count;
  return count;
}

static OPJ_OFF_T skip_written(OPJ_OFF_T count, void *user) {
  memory_file *file = user;
  if (count <= 0 || (uint64_t)count > file->room - file->position) return -1;
  size_t end = file->position + (size_t)count;
  if (end > file->length) {
    // What is skipped now is written later.
    memset(file->bytes + file->length, 0, end - file->length);
    file->length = end;
  }
  file->position = end;
  return count;
}

static OPJ_BOOL seek_memory(OPJ_OFF_T position, void *user) {
  memory_file *file = user;
  if (position < 0 || (uint64_t)position > file->length) return OPJ_FALSE;
  file->position = (size_t)position;
  return OPJ_TRUE;
}

static opj_stream_t *stream_over(memory_file *file, OPJ_BOOL is_input) {
  enum { BUFFER = 16 << 10 };
  opj_stream_t *stream = library.stream_create(BUFFER, is_input);
  if (stream == NULL) return NULL;
  if (is_input) library.stream_set_read_function(stream, read_memory);
  else library.stream_set_write_function(stream, write_memory);
  library.stream_set_skip_function(stream, is_input ? skip_read : skip_written);
  library.stream_set_seek_function(stream, seek_memory);
  // NULL: nothing is ours to free.
  library.stream_set_user_data(stream, file, NULL);
  library.stream_set_user_data_length(stream, file->length);
  return stream;
}

// Words

static void keep(const char *words, char *reason) {
  // The first complaint is the cause, later ones are its consequences.
  if (reason[0] != 0) return;
  size_t length = strcspn(words, "\r\n");
  if (length >= UK_JP2_REASON_BYTES) length = UK_JP2_REASON_BYTES - 1;
  memcpy(reason, words, length);
  reason[length] = 0;
}

static void hear(const char *words, void *reason) { keep(words, reason); }
static void ignore(const char *words, void *unused) { (void)words; (void)unused; }

static void listen(opj_codec_t *codec, char *reason) {
  library.set_error_handler(codec, hear, reason);
  library.set_warning_handler(codec, ignore, NULL);
  library.set_info_handler(codec, ignore, NULL);
}

// Decoding

static uint8_t eight_bits(int64_t value, const opj_image_comp_t *plane) {
  int64_t highest = ((int64_t)1 << plane->prec) - 1;
  if (plane->sgnd) value += (int64_t)1 << (plane->prec - 1);
  if (value < 0) value = 0;
  if (value > highest) value = highest;
  return (uint8_t)((value * 255 + highest / 2) / highest);
}

static int take(const opj_image_t *image, uint32_t width, uint32_t height, uint32_t components, uint8_t *pixels) {
  if (image->numcomps != components) return 0;
  for (uint32_t part = 0; part < components; part++) {
    const opj_image_comp_t *plane = &image->comps[part];
    if (plane->data == NULL || plane->w != width || plane->h != height || plane->prec < 1 || plane->prec > 16)
      return 0;
    for (size_t place = 0; place < (size_t)width * height; place++)
      pixels[place * components + part] = eight_bits(plane->data[place], plane);
  }
  return 1;
}

int uk_jp2_decode(const uint8_t *codestream, size_t size, uint32_t reduce, uint32_t width, uint32_t height,
                  uint32_t components, uint8_t *pixels, char *reason) {
  reason[0] = 0;
  // Only ever read from.
  memory_file file = {(uint8_t *)codestream, size, size, 0};
  opj_stream_t *stream = stream_over(&file, OPJ_TRUE);
  opj_codec_t *codec = library.create_decompress(OPJ_CODEC_J2K);
  opj_image_t *image = NULL;
  int decoded = 0;
  if (stream == NULL || codec == NULL) {
    keep("no memory", reason);
  } else {
    listen(codec, reason);
    opj_dparameters_t parameters;
    library.set_default_decoder_parameters(&parameters);
    parameters.cp_reduce = reduce;
    if (library.setup_decoder(codec, &parameters) && library.decoder_set_strict_mode(codec, OPJ_TRUE) &&
        library.read_header(stream, codec, &image) && library.decode(codec, stream, image)) {
      decoded = take(image, width, height, components, pixels);
      if (!decoded) keep("another picture came out than its header says", reason);
    } else {
      keep("no reason given", reason);
    }
  }
  if (image != NULL) library.image_destroy(image);
  if (codec != NULL) library.destroy_codec(codec);
  if (stream != NULL) library.stream_destroy(stream);
  return decoded;
}

// Encoding

static opj_image_t *image_of(const uk_jp2_form *form, const uint8_t *pixels) {
  opj_image_cmptparm_t planes[3];
  memset(planes, 0, sizeof planes);
  for (uint32_t part = 0; part < form->components; part++) {
    planes[part].dx = planes[part].dy = 1;
    planes[part].w = form->width;
    planes[part].h = form->height;
    planes[part].prec = form->bits;
    planes[part].sgnd = form->is_signed ? 1 : 0;
  }
  opj_image_t *image =
      library.image_create(form->components, planes, form->components == 1 ? OPJ_CLRSPC_GRAY : OPJ_CLRSPC_SRGB);
  if (image == NULL) return NULL;
  image->x1 = form->width;
  image->y1 = form->height;
  int32_t highest = ((int32_t)1 << form->bits) - 1;
  int32_t middle = form->is_signed ? (int32_t)1 << (form->bits - 1) : 0;
  for (uint32_t part = 0; part < form->components; part++)
    for (size_t place = 0; place < (size_t)form->width * form->height; place++)
      image->comps[part].data[place] = (pixels[place * form->components + part] * highest + 127) / 255 - middle;
  return image;
}

static void set(opj_cparameters_t *parameters, const uk_jp2_form *form) {
  // Without one OpenJPEG writes its version, and equal pictures would have other bytes elsewhere.
  static char comment[] = "made up";
  library.set_default_encoder_parameters(parameters);
  parameters->cp_comment = comment;
  parameters->numresolution = (int)form->levels + 1;
  parameters->tcp_numlayers = (int)form->layers;
  parameters->cp_disto_alloc = 1;
  // Each layer has half as much as the next.
  for (uint32_t layer = 0; layer < form->layers; layer++)
    parameters->tcp_rates[layer] = form->ratio * (float)((uint32_t)1 << (form->layers - 1 - layer));
  parameters->irreversible = form->ratio > 1;
  parameters->tcp_mct = form->components == 3;
  if (form->tile > 0) {
    parameters->tile_size_on = OPJ_TRUE;
    parameters->cp_tdx = parameters->cp_tdy = (int)form->tile;
  }
  if (form->precinct > 0) {
    parameters->csty |= 1;
    parameters->res_spec = 1;
    parameters->prcw_init[0] = parameters->prch_init[0] = (int)form->precinct;
  }
}

int uk_jp2_encode(const uk_jp2_form *form, const uint8_t *pixels, uint8_t *bytes, size_t *size, char *reason) {
  reason[0] = 0;
  memory_file file = {bytes, 0, *size, 0};
  opj_cparameters_t parameters;
  opj_stream_t *stream = stream_over(&file, OPJ_FALSE);
  opj_codec_t *codec = library.create_compress(form->is_file ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K);
  opj_image_t *image = image_of(form, pixels);
  int encoded = 0;
  if (stream == NULL || codec == NULL || image == NULL) {
    keep("no memory", reason);
  } else {
    listen(codec, reason);
    set(&parameters, form);
    encoded = library.setup_encoder(codec, &parameters, image) && library.start_compress(codec, image, stream) &&
              library.encode(codec, stream) && library.end_compress(codec, stream);
    if (!encoded) keep("no reason given", reason);
  }
  if (image != NULL) library.image_destroy(image);
  if (codec != NULL) library.destroy_codec(codec);
  if (stream != NULL) library.stream_destroy(stream);
  if (encoded) *size = file.length;
  return encoded;
}
