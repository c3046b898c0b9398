#pragma once

#include "gateway/infra/http/client.hpp"
#include "gateway/ports/alarm_deliveries.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace clearing::http {

/// Posts alarms as JSON: {"no", "kind", "subject", "text", "raised_at", "repetition"}. Any answer 2xx has taken it in.
class Webhook final : public ports::AlarmReceiver {
public:
    Webhook(std::unique_ptr<Client> client, std::string path,
            std::chrono::milliseconds limit = std::chrono::seconds(10))
        : client_(std::move(client)), path_(std::move(path)), limit_(limit) {}

    /// Errors: peer_unreachable with the reason; peer_unavailable with the status.
    ports::awaitable<Result<void>> receive(ports::AlarmDelivery delivery) override;

    void recheck_peers() { client_->recheck_peers(); }
    ports::awaitable<void> stop() { co_await client_->stop(); }

private:
    std::unique_ptr<Client> client_;
    std::string path_;
    std::chrono::milliseconds limit_;
};

}  // namespace clearing::http
