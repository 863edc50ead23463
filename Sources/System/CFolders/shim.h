#ifndef UKETSUKE_CFOLDERS_SHIM_H
#define UKETSUKE_CFOLDERS_SHIM_H

// What the kernel says of a file system, and how a thread that waits for files is roused: Swift's Glibc module leaves
// both out.
#include <sys/eventfd.h>
#include <sys/vfs.h>

#endif
