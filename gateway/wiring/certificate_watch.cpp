#include "gateway/wiring/certificate_watch.hpp"

#include "gateway/infra/log/log.hpp"

#include <fmt/format.h>

namespace clearing::wiring {

ports::awaitable<void> CertificateWatch::step() {
    const std::vector<ports::CertificateStatus> certificates = peers_.certificates();
    for (const ports::CertificateStatus& status : certificates) {
        const auto told = told_.find(status.name);
        if (!status.alarm || (told != told_.end() && told->second == status.not_after)) continue;
        const std::string end = to_local_time(status.not_after);
        log::error("certificate_ends_soon", {{"certificate", status.name}, {"not_after", end}});
        ports::RaisedAlarm alarm{
            "certificate_ends_soon", fmt::format("{}/{}", host_, status.name),
            fmt::format("{} ends at {}, in {} days: from then on nobody is let in", status.name, end, status.days_left),
            clock_.now()};
        const auto raised = co_await alarms_.raise(std::move(alarm));
        if (raised) told_[status.name] = status.not_after;
    }
}

ports::awaitable<void> CertificateWatch::not_reloaded(std::string reason) {
    log::error("certificates_not_reloaded", {{"reason", reason}});
    ports::RaisedAlarm alarm{"certificates_not_reloaded", host_,
                             "the new certificates were not taken in, the old ones stay in force: " + reason,
                             clock_.now()};
    const auto raised = co_await alarms_.raise(std::move(alarm));
    if (!raised) log::error("alarm_not_raised", {{"code", stable_code(raised.error().code)}});
}

}  // namespace clearing::wiring
