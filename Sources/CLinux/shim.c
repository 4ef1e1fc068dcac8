#define _GNU_SOURCE 1
#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <sys/syscall.h>
#include <unistd.h>

int keddah_accept(int listener, void *address, unsigned *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

long keddah_receive(int socket, void *buffer, size_t length) {
    return syscall(SYS_recvfrom, socket, buffer, length, 0, NULL, NULL);
}

long keddah_send(int socket, const void *bytes, size_t length) {
    return syscall(SYS_sendto, socket, bytes, length, MSG_NOSIGNAL, NULL, 0);
}

int keddah_epoll_wait(int epoll, struct epoll_event *events, int count, int milliseconds) {
    return (int)syscall(SYS_epoll_pwait, epoll, events, count, milliseconds, NULL, 8);
}

int keddah_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }

void keddah_set_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

void keddah_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int keddah_random(void *buffer, size_t length) { return getrandom(buffer, length, 0) == (ssize_t)length ? 0 : -1; }

int keddah_wait(void *semaphore, uint64_t deadline) {
    struct timespec time = {.tv_sec = deadline / 1000000000, .tv_nsec = deadline % 1000000000};
    return sem_clockwait(semaphore, CLOCK_MONOTONIC, &time);
}

int keddah_spawn(int *process, const char *path, char *const *arguments, char *const *environment,
                 const char *directory, const int *streams, int own_session) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    int reason = 0;
    for (int i = 0; i < 3 && !reason; i++) reason = posix_spawn_file_actions_adddup2(&actions, streams[i], i);
    if (directory && !reason) reason = posix_spawn_file_actions_addchdir_np(&actions, directory);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              (own_session ? POSIX_SPAWN_SETSID : 0));
    if (!reason) reason = posix_spawn(process, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return reason;
}

int keddah_watch_process(int process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int keddah_errno(void) { return errno; }

const char *keddah_strerror(int code, char *buffer, size_t length) { return strerror_r(code, buffer, length); }
