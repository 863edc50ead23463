#ifndef UKETSUKE_CPROCESS_SHIM_H
#define UKETSUKE_CPROCESS_SHIM_H

#include <sys/prctl.h>

// prctl is variadic, which Swift cannot call.
static inline int uk_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
static inline int uk_may_be_dumped(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

#endif
