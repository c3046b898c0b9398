#include "sim-peers/delta/client.hpp"

#include "gateway/infra/tls/stream.hpp"
#include "sim-peers/delta/framing.hpp"

#include <deque>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::peers::delta {
namespace {

namespace asio = boost::asio;

struct Waiting {
    explicit Waiting(asio::any_io_executor executor) : bell(executor) {}
    asio::steady_timer bell;
    std::optional<pb::Envelope> answer;
};

}  // namespace

struct Client::Link {
    std::shared_ptr<tls::Stream> stream;
    std::map<std::uint64_t, std::shared_ptr<Waiting>> waiting;
    std::deque<std::string> outgoing;
    bool writing = false, broken = false;

    void break_off() {
        broken = true;
        stream->abort();
        for (auto& [id, one] : waiting)
            one->bell.cancel();
    }

    static asio::awaitable<void> send(std::shared_ptr<Link> self, std::string bytes) {
        self->outgoing.push_back(std::move(bytes));
        if (self->writing) co_return;
        self->writing = true;
        while (!self->outgoing.empty() && !self->broken) {
            const std::string next = std::move(self->outgoing.front());
            self->outgoing.pop_front();
            const auto written = co_await self->stream->write(next);
            if (!written) self->break_off();
        }
        self->writing = false;
    }
};

Client::Client(asio::any_io_executor executor, tls::Target target, std::string own_division,
               std::string partner_division)
    : executor_(std::move(executor)),
      target_(std::move(target)),
      own_division_(std::move(own_division)),
      partner_division_(std::move(partner_division)) {}

Client::~Client() {
    disconnect();
}

void Client::disconnect() {
    if (link_) link_->break_off();
    link_.reset();
}

asio::awaitable<std::expected<std::shared_ptr<Client::Link>, std::string>> Client::link(
    std::chrono::milliseconds limit) {
    if (link_ && !link_->broken) co_return link_;
    tls::Target target = target_;
    auto stream = co_await tls::connect(std::move(target), limit);
    if (!stream) co_return std::unexpected(stream.error());
    if (const auto expected = tls::expect_peer(**stream, partner_division_, "gateway"); !expected) {
        co_return std::unexpected(expected.error());
    }
    (*stream)->set_limit(limit);
    const auto first = co_await read_frame(*stream);
    (*stream)->clear_deadline();
    pb::Envelope hello;
    if (!first || !hello.ParseFromString(*first) || !hello.has_hello())
        co_return std::unexpected(std::string("no Hello"));
    if (hello.hello().has_error()) co_return std::unexpected("Hello refused: " + hello.hello().error().code());
    if (link_ && !link_->broken) co_return link_;  // another call was quicker
    link_ = std::make_shared<Link>();
    link_->stream = *stream;
    auto reading = read_answers(link_);
    asio::co_spawn(executor_, std::move(reading), asio::detached);
    co_return link_;
}

asio::awaitable<void> Client::read_answers(std::shared_ptr<Link> link) {
    for (;;) {
        const auto message = co_await read_frame(link->stream);
        pb::Envelope answer;
        if (!message || !answer.ParseFromString(*message)) break;
        const auto found = link->waiting.find(answer.correlation_id());
        if (found == link->waiting.end()) continue;
        found->second->answer = std::move(answer);
        found->second->bell.cancel();
    }
    link->break_off();
}

asio::awaitable<Called> Client::call(pb::Envelope request, std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    auto linked = co_await link(limit);
    if (!linked) co_return std::unexpected(CallFailure{false, linked.error()});
    const std::shared_ptr<Link> line = *linked;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    request.set_correlation_id(++last_correlation_);
    request.set_version(1);
    request.set_sender_division(own_division_);
    request.set_receiver_division(partner_division_);
    request.set_deadline_ms(static_cast<unsigned>(std::max<long long>(1, left.count())));

    auto waiting = std::make_shared<Waiting>(executor_);
    waiting->bell.expires_at(until);
    line->waiting[request.correlation_id()] = waiting;
    std::string bytes = frame(request.SerializeAsString());
    auto sent = Link::send(line, std::move(bytes));
    co_await std::move(sent);
    if (!waiting->answer && !line->broken) {
        boost::system::error_code ignored;
        co_await waiting->bell.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    line->waiting.erase(request.correlation_id());
    if (!waiting->answer)
        co_return std::unexpected(CallFailure{true, line->broken ? "the connection was cut" : "no answer in time"});
    co_return std::move(*waiting->answer);
}

}  // namespace clearing::peers::delta
