#include "gateway/infra/postgres/opening_kind.hpp"

#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "gateway/infra/postgres/settlement_lookup.hpp"

#include <set>

namespace clearing::postgres {
namespace {

using ports::Opened;

constexpr Write open_settlement{"settlement.open", Commit::shared, ErrorCode::in_doubt};

constexpr Sql exists_with_number{"settlement_exists", "SELECT 1 FROM settlement WHERE id = $1 AND settlement_no = $2"};

constexpr Sql visit_stands{"visit_stands", "SELECT 1 FROM visit WHERE visit_no = $1 AND revision = $2"};

// A reversal of the original holds the same row while it looks for cancels.
constexpr Sql lock_original{"lock_original_of_cancel",
                            "SELECT state FROM settlement WHERE settlement_no = $1 FOR NO KEY UPDATE"};

/// Why the insert found a key taken. Nothing: whoever held it has let go; try again.
std::optional<Opened> find_holder(Session& session, const Vault& vault, const SettlementRecord& record) {
    for (const RecordQuestion& question :
         {records_of_message(vault, record.message), records_of_key(vault, record.key, record.direction),
          records_of_id(vault, record.id)}) {
        std::vector<SettlementRecord> found = find_records(session, question);
        if (!found.empty()) return Opened{Opened::Kind::same_message, std::move(found.front())};
    }
    auto live = record.kind == SettlementKind::cancel && record.cancels
                    ? find_live_cancel(session, vault, *record.cancels)
                    : std::nullopt;
    if (record.kind == SettlementKind::settle) live = find_live_of_bill(session, vault, record.bill);
    if (!live) return std::nullopt;
    return Opened{Opened::Kind::bill_taken, std::move(*live)};
}

/// One that does not exist at all is the insert's to refuse.
bool is_booked_held(Session& session, SettlementNo original) {
    const auto row = session.first(lock_original, {original});
    return !row || row->text("state") == name_of(SettlementState::booked);
}

/// Read anew: whoever held it has committed by now.
bool has_visit_moved(Session& session, const NewSettlement& settlement) {
    if (!settlement.visit_revision) return false;
    return !session.first(visit_stands, {settlement.record.visit_no, *settlement.visit_revision});
}

bool is_plain_intent(const SettlementRecord& record) {
    return record.state == SettlementState::awaiting_answer && !record.cancels;
}

/// The record as it stands in its row, without reading it: an intent stands in an open day, or in none yet, and what
/// only an answer or a clearing may bring was not written.
Opened accepted(SettlementRecord record, SettlementNo no) {
    record.no = no;
    // The desk's own information waits there for the answer.
    Carried said = std::move(record.answer.carried);
    record.answer = {};
    record.answer.carried = std::move(said);
    record.cleared_day.reset();
    record.original_id.reset();
    record.changed_at = record.opened_at;
    record.facts.day_open = true;
    return {Opened::Kind::accepted, std::move(record)};
}

/// The message of an opening that was accepted, if it is to be kept.
const OutgoingMessage* message_of(const Opening& opening, const Opened& opened) {
    const bool on_its_day = opened.record.assigned_day == opening.settlement.record.assigned_day;
    return opening.message && on_its_day ? &*opening.message : nullptr;
}

void keep_message(Session& session, const Opening& opening, Opened& opened) {
    if (opened.kind != Opened::Kind::accepted) return;
    if (const OutgoingMessage* message = message_of(opening, opened))
        opened.message = keep_outgoing(session, {message}).front();
}

Result<Opened> insert_or_find(Session& session, const Vault& vault, const NewSettlement& settlement) {
    const SettlementRecord& record = settlement.record;
    const Reservation wanted = reservation_of(record);
    // Before anything is written: who is turned away leaves nothing behind in a shared transaction.
    if (!which_fit(session, {&wanted, 1}).front()) {
        if (auto holder = find_holder(session, vault, record)) return std::move(*holder);
        return fail(does_not_fit(wanted));
    }
    if (record.cancels && holds_bill(record.state) && !is_booked_held(session, *record.cancels)) {
        if (auto holder = find_holder(session, vault, record)) return std::move(*holder);
        return Opened{Opened::Kind::original_moved, *find_settlement(session, vault, *record.cancels)};
    }
    for (int attempt = 0; attempt < 5; ++attempt) {
        if (const auto numbers = insert_settlements(session, {&settlement}); !numbers.empty()) {
            const SettlementNo no = numbers.begin()->second;
            add_exposure(session, wanted.key, wanted.hold.amount, record.opened_at);
            if (is_plain_intent(record)) return accepted(record, no);
            return Opened{Opened::Kind::accepted, *find_settlement(session, vault, no)};
        }
        if (auto holder = find_holder(session, vault, record)) return std::move(*holder);
        if (has_visit_moved(session, settlement)) return Opened{Opened::Kind::visit_moved, record};
    }
    return fail(ErrorCode::store_unavailable, "a key of the settlement is taken and let go again and again");
}

Result<Opened> open_on_its_day(Session& session, const Opening& opening) {
    NewSettlement wanted = opening.settlement;
    SettlementRecord& record = wanted.record;
    const PairKey pair = pair_of(record);
    if (opening.day_from == DayFrom::open_day) {
        record.assigned_day = open_day_held(session, pair, ClearingDay{local_date(record.opened_at)}, record.opened_at);
    } else if (opening.day_from == DayFrom::record && record.assigned_day) {
        hold_shared(session, pair);
        const DayKey key = day_key(pair, *record.assigned_day);
        if (is_over(session, key)) {
            // A message that has its record already is answered by it, not by the day.
            if (auto holder = find_holder(session, *opening.vault, record)) return std::move(*holder);
            return fail(ErrorCode::clearing_day_closed, "the partner has closed this day");
        }
        day_row(session, key, record.opened_at);
    }
    return insert_or_find(session, *opening.vault, wanted);
}

Result<Opened> open_alone(Session& session, const Opening& opening) {
    Result<Opened> opened = open_on_its_day(session, opening);
    if (opened) keep_message(session, opening, *opened);
    return opened;
}

using HeldPairs = std::map<PairKey, PairDays>;

/// The pairs of those that need a day are held from here on.
HeldPairs hold_days_of(Session& session, const Items<Opening>& items) {
    std::set<AskedDay> asked;
    for (const Opening* item : items) {
        const SettlementRecord& record = item->settlement.record;
        if (!is_plain_intent(record)) continue;
        if (item->day_from == DayFrom::open_day)
            asked.insert({pair_of(record), std::nullopt});
        else if (item->day_from == DayFrom::record && record.assigned_day)
            asked.insert({pair_of(record), record.assigned_day});
    }
    return hold_pairs(session, asked);
}

/// As it is to be inserted with the others. Nothing: it is opened alone (the pair's first day, a closed day).
std::optional<NewSettlement> with_its_day(const Opening& opening, const HeldPairs& days) {
    const SettlementRecord& record = opening.settlement.record;
    if (!is_plain_intent(record)) return std::nullopt;
    const bool needs_no_day = opening.day_from == DayFrom::record && !record.assigned_day;
    if (needs_no_day) return opening.settlement;
    const auto pair = days.find(pair_of(record));
    if (pair == days.end()) return std::nullopt;
    NewSettlement wanted = opening.settlement;
    if (opening.day_from == DayFrom::open_day)
        wanted.record.assigned_day = pair->second.open_day;
    else if (!pair->second.is_plainly_open(*record.assigned_day))
        return std::nullopt;
    if (!wanted.record.assigned_day) return std::nullopt;
    return wanted;
}

/// A settlement of a stay holds its visit alone: of several the others find it moved.
bool shares_its_visit(const NewSettlement& settlement, std::set<VisitNo>& stays) {
    const bool is_of_a_stay = settlement.visit_revision && settlement.record.care == CareSetting::inpatient;
    return !is_of_a_stay || stays.insert(settlement.record.visit_no).second;
}

/// A settlement's place among the items, by its id.
using WantedById = std::map<SettlementId, std::pair<std::size_t, NewSettlement>>;

struct Judged {
    std::vector<const NewSettlement*> fitting;
    WantedById turned_away;  ///< by the counterparty's prefund
};

Judged judge_by_prefund(Session& session, WantedById& by_id) {
    std::vector<Reservation> wanted;
    for (const auto& [id, settlement] : by_id)
        wanted.push_back(reservation_of(settlement.second.record));
    const std::vector<bool> fits = which_fit(session, wanted);
    Judged judged;
    std::size_t n = 0;
    for (auto next = by_id.begin(); next != by_id.end();) {
        const auto present = next++;
        if (!fits[n++]) judged.turned_away.insert(by_id.extract(present));
    }
    for (const auto& [id, settlement] : by_id)
        judged.fitting.push_back(&settlement.second);
    return judged;
}

/// A repetition is answered by its record, which is looked for alone.
void tell_who_is_turned_away(Session& session, const WantedById& turned_away, Answers<Opened>& answers) {
    std::vector<const SettlementRecord*> intents;
    for (const auto& [id, settlement] : turned_away)
        intents.push_back(&settlement.second.record);
    const std::vector<bool> repeated = have_holders(session, intents);
    std::size_t n = 0;
    for (const auto& [id, settlement] : turned_away) {
        if (!repeated[n]) answers[settlement.first] = fail(does_not_fit(reservation_of(*intents[n])));
        ++n;
    }
}

/// Of those that were accepted.
void keep_messages(Session& session, const Items<Opening>& items, Answers<Opened>& answers) {
    std::vector<const OutgoingMessage*> messages;
    std::vector<Opened*> of;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!answers[i] || !answers[i]->has_value()) continue;
        Opened& opened = **answers[i];
        if (const OutgoingMessage* message = message_of(*items[i], opened)) {
            messages.push_back(message);
            of.push_back(&opened);
        }
    }
    const std::vector<MessageNo> numbers = keep_outgoing(session, messages);
    for (std::size_t n = 0; n < of.size(); ++n)
        of[n]->message = numbers[n];
}

Answers<Opened> open_together(Session& session, const Items<Opening>& items) {
    const HeldPairs days = hold_days_of(session, items);
    // In the order of their ids, so that two daemons never wait for each other. Of several of one message the first.
    WantedById by_id;
    std::set<VisitNo> stays;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (auto wanted = with_its_day(*items[i], days); wanted && shares_its_visit(*wanted, stays))
            by_id.try_emplace(items[i]->settlement.record.id, i, std::move(*wanted));
    const Judged judged = judge_by_prefund(session, by_id);
    auto answers = no_answers<Opened>(items);
    const auto numbers = insert_settlements(session, judged.fitting);
    // Whoever found a key taken holds nothing: then there may be room, and each is judged again alone.
    if (numbers.size() == judged.fitting.size()) tell_who_is_turned_away(session, judged.turned_away, answers);
    for (const auto& [id, no] : numbers) {
        auto& [position, settlement] = by_id.at(id);
        const Reservation taken = reservation_of(settlement.record);
        add_exposure(session, taken.key, taken.hold.amount, settlement.record.opened_at);
        answers[position] = accepted(std::move(settlement.record), no);
    }
    keep_messages(session, items, answers);
    return answers;
}

void announce_openings(Session& session, const Items<Opening>& items) {
    for (const Opening* item : items)
        announce_prefund(session, item->settlement.record);
}

/// Whatever was found too: it may have been opened in the same, shared transaction.
std::optional<bool> is_opened(Session& session, const Opening&, const Result<Opened>& opened) {
    return session.first(exists_with_number, {opened->record.id, opened->record.no}).has_value();
}

}  // namespace

const WriteKind<Opening, Opened> openings{open_settlement, open_together, open_alone, is_opened, announce_openings};

}  // namespace clearing::postgres
