#pragma once

#include "gateway/infra/tls/identity.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace clearing::http {

struct Request {
    std::string method;                          ///< "GET", "POST", …
    std::string path;                            ///< without the query
    std::map<std::string, std::string> query;    ///< percent-decoded
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    std::optional<tls::Identity> peer;        ///< over TLS: the verified certificate's owner, if it carries an identity
    std::optional<std::uint32_t> socket_uid;  ///< over a Unix socket: the caller's uid (SO_PEERCRED)
};

struct Response {
    unsigned status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::string body;
    std::map<std::string, std::string> headers;  ///< beyond content-type and content-length
    bool close = false;                          ///< close the connection after this answer
    bool abort = false;                          ///< close without answering at all (sim-peers' faults)
};

}  // namespace clearing::http
