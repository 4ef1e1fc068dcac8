#pragma once
#include <sys/types.h>
#include <sys/socket.h>
#include <stdint.h>
#include <string.h>
#include <microhttpd.h>

// What a daemon is started with; MHD's own way is variadic.
struct keddah_http_settings {
    int listen_socket;
    unsigned int connection_limit;
    unsigned int address_limit;
    unsigned int idle_seconds;
    size_t memory_limit;
    // PEM, both or none. They have to live as long as the daemon.
    const char *certificate;
    const char *key;
    // Given to each of the callbacks.
    void *context;
    MHD_AccessHandlerCallback request;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *(*target)(void *context, const char *target, struct MHD_Connection *connection);
};

static inline struct MHD_Daemon *keddah_http_start(const struct keddah_http_settings *settings) {
    // With epoll, MHD waits for an edge that has passed when a client goes away in the middle of a request.
    unsigned int flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME;
    struct MHD_OptionItem tls[4] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)settings->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)settings->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem plain[1] = {{MHD_OPTION_END, 0, NULL}};
    if (settings->certificate) flags |= MHD_USE_TLS;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, settings->request, settings->context,
        MHD_OPTION_LISTEN_SOCKET, settings->listen_socket,
        MHD_OPTION_CONNECTION_LIMIT, settings->connection_limit,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings->address_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->memory_limit,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context,
        MHD_OPTION_NOTIFY_CONNECTION, settings->connection, settings->context,
        MHD_OPTION_URI_LOG_CALLBACK, settings->target, settings->context,
        MHD_OPTION_ARRAY, settings->certificate ? tls : plain,
        MHD_OPTION_END);
}

// Has MHD find no query in a target, which stands in the connection's own buffer: we read it ourselves, and MHD would
// put each argument into its pool and have no answer when that is full.
static inline void keddah_http_hide_query(const char *target) {
    char *mark = target ? strchr((char *)target, '?') : NULL;
    if (mark && mark[1]) mark[1] = 0;
}

// The address at the other end; it belongs to the connection.
static inline const struct sockaddr *keddah_http_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

static inline int keddah_http_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

// A body that is asked for piece by piece; a length of -1 is not known beforehand.
static inline struct MHD_Response *keddah_http_response(
    int64_t length, MHD_ContentReaderCallback read, void *context, MHD_ContentReaderFreeCallback release) {
    return MHD_create_response_from_callback(
        length < 0 ? MHD_SIZE_UNKNOWN : (uint64_t)length, 65536, read, context, release);
}
