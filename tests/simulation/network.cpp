#include "tests/simulation/network.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {

struct Reply::Exchange {
    Party from{}, to{};
    QuestionPtr question;
    Network::Landed landed;
    bool is_over = false;           ///< for the asker
    int arrived = 0;                ///< copies of the request
    bool nothing_happened = false;  ///< answered so: no copy arrives any more
};

namespace {

std::string story(const char* what, const Question& question, Party from, Party to) {
    return fmt::format("{} -> {} {} {} {}", name_of(from), name_of(to), name_of(question.ask), question.message, what);
}

}  // namespace

void Reply::operator()(Answer answer) const {
    network_->answer(exchange_, std::move(answer));
}

void Network::set_road(Party one, Party other, Road road) {
    roads_[std::minmax(one, other)] = road;
}

Road Network::road(Party one, Party other) const {
    const auto found = roads_.find(std::minmax(one, other));
    return found == roads_.end() ? Road::open : found->second;
}

Millis Network::latency() {
    Random& random = schedule_.random;
    if (random.chance(weather.hold_up)) return random.between(weather.usual_latency, weather.longest_hold_up);
    return random.between(1, weather.usual_latency);
}

void Network::ask(Party from, Party to, QuestionPtr question, Landed landed) {
    auto exchange = std::make_shared<Exchange>();
    exchange->from = from;
    exchange->to = to;
    exchange->question = std::move(question);
    exchange->landed = std::move(landed);
    std::erase_if(under_way_, [](const auto& weak) { return weak.expired(); });
    under_way_.push_back(exchange);
    send(std::move(exchange));
}

void Network::send(std::shared_ptr<Exchange> exchange) {
    Random& random = schedule_.random;
    const Question& question = *exchange->question;
    const Road way = road(exchange->from, exchange->to);
    // Half of the time a dead party is noticed before anything is sent; else the connection seems to be there still.
    const bool refused = way == Road::refused || (!endpoints_.at(exchange->to)->is_up() && random.chance(5'000));
    if (refused) {
        schedule_.note([&] { return story("not sent: no connection", question, exchange->from, exchange->to); });
        land_after(random.between(1, weather.usual_latency), std::move(exchange), {Ending::not_sent, {}});
        return;
    }
    if (random.chance(weather.cut)) {
        schedule_.note([&] { return story("cut", question, exchange->from, exchange->to); });
        land_after(random.between(1, 2 * second), exchange, {Ending::cut, {}});
        if (random.chance(3'000)) return;
    }
    if (way == Road::swallowed || random.chance(weather.lose)) {
        schedule_.note([&] { return story("lost", question, exchange->from, exchange->to); });
        return;
    }
    if (random.chance(weather.duplicate)) {
        schedule_.note([&] { return story("doubled", question, exchange->from, exchange->to); });
        const Millis span = random.chance(5'000) ? latency() : random.between(1, weather.longest_hold_up);
        schedule_.after(span, [this, exchange] { deliver(exchange, true); });
    }
    schedule_.after(latency(), [this, exchange = std::move(exchange)] { deliver(exchange, false); });
}

void Network::deliver(std::shared_ptr<Exchange> exchange, bool copy) {
    if (exchange->nothing_happened) return;
    Endpoint& endpoint = *endpoints_.at(exchange->to);
    if (!endpoint.is_up() || road(exchange->from, exchange->to) == Road::swallowed) {
        if (!copy && schedule_.random.chance(5'000)) land(exchange, {Ending::cut, {}});
        return;
    }
    ++exchange->arrived;
    QuestionPtr question = exchange->question;
    const Party from = exchange->from;
    schedule_.note([&] { return story(copy ? "arrives again" : "arrives", *question, from, exchange->to); });
    endpoint.receive(from, std::move(question), Reply(*this, std::move(exchange)));
}

void Network::answer(std::shared_ptr<Exchange> exchange, Answer answer) {
    Random& random = schedule_.random;
    if (answer.verdict == Verdict::unavailable) {
        // Of two copies one may have had an effect: then this is not what the connection carries back.
        if (exchange->arrived > 1) return;
        exchange->nothing_happened = true;
    }
    const bool lost = road(exchange->from, exchange->to) == Road::swallowed || random.chance(weather.lose);
    schedule_.note([&] {
        return fmt::format("{} <- {} {} {}: {} {}{}", name_of(exchange->from), name_of(exchange->to),
                           name_of(exchange->question->ask), exchange->question->message, name_of(answer.verdict),
                           answer.code, lost ? ", lost" : "");
    });
    if (lost) return;
    auto kept = std::make_shared<const Answer>(std::move(answer));
    land_after(latency(), std::move(exchange), {Ending::answered, std::move(kept)});
}

void Network::land_after(Millis span, std::shared_ptr<Exchange> exchange, Wakeup wakeup) {
    schedule_.after(span, [this, exchange = std::move(exchange), wakeup = std::move(wakeup)]() mutable {
        land(exchange, std::move(wakeup));
    });
}

void Network::land(const std::shared_ptr<Exchange>& exchange, Wakeup wakeup) {
    if (exchange->is_over) return;
    exchange->is_over = true;
    Landed landed = std::move(exchange->landed);
    landed(std::move(wakeup));
}

void Network::party_crashed(Party party) {
    for (const auto& weak : under_way_) {
        auto exchange = weak.lock();
        if (!exchange || exchange->is_over || exchange->to != party || exchange->arrived == 0) continue;
        if (schedule_.random.chance(5'000))
            land_after(schedule_.random.between(1, 100), std::move(exchange), {Ending::cut, {}});
    }
}

}  // namespace clearing::simulation
