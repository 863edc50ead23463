#ifndef UKETSUKE_CPROCESS_SHIM_H
#define UKETSUKE_CPROCESS_SHIM_H

#include <fcntl.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/timex.h>

// prctl is variadic, which Swift cannot call.
static inline int uk_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
static inline int uk_may_be_dumped(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

/// Whether something keeps the system's clock right (NTP), by the kernel's own word. It changes nothing.
static inline int uk_is_clock_kept(void) {
  struct timex state = {.modes = 0};
  int result = adjtimex(&state);
  return result >= 0 && result != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

// In their headers only for GNU, which Swift does not ask for.
extern int pipe2(int ends[2], int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// Both ends are closed to programs that are started, and neither blocks.
static inline int uk_private_pipe(int *reading, int *writing) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

static inline int uk_close_from(posix_spawn_file_actions_t *actions, int from) {
  return posix_spawn_file_actions_addclosefrom_np(actions, from);
}

#endif
