#pragma once

#include "gateway/infra/http/client.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace clearing::http {

/// One server that answers at several addresses, asked in their order. The next address is asked only when provably
/// nothing of the request left for the one before (`not_sent`); an answer that did not come is never asked for
/// elsewhere. An address that could not be reached is asked last for `rest`, so that a dead first one does not cost
/// every call its time. All attempts share the caller's limit. With one address it is make_client.
std::unique_ptr<Client> make_fallback_client(boost::asio::any_io_executor executor,
                                             std::vector<ClientOptions> addresses,
                                             std::chrono::milliseconds rest = std::chrono::seconds(10));

}  // namespace clearing::http
