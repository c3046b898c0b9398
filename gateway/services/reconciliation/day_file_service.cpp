#include "gateway/services/reconciliation/day_file_service.hpp"

#include "gateway/services/reconciliation/day_steps.hpp"
#include "gateway/services/reconciliation/found_differences.hpp"
#include "gateway/services/reconciliation/unconfirmed_lines.hpp"

#include <map>

namespace clearing::reconciliation {
namespace {

/// What 3202's columns tell: neither components nor cash.
constexpr FieldsJudged judged_by_file{.components = false, .cash = false};

}  // namespace

std::vector<DayLine> lines_of_file(const std::vector<ports::DayFileLine>& theirs, const std::vector<DayLine>& ours,
                                   ports::FileIds ids, const DivisionCode& treating) {
    std::map<SettlementId, const DayLine*> by_id;
    for (const DayLine& line : ours) {
        const bool by_platforms = ids == ports::FileIds::of_the_platform && !line.their_id.empty();
        by_id.emplace(by_platforms ? line.their_id : line.key.settlement, &line);
    }
    std::vector<DayLine> lines;
    for (const ports::DayFileLine& read : theirs) {
        DayLine line;
        line.key = {treating, read.settlement};
        if (const auto known = by_id.find(read.settlement); known != by_id.end()) line = *known->second;
        line.sign = read.sign;
        line.split.total = read.total;
        line.split.fund_total = read.fund_total;
        line.split.account = read.account;
        lines.push_back(std::move(line));
    }
    return lines;
}

Result<ports::FileIds> DayFileService::ids_of(const DayKey& key) const {
    const ports::Platform* platform = world_.other_sides.platform(key.platform);
    if (platform == nullptr) return fail(ErrorCode::not_found, "no such platform", {"platform"});
    const bool named_by_platform = key.direction == Direction::visitor && !platform->is_between_gateways();
    return named_by_platform ? ports::FileIds::of_the_platform : ports::FileIds::of_settlement_keys;
}

awaitable<Result<DayFileService::Compared>> DayFileService::compare(DayKey key, std::string file,
                                                                    ports::FileProgress progress) {
    const auto ids = ids_of(key);
    if (!ids) co_return fail(ids.error());
    auto reconciling = co_await world_.days.set_state(key, DayState::reconciling, world_.clock.now());
    if (!reconciling) co_return fail(reconciling.error());
    auto fixed = co_await world_.days.fix(key);
    if (!fixed) co_return fail(fixed.error());
    auto waiting = co_await carry_unconfirmed(world_, key);
    if (!waiting) co_return fail(waiting.error());
    auto compared = co_await matcher_.compare(key, *ids, std::move(file), std::move(progress));
    if (!compared) co_return fail(compared.error());
    const DivisionCode treating =
        key.direction == Direction::visitor ? world_.tables_in_force.current()->router->own_region() : key.counterparty;
    const std::vector<DayLine> theirs = lines_of_file(compared->theirs, compared->ours, *ids, treating);
    Comparison comparison;
    comparison.differences = compare_lines(compared->ours, theirs, judged_by_file);
    comparison.disputed = keys_of(comparison.differences);
    const auto details = co_await compare_details(world_, std::move(key), comparison);
    if (!details) co_return fail(details.error());
    co_return Compared{{std::move(compared->file), compared->matched, comparison.differences, std::nullopt},
                       std::move(comparison)};
}

awaitable<Result<ports::FileImport>> DayFileService::import(DayKey key, std::string file, ports::AfterComparison then,
                                                            ports::FileProgress progress) {
    auto platform = closable(world_, key);
    if (!platform) co_return fail(platform.error());
    auto agreed = co_await statement_of_agreed(world_, key);
    if (!agreed) co_return fail(agreed.error());
    if (*agreed && then == ports::AfterComparison::look)
        co_return fail(ErrorCode::conflict, "the day is agreed", {"day"});
    // The order again, after its answer was lost.
    if (*agreed) co_return ports::FileImport{{}, 0, (*agreed)->differences, std::move(**agreed)};
    const auto begun = co_await check_begun(world_, key);
    if (!begun) co_return fail(begun.error());
    auto in_order = co_await check_order(world_, key);
    if (!in_order) co_return fail(in_order.error());
    auto answered = co_await switch_and_wait(world_, key);
    if (!answered) co_return fail(answered.error());
    if (auto goes_on = check_going_on(world_); !goes_on) co_return fail(goes_on.error());
    auto compared = co_await compare(key, std::move(file), std::move(progress));
    if (!compared) co_return fail(compared.error());
    if (then == ports::AfterComparison::look) {
        const auto kept = co_await keep_found(world_, std::move(key), compared->comparison, "daemon");
        if (!kept) co_return fail(kept.error());
        co_return std::move(compared->import);
    }
    auto statement = co_await agree_with(world_, std::move(key), *platform, std::move(compared->comparison));
    if (!statement) co_return fail(statement.error());
    compared->import.differences = statement->differences;
    compared->import.statement = std::move(*statement);
    co_return std::move(compared->import);
}

awaitable<Result<long long>> DayFileService::write(DayKey key, std::string file, ports::FileProgress progress) {
    const auto ids = ids_of(key);
    if (!ids) co_return fail(ids.error());
    auto fixed = co_await world_.days.fix(key);
    if (!fixed) co_return fail(fixed.error());
    co_return co_await matcher_.write(std::move(key), *ids, std::move(file), std::move(progress));
}

}  // namespace clearing::reconciliation
