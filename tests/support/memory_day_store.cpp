#include "tests/support/memory_day_store.hpp"

#include "gateway/infra/system/openssl_digest.hpp"
#include "tests/support/day_totals.hpp"
#include "tests/support/memory_ended_cases.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace clearing::tests {

using ports::awaitable;
using ports::Day;

namespace {

using KeptDay = MemoryBooks::KeptDay;

/// In the lists: booked, or booked and cancelled since (both lines stay, SETTLEMENT §5).
bool is_listed(const SettlementRecord& record) {
    return record.state == SettlementState::booked || record.state == SettlementState::cancelled;
}

DayLine line_of(const SettlementRecord& record) {
    DayLine line;
    line.key = record.key;
    line.no = record.no;
    line.sign = record.kind == SettlementKind::settle ? 1 : -1;
    line.insurance_type = record.insurance_type;
    line.care = record.care;
    line.clearing_type = record.answer.clearing_type;
    line.split = record.answer.split;
    line.split.payments.clear();  // a day's line is made of amounts alone
    line.assigned_day = record.assigned_day.value_or(ClearingDay{});
    line.their_id = record.their_id;
    line.their_visit = record.their_visit;
    return line;
}

}  // namespace

awaitable<Result<std::vector<Day>>> MemoryDayStore::days(std::optional<ClearingDay> day) {
    auto work = [this, day]() -> Result<std::vector<Day>> {
        std::vector<Day> found;
        for (const auto& [key, kept] : books_.days)
            if (!day || key.day == *day) found.push_back(kept.day);
        const auto place = [](const Day& d) {
            return std::tuple(d.key.platform, d.key.counterparty, name_of(d.key.direction));
        };
        std::ranges::sort(found, [&](const Day& left, const Day& right) {
            if (left.key.day != right.key.day) return right.key.day < left.key.day;
            return place(left) < place(right);
        });
        return found;
    };
    co_return co_await link_.read("day.days", work);
}

awaitable<Result<std::vector<Day>>> MemoryDayStore::days_between(ClearingDay first, ClearingDay last) {
    auto work = [this, first, last]() -> Result<std::vector<Day>> {
        std::vector<Day> found;
        for (const auto& [key, kept] : books_.days)
            if (first <= key.day && key.day <= last) found.push_back(kept.day);
        const auto place = [](const Day& d) {
            return std::tuple(d.key.platform, d.key.counterparty, name_of(d.key.direction), d.key.day);
        };
        std::ranges::sort(found, {}, place);
        return found;
    };
    co_return co_await link_.read("day.between", work);
}

awaitable<Result<std::vector<Day>>> MemoryDayStore::days_of(ports::PairDays asked) {
    auto work = [this, &asked]() -> Result<std::vector<Day>> {
        std::vector<Day> found;
        for (const auto& [key, kept] : books_.days) {
            if (pair_of(key) == asked.pair && key.day <= asked.last &&
                !(asked.only_unagreed && is_agreed(kept.day.state)))
                found.push_back(kept.day);
        }
        std::ranges::sort(found, {}, [](const Day& day) { return day.key.day; });
        return found;
    };
    co_return co_await link_.read("day.of_pair", work);
}

awaitable<Result<std::optional<Day>>> MemoryDayStore::find(DayKey key) {
    auto work = [this, &key]() -> Result<std::optional<Day>> {
        const KeptDay* kept = books_.find_day(key);
        if (kept == nullptr) return std::nullopt;
        return kept->day;
    };
    co_return co_await link_.read("day.find", work);
}

awaitable<Result<ClearingDay>> MemoryDayStore::open_day(PairKey pair) {
    const Instant now = books_.now();
    auto work = [this, &pair, now](MemoryWrite& write) -> Result<ClearingDay> {
        return books_.open_day(write, day_key(pair, ClearingDay{local_date(now)}), now);
    };
    co_return co_await link_.write("day.open", work);
}

Day MemoryDayStore::switched(MemoryWrite& write, const DayKey& key, Instant at) {
    KeptDay& kept = books_.day_row(write, key, at);
    if (kept.day.state != DayState::open) return kept.day;
    write.changed(kept).day = {key, DayState::closing, at};
    // The next day opens with the same stroke.
    const bool later_one_is_open = std::ranges::any_of(books_.days, [&](const auto& entry) {
        const auto& [other, row] = entry;
        return pair_of(other) == pair_of(key) && key.day < other.day && row.day.state == DayState::open;
    });
    DayKey next = key;
    next.day = key.day.next();
    if (!later_one_is_open) books_.day_row(write, next, at);
    books_.end_not_sent(write, key, at);
    return kept.day;
}

awaitable<Result<Day>> MemoryDayStore::switch_day(DayKey key, Instant at) {
    auto work = [this, &key, at](MemoryWrite& write) -> Result<Day> { return switched(write, key, at); };
    co_return co_await link_.write("day.switch", work);
}

awaitable<Result<void>> MemoryDayStore::set_state(DayKey key, DayState state, Instant at) {
    auto work = [this, &key, state, at](MemoryWrite& write) -> Result<void> {
        const auto found = books_.days.find(key);
        if (found == books_.days.end() || is_agreed(found->second.day.state)) return {};
        write.changed(found->second).day = {key, state, at};
        return {};
    };
    co_return co_await link_.write("day.set_state", work);
}

awaitable<Result<long long>> MemoryDayStore::awaiting(DayKey key) {
    auto work = [this, &key]() -> Result<long long> {
        const Instant day_ends = local_midnight(key.day.next().date);
        return std::ranges::count_if(books_.records, [&](const auto& entry) {
            const SettlementRecord& record = entry.second;
            // A national visitor has no day before its answer: one opened before the day's end may still belong to it.
            const bool may_belong = record.assigned_day ? record.assigned_day == key.day : record.opened_at < day_ends;
            return pair_of(record) == pair_of(key) && may_belong && record.state == SettlementState::awaiting_answer;
        });
    };
    co_return co_await link_.read("day.awaiting", work);
}

/// Carried out of an earlier day of the pair, booked by now, cleared nowhere, and taken in by no other day but one that
/// carries it on.
bool MemoryDayStore::is_late(const SettlementRecord& record, const DayKey& key) const {
    if (pair_of(record) != pair_of(key) || !is_listed(record) || record.cleared_day) return false;
    if (!record.assigned_day || !(*record.assigned_day < key.day)) return false;
    const KeptDay* earlier = books_.find_day(day_key(record, *record.assigned_day));
    if (earlier == nullptr || !earlier->carried.contains(record.key)) return false;
    return std::ranges::none_of(books_.days, [&](const auto& entry) {
        const auto& [other, kept] = entry;
        return other != key && other == day_key(record, other.day) && kept.late.contains(record.key) &&
               !kept.carried.contains(record.key);
    });
}

void MemoryDayStore::fix_content(MemoryWrite& write, const DayKey& key) {
    const KeptDay* kept = books_.find_day(key);
    if (kept == nullptr || kept->day.state == DayState::open || kept->content_fixed) return;
    // First, so that none of them can come back to awaiting and be booked into a day that is fixed.
    books_.end_not_sent(write, key, books_.now());
    KeptDay& day = write.at(books_.days, key);
    for (const auto& [no, record] : books_.records) {
        if (pair_of(record) == pair_of(key) && record.assigned_day == key.day && is_unresolved(record.state))
            day.carried.insert(record.key);
        if (is_late(record, key)) day.late.insert(record.key);
    }
    day.content_fixed = true;
}

/// One that was left out stays among its lines until another day clears it, carried or not.
bool MemoryDayStore::is_line(const SettlementRecord& record, const DayKey& key, const KeptDay& day) const {
    return pair_of(record) == pair_of(key) && is_listed(record) && record.assigned_day == key.day &&
           (!day.carried.contains(record.key) || day.left_out.contains(record.key)) &&
           (!record.cleared_day || record.cleared_day == key.day);
}

bool MemoryDayStore::is_late_line(const SettlementRecord& record, const DayKey& key, const KeptDay& day) const {
    if (day.day.state == DayState::open) return is_late(record, key);
    return pair_of(record) == pair_of(key) && is_listed(record) && day.late.contains(record.key) &&
           record.assigned_day && record.assigned_day != key.day &&
           (!record.cleared_day || record.cleared_day == key.day);
}

bool MemoryDayStore::is_carried(const SettlementRecord& record, const DayKey& key, const KeptDay& day) const {
    if (pair_of(record) != pair_of(key)) return false;
    if (is_listed(record)) {
        if (!day.carried.contains(record.key)) return false;
        // One of an earlier day that this day carried on, until a later one takes it in.
        return record.assigned_day == key.day || std::ranges::none_of(books_.days, [&](const auto& entry) {
                   const auto& [other, kept] = entry;
                   return other == day_key(record, other.day) && kept.late.contains(record.key);
               });
    }
    if (!is_unresolved(record.state)) return false;
    return record.assigned_day ? *record.assigned_day <= key.day
                               : record.opened_at < local_midnight(key.day.next().date);
}

ports::DayContent MemoryDayStore::content_of(MemoryWrite& write, const DayKey& key) {
    fix_content(write, key);
    const KeptDay* kept = books_.find_day(key);
    const KeptDay nothing;
    const KeptDay& day = kept == nullptr ? nothing : *kept;
    ports::DayContent content;
    for (const auto& [no, kept_record] : books_.records) {
        const bool late = is_late_line(kept_record, key, day);
        if (late) content.late.push_back(kept_record.key);
        if (late || is_line(kept_record, key, day)) {
            content.lines.push_back(line_of(kept_record));
            if (kept_record.cancels) {
                const SettlementRecord& original = books_.records.at(*kept_record.cancels);
                content.lines.back().original = original.key.settlement;
                content.lines.back().original_day = original.assigned_day;
            }
        }
        if (is_carried(kept_record, key, day))
            content.carried.push_back(
                {no, kept_record.key, kept_record.state, kept_record.assigned_day, kept_record.claimed_total});
    }
    std::ranges::sort(content.lines, {}, &DayLine::key);
    std::ranges::sort(content.late);
    std::ranges::sort(content.carried, {}, &ports::CarriedRecord::key);
    return content;
}

awaitable<Result<void>> MemoryDayStore::fix(DayKey key) {
    auto work = [this, &key](MemoryWrite& write) -> Result<void> {
        fix_content(write, key);
        return {};
    };
    co_return co_await link_.write("day.content", work);
}

awaitable<Result<ports::DayContent>> MemoryDayStore::content(DayKey key) {
    auto work = [this, &key](MemoryWrite& write) -> Result<ports::DayContent> { return content_of(write, key); };
    co_return co_await link_.write("day.content", work);
}

ports::DaySums MemoryDayStore::sums_of(const ports::DayContent& content, const std::vector<SettlementKey>& left_out) {
    ports::DaySums sums;
    std::vector<DayLine> cleared;
    for (const DayLine& line : content.lines) {
        const bool clears = std::ranges::find(left_out, line.key) == left_out.end();
        (clears ? cleared : sums.left_out).push_back(line);
        if (std::ranges::find(content.late, line.key) != content.late.end())
            sums.late.push_back({line.key, line.assigned_day});
    }
    sums.cleared = clearing::sums_of(cleared);
    sums.carried = content.carried;
    return sums;
}

awaitable<Result<ports::DaySums>> MemoryDayStore::sums(DayKey key, std::vector<SettlementKey> left_out) {
    auto work = [this, &key, &left_out](MemoryWrite& write) -> Result<ports::DaySums> {
        ports::DaySums sums = sums_of(content_of(write, key), left_out);
        if (const KeptDay* kept = books_.find_day(key)) sums.content_revision = kept->content_revision;
        return sums;
    };
    co_return co_await link_.write("day.content", work);
}

awaitable<Result<DayTotals>> MemoryDayStore::totals(DayKey key) {
    auto work = [this, &key](MemoryWrite& write) -> Result<DayTotals> {
        return totals_of(key, content_of(write, key), system::OpenSslDigest());
    };
    co_return co_await link_.write("day.content", work);
}

awaitable<Result<std::vector<DayLine>>> MemoryDayStore::lines_after(DayKey key, SettlementId after, std::size_t limit) {
    auto work = [this, &key, &after, limit](MemoryWrite& write) -> Result<std::vector<DayLine>> {
        std::vector<DayLine> lines = content_of(write, key).lines;
        std::erase_if(lines, [&](const DayLine& line) { return line.key.settlement <= after; });
        std::ranges::sort(lines, {}, [](const DayLine& line) { return line.key.settlement; });
        if (lines.size() > limit) lines.resize(limit);
        return lines;
    };
    co_return co_await link_.write("day.content", work);
}

awaitable<Result<std::vector<SettlementKey>>> MemoryDayStore::lines_in(DayKey key, ports::CellGroups cells,
                                                                       std::size_t limit) {
    auto work = [this, &key, &cells, limit](MemoryWrite& write) -> Result<std::vector<SettlementKey>> {
        std::vector<SettlementKey> lines;
        for (const DayLine& line : content_of(write, key).lines)
            if (lines.size() < limit && cells.contains({line.insurance_type, line.care})) lines.push_back(line.key);
        return lines;
    };
    co_return co_await link_.write("day.content", work);
}

awaitable<Result<void>> MemoryDayStore::keep_differences(DayKey key, std::vector<Difference> differences, Instant) {
    auto work = [this, &key, &differences](MemoryWrite& write) -> Result<void> {
        if (books_.find_day(key) == nullptr) return {};
        auto& kept = write.at(books_.day_differences, key);
        kept.clear();
        for (const Difference& difference : differences)
            kept.push_back({difference, ++books_.last_number, {}});
        return {};
    };
    co_return co_await link_.write("day.keep_differences", work);
}

/// The day's own and those found when its settlements were answered; what was found twice stands once.
std::vector<Difference> MemoryDayStore::differences_of(const DayKey& key) const {
    std::vector<MemoryBooks::KeptDifference> all;
    if (const auto found = books_.day_differences.find(key); found != books_.day_differences.end()) all = found->second;
    for (const auto& difference : books_.settlement_differences) {
        const SettlementRecord& record = books_.records.at(difference.settlement_no);
        if (pair_of(record) == pair_of(key) && record.assigned_day == key.day) all.push_back(difference);
    }
    std::ranges::sort(all, {}, &MemoryBooks::KeptDifference::no);
    std::vector<Difference> once;
    for (const Difference& one : all) {
        const bool known = std::ranges::any_of(once, [&](const Difference& other) {
            return std::tie(one.kind, one.settlement, one.ours, one.theirs, one.note) ==
                   std::tie(other.kind, other.settlement, other.ours, other.theirs, other.note);
        });
        if (!known) once.push_back(one);
    }
    return once;
}

awaitable<Result<std::vector<Difference>>> MemoryDayStore::differences(DayKey key) {
    auto work = [this, &key]() -> Result<std::vector<Difference>> { return differences_of(key); };
    co_return co_await link_.read("day.differences", work);
}

awaitable<Result<void>> MemoryDayStore::keep_partner_close(DayKey key, std::vector<SettlementKey> carried,
                                                           std::vector<SettlementKey> late, Instant at) {
    auto work = [this, &key, &carried, &late, at](MemoryWrite& write) -> Result<void> {
        KeptDay& found = books_.day_row(write, key, at);
        if (is_agreed(found.day.state)) return {};
        KeptDay& kept = write.changed(found);
        kept.told_by_partner = true;
        kept.content_fixed = true;
        kept.carried = {carried.begin(), carried.end()};
        kept.late = {late.begin(), late.end()};
        ++kept.content_revision;
        return {};
    };
    co_return co_await link_.write("day.keep_partner_close", work);
}

/// Whether it clears now what a voucher posted: on its day, or with its line when that is late; never before it.
bool MemoryDayStore::clears_now(const MemoryBooks::Posting& posting, const DayKey& key) const {
    const auto adjustment =
        std::ranges::find(books_.adjustments, posting.voucher, [](const auto& one) { return one.voucher; });
    if (adjustment == books_.adjustments.end()) return posting.day == key;
    const SettlementRecord& record = books_.records.at(adjustment->settlement_no);
    if (pair_of(posting.day) != pair_of(key) || !record.cleared_day) return false;
    const bool is_late = record.cleared_day == key.day && record.assigned_day != key.day;
    return posting.day.day == key.day || (is_late && posting.day.day < key.day);
}

/// What vouchers changed on the day clears with its lines, by cell.
void MemoryDayStore::clear_adjustments(MemoryWrite& write, const ports::DayAgreement& agreement) {
    const DayKey& key = agreement.day.key;
    std::map<std::tuple<InsuranceType, CareSetting, Component>, Money> owed;
    for (const auto& posting : books_.ledger) {
        if (posting.voucher.empty() || !clears_now(posting, key)) continue;
        const Transfer& t = posting.transfer;
        Money& cell = owed[{posting.insurance_type, posting.care, t.component}];
        if (t.debit == Account::r1 || t.credit == Account::p1) cell += t.amount;
        if (t.credit == Account::r1 || t.debit == Account::p1) cell -= t.amount;
    }
    for (const auto& [where, amount] : owed) {
        const auto& [insurance, care, component] = where;
        for (const Transfer& transfer : postings_of_clearing(key.direction, component, amount))
            write.append(books_.ledger, MemoryBooks::Posting{key, transfer, std::nullopt, agreement.statement.id,
                                                             insurance, care, "adjustments_cleared"});
    }
}

Result<void> MemoryDayStore::write_agreement(MemoryWrite& write, const ports::DayAgreement& agreement) {
    const DayKey& key = agreement.day.key;
    const auto found = books_.days.find(key);
    if (found == books_.days.end() || found->second.day.state == DayState::open)
        return fail(ErrorCode::conflict, "the day is not closed");
    for (const auto& [id, statement] : books_.statements) {
        if (statement.key != key) continue;
        if (id == agreement.statement.id) return {};
        return fail(ErrorCode::conflict, "the day is agreed under another statement");
    }
    if (found->second.content_revision != agreement.content_revision)
        return fail(ErrorCode::conflict, "the day's lines have changed since they were summed up");
    if (agreement.transfers_per_cell.size() != agreement.cells.size() || !is_agreed(agreement.day.state))
        return fail(ErrorCode::conflict, "the clearing does not fit its cells");

    // After this point only the tables' own laws can refuse it.
    for (const auto& [no, offer] : books_.offers)
        if (offer.day == key && is_unanswered(offer.state, offer.is_refused))
            return refused_by_the_table("day_agreed_with_its_offers_answered");
    for (const DayLine& line : content_of(write, key).lines)
        if (std::ranges::find(agreement.left_out, line.key) == agreement.left_out.end())
            write.changed(books_.records.at(line.no)).cleared_day = key.day;
        else
            write.changed(found->second).left_out.insert(line.key);
    KeptDay& kept = write.changed(found->second);
    kept.carried.insert(agreement.carried.begin(), agreement.carried.end());
    for (std::size_t i = 0; i < agreement.cells.size(); ++i) {
        const Transfer& transfer = agreement.transfers_per_cell[i];
        const StatementCell& cell = agreement.cells[i];
        if (transfer.debit == transfer.credit || transfer.amount.fen() <= 0)
            return refused_by_the_table("transfer_moves_something");
        write.append(books_.ledger, MemoryBooks::Posting{key, transfer, std::nullopt, agreement.statement.id,
                                                         cell.insurance_type, cell.care, "clearing_agreed"});
    }
    clear_adjustments(write, agreement);
    settle_cleared(books_, write, key, agreement.at);
    carry_ended_of_day(books_, write, key);
    if (books_.statements.contains(agreement.statement.id)) return refused_by_the_table("statement_pkey");
    write.at(books_.statements, agreement.statement.id) = agreement.statement;
    kept.content_fixed = true;
    kept.day = {key, agreement.day.state, agreement.at};
    return {};
}

awaitable<Result<void>> MemoryDayStore::agree(ports::DayAgreement agreement) {
    auto work = [this, &agreement](MemoryWrite& write) { return write_agreement(write, agreement); };
    co_return co_await link_.write("day.agree", work);
}

awaitable<Result<std::optional<Statement>>> MemoryDayStore::statement(std::string id) {
    auto work = [this, &id]() -> Result<std::optional<Statement>> {
        const auto found = books_.statements.find(id);
        if (found == books_.statements.end()) return std::nullopt;
        return found->second;
    };
    co_return co_await link_.read("day.statement", work);
}

awaitable<Result<std::vector<Statement>>> MemoryDayStore::statements(std::optional<ClearingDay> day) {
    auto work = [this, day]() -> Result<std::vector<Statement>> {
        std::vector<Statement> found;
        for (const auto& [id, statement] : books_.statements)
            if (!day || statement.key.day == *day) found.push_back(statement);
        std::ranges::sort(found, [](const Statement& left, const Statement& right) {
            return std::tie(right.key.day, left.id) < std::tie(left.key.day, right.id);
        });
        return found;
    };
    co_return co_await link_.read("day.statements", work);
}

awaitable<Result<std::vector<BalanceLine>>> MemoryDayStore::trial_balance(DayKey key) {
    auto work = [this, &key]() -> Result<std::vector<BalanceLine>> {
        std::map<std::pair<Account, Component>, BalanceLine> sums;
        for (const MemoryBooks::Posting& posting : books_.ledger) {
            if (posting.day != key) continue;
            const Transfer& t = posting.transfer;
            sums.try_emplace({t.debit, t.component}, t.debit, t.component).first->second.debits += t.amount;
            sums.try_emplace({t.credit, t.component}, t.credit, t.component).first->second.credits += t.amount;
        }
        std::vector<BalanceLine> lines;
        for (const auto& [place, line] : sums)
            lines.push_back(line);
        return lines;
    };
    co_return co_await link_.read("day.trial_balance", work);
}

}  // namespace clearing::tests
