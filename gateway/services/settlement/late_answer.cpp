#include "gateway/services/settlement/late_answer.hpp"

#include "gateway/services/settlement/runner.hpp"
#include "gateway/services/settlement/wording.hpp"

namespace clearing::settlement {
namespace {

bool is_outcome(const Result<SettledBill>& answer) {
    return answer || class_of(answer.error().code) == ErrorClass::refused;
}

awaitable<Result<Outcome>> outcome_of_late(const World& world, SettlementRecord record, Result<SettledBill> answer) {
    std::optional<SettlementRecord> original;
    if (record.cancels) {
        auto found = co_await world.settlements.find(*record.cancels);
        if (!found) co_return fail(found.error());
        if (!*found) co_return fail(ErrorCode::internal_error, "a cancel without its original");
        original = std::move(**found);
    }
    if (answer) {
        // A cancel's codes are its original's, by the rows of the original's date.
        const auto settled = parse_local_time(original ? original->settled_at : std::string());
        const Date on = local_date(settled ? *settled : world.clock.now());
        Wording wording = wording_of_answerer(world, record.platform, record.direction);
        *answer = wording.answer_into_books(std::move(*answer), on);
    }
    co_return original ? outcome_of_cancel(std::move(answer), *original) : outcome_of_settle(std::move(answer), record);
}

}  // namespace

awaitable<Result<std::optional<SettlementRecord>>> LateAnswers::take(SettlementKey key, Result<SettledBill> answer) {
    for (int failures = 0;; ++failures) {
        Result<SettledBill> copy = answer;
        auto taken = co_await take_now(key, std::move(copy));
        if (taken || failures + 1 >= rules_.attempts) co_return taken;
        co_await timers_.wait(rules_.between.pause_after(failures));
    }
}

awaitable<Result<std::optional<SettlementRecord>>> LateAnswers::take_now(SettlementKey key,
                                                                         Result<SettledBill> answer) {
    auto found = co_await surroundings_.settlements.find_by_key(std::move(key), Direction::visitor);
    if (!found) co_return fail(found.error());
    if (!*found || !is_outcome(answer)) co_return std::move(*found);
    const World world(surroundings_);
    auto outcome = co_await outcome_of_late(world, **found, std::move(answer));
    if (!outcome) co_return fail(outcome.error());
    Runner runner(world);
    auto after = co_await runner.carry_out(std::move(**found), std::move(*outcome));
    if (!after) co_return fail(after.error());
    co_return std::move(*after);
}

}  // namespace clearing::settlement
