#ifndef UKETSUKE_CLINUXCONSOLE_SHIM_H
#define UKETSUKE_CLINUXCONSOLE_SHIM_H

#include <errno.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <linux/kd.h>

// Since Linux 6.2, and not yet in Debian 12's header: letters higher than 32 rows, each of as many rows as a cell.
enum { UK_FONT_SET_TALL = 4, UK_FONT_GET_TALL = 5 };

// ioctl is variadic.

/// 0, or what errno says.
static inline int uk_font(int descriptor, struct console_font_op *request) {
  return ioctl(descriptor, KDFONTOP, request) == 0 ? 0 : errno;
}

static inline int uk_letters_of_console(int descriptor, struct unimapdesc *map) {
  return ioctl(descriptor, GIO_UNIMAP, map) == 0 ? 0 : errno;
}

/// The console's font as it was found, for whoever puts it back.
struct uk_found_font {
  volatile int is_replaced;
  int descriptor;
  struct console_font_op font;
};

/// Puts the font back once; nothing but system calls, since a signal handler calls it too. Where the kernel does not
/// take it any more, as on another frame buffer, its own default.
static inline void uk_put_font_back(void *context) {
  struct uk_found_font *found = (struct uk_found_font *)context;
  if (!found->is_replaced) return;
  found->is_replaced = 0;
  int kept = errno;
  struct console_font_op request = found->font;
  if (ioctl(found->descriptor, KDFONTOP, &request) != 0) {
    struct console_font_op plain = {.op = KD_FONT_OP_SET_DEFAULT};
    ioctl(found->descriptor, KDFONTOP, &plain);
  }
  errno = kept;
}

#endif
