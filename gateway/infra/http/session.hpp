#pragma once

#include "gateway/infra/http/server.hpp"
#include "gateway/infra/http/wire.hpp"
#include "gateway/infra/tls/stream.hpp"

#include <memory>

namespace clearing::http {

/// What all sessions of a server share.
struct Serving {
    ServerLimits limits;
    Handler handler;
    MalformedAnswer malformed;
};

/// One connection of a server: request, answer, request, …
class Session {
public:
    Session(std::shared_ptr<const Serving> serving, std::shared_ptr<tls::Stream> stream);

    /// Returns when the connection is done; `self` keeps it alive meanwhile.
    static boost::asio::awaitable<void> run(std::shared_ptr<Session> self);

    /// Closes now when no request is under way, else after the answer to it.
    void close_when_idle();

    tls::Stream& stream() { return *stream_; }

private:
    boost::asio::awaitable<void> serve();
    /// The next request. Nothing: the connection is over.
    boost::asio::awaitable<std::optional<RequestReader::Taken>> next_request();
    boost::asio::awaitable<Response> answer(Request request);
    boost::asio::awaitable<void> refuse(Malformed why);
    /// False: the answer could not be delivered.
    boost::asio::awaitable<bool> send(std::string bytes);

    std::shared_ptr<const Serving> serving_;
    std::shared_ptr<tls::Stream> stream_;
    RequestReader reader_;
    std::string chunk_;
    bool idle_ = true;
    bool closing_ = false;
};

}  // namespace clearing::http
