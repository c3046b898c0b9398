#include "gateway/infra/postgres/change_kind.hpp"

#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "gateway/infra/postgres/settlement_change.hpp"

#include <algorithm>

namespace clearing::postgres {
namespace {

using ports::SettlementChange;
using Applied = std::optional<SettlementRecord>;

constexpr Write move_settlement{"settlement.apply"};

Result<Applied> apply_alone(Session& session, const AskedChange& asked) {
    try {
        Result<Applied> applied = apply_change(session, *asked.vault, asked.change, asked.token);
        const bool is_made = applied && *applied;
        if (is_made && asked.reply) keep_answers(session, {&*asked.reply});
        return applied;
    } catch (const SqlFailure& failure) {
        // Between the check and the update another record took the bill.
        if (failure.constraint() == "settlement_live_bill" || failure.constraint() == "settlement_live_cancel")
            return fail(ErrorCode::already_settled, "another settlement has taken the bill");
        throw;
    }
}

/// The record's own day, where it matters: what is unresolved is in no day's lines and posts nothing.
std::optional<ClearingDay> day_of(const SettlementChange& change) {
    if (is_unresolved(change.to)) return std::nullopt;
    return change.assigned_day ? change.assigned_day : change.decided_from->assigned_day;
}

/// The record's own row says all that matters, but for its day.
bool is_plain(const AskedChange& asked) {
    const SettlementChange& change = asked.change;
    if (!asked.sealed || needs_a_look(change) || undoes_a_booking(change)) return false;
    if (change.from == SettlementState::not_sent || change.free_lines || change.reinstated_original) return false;
    if (!change.differences.empty() || change.alarm || change.release) return false;
    if (is_unresolved(change.to)) return change.transfers.empty() && !change.assigned_day;
    const auto day = day_of(change);
    return day && change.posting_day.value_or(*day) == *day;
}

/// Of several changes of one record, or of several bills that would take lines of one visit, the first.
std::vector<std::size_t> plain_ones(const Items<AskedChange>& items) {
    std::set<SettlementNo> records;
    std::set<VisitNo> visits;
    std::vector<std::size_t> plain;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const SettlementChange& change = items[i]->change;
        if (!is_plain(*items[i]) || !records.insert(change.no).second) continue;
        if (change.take_lines && !visits.insert(change.decided_from->visit_no).second) continue;
        plain.push_back(i);
    }
    std::ranges::sort(plain, {}, [&](std::size_t i) { return items[i]->change.no; });
    return plain;
}

/// Held before any row is locked: the switch of the day holds its lock alone and then waits for rows.
std::map<PairKey, PairDays> hold_days_of(Session& session, const Items<AskedChange>& items,
                                         const std::vector<std::size_t>& plain) {
    std::set<AskedDay> asked;
    for (const std::size_t i : plain)
        if (const auto day = day_of(items[i]->change)) asked.insert({pair_of(*items[i]->change.decided_from), day});
    return hold_pairs(session, asked);
}

Answers<Applied> apply_together(Session& session, const Items<AskedChange>& items) {
    std::vector<std::size_t> plain = plain_ones(items);
    const auto days = hold_days_of(session, items, plain);
    std::erase_if(plain, [&](std::size_t i) {
        const auto day = day_of(items[i]->change);
        return day && !days.at(pair_of(*items[i]->change.decided_from)).is_plainly_open(*day);
    });
    std::vector<ChangeRow> rows;
    for (const std::size_t i : plain) {
        const SettlementChange& change = items[i]->change;
        rows.push_back({change, *change.decided_from, items[i]->token, day_of(change), *items[i]->sealed});
    }
    const std::vector<bool> written = write_changes(session, rows);

    auto answers = no_answers<Applied>(items);
    std::vector<SettlementNo> take_lines_of;
    std::vector<const AnswerRow*> replies;
    for (std::size_t n = 0; n < plain.size(); ++n) {
        const SettlementChange& change = items[plain[n]]->change;
        answers[plain[n]] = Applied();
        if (!written[n]) continue;
        if (change.take_lines) take_lines_of.push_back(change.no);
        if (const auto& reply = items[plain[n]]->reply) replies.push_back(&*reply);
        SettlementRecord after = changed_record(*change.decided_from, change);
        follow_change(session, reserved_by(*change.decided_from), after, change.transfers);
        after.facts.day_open = true;
        answers[plain[n]] = Applied(std::move(after));
    }
    take_lines(session, take_lines_of);
    keep_answers(session, replies);
    return answers;
}

void announce_changes(Session& session, const Items<AskedChange>& items) {
    for (const AskedChange* item : items)
        if (item->change.decided_from) announce_prefund(session, *item->change.decided_from);
}

/// What changed nothing left nothing to be found.
std::optional<bool> was_applied(Session& session, const AskedChange& asked, const Result<Applied>& applied) {
    if (!*applied) return std::nullopt;
    return is_applied(session, asked.change.no, asked.token);
}

}  // namespace

AskedChange asked_change(const Vault& vault, SettlementChange change) {
    std::optional<SealedParts> sealed;
    if (change.decided_from) sealed = seal_parts(vault, *change.decided_from, change);
    std::optional<AnswerRow> reply;
    if (change.reply) reply = postgres::sealed(vault, change.reply->to, change.reply->answer);
    return {std::move(change), random_token(), std::move(sealed), std::move(reply), &vault};
}

const WriteKind<AskedChange, Applied> settlement_changes{move_settlement, apply_together, apply_alone, was_applied,
                                                         announce_changes};

}  // namespace clearing::postgres
