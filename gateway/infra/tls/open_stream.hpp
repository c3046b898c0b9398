#pragma once

// Inside infra/tls only: needs Asio's sockets, which stream.hpp spares its readers.

#include "gateway/infra/tls/stream.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace clearing::tls {

using Opened = std::expected<std::shared_ptr<Stream>, std::string>;

std::shared_ptr<Stream> plain_stream(boost::asio::ip::tcp::socket socket);
std::shared_ptr<Stream> plain_stream(boost::asio::local::stream_protocol::socket socket);

/// The server's side in two steps, so that a stream can be aborted while it shakes hands. Error: one sentence.
std::shared_ptr<Stream> tls_server_stream(boost::asio::ip::tcp::socket socket, const Credentials& credentials);
awaitable<std::expected<void, std::string>> shake_hands_as_server(std::shared_ptr<Stream> tls_stream,
                                                                  Stream::TimePoint deadline);
/// The client's side; `host` must be in the SAN of the server's certificate.
awaitable<Opened> shake_hands_as_client(boost::asio::ip::tcp::socket socket, std::shared_ptr<Credentials> credentials,
                                        std::string host, Stream::TimePoint deadline);

}  // namespace clearing::tls
