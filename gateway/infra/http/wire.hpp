#pragma once

#include "gateway/infra/http/message.hpp"

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

// The HTTP/1.1 protocol without sockets: bytes in, messages out, and back.

namespace clearing::http {

struct WireLimits {
    std::size_t max_header_bytes;  ///< for a header, and again for each chunk's line and for a trailer
    std::size_t max_body_bytes;
};

/// What was wrong with a request, and the status that says so: 400, 413 (body too long), 431 (header too long).
struct Malformed {
    unsigned status;
    std::string reason;
};

enum class Progress {
    need_more,       ///< append bytes
    wants_continue,  ///< the caller waits for "100 Continue" before it sends the body; reported once
    complete,        ///< take()
};

/// Reads one request after another from the bytes of one connection.
class RequestReader {
public:
    explicit RequestReader(WireLimits limits);
    ~RequestReader();

    void append(std::string_view bytes);
    /// Reads on in what was appended. After an error the connection is of no more use.
    std::expected<Progress, Malformed> advance();
    /// Has anything of the next request arrived?
    bool has_begun() const;

    struct Taken {
        Request request;
        bool keep_alive;  ///< the caller allows another request on this connection
        bool is_head;     ///< the answer goes without its body
    };
    /// Only after `complete`; the reader then stands at the next request. Error: a target that is none (400).
    std::expected<Taken, Malformed> take();

private:
    struct Parser;
    void start();

    WireLimits limits_;
    std::string buffer_;
    std::unique_ptr<Parser> parser_;
};

/// Reads the one response to one request.
class ResponseReader {
public:
    ResponseReader(WireLimits limits, bool to_head);
    ~ResponseReader();
    ResponseReader(ResponseReader&&) noexcept;
    ResponseReader& operator=(ResponseReader&&) noexcept;

    /// True: complete. Error: one sentence.
    std::expected<bool, std::string> append(std::string_view bytes);
    /// The server has ended the connection cleanly: true when that completes the response.
    bool end();

    Response take();          ///< only when complete
    bool keep_alive() const;  ///< may the connection be used again? Not when bytes beyond the response have come

private:
    struct Parser;
    void start();

    WireLimits limits_;
    bool to_head_;
    std::string buffer_;
    std::unique_ptr<Parser> parser_;
};

/// `keep_alive` false adds "Connection: close". Line breaks in header values become spaces.
std::string to_wire(const Response& response, bool keep_alive, bool to_head);

/// Error: a sentence when method, path or a header could not be sent as they are (spaces, line breaks).
std::expected<std::string, std::string> to_wire(const Request& request, std::string_view host);

}  // namespace clearing::http
