#include "tests/support/memory_prefund.hpp"

#include "gateway/domain/prefund_exposure.hpp"
#include "tests/support/memory_vouchers.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using ports::KeptPrefundMovement;

void MemoryBooks::raise(MemoryWrite& write, const PrefundWarning& warning) {
    raise(write, warning.kind, warning.subject, warning.text);
}

void MemoryBooks::settle_prefund_level(MemoryWrite& write, KeptPrefund& kept, const PrefundKey& key, Instant at) {
    if (!kept.marks) return;
    const PrefundLevel before = kept.level;
    kept.level = next_level(before, kept.use, *kept.marks);
    if (kept.level > before) raise(write, warning_of_level(key, kept.level, kept.use, at));
}

void MemoryBooks::change_prefund(MemoryWrite& write, const PrefundKey& key, Money exposure, Money held, Instant at) {
    const auto found = prefunds.find(key);
    if (found == prefunds.end() || (exposure.is_zero() && held.is_zero())) return;
    KeptPrefund& kept = write.changed(found->second);
    kept.use.exposure += exposure;
    kept.use.held += held;
    settle_prefund_level(write, kept, key, at);
}

bool MemoryBooks::reserve(MemoryWrite& write, const SettlementRecord& record) {
    const PrefundKey key{record.counterparty, record.direction};
    const PrefundHold& hold = record.prefund;
    const auto found = prefunds.find(key);
    if (found == prefunds.end() || hold.amount.is_zero()) return true;
    if (hold.at_limit != AtLimit::allow && !fits(found->second.use, hold.amount)) return false;
    change_prefund(write, key, hold.amount, {}, record.opened_at);
    return true;
}

PrefundUse MemoryBooks::prefund_by_the_books(const PrefundKey& key) const {
    PrefundUse use;
    for (const auto& [no, record] : records)
        if (PrefundKey{record.counterparty, record.direction} == key) use.exposure += reserved_by(record);
    for (const Posting& posting : ledger) {
        if (PrefundKey{posting.day.counterparty, posting.day.direction} != key) continue;
        const std::span<const Transfer> transfer(&posting.transfer, 1);
        use.exposure += unpaid_change(key.direction, transfer);
        use.held += held_change(key.direction, transfer);
    }
    return use;
}

awaitable<Result<std::vector<ports::PrefundPosition>>> MemoryPrefundBook::positions() {
    auto work = [this]() -> Result<std::vector<ports::PrefundPosition>> {
        std::vector<ports::PrefundPosition> positions;
        for (const auto& [key, kept] : books_.prefunds)
            positions.push_back({key, kept.use, kept.level});
        return positions;
    };
    co_return co_await link_.read("prefund.positions", work);
}

awaitable<Result<void>> MemoryPrefundBook::look(PrefundKey key, PrefundMarks marks, Instant at) {
    auto work = [&](MemoryWrite& write) -> Result<void> {
        const auto found = books_.prefunds.find(key);
        if (found == books_.prefunds.end()) return {};
        MemoryBooks::KeptPrefund& kept = write.changed(found->second);
        kept.marks = marks;
        books_.settle_prefund_level(write, kept, key, at);
        return {};
    };
    co_return co_await link_.write("prefund.look", work);
}

awaitable<Result<void>> MemoryPrefundBook::keep_forecast(PrefundKey key, std::optional<Date> runs_out_on, Instant at) {
    auto work = [&](MemoryWrite& write) -> Result<void> {
        const auto found = books_.prefunds.find(key);
        if (found == books_.prefunds.end() || found->second.runs_out_soon == runs_out_on.has_value()) return {};
        MemoryBooks::KeptPrefund& kept = write.changed(found->second);
        kept.runs_out_soon = runs_out_on.has_value();
        if (runs_out_on) books_.raise(write, warning_of_forecast(key, *runs_out_on, kept.use, at));
        return {};
    };
    co_return co_await link_.write("prefund.forecast", work);
}

awaitable<Result<KeptPrefundMovement>> MemoryPrefundBook::enter(PrefundMovement movement) {
    if (auto sound = check(movement); !sound) co_return fail(sound.error());
    auto work = [&](MemoryWrite& write) -> Result<KeptPrefundMovement> {
        for (const KeptPrefundMovement& other : books_.prefund_movements) {
            PrefundMovement same = other.movement;
            same.made_at = movement.made_at;
            if (same == movement) return other;
            if (same.bank == movement.bank && same.serial == movement.serial)
                return fail(ErrorCode::conflict, "the bank's transaction stands in the books already", {"serial"});
        }
        KeptPrefundMovement kept{
            static_cast<long long>(books_.prefund_movements.size()) + 1, movement, {}, {}, std::nullopt};
        write.append(books_.prefund_movements, kept);
        return kept;
    };
    co_return co_await link_.write("prefund.enter", work);
}

Result<KeptPrefundMovement> MemoryPrefundBook::post(MemoryWrite& write, KeptPrefundMovement& kept, std::string by,
                                                    Instant at) {
    const PrefundMovement& m = kept.movement;
    if (!books_.prefunds.contains(m.key)) {
        const PrefundUse so_far = books_.prefund_by_the_books(m.key);
        write.at(books_.prefunds, m.key).use = so_far;
    }
    if (!adds_to_prefund(m.kind) && m.amount > books_.prefunds.at(m.key).use.held)
        return fail(ErrorCode::conflict, "more would be given back than is held", {"amount"});
    const Voucher voucher = voucher_of(m, kept.no, by, at);
    if (const auto posted = write_voucher(books_, write, voucher); !posted) return fail(posted.error());
    KeptPrefundMovement& released = write.changed(kept);
    released.voucher = voucher.id;
    released.released_by = std::move(by);
    released.released_at = at;
    return released;
}

awaitable<Result<KeptPrefundMovement>> MemoryPrefundBook::release(long long movement_no, std::string by, Instant at) {
    auto work = [&](MemoryWrite& write) -> Result<KeptPrefundMovement> {
        auto& all = books_.prefund_movements;
        const auto found = std::ranges::find(all, movement_no, &KeptPrefundMovement::no);
        if (found == all.end()) return fail(ErrorCode::not_found, {}, {"no"});
        if (found->released_at && found->released_by == by) return *found;
        if (found->released_at) return fail(ErrorCode::conflict, "released already", {"no"});
        if (auto allowed = check_release(found->movement, by); !allowed) return fail(allowed.error());
        return post(write, *found, by, at);
    };
    co_return co_await link_.write("prefund.release", work);
}

awaitable<Result<std::vector<KeptPrefundMovement>>> MemoryPrefundBook::movements(std::optional<int> year) {
    auto work = [this, year]() -> Result<std::vector<KeptPrefundMovement>> {
        std::vector<KeptPrefundMovement> movements = books_.prefund_movements;
        std::erase_if(movements, [year](const auto& kept) { return year && kept.movement.year != *year; });
        std::ranges::reverse(movements);
        return movements;
    };
    co_return co_await link_.read("prefund.movements", work);
}

awaitable<Result<std::vector<ports::BookedOnDay>>> MemoryPrefundBook::booked(PrefundKey key, Date from, Date to) {
    auto work = [&]() -> Result<std::vector<ports::BookedOnDay>> {
        std::map<Date, Money> sums;
        for (const MemoryBooks::Posting& posting : books_.ledger) {
            const Date day = posting.day.day.date;
            const bool is_of_pair =
                posting.day.counterparty == key.counterparty && posting.day.direction == key.direction;
            if (!posting.settlement || !is_of_pair || day < from || to < day) continue;
            sums[day] += unpaid_change(key.direction, std::span(&posting.transfer, 1));
        }
        std::vector<ports::BookedOnDay> days;
        for (const auto& [day, amount] : sums)
            days.push_back({day, amount});
        return days;
    };
    co_return co_await link_.read("prefund.booked", work);
}

awaitable<Result<ports::KeptUrgentIncrease>> MemoryPrefundBook::keep_urgent(ports::UrgentIncrease request) {
    auto work = [&](MemoryWrite& write) -> Result<ports::KeptUrgentIncrease> {
        ports::KeptUrgentIncrease kept{static_cast<long long>(books_.urgent_increases.size()) + 1, request};
        write.append(books_.urgent_increases, kept);
        return kept;
    };
    co_return co_await link_.write("prefund.urgent", work);
}

awaitable<Result<std::vector<ports::KeptUrgentIncrease>>> MemoryPrefundBook::urgent_increases() {
    auto work = [this]() -> Result<std::vector<ports::KeptUrgentIncrease>> {
        return std::vector(books_.urgent_increases.rbegin(), books_.urgent_increases.rend());
    };
    co_return co_await link_.read("prefund.urgent_list", work);
}

awaitable<Result<std::vector<ports::PrefundDisagreement>>> MemoryPrefundBook::disagreements() {
    auto work = [this]() -> Result<std::vector<ports::PrefundDisagreement>> {
        std::vector<ports::PrefundDisagreement> found;
        for (const auto& [key, kept] : books_.prefunds)
            if (const PrefundUse use = books_.prefund_by_the_books(key); use != kept.use)
                found.push_back({key, kept.use, use});
        return found;
    };
    co_return co_await link_.read("prefund.disagreements", work);
}

}  // namespace clearing::tests
