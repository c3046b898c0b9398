#include "tests/support/memory_vouchers.hpp"

#include "gateway/domain/difference_case.hpp"
#include "gateway/domain/prefund_exposure.hpp"
#include "tests/support/memory_adjustment_offers.hpp"
#include "tests/support/memory_ended_cases.hpp"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

namespace clearing::tests {

using ports::awaitable;

namespace {

using enum AdjustmentReason;

/// Of transfers: what they add to what is owed.
void add_owed(ComponentAmounts& owed, const Transfer& transfer) {
    if (transfer.debit == Account::r1 || transfer.credit == Account::p1) owed[transfer.component] += transfer.amount;
    if (transfer.credit == Account::r1 || transfer.debit == Account::p1) owed[transfer.component] -= transfer.amount;
}

ComponentAmounts without_nothing(ComponentAmounts amounts) {
    std::erase_if(amounts, [](const auto& entry) { return entry.second.is_zero(); });
    return amounts;
}

ComponentAmounts taken_away(ComponentAmounts amounts) {
    amounts = negated(std::move(amounts));
    std::erase_if(amounts, [](const auto& entry) { return !(entry.second > Money()); });
    return amounts;
}

struct Which {
    SettlementNo settlement;
    Bearer bearer;
    std::initializer_list<AdjustmentReason> reasons;  ///< empty: every one
};

ComponentAmounts effect(const MemoryBooks& books, const Which& which) {
    ComponentAmounts sums;
    for (const auto& one : books.adjustments) {
        const bool fits =
            one.settlement_no == which.settlement && one.bearer == which.bearer &&
            (which.reasons.size() == 0 || std::ranges::find(which.reasons, one.reason) != which.reasons.end());
        if (!fits) continue;
        for (const auto& [component, amount] : one.amounts)
            sums[component] += amount;
    }
    return without_nothing(std::move(sums));
}

ComponentAmounts owed(const MemoryBooks& books, SettlementNo settlement) {
    ComponentAmounts sums;
    for (const auto& posting : books.ledger) {
        const bool is_own = posting.settlement && (*posting.settlement == settlement ||
                                                   books.records.at(*posting.settlement).cancels == settlement);
        const bool is_adjustment = std::ranges::any_of(books.adjustments, [&](const auto& one) {
            return one.settlement_no == settlement && !posting.voucher.empty() && one.voucher == posting.voucher;
        });
        if (is_own || is_adjustment) add_owed(sums, posting.transfer);
    }
    return without_nothing(std::move(sums));
}

}  // namespace

Adjusted adjusted_of(const MemoryBooks& books, SettlementNo settlement, Bearer bearer) {
    Adjusted posted{owed(books, settlement),
                    taken_away(effect(books, {settlement, Bearer::hospital, {deduction, deduction_withdrawn}})),
                    taken_away(effect(books, {settlement, bearer, {dispute_lost, dispute_won}}))};
    return with_offers(std::move(posted), open_offers(books, settlement), bearer);
}

Result<void> check_may_be_adjusted(const SettlementRecord& record) {
    if (record.state == SettlementState::booked && record.kind == SettlementKind::settle) return {};
    return fail(ErrorCode::not_settled, "only a booked settlement is adjusted, and no cancel");
}

Result<Adjustment> write_adjustment(MemoryBooks& books, MemoryWrite& write, const NewAdjustment& adjustment) {
    const SettlementRecord& record = books.records.at(adjustment.settlement);
    Voucher voucher{voucher_id_of(adjustment),
                    std::string(name_of(adjustment.reason)),
                    record.id.text,
                    std::string(chinese_name_of(adjustment.reason)) + " " + adjustment.origin,
                    adjustment.made_by,
                    adjustment.at,
                    {}};
    for (const Transfer& transfer : postings_of(record.direction, adjustment))
        voucher.lines.push_back(
            {record.platform, record.counterparty, record.direction, record.insurance_type, record.care, transfer});
    const bool stood = books.vouchers.contains(voucher.id);
    const auto posted = write_voucher(books, write, voucher, adjustment.day);
    if (!posted) return fail(posted.error());
    MemoryBooks::KeptAdjustment made;
    made.key = day_key(record, posted->days.front());
    made.settlement = record.id;
    made.settlement_key = record.key;
    made.insurance_type = record.insurance_type;
    made.care = record.care;
    made.reason = adjustment.reason;
    made.bearer = adjustment.bearer;
    made.amounts = effect_of(adjustment);
    made.origin = adjustment.origin;
    made.voucher = voucher.id;
    made.made_by = posted->voucher.made_by;
    made.at = posted->voucher.at;
    made.settlement_no = adjustment.settlement;
    if (!stood) write.append(books.adjustments, made);
    // Of a line that was left with nothing there may be something again.
    carry_ended_of_settlement(books, write, adjustment.settlement);
    return made;
}

Result<void> check_takes_postings(MemoryBooks& books, MemoryWrite& write, const DayKey& key, Instant at) {
    if (const auto* kept = books.find_day(key)) {
        if (!is_agreed(kept->day.state)) return {};
        return fail(ErrorCode::clearing_day_closed, "the day is agreed", {"clearing_day"});
    }
    const bool is_over = std::ranges::any_of(books.days, [&](const auto& entry) {
        const auto& [other, kept] = entry;
        return pair_of(other) == pair_of(key) && key.day < other.day && kept.day.state != DayState::open;
    });
    if (is_over) return fail(ErrorCode::clearing_day_closed, {}, {"clearing_day"});
    books.day_row(write, key, at);
    return {};
}

Result<PostedVoucher> write_voucher(MemoryBooks& books, MemoryWrite& write, const Voucher& voucher,
                                    std::optional<ClearingDay> given) {
    if (voucher.lines.empty()) return fail(ErrorCode::invalid_value, "a voucher has lines", {"lines"});
    if (const auto found = books.vouchers.find(voucher.id); found != books.vouchers.end()) {
        const Voucher& standing = found->second.voucher;
        if (standing.event == voucher.event && standing.origin == voucher.origin && standing.lines == voucher.lines)
            return PostedVoucher{standing, found->second.days};
        return fail(ErrorCode::conflict, "the voucher " + voucher.id + " stands for something else", {"id"});
    }
    PostedVoucher posted{voucher, {}};
    for (const VoucherLine& line : voucher.lines) {
        if (line.transfer.debit == line.transfer.credit || !(line.transfer.amount > Money()))
            return refused_by_the_table("transfer_moves_something");
        const DayKey today = day_key(line, ClearingDay{local_date(voucher.at)});
        const ClearingDay day = given ? *given : books.open_day(write, today, voucher.at);
        write.append(books.ledger, MemoryBooks::Posting{day_key(line, day),
                                                        line.transfer,
                                                        std::nullopt,
                                                        {},
                                                        line.insurance_type,
                                                        line.care.value_or(CareSetting{}),
                                                        voucher.event,
                                                        voucher.id});
        posted.days.push_back(day);
        const std::span<const Transfer> transfer(&line.transfer, 1);
        books.change_prefund(write, {line.counterparty, line.direction}, unpaid_change(line.direction, transfer),
                             held_change(line.direction, transfer), voucher.at);
    }
    write.at(books.vouchers, voucher.id) = {voucher, posted.days, ++books.last_number};
    return posted;
}

Result<void> move_adjustments(MemoryBooks& books, MemoryWrite& write, SettlementNo settlement, bool is_undone,
                              const std::string& cause, Instant at) {
    const auto so_far = std::ranges::count(books.adjustments, settlement, &MemoryBooks::KeptAdjustment::settlement_no);
    NewAdjustment moved;
    moved.settlement = settlement;
    moved.origin = fmt::format("{} #{}", cause, so_far + 1);
    moved.made_by = "gateway";
    moved.at = at;
    const auto write_opposite = [&](AdjustmentReason reason, ComponentAmounts amounts) -> Result<void> {
        if (amounts.empty()) return {};
        moved.reason = reason;
        moved.amounts = std::move(amounts);
        if (const auto written = write_adjustment(books, write, moved); !written) return fail(written.error());
        return {};
    };
    for (const Bearer bearer : {Bearer::hospital, Bearer::suspended}) {
        moved.bearer = bearer;
        const ComponentAmounts stands =
            is_undone ? effect(books, {settlement, bearer, {}})
                      : negated(effect(books, {settlement, bearer, {settlement_cancelled, settlement_reinstated}}));
        const auto raising = is_undone ? settlement_cancelled : settlement_reinstated;
        if (auto done = write_opposite(raising, taken_away(stands)); !done) return done;
        // Given back by an offer accepted only now, after what it gives back was taken back with the settlement.
        if (!is_undone) continue;
        if (auto done = write_opposite(settlement_reinstated, taken_away(negated(stands))); !done) return done;
    }
    return {};
}

awaitable<Result<PostedVoucher>> MemoryVoucherBook::post(Voucher voucher) {
    auto work = [this, &voucher](MemoryWrite& write) { return write_voucher(books_, write, voucher); };
    co_return co_await books_.write("voucher.post", work);
}

awaitable<Result<std::optional<PostedVoucher>>> MemoryVoucherBook::find(std::string id) {
    auto work = [this, &id]() -> Result<std::optional<PostedVoucher>> {
        const auto found = books_.vouchers.find(id);
        if (found == books_.vouchers.end()) return std::nullopt;
        return PostedVoucher{found->second.voucher, found->second.days};
    };
    co_return co_await books_.read("voucher.find", work);
}

awaitable<Result<std::vector<PostedVoucher>>> MemoryVoucherBook::of_day(DayKey key) {
    auto work = [this, &key]() -> Result<std::vector<PostedVoucher>> {
        std::map<long long, PostedVoucher> found;
        for (const auto& [id, kept] : books_.vouchers)
            for (std::size_t i = 0; i < kept.days.size(); ++i)
                if (day_key(kept.voucher.lines[i], kept.days[i]) == key) found[kept.no] = {kept.voucher, kept.days};
        std::vector<PostedVoucher> in_order;
        for (auto& [no, posted] : found)
            in_order.push_back(std::move(posted));
        return in_order;
    };
    co_return co_await books_.read("voucher.of_day", work);
}

/// By another adjustment of the same origin, posted or offered.
static bool has_moved_money(const MemoryBooks& books, const NewAdjustment& adjustment) {
    const bool is_posted = std::ranges::count(books.adjustments, adjustment.origin, &Adjustment::origin) > 0;
    return is_posted || std::ranges::any_of(books.offers, [&](const auto& entry) {
               const AdjustmentOffer& offer = entry.second;
               return offer.adjustment.origin == adjustment.origin && offer.state != OfferState::withdrawn &&
                      voucher_id_of(offer.adjustment) != voucher_id_of(adjustment);
           });
}

Result<Adjustment> post_adjustment(MemoryBooks& books, MemoryWrite& write, const NewAdjustment& adjustment,
                                   const ports::AskedFirst& asked_first) {
    const auto found = books.records.find(adjustment.settlement);
    if (found == books.records.end()) return fail(ErrorCode::settlement_unknown);
    const SettlementRecord& record = found->second;
    const bool stands = std::ranges::any_of(books.adjustments, [&](const auto& one) {
        return one.origin == adjustment.origin && one.reason == adjustment.reason && one.bearer == adjustment.bearer;
    });
    if (stands) {
        NewAdjustment again = adjustment;
        again.day.reset();
        return write_adjustment(books, write, again);
    }
    if (is_subject_of_case(adjustment.origin) && has_moved_money(books, adjustment))
        return fail(ErrorCode::conflict, adjustment.origin + " has moved its money otherwise", {"origin"});
    const Adjusted so_far = adjusted_of(books, adjustment.settlement, adjustment.bearer);
    const auto asked = asked_first.find(record.platform);
    if (asked != asked_first.end()) {
        if (record.direction == Direction::visitor)
            return offer_adjustment(books, write, adjustment, asked->second, so_far);
        if (!adjustment.day)
            return fail(ErrorCode::conflict, "the treatment side adjusts its settlements, and tells it",
                        {"settlement"});
    }
    if (auto may = check_may_be_adjusted(record); !may) return fail(may.error());
    if (auto sound = check_adjustment(adjustment, so_far); !sound) return fail(sound.error());
    if (adjustment.day) {
        const DayKey key = day_key(record, *adjustment.day);
        if (auto takes = check_takes_postings(books, write, key, adjustment.at); !takes) return fail(takes.error());
    }
    return write_adjustment(books, write, adjustment);
}

awaitable<Result<Adjustment>> MemoryAdjustments::post(NewAdjustment adjustment) {
    auto work = [this, &adjustment](MemoryWrite& write) {
        return post_adjustment(books_, write, adjustment, asked_first_);
    };
    co_return co_await link_.write("adjustment.post", work);
}

/// A cancel of what had cleared before the day, as its own line posts it: on that day, or whenever it did.
std::optional<Adjustment> MemoryAdjustments::cancel_after(const SettlementRecord& record, const DayKey& key,
                                                          bool that_day_alone) const {
    if (!record.cancels || record.state != SettlementState::booked) return std::nullopt;
    const SettlementRecord& original = books_.records.at(*record.cancels);
    if (!original.cleared_day || !(*original.cleared_day < key.day)) return std::nullopt;
    Adjustment listed{key,
                      record.id,
                      record.key,
                      record.insurance_type,
                      record.care,
                      cancel_after_clearing,
                      Bearer::hospital,
                      {},
                      original.id.text,
                      {},
                      record.message.peer.text,
                      record.changed_at};
    for (const auto& posting : books_.ledger) {
        if (posting.settlement != record.no || (that_day_alone && posting.day != key)) continue;
        listed.key.day = posting.day.day;
        add_owed(listed.amounts, posting.transfer);
    }
    if (listed.amounts.empty()) return std::nullopt;
    return listed;
}

awaitable<Result<std::vector<Adjustment>>> MemoryAdjustments::of_day(DayKey key) {
    auto work = [this, &key]() -> Result<std::vector<Adjustment>> {
        std::vector<Adjustment> found;
        for (const auto& one : books_.adjustments)
            if (one.key == key) found.push_back(one);
        for (const auto& [no, record] : books_.records)
            if (const auto cancel = cancel_after(record, key, true)) found.push_back(*cancel);
        return found;
    };
    co_return co_await link_.read("adjustment.of_day", work);
}

awaitable<Result<std::vector<Adjustment>>> MemoryAdjustments::cleared_on(DayKey key) {
    auto work = [this, &key]() -> Result<std::vector<Adjustment>> {
        std::vector<Adjustment> found;
        const auto* day = books_.find_day(key);
        if (day == nullptr || !is_agreed(day->day.state)) return found;
        for (const auto& one : books_.adjustments) {
            const SettlementRecord& record = books_.records.at(one.settlement_no);
            if (day_key(record, key.day) != key || !record.cleared_day) continue;
            if (std::max(one.key.day, *record.cleared_day) == key.day) found.push_back(one);
        }
        for (const auto& [no, record] : books_.records) {
            if (day_key(record, key.day) != key || record.cleared_day != key.day) continue;
            if (const auto cancel = cancel_after(record, key, false)) found.push_back(*cancel);
        }
        return found;
    };
    co_return co_await link_.read("adjustment.cleared_on", work);
}

awaitable<Result<Adjusted>> MemoryAdjustments::adjusted(SettlementNo settlement, Bearer bearer) {
    auto work = [this, settlement, bearer]() -> Result<Adjusted> {
        if (!books_.records.contains(settlement)) return fail(ErrorCode::settlement_unknown);
        return adjusted_of(books_, settlement, bearer);
    };
    co_return co_await link_.read("adjustment.adjusted", work);
}

}  // namespace clearing::tests
