#include "tests/support/memory_prefund.hpp"

#include "gateway/domain/prefund_exposure.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using ports::KeptPrefundMovement;

void MemoryBooks::settle_prefund_level(MemoryWrite& write, KeptPrefund& kept, const PrefundKey& key, Instant at) {
    if (!kept.marks) return;
    const PrefundLevel next = next_level(kept.level, kept.use, *kept.marks);
    if (next > kept.level) {
        KeptRise rise;
        rise.no = static_cast<long long>(prefund_rises.size()) + 1;
        rise.key = key;
        rise.level = next;
        rise.use = kept.use;
        rise.at = at;
        write.append(prefund_rises, rise);
    }
    kept.level = next;
}

void MemoryBooks::change_prefund(MemoryWrite& write, const PrefundKey& key, Money exposure, Money held, Instant at) {
    if (exposure.is_zero() && held.is_zero()) return;
    KeptPrefund& kept = write.at(prefunds, key);
    kept.use.exposure += exposure;
    kept.use.held += held;
    settle_prefund_level(write, kept, key, at);
}

bool MemoryBooks::reserve(MemoryWrite& write, const SettlementRecord& record) {
    if (record.prefund.amount.is_zero()) return true;
    const PrefundKey key{record.counterparty, record.direction};
    const auto found = prefunds.find(key);
    const PrefundUse use = found == prefunds.end() ? PrefundUse{} : found->second.use;
    if (record.prefund.at_limit != AtLimit::allow && !fits(use, record.prefund.amount)) return false;
    change_prefund(write, key, record.prefund.amount, {}, record.opened_at);
    return true;
}

void MemoryBooks::note_prefund_limit(const PrefundKey& key, Instant at) {
    const auto found = prefunds.find(key);
    if (found == prefunds.end() || !found->second.marks) return;
    KeptPrefund& kept = found->second;
    const bool would_end = next_level(PrefundLevel::exhausted, kept.use, *kept.marks) != PrefundLevel::exhausted;
    if (kept.level == PrefundLevel::exhausted || would_end) return;
    KeptRise rise;
    rise.no = static_cast<long long>(prefund_rises.size()) + 1;
    rise.key = key;
    rise.level = kept.level = PrefundLevel::exhausted;
    rise.use = kept.use;
    rise.at = at;
    prefund_rises.push_back(rise);
}

awaitable<Result<std::vector<ports::PrefundPosition>>> MemoryPrefundBook::positions() {
    auto work = [this]() -> Result<std::vector<ports::PrefundPosition>> {
        std::vector<ports::PrefundPosition> positions;
        for (const auto& [key, kept] : books_.prefunds)
            positions.push_back({key, kept.use, kept.level});
        return positions;
    };
    co_return co_await books_.read("prefund.positions", work);
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
    co_return co_await books_.write("prefund.look", work);
}

awaitable<Result<void>> MemoryPrefundBook::keep_forecast(PrefundKey key, bool is_near, Instant at) {
    auto work = [&](MemoryWrite& write) -> Result<void> {
        const auto found = books_.prefunds.find(key);
        if (found == books_.prefunds.end() || found->second.runs_out_soon == is_near) return {};
        MemoryBooks::KeptPrefund& kept = write.changed(found->second);
        kept.runs_out_soon = is_near;
        if (!is_near) return {};
        MemoryBooks::KeptRise rise;
        rise.no = static_cast<long long>(books_.prefund_rises.size()) + 1;
        rise.key = key;
        rise.use = kept.use;
        rise.at = at;
        write.append(books_.prefund_rises, rise);
        return {};
    };
    co_return co_await books_.write("prefund.forecast", work);
}

awaitable<Result<std::vector<ports::PrefundRise>>> MemoryPrefundBook::untold_rises() {
    auto work = [this]() -> Result<std::vector<ports::PrefundRise>> {
        std::vector<ports::PrefundRise> rises;
        for (const MemoryBooks::KeptRise& rise : books_.prefund_rises)
            if (!rise.told) rises.push_back(rise);
        return rises;
    };
    co_return co_await books_.read("prefund.untold", work);
}

awaitable<Result<void>> MemoryPrefundBook::told(long long rise_no, Instant) {
    auto work = [this, rise_no](MemoryWrite& write) -> Result<void> {
        for (MemoryBooks::KeptRise& rise : books_.prefund_rises)
            if (rise.no == rise_no) write.changed(rise).told = true;
        return {};
    };
    co_return co_await books_.write("prefund.told", work);
}

awaitable<Result<KeptPrefundMovement>> MemoryPrefundBook::enter(PrefundMovement movement) {
    if (auto sound = check(movement); !sound) co_return fail(sound.error());
    auto work = [&](MemoryWrite& write) -> Result<KeptPrefundMovement> {
        for (const KeptPrefundMovement& other : books_.prefund_movements) {
            PrefundMovement same = other.movement;
            same.made_at = movement.made_at;
            if (same == movement) return other;
            if (same.bank == movement.bank && same.serial == movement.serial && same.paid_on == movement.paid_on)
                return fail(ErrorCode::conflict, "the bank's transaction stands in the books already", {"serial"});
        }
        KeptPrefundMovement kept{
            static_cast<long long>(books_.prefund_movements.size()) + 1, movement, {}, {}, std::nullopt};
        write.append(books_.prefund_movements, kept);
        return kept;
    };
    co_return co_await books_.write("prefund.enter", work);
}

awaitable<Result<KeptPrefundMovement>> MemoryPrefundBook::release(long long movement_no, std::string by, Instant at) {
    auto work = [&](MemoryWrite& write) -> Result<KeptPrefundMovement> {
        auto& all = books_.prefund_movements;
        const auto found = std::ranges::find(all, movement_no, &KeptPrefundMovement::no);
        if (found == all.end()) return fail(ErrorCode::not_found, {}, {"no"});
        if (found->released_at && found->released_by == by) return *found;
        if (found->released_at) return fail(ErrorCode::conflict, "released already", {"no"});
        const PrefundMovement& m = found->movement;
        if (auto allowed = check_release(m, by); !allowed) return fail(allowed.error());
        const Transfer transfer = posting_of(m);
        const Money held = held_change(m.key.direction, std::span(&transfer, 1));
        const auto present = books_.prefunds.find(m.key);
        const Money before = present == books_.prefunds.end() ? Money() : present->second.use.held;
        if ((before + held).is_negative())
            return fail(ErrorCode::conflict, "more would be given back than is held", {"amount"});
        KeptPrefundMovement& kept = write.changed(*found);
        kept.voucher = voucher_of(m, movement_no);
        kept.released_by = by;
        kept.released_at = at;
        const DayKey day{m.platform, m.key.counterparty, m.key.direction, ClearingDay{local_date(at)}};
        write.append(books_.ledger, MemoryBooks::Posting{day, transfer, std::nullopt, kept.voucher, {}, {}, "prefund"});
        books_.change_prefund(write, m.key, {}, held, at);
        return kept;
    };
    co_return co_await books_.write("prefund.release", work);
}

awaitable<Result<std::vector<KeptPrefundMovement>>> MemoryPrefundBook::movements(std::optional<int> year) {
    auto work = [this, year]() -> Result<std::vector<KeptPrefundMovement>> {
        std::vector<KeptPrefundMovement> movements = books_.prefund_movements;
        std::erase_if(movements, [year](const auto& kept) { return year && kept.movement.year != *year; });
        std::ranges::reverse(movements);
        return movements;
    };
    co_return co_await books_.read("prefund.movements", work);
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
    co_return co_await books_.read("prefund.booked", work);
}

awaitable<Result<ports::KeptUrgentIncrease>> MemoryPrefundBook::keep_urgent(ports::UrgentIncrease request) {
    auto work = [&](MemoryWrite& write) -> Result<ports::KeptUrgentIncrease> {
        ports::KeptUrgentIncrease kept{static_cast<long long>(books_.urgent_increases.size()) + 1, request};
        write.append(books_.urgent_increases, kept);
        return kept;
    };
    co_return co_await books_.write("prefund.urgent", work);
}

awaitable<Result<std::vector<ports::KeptUrgentIncrease>>> MemoryPrefundBook::urgent_increases() {
    auto work = [this]() -> Result<std::vector<ports::KeptUrgentIncrease>> {
        return std::vector(books_.urgent_increases.rbegin(), books_.urgent_increases.rend());
    };
    co_return co_await books_.read("prefund.urgent_list", work);
}

std::map<PrefundKey, PrefundUse> MemoryPrefundBook::recomputed() const {
    std::map<PrefundKey, PrefundUse> found;
    for (const auto& [no, record] : books_.records)
        if (const Money held = reserved_by(record); !held.is_zero())
            found[{record.counterparty, record.direction}].exposure += held;
    for (const MemoryBooks::Posting& posting : books_.ledger) {
        PrefundUse& use = found[{posting.day.counterparty, posting.day.direction}];
        use.exposure += unpaid_change(posting.day.direction, std::span(&posting.transfer, 1));
        use.held += held_change(posting.day.direction, std::span(&posting.transfer, 1));
    }
    return found;
}

awaitable<Result<std::vector<ports::PrefundDisagreement>>> MemoryPrefundBook::disagreements() {
    auto work = [this]() -> Result<std::vector<ports::PrefundDisagreement>> {
        std::map<PrefundKey, PrefundUse> by_the_books = recomputed();
        for (const auto& [key, kept] : books_.prefunds)
            by_the_books.try_emplace(key);
        std::vector<ports::PrefundDisagreement> found;
        for (const auto& [key, use] : by_the_books) {
            const auto kept = books_.prefunds.find(key);
            const PrefundUse present = kept == books_.prefunds.end() ? PrefundUse{} : kept->second.use;
            if (present != use) found.push_back({key, present, use});
        }
        return found;
    };
    co_return co_await books_.read("prefund.disagreements", work);
}

}  // namespace clearing::tests
