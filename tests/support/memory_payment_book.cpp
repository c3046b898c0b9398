#include "tests/support/memory_payment_book.hpp"

#include "tests/support/memory_vouchers.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::tests {

using ports::awaitable;

namespace {

/// What the tables say of signatures, whatever the services believe.
Result<void> check_signatures(const Notice& notice) {
    if (notice.checked.by == notice.made.by) return refused_by_the_table("notice_checked_by_another");
    if (notice.released.by == notice.made.by) return refused_by_the_table("notice_released_by_another");
    const bool in_order = (notice.state != NoticeState::made) == !notice.checked.by.empty() &&
                          (notice.state >= NoticeState::released) == !notice.released.by.empty() &&
                          (notice.state == NoticeState::handed_over) == !notice.handed_over.by.empty();
    if (!in_order) return refused_by_the_table("notice_signed_in_order");
    if (notice.made.by == drafted_by && notice.state != NoticeState::made)
        return refused_by_the_table("notice_draft_taken_over");
    return {};
}

/// What a day's clearing made of each cell.
void add_cleared(CellAmounts& amounts, const MemoryBooks::Posting& posting) {
    const Transfer& t = posting.transfer;
    Money& cell = amounts[{posting.insurance_type, posting.care, t.component}];
    if (t.debit == Account::r2 || t.credit == Account::p2) cell += t.amount;
    if (t.credit == Account::r2 || t.debit == Account::p2) cell -= t.amount;
}

}  // namespace

awaitable<Result<ports::ClearedPeriod>> MemoryPaymentBook::cleared(PairKey pair, ClearingDay last) {
    auto work = [&]() -> Result<ports::ClearedPeriod> {
        ports::ClearedPeriod period;
        std::optional<ClearingDay> after;
        for (const auto& [id, notice] : notices_)
            if (pair_of(notice) == pair && (!after || *after < notice.last)) after = notice.last;
        if (after) period.first = after->next();
        for (const auto& [key, kept] : books_.days)
            if (pair_of(key) == pair && !after && (!period.first || key.day < *period.first)) period.first = key.day;
        if (!period.first) return period;
        for (const auto& [key, kept] : books_.days)
            if (pair_of(key) == pair && !(last < key.day) && kept.notice.empty())
                (is_agreed(kept.day.state) ? period.days : period.not_agreed).push_back(key.day);
        const auto is_in = [&](const DayKey& key) {
            return pair_of(key) == pair && std::ranges::find(period.days, key.day) != period.days.end();
        };
        for (const auto& [no, record] : books_.records)
            period.lines += record.cleared_day && is_in(day_key(record, *record.cleared_day));
        for (const auto& posting : books_.ledger)
            if (is_in(posting.day) && !posting.statement.empty()) add_cleared(period.amounts, posting);
        period.amounts = added({}, period.amounts);
        return period;
    };
    co_return co_await books_.read("payment.cleared", work);
}

awaitable<Result<std::vector<Notice>>> MemoryPaymentBook::notices(PairFilter filter) {
    auto work = [&]() -> Result<std::vector<Notice>> {
        std::vector<Notice> found;
        for (const auto& [id, notice] : notices_)
            if (filter.takes(pair_of(notice))) found.push_back(notice);
        std::ranges::sort(found, [](const Notice& left, const Notice& right) {
            if (left.last != right.last) return right.last < left.last;
            return left.id < right.id;
        });
        return found;
    };
    co_return co_await books_.read("payment.notices", work);
}

awaitable<Result<std::optional<Notice>>> MemoryPaymentBook::notice(std::string id) {
    auto work = [&]() -> Result<std::optional<Notice>> {
        const auto found = notices_.find(id);
        if (found == notices_.end()) return std::nullopt;
        return found->second;
    };
    co_return co_await books_.read("payment.notice", work);
}

awaitable<Result<std::vector<BankPayment>>> MemoryPaymentBook::payments() {
    auto work = [&]() -> Result<std::vector<BankPayment>> {
        std::vector<BankPayment> found;
        for (auto id = payments_in_order_.rbegin(); id != payments_in_order_.rend(); ++id)
            found.push_back(payments_.at(*id));
        return found;
    };
    co_return co_await books_.read("payment.payments", work);
}

awaitable<Result<std::optional<BankPayment>>> MemoryPaymentBook::payment(std::string id) {
    auto work = [&]() -> Result<std::optional<BankPayment>> {
        const auto found = payments_.find(id);
        if (found == payments_.end()) return std::nullopt;
        return found->second;
    };
    co_return co_await books_.read("payment.payment", work);
}

awaitable<Result<Money>> MemoryPaymentBook::prefund(PairKey pair) {
    auto work = [&]() -> Result<Money> {
        Money balance;
        for (const auto& posting : books_.ledger) {
            if (pair_of(posting.day) != pair) continue;
            const Transfer& t = posting.transfer;
            if (t.credit == Account::pr || t.debit == Account::pa) balance += t.amount;
            if (t.debit == Account::pr || t.credit == Account::pa) balance -= t.amount;
        }
        return balance;
    };
    co_return co_await books_.read("payment.prefund", work);
}

Result<void> MemoryPaymentBook::write_notices(MemoryWrite& write, const ports::MoneyChange& change) {
    const auto stale = [] { return fail(ErrorCode::conflict, "somebody else has changed it meanwhile"); };
    for (const Notice& changed : change.changed_notices) {
        const auto found = notices_.find(changed.id);
        if (found == notices_.end() || found->second.revision != changed.revision) return stale();
        if (auto sound = check_signatures(changed); !sound) return fail(sound.error());
        if (found->second.made.by != changed.made.by && found->second.made.by != drafted_by)
            return refused_by_the_table("notice_signed_once");
        Notice& kept = write.changed(found->second);
        const CellAmounts settled = kept.settled;
        kept = changed;
        kept.settled = settled;
        ++kept.revision;
    }
    if (!change.new_notice) return {};
    const Notice& made = *change.new_notice;
    const bool exists = std::ranges::any_of(notices_, [&](const auto& entry) {
        const Notice& other = entry.second;
        return other.id == made.id ||
               (pair_of(other) == pair_of(made) && (other.first == made.first || other.last == made.last));
    });
    if (exists) return fail(ErrorCode::conflict, "it exists already");
    if (made.last < made.first) return refused_by_the_table("notice_period");
    write.at(notices_, made.id) = made;
    for (const ClearingDay& day : change.noticed_days) {
        const auto found = books_.days.find(day_key(pair_of(made), day));
        if (found == books_.days.end() || !found->second.notice.empty()) return stale();
        if (!is_agreed(found->second.day.state)) return refused_by_the_table("clearing_day_noticed_once_agreed");
        write.changed(found->second).notice = made.id;
    }
    return {};
}

Result<void> MemoryPaymentBook::write_payments(MemoryWrite& write, const ports::MoneyChange& change) {
    if (change.new_payment) {
        if (payments_.contains(change.new_payment->id)) return fail(ErrorCode::conflict, "it exists already");
        write.at(payments_, change.new_payment->id) = *change.new_payment;
        payments_.at(change.new_payment->id).allocations.clear();
        write.append(payments_in_order_, change.new_payment->id);
    }
    if (change.changed_payment) {
        const auto found = payments_.find(change.changed_payment->id);
        if (found == payments_.end() || found->second.revision != change.changed_payment->revision)
            return fail(ErrorCode::conflict, "somebody else has changed it meanwhile");
        BankPayment& kept = write.changed(found->second);
        kept.bounced = change.changed_payment->bounced;
        kept.bounce_reason = change.changed_payment->bounce_reason;
        ++kept.revision;
    }
    for (const auto& [payment, allocation] : change.settled) {
        Notice& notice = write.changed(notices_.at(allocation.notice));
        notice.settled = added(notice.settled, allocation.amounts);
        if (payment.empty()) continue;
        BankPayment& kept = write.changed(payments_.at(payment));
        auto of_notice = std::ranges::find(kept.allocations, allocation.notice, &Allocation::notice);
        if (of_notice == kept.allocations.end())
            of_notice = kept.allocations.insert(of_notice, Allocation{allocation.notice, notice.direction, {}});
        of_notice->amounts = added(of_notice->amounts, allocation.amounts);
        if (of_notice->amounts.empty()) kept.allocations.erase(of_notice);
    }
    return {};
}

Result<void> MemoryPaymentBook::write_change(MemoryWrite& write, const ports::MoneyChange& change) {
    if (change.voucher)
        if (const auto posted = write_voucher(books_, write, *change.voucher); !posted) return fail(posted.error());
    if (auto written = write_notices(write, change); !written) return written;
    if (auto written = write_payments(write, change); !written) return written;
    write.append(audited, change.audit);
    return {};
}

awaitable<Result<void>> MemoryPaymentBook::write(ports::MoneyChange change) {
    auto work = [&](MemoryWrite& write) { return write_change(write, change); };
    co_return co_await books_.write("payment.write", work);
}

awaitable<Result<std::vector<ports::OpenItem>>> MemoryPaymentBook::open_of_year(int year) {
    const auto is_in = [year](ClearingDay day) { return day.date.year() == year; };
    auto work = [&]() -> Result<std::vector<ports::OpenItem>> {
        std::vector<ports::OpenItem> items;
        std::map<std::string, CellAmounts> not_noticed;
        const auto pair_text = [](const DayKey& key) {
            return fmt::format("{}-{}-{}", key.platform.text, key.counterparty.text, name_of(key.direction));
        };
        for (const auto& [key, kept] : books_.days)
            if (is_in(key.day) && !is_agreed(kept.day.state))
                items.push_back({"day", pair_text(key) + "-" + key.day.to_text(), {}});
        for (const auto& [no, record] : books_.records)
            if (record.assigned_day && is_in(*record.assigned_day) && !record.cleared_day &&
                record.state != SettlementState::refused && record.state != SettlementState::reversed)
                items.push_back({"settlement", record.id.text, record.claimed_total});
        for (const auto& posting : books_.ledger) {
            const auto* day = books_.find_day(posting.day);
            const bool is_noticed = day == nullptr || !day->notice.empty();
            if (is_in(posting.day.day) && !posting.statement.empty() && !is_noticed)
                add_cleared(not_noticed[pair_text(posting.day)], posting);
        }
        for (const auto& [pair, amounts] : not_noticed)
            items.push_back({"not_noticed", pair, sum_of(amounts)});
        for (const auto& [id, notice] : notices_)
            if (is_in(notice.last) && !sum_of(notice.open()).is_zero())
                items.push_back({"notice", id, sum_of(notice.open())});
        for (const auto& [id, payment] : payments_)
            if (payment.entry.date.year() == year && !payment.unallocated().is_zero())
                items.push_back({"payment", id, payment.unallocated()});
        std::ranges::sort(items, [](const ports::OpenItem& left, const ports::OpenItem& right) {
            return std::pair(left.kind, left.id) < std::pair(right.kind, right.id);
        });
        return items;
    };
    co_return co_await books_.read("payment.open_of_year", work);
}

}  // namespace clearing::tests
