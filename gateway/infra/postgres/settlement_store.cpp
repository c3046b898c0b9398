#include "gateway/infra/postgres/settlement_store.hpp"

#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "gateway/infra/postgres/settlement_change.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

namespace clearing::postgres {
namespace {

constexpr Write open_settlement{"settlement.open"};
constexpr Write move_settlement{"settlement.apply"};
constexpr Write note_prefund_limit{"prefund.note_limit"};

using ports::Opened;

#define SETTLEMENT_COLUMNS \
    "SELECT *, ms_of(opened_at) AS opened_ms, ms_of(changed_at) AS changed_ms FROM settlement_record "

constexpr Sql by_message{"settlement_by_message", SETTLEMENT_COLUMNS R"sql(
    WHERE message_peer = $1 AND message_id = $3
      AND message_institution_no = (SELECT institution_no FROM institution WHERE code = $2))sql"};
constexpr Sql by_id{"settlement_by_id", SETTLEMENT_COLUMNS "WHERE id = $1"};
constexpr Sql by_key{"settlement_by_key",
                     SETTLEMENT_COLUMNS "WHERE direction = $1 AND key_division = $2 AND key_id = $3 AND key_id <> ''"};
constexpr Sql by_visit{"settlement_by_visit", SETTLEMENT_COLUMNS R"sql(
    WHERE visit_id = $1 AND visit_id <> ''
    ORDER BY state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked') DESC, settlement_no DESC)sql"};
constexpr Sql live_of_bill{"settlement_live_of_bill", SETTLEMENT_COLUMNS R"sql(
    WHERE kind = 'settle' AND bill_visit_id = $2 AND bill_number = $3 AND NOT reopened
      AND bill_institution_no = (SELECT institution_no FROM institution WHERE code = $1)
      AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked'))sql"};
constexpr Sql live_cancel{"settlement_live_cancel", SETTLEMENT_COLUMNS R"sql(
    WHERE kind = 'cancel' AND cancels = $1 AND NOT reopened
      AND state IN ('awaiting_answer', 'in_doubt', 'reversing', 'booked'))sql"};
constexpr Sql filtered{"settlement_filtered", SETTLEMENT_COLUMNS R"sql(
    WHERE ($1::text IS NULL OR state = $1) AND ($2::date IS NULL OR assigned_day = $2)
      AND ($3::text IS NULL OR direction = $3) AND ($4::text IS NULL OR platform = $4)
      AND ($5::text IS NULL OR counterparty = $5) AND ($6::text IS NULL OR id > $6)
    ORDER BY id LIMIT $7)sql"};
constexpr Sql exists_with_number{"settlement_exists", "SELECT 1 FROM settlement WHERE id = $1 AND settlement_no = $2"};

#undef SETTLEMENT_COLUMNS

/// Why the insert found a key taken. Nothing: whoever held it has let go; try again.
std::optional<Opened> find_holder(Session& session, const Vault& vault, const SettlementRecord& record) {
    const auto found = [&](Opened::Kind kind, const std::optional<Row>& row) -> std::optional<Opened> {
        if (!row) return std::nullopt;
        return Opened{kind, read_settlement(*row, vault)};
    };
    const MessageKey& message = record.message;
    const auto same = Opened::Kind::same_message;
    if (auto it = found(same, session.first(by_message, {message.peer, message.institution, message.message})))
        return it;
    const SettlementKey& key = record.key;
    if (auto it =
            found(same, session.first(by_key, {name_of(record.direction), key.treatment_division, key.settlement})))
        return it;
    if (auto it = found(same, session.first(by_id, {record.id}))) return it;
    if (record.kind == SettlementKind::cancel)
        return found(Opened::Kind::bill_taken, session.first(live_cancel, {record.cancels}));
    const BillKey& bill = record.bill;
    return found(Opened::Kind::bill_taken, session.first(live_of_bill, {bill.institution, bill.visit, bill.bill}));
}

Result<Opened> insert_or_find(Session& session, const Vault& vault, SettlementRecord record, const std::string& event) {
    const Reservation wanted = reservation_of(record);
    const bool reserves = record.state == SettlementState::awaiting_answer;
    // Before anything is written: who is turned away leaves nothing behind in a shared transaction.
    if (reserves && !reserve(session, {&wanted, 1}, record.opened_at).front()) {
        if (auto holder = find_holder(session, vault, record)) return std::move(*holder);
        return fail(does_not_fit(wanted));
    }
    for (int attempt = 0; attempt < 5; ++attempt) {
        if (const auto no = insert_settlement(session, vault, record)) {
            write_history(session,
                          {*no, std::nullopt, record.state, event,
                           record.error ? std::optional(record.error->code) : std::nullopt, "", record.opened_at});
            if (record.state != SettlementState::awaiting_answer || record.cancels)
                return Opened{Opened::Kind::accepted, *find_settlement(session, vault, *no)};
            // An intent stands in an open day, or in none yet: nothing of it has to be read back. What only an answer
            // or a clearing may bring was not written.
            record.no = *no;
            // The desk's own information waits there for the answer.
            Carried said = std::move(record.answer.carried);
            record.answer = {};
            record.answer.carried = std::move(said);
            record.cleared_day.reset();
            record.original_id.reset();
            record.changed_at = record.opened_at;
            record.facts.day_open = true;
            return Opened{Opened::Kind::accepted, std::move(record)};
        }
        if (auto holder = find_holder(session, vault, record)) {
            if (reserves) add_exposure(session, wanted.key, -wanted.hold.amount, record.opened_at);
            return std::move(*holder);
        }
    }
    return fail(ErrorCode::store_unavailable, "a key of the settlement is taken and let go again and again");
}

}  // namespace

awaitable<Result<Opened>> SettlementStore::open_as(SettlementRecord record, SettlementState state, std::string event,
                                                   DayFrom day_from) {
    record.state = state;
    auto work = [this, record = std::move(record), event = std::move(event), day_from](Session& session) {
        SettlementRecord wanted = record;
        const DayPair pair = pair_of(record);
        if (day_from == DayFrom::open_day) {
            const ClearingDay today{local_date(record.opened_at)};
            wanted.assigned_day = open_day_held(session, pair, today, record.opened_at);
        } else if (day_from == DayFrom::record && record.assigned_day) {
            hold_shared(session, pair);
            const DayKey key{pair.platform, pair.counterparty, pair.direction, *record.assigned_day};
            if (day_row(session, key, record.opened_at).state != DayState::open) {
                // A message that has its record already is answered by it, not by the day.
                if (auto holder = find_holder(session, vault_, record)) return Result<Opened>(std::move(*holder));
                return Result<Opened>(fail(ErrorCode::clearing_day_closed, "the day is closed"));
            }
        }
        return insert_or_find(session, vault_, std::move(wanted), event);
    };
    auto was_committed = [](Session& session, const Opened& opened) {
        // Whatever was found too: it may have been opened in the same, shared transaction.
        return session.first(exists_with_number, {opened.record.id, opened.record.no}).has_value();
    };
    return pool_.write(open_settlement, std::move(work), was_committed);
}

awaitable<Result<Opened>> SettlementStore::open(SettlementRecord record, bool day_from_open_day) {
    const DayFrom day_from = day_from_open_day ? DayFrom::open_day : DayFrom::record;
    const Reservation wanted = reservation_of(record);
    const Instant at = record.opened_at;
    auto opened = co_await open_as(std::move(record), SettlementState::awaiting_answer, "accepted", day_from);
    // What was turned away is rolled back, so the alarm about it is written apart.
    if (!opened && opened.error() == does_not_fit(wanted))
        pool_.post(note_prefund_limit, [key = wanted.key, at](Session& session) -> Result<void> {
            note_limit(session, key, at);
            return {};
        });
    co_return opened;
}

awaitable<Result<Opened>> SettlementStore::open_refused(SettlementRecord record) {
    return open_as(std::move(record), SettlementState::refused, "refused_at_once", DayFrom::nowhere);
}

awaitable<Result<Opened>> SettlementStore::open_fence(SettlementRecord record) {
    return open_as(std::move(record), SettlementState::reversed, "fenced", DayFrom::nowhere);
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::apply(ports::SettlementChange change) {
    const std::string token = random_token();
    const SettlementNo no = change.no;
    auto work = [this, change = std::move(change), token](Session& session) -> Result<std::optional<SettlementRecord>> {
        try {
            return apply_change(session, vault_, change, token);
        } catch (const SqlFailure& failure) {
            // Between the check and the update another record took the bill.
            if (failure.constraint() == "settlement_live_bill" || failure.constraint() == "settlement_live_cancel")
                return fail(ErrorCode::already_settled, "another settlement has taken the bill");
            throw;
        }
    };
    auto was_committed = [no, token](Session& session, const std::optional<SettlementRecord>& record) {
        return !record || is_applied(session, no, token);
    };
    return pool_.write(move_settlement, std::move(work), was_committed);
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find_one(const Sql& statement,
                                                                             Arguments arguments) {
    auto work = [this, &statement,
                 arguments = std::move(arguments)](Session& session) -> Result<std::optional<SettlementRecord>> {
        const auto row = session.first(statement, arguments);
        if (!row) return std::nullopt;
        return read_settlement(*row, vault_);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<SettlementRecord>>> SettlementStore::find_all(const Sql& statement, Arguments arguments) {
    auto work = [this, &statement,
                 arguments = std::move(arguments)](Session& session) -> Result<std::vector<SettlementRecord>> {
        std::vector<SettlementRecord> records;
        for (const Row& row : session.run(statement, arguments))
            records.push_back(read_settlement(row, vault_));
        return records;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find(SettlementNo no) {
    auto work = [this, no](Session& session) -> Result<std::optional<SettlementRecord>> {
        return find_settlement(session, vault_, no);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find_by_message(MessageKey key) {
    return find_one(by_message, {key.peer, key.institution, key.message});
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find_by_id(SettlementId our_id) {
    return find_one(by_id, {our_id});
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find_by_key(SettlementKey key,
                                                                                Direction direction) {
    return find_one(by_key, {name_of(direction), key.treatment_division, key.settlement});
}

awaitable<Result<std::vector<SettlementRecord>>> SettlementStore::find_by_visit(VisitId our_visit) {
    return find_all(by_visit, {our_visit});
}

awaitable<Result<std::vector<SettlementRecord>>> SettlementStore::list(ports::SettlementFilter filter) {
    const auto state = filter.state ? std::optional(name_of(*filter.state)) : std::nullopt;
    const auto direction = filter.direction ? std::optional(name_of(*filter.direction)) : std::nullopt;
    return find_all(
        filtered, {state, filter.day, direction, filter.platform, filter.counterparty, filter.after_id, filter.limit});
}

}  // namespace clearing::postgres
