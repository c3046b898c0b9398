#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace clearing::test {

/// How a client of ours behaves, good or bad. It checks nothing itself: what is tested is what the server lets in.
struct TlsProbe {
    unsigned short port = 0;
    std::filesystem::path certificate, key;  ///< empty: none shown
    int version = 0;                         ///< only this one (TLS1_1_VERSION, …); 0: any
    std::string says = "GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    std::chrono::milliseconds listens{3'000};  ///< for the answer
};

struct Heard {
    bool shook_hands = false;  ///< in TLS 1.3 true for the client before its certificate was judged
    std::string bytes;         ///< of the answer, as they came first
    bool ended = false;        ///< the server ended the connection
};

Heard try_tls(const TlsProbe& probe);

/// Bytes without TLS to a TLS port.
Heard try_plain(unsigned short port, const std::string& bytes);

}  // namespace clearing::test
