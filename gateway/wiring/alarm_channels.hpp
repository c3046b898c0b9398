#pragma once

#include "gateway/infra/config/config.hpp"
#include "gateway/infra/http/webhook.hpp"
#include "gateway/infra/metrics/metrics.hpp"
#include "gateway/infra/tls/credentials.hpp"
#include "gateway/ports/alarm_deliveries.hpp"

#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace clearing::wiring {

/// One line of the log an alarm; once more at every repetition.
class LoggedAlarms final : public ports::AlarmReceiver {
public:
    ports::awaitable<Result<void>> receive(ports::AlarmDelivery delivery) override;
};

/// Counted by kind. How many stand open is a gauge that every daemon reads from the books.
class CountedAlarms final : public ports::AlarmReceiver {
public:
    explicit CountedAlarms(metrics::Metrics& metrics) : metrics_(metrics) {}
    ports::awaitable<Result<void>> receive(ports::AlarmDelivery delivery) override;

private:
    metrics::Metrics& metrics_;
};

/// As the configuration says; nothing when it names no URL.
std::unique_ptr<http::Webhook> make_webhook(boost::asio::any_io_executor executor, const config::Alarms& alarms,
                                            std::shared_ptr<tls::Credentials> credentials);

}  // namespace clearing::wiring
