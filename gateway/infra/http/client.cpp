#include "gateway/infra/http/client.hpp"

#include "gateway/infra/http/connection.hpp"
#include "gateway/infra/tls/connect.hpp"

#include <deque>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace clearing::http {

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using TimePoint = steady_clock::time_point;

namespace {

constexpr std::size_t max_header_bytes = 64 * 1024;

std::unexpected<CallFailure> not_sent(std::string reason) {
    return std::unexpected(CallFailure{CallFailure::Kind::not_sent, std::move(reason)});
}

milliseconds until(TimePoint deadline) {
    return std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
}

/// The right to use one of the limited connections; given back when destroyed.
class Places {
public:
    Places(asio::any_io_executor executor, std::size_t count, std::size_t max_waiting)
        : executor_(executor), free_(count), emptied_(executor), count_(count), max_waiting_(max_waiting) {}

    class Place {
    public:
        explicit Place(Places* places) : places_(places) {}
        Place(Place&& other) noexcept : places_(std::exchange(other.places_, nullptr)) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (places_ != nullptr) places_->give_back();
        }

    private:
        Places* places_;
    };

    /// First come, first served. The error is one sentence.
    awaitable<std::expected<Place, std::string>> take(TimePoint deadline) {
        if (closed_) co_return stopping();
        if (free_ > 0) {
            --free_;
            co_return Place(this);
        }
        if (waiting_.size() >= max_waiting_) co_return std::unexpected("too many wait for a connection");
        const auto waiter = std::make_shared<Waiter>(executor_, deadline);
        waiting_.push_back(waiter);
        const Leaving leaving{*this, waiter};
        const auto token = asio::as_tuple(asio::use_awaitable);
        co_await waiter->turn.async_wait(token);
        if (std::exchange(waiter->granted, false)) co_return Place(this);
        if (closed_) co_return stopping();
        co_return std::unexpected("no connection was free in time");
    }

    void close() {
        closed_ = true;
        for (const auto& waiter : waiting_)
            waiter->turn.cancel();
        waiting_.clear();
    }

    bool is_closed() const { return closed_; }

    awaitable<void> wait_until_all_are_back() {
        while (free_ < count_) {
            emptied_.expires_at(TimePoint::max());
            const auto token = asio::as_tuple(asio::use_awaitable);
            co_await emptied_.async_wait(token);
        }
    }

private:
    static std::unexpected<std::string> stopping() { return std::unexpected<std::string>("the client is stopping"); }

    struct Waiter {
        Waiter(const asio::any_io_executor& executor, TimePoint deadline) : turn(executor, deadline) {}
        asio::steady_timer turn;
        bool granted = false;
    };

    /// Takes the waiter out of the queue however waiting ended, even when its coroutine is cancelled or destroyed.
    struct Leaving {
        Places& places;
        std::shared_ptr<Waiter> waiter;
        ~Leaving() {
            std::erase(places.waiting_, waiter);
            if (waiter->granted) places.give_back();
        }
    };

    void give_back() {
        if (waiting_.empty()) {
            ++free_;
            if (free_ == count_) emptied_.cancel();
            return;
        }
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        next->granted = true;
        next->turn.cancel();
    }

    asio::any_io_executor executor_;
    std::size_t free_;
    asio::steady_timer emptied_;
    std::size_t count_;
    std::size_t max_waiting_;
    std::deque<std::shared_ptr<Waiter>> waiting_;
    bool closed_ = false;
};

class Pool : public std::enable_shared_from_this<Pool> {
public:
    Pool(asio::any_io_executor executor, ClientOptions options)
        : executor_(executor),
          options_(std::move(options)),
          places_(executor, options_.max_connections, options_.max_waiting) {}

    awaitable<Connection::Answer> call(Request request, milliseconds limit) {
        const auto self = shared_from_this();
        const auto deadline = steady_clock::now() + limit;
        auto bytes = to_wire(request, host());
        if (!bytes) co_return not_sent(std::move(bytes.error()));
        auto place = co_await places_.take(deadline);
        if (!place) co_return not_sent(std::move(place.error()));

        auto connection = take_idle();
        if (!connection) {
            auto opened = co_await open(deadline);
            if (!opened) co_return not_sent(std::move(opened.error()));
            connection = std::move(*opened);
        }
        if (until(deadline) < least_time_to_send) {
            keep(std::move(connection));
            co_return not_sent("no time was left to send the request");
        }
        const bool is_head = request.method == "HEAD";
        const InUse in_use(*this, connection);
        auto answer = co_await connection->exchange(std::move(*bytes), is_head, deadline);
        keep(std::move(connection));
        co_return answer;
    }

    void drop_fallen_peers() {
        std::erase_if(idle_, [this](const std::shared_ptr<Connection>& connection) {
            const bool goes = !stands(*connection);
            if (goes) connection->close();
            return goes;
        });
    }

    void close_idle() {
        for (const auto& connection : idle_)
            connection->close();
        idle_.clear();
    }

    void abort() {
        places_.close();
        close_idle();
        for (const auto& connection : in_use_)
            connection->close();
    }

    awaitable<void> stop() {
        const auto self = shared_from_this();
        places_.close();
        close_idle();
        co_await places_.wait_until_all_are_back();
        close_idle();
    }

private:
    /// Known to abort() for as long as its call lasts.
    class InUse {
    public:
        InUse(Pool& pool, std::shared_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {
            pool_.in_use_.insert(connection_);
        }
        ~InUse() { pool_.in_use_.erase(connection_); }
        InUse(const InUse&) = delete;
        InUse& operator=(const InUse&) = delete;

    private:
        Pool& pool_;
        std::shared_ptr<Connection> connection_;
    };

    WireLimits limits() const { return {max_header_bytes, options_.max_body_bytes}; }

    std::string host() const {
        if (!options_.unix_socket.empty()) return "localhost";
        const bool is_v6 = options_.host.find(':') != std::string::npos;
        return is_v6 ? fmt::format("[{}]:{}", options_.host, options_.port)
                     : fmt::format("{}:{}", options_.host, options_.port);
    }

    /// Made with the contexts now in force, and its peer still accepted by them.
    bool stands(const Connection& connection) const {
        if (!options_.credentials) return true;
        const tls::Stream& stream = connection.stream();
        return stream.is_made_with(*options_.credentials) && stream.peer_still_stands(*options_.credentials);
    }

    /// The one used last, since it is the least likely to be closed soon.
    std::shared_ptr<Connection> take_idle() {
        while (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            const bool is_current = !options_.credentials || connection->stream().is_made_with(*options_.credentials);
            if (is_current && connection->is_usable()) return connection;
            connection->close();
        }
        return nullptr;
    }

    void keep(std::shared_ptr<Connection> connection) {
        if (places_.is_closed() || !connection->is_usable()) return connection->close();
        connection->rest_until(steady_clock::now() + options_.idle_limit);
        idle_.push_back(std::move(connection));
    }

    /// Error: one sentence; nothing of the caller's request has been sent then.
    awaitable<std::expected<std::shared_ptr<Connection>, std::string>> open(TimePoint call_deadline) {
        const auto deadline = std::min(call_deadline, steady_clock::now() + options_.connect_limit);
        tls::Target target{options_.host, options_.port, options_.unix_socket, options_.credentials};
        auto stream = co_await tls::connect(std::move(target), until(deadline));
        if (!stream) co_return std::unexpected(std::move(stream.error()));
        if (options_.credentials) {
            auto expected = tls::expect_peer(**stream, options_.expected_region, options_.expected_role);
            if (!expected) {
                (*stream)->abort();
                co_return std::unexpected(std::move(expected.error()));
            }
        }
        auto connection = Connection::start(executor_, std::move(*stream), limits());
        if (!options_.warm_up_path.empty()) {
            auto warm = co_await warm_up(connection, deadline);
            if (!warm) co_return std::unexpected(std::move(warm.error()));
        }
        if (options_.credentials && !connection->stream().is_accepted_by(*options_.credentials)) {
            connection->close();
            co_return std::unexpected(std::string("the server's certificate no longer stands"));
        }
        co_return connection;
    }

    /// In TLS 1.3 a server that refuses our certificate says so only after our handshake is done. Any HTTP answer
    /// proves that it took it.
    awaitable<std::expected<void, std::string>> warm_up(std::shared_ptr<Connection> connection, TimePoint deadline) {
        Request request;
        request.method = "GET";
        request.path = options_.warm_up_path;
        auto bytes = to_wire(request, host());
        if (!bytes) co_return std::unexpected(std::move(bytes.error()));
        const auto answer = co_await connection->exchange(std::move(*bytes), false, deadline);
        if (!answer) co_return std::unexpected(fmt::format("warming up failed: {}", answer.error().reason));
        if (connection->is_usable()) co_return std::expected<void, std::string>{};
        connection->close();
        co_return std::unexpected(std::string("the server closed the connection after warming up"));
    }

    asio::any_io_executor executor_;
    ClientOptions options_;
    Places places_;
    std::vector<std::shared_ptr<Connection>> idle_;  // the one used last is at the end
    std::unordered_set<std::shared_ptr<Connection>> in_use_;
};

class PoolingClient final : public Client {
public:
    explicit PoolingClient(std::shared_ptr<Pool> pool) : pool_(std::move(pool)) {}
    ~PoolingClient() override { pool_->close_idle(); }

    awaitable<std::expected<Response, CallFailure>> call(Request request, milliseconds limit) override {
        return pool_->call(std::move(request), limit);
    }
    void recheck_peers() override { pool_->drop_fallen_peers(); }
    awaitable<void> stop() override { return pool_->stop(); }
    void abort() override { pool_->abort(); }

private:
    std::shared_ptr<Pool> pool_;
};

}  // namespace

std::unique_ptr<Client> make_client(asio::any_io_executor executor, ClientOptions options) {
    return std::make_unique<PoolingClient>(std::make_shared<Pool>(executor, std::move(options)));
}

}  // namespace clearing::http
