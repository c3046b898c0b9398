#include "gateway/wiring/late_answers.hpp"

#include "gateway/infra/log/log.hpp"

namespace clearing::wiring {
namespace {

void tell_lost(const SettlementKey& settlement, const std::string& reason) {
    log::error("late_answer_lost", {{"settlement", settlement.settlement.text}, {"reason", reason}});
}

}  // namespace

LateAnswers::LateAnswers(boost::asio::any_io_executor executor, const settlement::Surroundings& surroundings,
                         ports::Timers& timers)
    : answers_(surroundings, timers), gate_(std::move(executor)) {}

void LateAnswers::take(yangtze_delta::LateAnswer late) {
    const SettlementKey settlement = late.settlement;
    const auto on_error = [settlement](std::string reason) { tell_lost(settlement, reason); };
    if (!gate_.spawn(carry_out(std::move(late)), on_error)) tell_lost(settlement, "the daemon stops");
}

ports::awaitable<void> LateAnswers::carry_out(yangtze_delta::LateAnswer late) {
    const SettlementKey settlement = late.settlement;
    auto after = co_await answers_.take(std::move(late.settlement), std::move(late.answer));
    if (!after) {
        tell_lost(settlement, stable_code(after.error().code));
        co_return;
    }
    const std::string_view state = *after ? name_of((*after)->state) : "unknown";
    log::info("late_answer", {{"settlement", settlement.settlement.text}, {"state", state}});
}

ports::awaitable<void> LateAnswers::stop(std::chrono::milliseconds limit) {
    co_await gate_.close(limit);
}

}  // namespace clearing::wiring
