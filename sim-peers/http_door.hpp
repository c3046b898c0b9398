#pragma once

#include "gateway/infra/tls/stream.hpp"
#include "sim-peers/faults.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace clearing::peers {

struct HttpQuestion {
    std::string method, path, query;             ///< query as sent, without '?'
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    std::optional<tls::Identity> peer;
};

struct HttpReply {
    unsigned status = 200;
    std::string body;
    ReplyPlan plan;
    bool stall = false;  ///< never answered
};

using HttpHandler = std::function<boost::asio::awaitable<HttpReply>(HttpQuestion)>;

/// The head of a request, up to and without the empty line; nothing when it is malformed.
std::optional<HttpQuestion> read_head(std::string_view head);

/// Serves HTTP/1.1 with keep-alive on one stream, byte by byte our own so that answers can be spoilt half way.
boost::asio::awaitable<void> serve_http(std::shared_ptr<tls::Stream> stream, HttpHandler handler);

}  // namespace clearing::peers
