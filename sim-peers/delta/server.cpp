#include "sim-peers/delta/server.hpp"

#include "gateway/infra/tls/stream.hpp"
#include "sim-peers/book_faults.hpp"
#include "sim-peers/delta/framing.hpp"
#include "sim-peers/delta/insured_side.hpp"

#include <deque>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::peers::delta {
namespace {

namespace asio = boost::asio;

std::string bill_of(const pb::Envelope& request) {
    if (request.has_quote_request()) return request.quote_request().bill().bill_no();
    if (request.has_settle_request()) return request.settle_request().bill().bill_no();
    return {};
}

bool is_partner(const tls::Stream& stream, const std::string& region) {
    const auto& peer = stream.peer();
    return peer && peer->region == region && (peer->role == "gateway" || peer->role == "partner");
}

bool changes_something(const std::string& transaction) {
    return transaction != "ping" && transaction != "person" && transaction != "entitlement" && transaction != "query" &&
           transaction != "day_details";
}

}  // namespace

struct Server::Connection {
    std::shared_ptr<tls::Stream> stream;
    std::deque<std::string> waiting;
    bool writing = false;
    std::size_t in_flight = 0;

    /// One write at a time; later answers queue behind it (bounded by max_in_flight).
    static asio::awaitable<void> send(std::shared_ptr<Connection> self, std::string bytes) {
        self->waiting.push_back(std::move(bytes));
        if (self->writing) co_return;
        self->writing = true;
        while (!self->waiting.empty()) {
            const std::string next = std::move(self->waiting.front());
            self->waiting.pop_front();
            const auto written = co_await self->stream->write(next);
            if (!written) self->stream->abort();
        }
        self->writing = false;
    }
};

Server::Server(asio::any_io_executor executor, std::string role, unsigned short port,
               std::shared_ptr<tls::Credentials> credentials, std::string partner_region, InsuredSide& side,
               Faults& faults)
    : executor_(executor),
      role_(role),
      partner_region_(std::move(partner_region)),
      side_(side),
      faults_(faults),
      door_(executor, role, port, std::move(credentials), faults,
            [this](std::shared_ptr<tls::Stream> stream) { return serve(std::move(stream)); }) {}

asio::awaitable<void> Server::serve(std::shared_ptr<tls::Stream> stream) {
    auto connection = std::make_shared<Connection>();
    connection->stream = stream;
    const bool welcome = is_partner(*stream, partner_region_);
    const pb::Hello own = side_.hello();
    pb::Envelope hello = InsuredSide::refusing_hello(own.division(), refusals::speaker_not_allowed());
    if (welcome) *hello.mutable_hello() = own;
    std::string greeting = frame(hello.SerializeAsString());
    auto greeted = Connection::send(connection, std::move(greeting));
    co_await std::move(greeted);
    if (!welcome) {
        co_await stream->close(std::chrono::milliseconds(1000));
        co_return;
    }
    for (;;) {
        auto message = co_await read_frame(stream);
        if (!message) {
            if (!message.error().empty()) note(role_, message.error());
            co_return;
        }
        auto answered = answer_one(connection, std::move(*message));
        asio::co_spawn(executor_, std::move(answered), asio::detached);
    }
}

void Server::spoil_book(const pb::DayCloseRequest& close) {
    for (const std::string& fault : book_faults())
        while (faults_.take(role_, fault, "day_close") && side_.spoil(fault, close)) {
        }
}

asio::awaitable<void> Server::answer_one(std::shared_ptr<Connection> connection, std::string message) {
    const auto begin = std::chrono::steady_clock::now();
    pb::Envelope request;
    if (!request.ParseFromString(message)) {
        note(role_, "a frame that is no Envelope");
        connection->stream->abort();
        co_return;
    }
    pb::Envelope answer;
    ReplyPlan plan;
    const std::string transaction = InsuredSide::transaction_of(request);
    const bool too_many = connection->in_flight >= side_.hello().max_in_flight();
    if (!too_many && faults_.take(role_, "stall", transaction)) co_return;
    if (too_many || faults_.take(role_, "unavailable", transaction)) {
        answer.set_correlation_id(request.correlation_id());
        answer.set_version(1);
        answer.set_sender_division(side_.hello().division());
        *answer.mutable_error() = to_wire(refusals::busy());
    } else if (faults_.take(role_, "unknown_transaction", transaction)) {
        answer.set_correlation_id(request.correlation_id());
        answer.set_version(1);
        answer.set_sender_division(side_.hello().division());
        *answer.mutable_error() = to_wire(refusals::unknown_transaction());
    } else {
        const bool pays = transaction == "quote" || transaction == "settle";
        const bool unbalanced = pays && faults_.take(role_, "unbalanced_amounts", transaction).has_value();
        std::optional<Clock::Standstill> still;
        if (on_request && changes_something(transaction)) still.emplace(on_request(message, unbalanced));
        if (transaction == "day_close") spoil_book(request.day_close_request());
        answer = side_.answer(request, unbalanced);
        plan = plan_reply(faults_, role_, transaction);
    }
    std::string bytes = frame(answer.SerializeAsString());
    if (stamps_ != nullptr) stamps_->note(transaction, bill_of(request), begin);
    ++connection->in_flight;
    if (plan.delay_ms > 0) {
        asio::steady_timer timer(executor_, std::chrono::milliseconds(plan.delay_ms));
        co_await timer.async_wait(asio::use_awaitable);
    }
    --connection->in_flight;
    switch (plan.fault) {
        case ReplyFault::none:
            break;
        case ReplyFault::drop:
            connection->stream->abort();
            co_return;
        case ReplyFault::close_mid:
            bytes.resize(bytes.size() / 2);
            break;
        case ReplyFault::corrupt:
            std::fill(bytes.begin() + 4, bytes.end(), '\xFF');
            break;
        case ReplyFault::duplicate:
            bytes += bytes;
            break;
    }
    auto sent = Connection::send(connection, std::move(bytes));
    co_await std::move(sent);
    if (plan.fault == ReplyFault::close_mid) connection->stream->abort();
}

}  // namespace clearing::peers::delta
