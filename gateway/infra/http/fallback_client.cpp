#include "gateway/infra/http/fallback_client.hpp"

namespace clearing::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Answer = std::expected<Response, CallFailure>;

class FallbackClient final : public Client {
public:
    FallbackClient(std::vector<std::unique_ptr<Client>> addresses, milliseconds rest) : rest_(rest) {
        for (auto& client : addresses)
            addresses_.push_back({std::move(client), steady_clock::time_point::min()});
    }

    boost::asio::awaitable<Answer> call(Request request, milliseconds limit) override {
        const auto end = steady_clock::now() + limit;
        std::string reasons;
        for (Address* address : in_order()) {
            const auto left = std::chrono::duration_cast<milliseconds>(end - steady_clock::now());
            if (left < least_time_to_send) break;
            Request copy = request;
            auto calling = address->client->call(std::move(copy), left);
            Answer answer = co_await std::move(calling);
            if (answer || answer.error().kind == CallFailure::Kind::unknown) {
                address->asked_last_until = steady_clock::time_point::min();
                co_return answer;
            }
            // Out of time is the caller's haste or a full pool, no sign of a dead address.
            if (end - steady_clock::now() >= least_time_to_send)
                address->asked_last_until = steady_clock::now() + rest_;
            reasons += (reasons.empty() ? "" : "; ") + answer.error().reason;
        }
        if (reasons.empty()) reasons = "no time was left to send the request";
        co_return std::unexpected(CallFailure{CallFailure::Kind::not_sent, std::move(reasons)});
    }

    void recheck_peers() override {
        for (const Address& address : addresses_)
            address.client->recheck_peers();
    }

    boost::asio::awaitable<void> stop() override {
        for (const Address& address : addresses_)
            co_await address.client->stop();
    }

    void abort() override {
        for (const Address& address : addresses_)
            address.client->abort();
    }

private:
    struct Address {
        std::unique_ptr<Client> client;
        steady_clock::time_point asked_last_until;
    };

    std::vector<Address*> in_order() {
        const auto now = steady_clock::now();
        std::vector<Address*> order, last;
        for (Address& address : addresses_)
            (address.asked_last_until <= now ? order : last).push_back(&address);
        order.insert(order.end(), last.begin(), last.end());
        return order;
    }

    std::vector<Address> addresses_;
    milliseconds rest_;
};

}  // namespace

std::unique_ptr<Client> make_fallback_client(boost::asio::any_io_executor executor,
                                             std::vector<ClientOptions> addresses, milliseconds rest) {
    if (addresses.size() == 1) return make_client(std::move(executor), std::move(addresses.front()));
    std::vector<std::unique_ptr<Client>> clients;
    for (ClientOptions& options : addresses)
        clients.push_back(make_client(executor, std::move(options)));
    return std::make_unique<FallbackClient>(std::move(clients), rest);
}

}  // namespace clearing::http
