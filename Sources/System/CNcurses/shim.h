#ifndef UKETSUKE_CNCURSES_SHIM_H
#define UKETSUKE_CNCURSES_SHIM_H

// Before curses.h: without it the header hides wide characters, and half of Japanese is wide.
#define NCURSES_WIDECHAR 1
#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include <linux/kd.h>
#include <curses.h>
#include <term.h>

// In wchar.h only for X/Open, which Swift does not ask for.
extern int wcwidth(wchar_t character);

// Macros and mutable globals that Swift cannot name.

static inline SCREEN *uk_newterm(const char *type, FILE *out, FILE *in) { return newterm(type, out, in); }
static inline FILE *uk_standard_output(void) { return stdout; }
static inline FILE *uk_standard_input(void) { return stdin; }
static inline WINDOW *uk_whole_screen(void) { return stdscr; }
static inline int uk_colours(void) { return COLORS; }
static inline int uk_colour_pairs(void) { return COLOR_PAIRS; }

static inline attr_t uk_bold(void) { return WA_BOLD; }
static inline attr_t uk_underline(void) { return WA_UNDERLINE; }
static inline attr_t uk_reverse(void) { return WA_REVERSE; }

/// What setupterm says about the terminal's type: 1 usable, 0 unknown, -1 no data base at all, -2 it prints on paper.
static inline int uk_look_up_terminal(const char *type) {
  int found = -1;
  if (setupterm(type, 1, &found) == OK) return 1;
  return found == 1 ? -2 : found;
}

static inline void uk_forget_terminal(void) { del_curterm(cur_term); }

/// A string capability, or NULL where the terminal has none of that name.
static inline const char *uk_capability(const char *name) {
  char *value = tigetstr(name);
  return (value == (char *)-1) ? NULL : value;
}

static inline bool uk_flag(const char *name) { return tigetflag(name) > 0; }

/// Writes one cell, and for a wide character its right half.
static inline int uk_put_cell(int row, int column, const wchar_t *text, attr_t attributes, short pair) {
  cchar_t cell;
  if (setcchar(&cell, text, attributes, pair, NULL) != OK) return ERR;
  return mvwadd_wchnstr(stdscr, row, column, &cell, 1);
}

static inline void uk_set_background(attr_t attributes, short pair) {
  cchar_t cell;
  if (setcchar(&cell, L" ", attributes, pair, NULL) == OK) wbkgrndset(stdscr, &cell);
}

/// Sets a colour by the terminal's own sequence, in thousandths, whatever number curses thinks is the last.
static inline void uk_set_colour(int number, int red, int green, int blue) {
  const char *sequence = uk_capability("initc");
  if (sequence == NULL) return;
  const char *filled = tparm(sequence, (long)number, (long)red, (long)green, (long)blue, 0L, 0L, 0L, 0L, 0L);
  if (filled != NULL) putp(filled);
}

// ioctl is variadic.

// `lines` and `columns` are macros of term.h.
static inline int uk_window_size(int descriptor, unsigned short *high, unsigned short *wide) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
  *high = size.ws_row;
  *wide = size.ws_col;
  return 0;
}

static inline int uk_console_locks(int descriptor, char *flags) { return ioctl(descriptor, KDGKBLED, flags); }
static inline int uk_set_console_locks(int descriptor, char flags) {
  return ioctl(descriptor, KDSKBLED, (unsigned long)(unsigned char)flags);
}
static inline char uk_num_lock(void) { return K_NUMLOCK; }

/// On the kernel's own console; the divisor is of the timer's 1,193,182 Hz.
static inline int uk_make_tone(int descriptor, unsigned divisor, unsigned milliseconds) {
  return ioctl(descriptor, KDMKTONE, (unsigned long)(milliseconds << 16 | (divisor & 0xFFFF)));
}

// Putting the terminal back from a signal handler.

enum { UK_RESCUE_CAPACITY = 512 };

struct uk_rescue {
  volatile int armed;
  int descriptor;
  int length;
  bool is_console;
  char console_locks;
  struct termios modes;
  // What else undoes something, NULL for nothing; async-signal-safe too.
  void (*last_deed)(void *);
  void *last_context;
  char goodbye[UK_RESCUE_CAPACITY];
};

/// Writes the last escape sequences and sets the modes back as they were found, once. Nothing but async-signal-safe
/// calls: the heap may be torn when this runs.
static inline void uk_put_back(struct uk_rescue *rescue) {
  if (!rescue->armed) return;
  rescue->armed = 0;
  int kept = errno;
  int done = 0;
  while (done < rescue->length) {
    ssize_t wrote = write(rescue->descriptor, rescue->goodbye + done, (size_t)(rescue->length - done));
    if (wrote > 0) done += (int)wrote;
    else if (wrote < 0 && errno == EINTR) continue;
    else break;
  }
  if (rescue->last_deed) rescue->last_deed(rescue->last_context);
  if (rescue->is_console) ioctl(rescue->descriptor, KDSKBLED, (unsigned long)(unsigned char)rescue->console_locks);
  // FLUSH: what was typed for the kiosk must not reach a shell.
  tcsetattr(rescue->descriptor, TCSAFLUSH, &rescue->modes);
  errno = kept;
}

#endif
