#pragma once
#include <curl/curl.h>

// libcurl's setters and getters are variadic macros, which Swift cannot call.

static inline CURLcode keddah_curl_start(void) { return curl_global_init(CURL_GLOBAL_ALL); }

static inline CURLcode keddah_curl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode keddah_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode keddah_curl_set_headers(CURL *handle, struct curl_slist *headers) {
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
}

// The bytes have to live until the transfer is done.
static inline CURLcode keddah_curl_set_body(CURL *handle, const void *bytes, size_t count) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code ? code : curl_easy_setopt(handle, CURLOPT_POSTFIELDS, bytes);
}

typedef size_t (*keddah_curl_receiver)(char *bytes, size_t size, size_t count, void *context);
typedef int (*keddah_curl_observer)(void *context, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

static inline CURLcode keddah_curl_set_callbacks(
    CURL *handle, void *context, keddah_curl_receiver body, keddah_curl_receiver header,
    keddah_curl_observer progress) {
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, header);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
    return curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
}

static inline long keddah_curl_status(CURL *handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

// The seconds of Retry-After, which may be a date; 0 without one.
static inline curl_off_t keddah_curl_retry_after(CURL *handle) {
    curl_off_t seconds = 0;
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
    return seconds;
}
