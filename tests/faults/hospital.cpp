#include "tests/faults/hospital.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace clearing::test {

namespace asio = boost::asio;
using asio::awaitable;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// Longer than the gateway may take (what is no settlement has 5 s in this world); then the hospital asks again.
const milliseconds answer_limit{std::max(settle_limit_ms, 5'000) + 2'000};
constexpr milliseconds ask_again_after{150};
/// "Reversed": whether it was done was not known for a while, and now it is known that it was not. It still has to be.
constexpr const char* reversed = "GW1102";
constexpr int most_messages = 5;
constexpr std::size_t reverses_each = 7;

bool is_final(const Reply& reply) {
    return reply.is_yes() || reply.code.starts_with("GW1");
}

}  // namespace

bool drive_until(World& world, const std::function<bool()>& holds, milliseconds limit) {
    const auto end = steady_clock::now() + limit;
    auto& context = world.loop().context();
    context.restart();
    while (!holds()) {
        if (steady_clock::now() > end) return false;
        context.run_one_for(milliseconds(20));
        if (context.stopped()) context.restart();
    }
    return true;
}

Hospital::Hospital(World& world, unsigned short port) : world_(world), client_(world.client(port, "local-bureau")) {}

Hospital::~Hospital() {
    enough_ = stopped_ = true;
    drive_until(world_, [this] { return running_ == 0; }, std::chrono::seconds(30));
    world_.loop().run(client_->stop());
}

void Hospital::begin(std::size_t workers) {
    enough_ = false;
    for (std::size_t i = 0; i < workers; ++i) {
        ++running_;
        asio::co_spawn(world_.loop().context(), work(i), asio::detached);
    }
}

void Hospital::go_on_for(milliseconds time) {
    drive_until(world_, [] { return false; }, time);
}

bool Hospital::finish(milliseconds limit) {
    enough();
    return drive_until(world_, [this] { return running_ == 0; }, limit);
}

awaitable<void> Hospital::pause() {
    asio::steady_timer timer(co_await asio::this_coro::executor, ask_again_after);
    co_await timer.async_wait(asio::use_awaitable);
}

awaitable<void> Hospital::work(std::size_t number) {
    for (std::size_t turn = number; !enough_; ++turn) {
        Bill& bill = bills_.emplace_back(turn % 3 == 2 ? Care::inpatient : Care::outpatient);
        auto treating = treat(&bill);
        co_await std::move(treating);
    }
    --running_;
}

awaitable<Reply> Hospital::ask_until_final(Bill* bill, std::string body) {
    Reply reply;
    while (true) {
        std::string again = body;
        auto sending = world_.sending_over(*client_, std::move(again), answer_limit);
        reply = co_await std::move(sending);
        const bool is_silence = !reply.is_yes() && reply.code.empty();
        silences_ += is_silence;
        if (!reply.is_yes()) {
            bill->last_code = is_silence ? "silence" : reply.code;
            bill->last_no = body.substr(0, body.find("\"mdtrtarea_admvs\"")) + " " + reply.err_msg;
        }
        if (is_final(reply) || stopped_) co_return reply;
        auto waiting = pause();
        co_await std::move(waiting);
    }
}

awaitable<bool> Hospital::prepare(Bill* bill) {
    Visit& visit = bill->visit;
    const bool stay = visit.insured == "520100";
    std::string person = visit.person().text();
    auto asking = ask_until_final(bill, std::move(person));
    const Reply known = co_await std::move(asking);
    if (!known.is_yes()) co_return false;
    std::string registration = visit.registration().text();
    asking = ask_until_final(bill, std::move(registration));
    const Reply registered = co_await std::move(asking);
    if (!registered.is_yes()) co_return false;
    visit.visit_id = text_of(*registered.output.find(stay ? "result" : "data"), "mdtrt_id");
    if (!stay) {
        std::string details = visit.details().text();
        asking = ask_until_final(bill, std::move(details));
        const Reply kept = co_await std::move(asking);
        if (!kept.is_yes()) co_return false;
    }
    std::string lines = visit.lines().text();
    asking = ask_until_final(bill, std::move(lines));
    const Reply uploaded = co_await std::move(asking);
    co_return uploaded.is_yes();
}

awaitable<void> Hospital::treat(Bill* bill) {
    bill->begun_at = steady_clock::now();
    auto preparing = prepare(bill);
    const bool prepared = co_await std::move(preparing);
    if (!prepared) {
        bill->state = stopped_ ? Bill::State::preparing : Bill::State::abandoned;
        co_return;
    }
    auto settling = settle(bill);
    co_await std::move(settling);
    if (bill->state != Bill::State::paid) co_return;
    auto undoing = undo(bill, paid_);
    co_await std::move(undoing);
}

awaitable<void> Hospital::settle(Bill* bill) {
    bill->state = Bill::State::settling;
    for (int message = 0; message < most_messages; ++message) {
        ++bill->times_asked;
        const Message settlement = bill->visit.settle();
        std::string body = settlement.text();
        auto asking = ask_until_final(bill, std::move(body));
        const Reply reply = co_await std::move(asking);
        if (reply.is_yes()) {
            bill->state = Bill::State::paid;
            bill->settlement_id = text_of(*reply.output.find("setlinfo"), "setl_id");
            bill->message_id = settlement.msgid();
            bill->paid_at = steady_clock::now();
            ++paid_;
            co_return;
        }
        if (!reply.code.starts_with("GW1")) co_return;  // stopped
        if (reply.code != reversed) break;
    }
    bill->state = Bill::State::refused;
}

/// `number`: how many were paid, with this one.
awaitable<void> Hospital::undo(Bill* bill, std::size_t number) {
    const bool cancels = number % cancels_each == 0;
    const bool reverses = !cancels && number % reverses_each == 0;
    if (!undoes_ || (!cancels && !reverses)) co_return;
    bill->state = Bill::State::undoing;
    auto undoing = cancels ? cancel(bill) : reverse(bill);
    co_await std::move(undoing);
}

awaitable<void> Hospital::cancel(Bill* bill) {
    for (int message = 0; message < most_messages; ++message) {
        std::string body = bill->visit.cancel(bill->settlement_id).text();
        auto asking = ask_until_final(bill, std::move(body));
        const Reply reply = co_await std::move(asking);
        if (reply.is_yes()) bill->state = Bill::State::cancelled;
        if (reply.code != reversed) co_return;
    }
}

awaitable<void> Hospital::reverse(Bill* bill) {
    std::string body = bill->visit.reverse(bill->message_id).text();
    auto asking = ask_until_final(bill, std::move(body));
    const Reply reply = co_await std::move(asking);
    if (reply.is_yes()) bill->state = Bill::State::reversed;
}

struct PeersCall::Shared {
    std::unique_ptr<http::Client> client;
    bool done = false;
    json::Value answer;
};

PeersCall::PeersCall(World& world, std::string path, std::string body)
    : world_(world), shared_(std::make_shared<Shared>()) {
    http::ClientOptions options;
    options.unix_socket = world.file("peers.sock");
    shared_->client = http::make_client(world.loop().executor(), options);
    auto one = [](std::shared_ptr<Shared> shared, std::string to, std::string what) -> awaitable<void> {
        http::Request request;
        request.method = "POST";
        request.path = std::move(to);
        request.body = std::move(what);
        auto calling = shared->client->call(std::move(request), std::chrono::minutes(5));
        auto response = co_await std::move(calling);
        json::Limits limits;
        limits.max_bytes = 64 * 1024 * 1024;
        auto json = response ? json::parse(response->body, limits) : json::parse("{}", limits);
        shared->answer = json ? std::move(*json) : json::Value(json::Object{});
        if (!response) shared->answer.set("error", response.error().reason);
        shared->done = true;
    };
    asio::co_spawn(world.loop().context(), one(shared_, std::move(path), std::move(body)), asio::detached);
}

PeersCall::~PeersCall() {
    drive_until(world_, [this] { return shared_->done; }, std::chrono::seconds(30));
    world_.loop().run(shared_->client->stop());
}

bool PeersCall::is_done() const {
    return shared_->done;
}

json::Value PeersCall::answer(milliseconds limit) {
    if (!drive_until(world_, [this] { return shared_->done; }, limit)) return json::Object{{"error", "not yet"}};
    return shared_->answer;
}

}  // namespace clearing::test
