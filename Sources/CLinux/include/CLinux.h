#pragma once
// The parts of Linux's C interface that Swift's Glibc module lacks. The header includes as little as it can and never
// defines _GNU_SOURCE, because a system type that two modules see under different feature macros does not compile.
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

/// accept4: the connection is non-blocking and closed on exec.
int keddah_accept(int listener, void *address, unsigned *length);
/// recv, send and epoll_wait that are no cancellation points: our threads are never cancelled, and in a process with
/// several threads glibc prepares for it with two atomic operations a call.
long keddah_receive(int socket, void *buffer, size_t length);
long keddah_send(int socket, const void *bytes, size_t length);
int keddah_epoll_wait(int epoll, struct epoll_event *events, int count, int milliseconds);
/// open with a mode, which is variadic in C.
int keddah_open(const char *path, int flags, unsigned mode);
/// Sets the name that `top -H` shows for the calling thread.
void keddah_set_thread_name(const char *name);
/// No core dumps, and no other process of the same user may read this one's memory.
void keddah_forbid_dumps(void);
/// Fills a buffer with random bytes; 0 on success.
int keddah_random(void *buffer, size_t length);
/// Waits for a semaphore (a sem_t) until a monotonic time in nanoseconds; 0, or -1 with errno.
int keddah_wait(void *semaphore, uint64_t deadline);
/// Starts a program with all signals as they are by default, `streams` as its descriptors 0 to 2, in a directory (NULL:
/// the caller's) and, when asked, in a session of its own, which no terminal's signals reach. 0, or the reason as an
/// errno.
int keddah_spawn(int *process, const char *path, char *const *arguments, char *const *environment,
                 const char *directory, const int *streams, int own_session);
/// A descriptor that becomes readable when the process has ended; -1 on failure.
int keddah_watch_process(int process);
/// The value of errno as the last call of this thread left it.
int keddah_errno(void);
/// The description of an errno value, written into the caller's buffer or constant.
const char *keddah_strerror(int code, char *buffer, size_t length);
