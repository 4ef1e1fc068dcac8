#define _GNU_SOURCE 1
#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>

int keddah_accept(int listener, void *address, unsigned *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int keddah_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }

void keddah_set_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

void keddah_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int keddah_random(void *buffer, size_t length) { return getrandom(buffer, length, 0) == (ssize_t)length ? 0 : -1; }

int keddah_wait(void *semaphore, uint64_t deadline) {
    struct timespec time = {.tv_sec = deadline / 1000000000, .tv_nsec = deadline % 1000000000};
    return sem_clockwait(semaphore, CLOCK_MONOTONIC, &time);
}

int keddah_errno(void) { return errno; }

const char *keddah_strerror(int code, char *buffer, size_t length) { return strerror_r(code, buffer, length); }
