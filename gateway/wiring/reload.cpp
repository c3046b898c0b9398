#include "gateway/wiring/reload.hpp"

#include "gateway/infra/async/thrown.hpp"
#include "gateway/infra/log/log.hpp"

#include <exception>
#include <utility>

namespace clearing::wiring {

ports::awaitable<void> Reload::run() {
    try {
        co_await steps();
    } catch (...) {
        log::error("reload_failed", {{"reason", async::text_of(std::current_exception())}});
    }
}

/// Thrown or answered: they were not taken in, and everybody who is told of the one is told of the other.
std::expected<void, std::string> Reload::read_certificates() const {
    try {
        return ports_.read_certificates();
    } catch (...) {
        return std::unexpected(async::text_of(std::current_exception()));
    }
}

ports::awaitable<void> Reload::steps() {
    if (auto reopened = ports_.reopen_log(); !reopened) log::error("log_not_reopened", {{"reason", reopened.error()}});
    const auto reloaded = read_certificates();
    ports::AuditEvent event{ports_.clock.now(), "certificates_reloaded", "SIGHUP", "certificates", {}};
    if (!reloaded) {
        event.event = "certificates_not_reloaded";
        event.detail = reloaded.error();
        co_await ports_.watch.not_reloaded(reloaded.error());
    } else {
        log::info("certificates_reloaded");
    }
    auto written = co_await ports_.audit.record(std::move(event));
    if (!written) log::error("audit_not_written", {{"code", stable_code(written.error().code)}});
    co_await ports_.verify_peers();
}

}  // namespace clearing::wiring
