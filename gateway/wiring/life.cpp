#include "gateway/wiring/life.hpp"

#include "gateway/infra/async/thrown.hpp"

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace clearing::wiring {
namespace {

/// Before anything else can happen on `io`.
Result<void> begun(boost::asio::io_context& io, ports::awaitable<Result<void>> beginning) {
    std::optional<Result<void>> ended;
    // Beside an exception the result says nothing: the daemon must not serve tables nobody put in force.
    boost::asio::co_spawn(io, std::move(beginning), [&ended](const std::exception_ptr& thrown, Result<void> result) {
        ended = std::move(result);
        if (thrown) ended = fail(ErrorCode::internal_error, async::text_of(thrown));
    });
    while (!ended && io.run_one() > 0) {
    }
    io.restart();  // it may have run out of work with the last step
    return ended ? std::move(*ended) : fail(ErrorCode::internal_error, "the beginning came to no end");
}

}  // namespace

int live(boost::asio::io_context& io, const Life& life, const std::function<void(const std::string&)>& complain) {
    const auto may_serve = [&]() -> std::expected<void, std::string> {
        if (const auto begins = begun(io, life.begin()); !begins) return std::unexpected(sentence(begins.error()));
        return life.open_doors();
    }();
    if (may_serve)
        life.serve();
    else
        complain(may_serve.error());
    life.end();
    return may_serve ? 0 : 1;
}

}  // namespace clearing::wiring
