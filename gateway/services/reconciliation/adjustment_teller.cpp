#include "gateway/services/reconciliation/adjustment_teller.hpp"

#include <fmt/format.h>

namespace clearing::reconciliation {
namespace {

std::string words_of(const AdjustmentOffer& offer) {
    return fmt::format("the {} of {} by {}", name_of(offer.adjustment.reason), offer.settlement.text,
                       sum_of(offer.adjustment.amounts).to_yuan());
}

/// For a person: nothing of this is decided by the machine.
std::string alarm_of(const AdjustmentOffer& offer, bool is_refused, const Error& why) {
    const std::string fields = why.fields.empty() ? "" : fmt::format(" ({})", fmt::join(why.fields, ", "));
    if (why.code == ErrorCode::unknown_transaction)
        return fmt::format("{} stands nowhere: {} does not know adjustments ({})", words_of(offer), offer.peer.text,
                           stable_code(why.code));
    return fmt::format("{} {}: {}{} after {} attempts", words_of(offer),
                       is_refused ? "stands nowhere: it is refused by " + offer.peer.text
                                  : "may stand at " + offer.peer.text + " alone",
                       stable_code(why.code), fields, offer.attempts + 1);
}

}  // namespace

awaitable<Result<void>> AdjustmentTeller::park(AdjustmentOffer offer, bool is_refused, Error why) {
    std::string reason = stable_code(why.code), alarm = alarm_of(offer, is_refused, why);
    co_return co_await offers_.park(offer.no, is_refused, std::move(reason), std::move(alarm), clock_.now());
}

awaitable<Result<void>> AdjustmentTeller::put_back(AdjustmentOffer offer, Error why) {
    const Instant now = clock_.now();
    if (now - offer.asked_since >= rules_.limit) {
        const bool is_refused = false;
        co_return co_await park(std::move(offer), is_refused, std::move(why));
    }
    const Instant next_try = now + rules_.back_off.pause_after(offer.attempts);
    std::string reason = stable_code(why.code);
    co_return co_await offers_.failed(offer.no, std::move(reason), next_try, now);
}

awaitable<Result<bool>> AdjustmentTeller::tell(AdjustmentOffer offer) {
    const ports::Platform* platform = other_sides_.platform(offer.day.platform);
    Result<ClearingDay> stands_on = fail(ErrorCode::peer_unreachable, "the platform is not configured");
    if (platform != nullptr && platform->days != nullptr) stands_on = co_await platform->days->adjust(offer);
    if (!stands_on) {
        const Error why = stands_on.error();
        if (class_of(why.code) == ErrorClass::refused) {
            // Its message was taken for another one: what came of the first stays to be seen.
            const bool is_refused = why.code != ErrorCode::different_content;
            auto parked = co_await park(std::move(offer), is_refused, why);
            if (!parked) co_return fail(parked.error());
            co_return false;
        }
        auto put = co_await put_back(std::move(offer), why);
        co_return fail(put ? why : put.error());
    }
    const auto posted = co_await offers_.accepted(offer.no, *stands_on, clock_.now());
    if (posted) co_return true;
    const Error why = posted.error();
    if (class_of(why.code) == ErrorClass::refused) {
        // It stands there and cannot stand here: the day waits for a person.
        const bool is_refused = false;
        auto parked = co_await park(std::move(offer), is_refused, why);
        if (!parked) co_return fail(parked.error());
    }
    co_return fail(why);
}

awaitable<Result<int>> AdjustmentTeller::step(PeerName peer, int most) {
    int taken_in = 0;
    for (int i = 0; i < most; ++i) {
        const Instant now = clock_.now();
        ports::OutboxQuery query{rules_.owner, peer, now, now + rules_.hold};
        auto offer = co_await offers_.take_due(std::move(query));
        if (!offer) co_return fail(offer.error());
        if (!*offer) break;
        const auto told = co_await tell(std::move(**offer));
        if (told && *told) ++taken_in;
    }
    co_return taken_in;
}

awaitable<Result<void>> AdjustmentTeller::answer_all_of(DayKey day) {
    auto offers = co_await offers_.unanswered(std::move(day));
    if (!offers) co_return fail(offers.error());
    for (AdjustmentOffer& offer : *offers) {
        const auto told = co_await tell(std::move(offer));
        if (!told) co_return fail(told.error());
    }
    co_return Result<void>{};
}

}  // namespace clearing::reconciliation
