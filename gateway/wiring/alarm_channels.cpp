#include "gateway/wiring/alarm_channels.hpp"

#include "gateway/infra/config/url.hpp"
#include "gateway/infra/log/log.hpp"

namespace clearing::wiring {

ports::awaitable<Result<void>> LoggedAlarms::receive(ports::AlarmDelivery delivery) {
    log::error("alarm", {{"line", delivery.alarm_no},
                         {"kind", delivery.alarm.kind},
                         {"cause", delivery.alarm.subject},
                         {"reason", delivery.alarm.text},
                         {"attempt", delivery.deliveries + 1}});
    co_return Result<void>{};
}

ports::awaitable<Result<void>> CountedAlarms::receive(ports::AlarmDelivery delivery) {
    metrics_.count_alarm(delivery.alarm.kind);
    co_return Result<void>{};
}

std::unique_ptr<http::Webhook> make_webhook(boost::asio::any_io_executor executor, const config::Alarms& alarms,
                                            std::shared_ptr<tls::Credentials> credentials) {
    const auto url = config::parse_url(alarms.webhook_url);
    if (!url) return nullptr;
    http::ClientOptions options;
    options.host = url->host;
    options.port = url->port;
    if (url->tls) options.credentials = std::move(credentials);
    options.expected_region = alarms.webhook_region;
    options.expected_role = alarms.webhook_role;
    options.max_connections = 1;
    return std::make_unique<http::Webhook>(http::make_client(std::move(executor), std::move(options)), url->path);
}

}  // namespace clearing::wiring
