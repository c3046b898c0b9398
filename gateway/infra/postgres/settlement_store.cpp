#include "gateway/infra/postgres/settlement_store.hpp"

#include "gateway/infra/postgres/bill_facts.hpp"
#include "gateway/infra/postgres/change_kind.hpp"
#include "gateway/infra/postgres/prefund_limits.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "gateway/infra/postgres/settlement_row.hpp"

namespace clearing::postgres {
namespace {

constexpr Write number_new_institutions{"institution.number", Commit::alone};
constexpr std::size_t most_remembered = 100'000;  ///< whatever codes callers send

// One plan is kept for whatever is asked: what is few by its index is a statement of its own. OFFSET 0: by that index,
// and not by the ids of all others.
#define RECORDS_AMONG                                                                                   \
    " SELECT *, ms_of(opened_at) AS opened_ms, ms_of(changed_at) AS changed_ms FROM settlement_record " \
    "WHERE settlement_no = ANY (ARRAY(SELECT settlement_no FROM "
#define AS_ASKED                                                                             \
    " s WHERE ($1::text IS NULL OR state = $1) AND ($2::date IS NULL OR assigned_day = $2) " \
    "AND ($3::text IS NULL OR direction = $3) AND ($4::text IS NULL OR platform = $4) "      \
    "AND ($5::text IS NULL OR counterparty = $5) AND id > $6 ORDER BY id LIMIT $7)) ORDER BY id"
constexpr Sql filtered{"settlement_filtered", RECORDS_AMONG "settlement" AS_ASKED};
constexpr Sql filtered_unresolved{"settlement_filtered_unresolved", RECORDS_AMONG R"sql(
    (SELECT * FROM settlement WHERE state IN ('awaiting_answer', 'not_sent', 'in_doubt', 'reversing') OFFSET 0)
    )sql" AS_ASKED};
constexpr Sql filtered_of_day{"settlement_filtered_of_day", RECORDS_AMONG R"sql(
    (SELECT * FROM settlement WHERE assigned_day = $2 OFFSET 0)
    )sql" AS_ASKED};
#undef RECORDS_AMONG
#undef AS_ASKED

const Sql& statement_for(const ports::SettlementFilter& filter) {
    if (filter.state && is_unresolved(*filter.state)) return filtered_unresolved;
    return filter.day ? filtered_of_day : filtered;
}

/// An intent that may stand is told so, by the id it can be asked for. What else is opened holds nothing: it may come
/// again.
Error told_in_doubt(const SettlementRecord& record) {
    if (record.state != SettlementState::awaiting_answer)
        return {ErrorCode::store_unavailable, "a commit is in doubt", {}, {}};
    const bool cancels = record.kind == SettlementKind::cancel;
    return {cancels ? ErrorCode::cancel_in_doubt : ErrorCode::in_doubt, "whether it was opened", {}, record.id.text};
}

std::optional<SettlementRecord> front_of(std::vector<SettlementRecord> records) {
    if (records.empty()) return std::nullopt;
    return std::move(records.front());
}

}  // namespace

/// Those not heard of yet, in a commit of their own: two daemons that number the same one at once wait for each other,
/// which they must not while they hold a day or a prefund.
awaitable<Result<void>> SettlementStore::number_institutions_of(const SettlementRecord& record) {
    std::set<InstitutionCode> unknown{record.institution, record.message.institution, record.bill.institution};
    std::erase_if(unknown, [this](const InstitutionCode& code) { return numbered_.contains(code); });
    if (unknown.empty()) co_return Result<void>{};
    auto work = [unknown](Session& session) -> Result<void> {
        number_institutions(session, unknown);
        return {};
    };
    auto numbered = co_await pool_.write_repeatable(number_new_institutions, std::move(work));
    if (!numbered) co_return numbered;
    if (numbered_.size() >= most_remembered) numbered_.clear();
    numbered_.merge(unknown);
    co_return numbered;
}

awaitable<Result<ports::Opened>> SettlementStore::open_as(Opening opening) {
    auto numbered = co_await number_institutions_of(opening.settlement.record);
    if (!numbered) co_return fail(std::move(numbered.error()));
    Error if_in_doubt = told_in_doubt(opening.settlement.record);
    auto opened = co_await pool_.write(openings, std::move(opening));
    if (opened) co_return opened;
    const bool is_in_doubt = opened.error().code == ErrorCode::in_doubt;
    // Perhaps another database than it was, put back from a copy.
    if (is_in_doubt || opened.error().code == ErrorCode::store_unavailable) numbered_.clear();
    if (is_in_doubt) co_return fail(std::move(if_in_doubt));
    co_return opened;
}

awaitable<Result<ports::Opened>> SettlementStore::open_awaiting(SettlementRecord record, bool day_from_open_day,
                                                                std::optional<OutgoingMessage> message,
                                                                std::optional<int> visit_revision) {
    const DayFrom day_from = day_from_open_day ? DayFrom::open_day : DayFrom::record;
    record.state = SettlementState::awaiting_answer;
    const Reservation wanted = reservation_of(record);
    const Instant at = record.opened_at;
    Opening opening{new_settlement(vault_, std::move(record), "accepted"), day_from, &vault_, std::move(message)};
    opening.settlement.visit_revision = visit_revision;
    auto opened = co_await open_as(std::move(opening));
    if (!opened && opened.error() == does_not_fit(wanted)) pool_.post(reached_limits, ReachedLimit{wanted.key, at});
    co_return opened;
}

awaitable<Result<ports::Opened>> SettlementStore::open_final(SettlementRecord record, SettlementState state,
                                                             const char* event) {
    record.state = state;
    return open_as({new_settlement(vault_, std::move(record), event), DayFrom::nowhere, &vault_});
}

awaitable<Result<ports::Opened>> SettlementStore::open(SettlementRecord record, bool day_from_open_day) {
    return open_awaiting(std::move(record), day_from_open_day, std::nullopt, std::nullopt);
}

awaitable<Result<ports::Opened>> SettlementStore::open_intent(ports::Intent intent) {
    return open_awaiting(std::move(intent.record), intent.day_from_open_day, sealed(vault_, std::move(intent.message)),
                         intent.visit_revision);
}

awaitable<Result<ports::Opened>> SettlementStore::open_refused(SettlementRecord record) {
    return open_final(std::move(record), SettlementState::refused, "refused_at_once");
}

awaitable<Result<ports::Opened>> SettlementStore::open_fence(SettlementRecord record) {
    return open_final(std::move(record), SettlementState::reversed, "fenced");
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::apply(ports::SettlementChange change) {
    return pool_.write(settlement_changes, asked_change(vault_, std::move(change)));
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find_one(RecordQuestion question) {
    auto records = co_await pool_.read(settlement_records, std::move(question));
    if (!records) co_return fail(std::move(records.error()));
    co_return front_of(std::move(*records));
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find(SettlementNo no) {
    auto work = [this, no](Session& session) -> Result<std::optional<SettlementRecord>> {
        return find_settlement(session, vault_, no);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find_by_message(MessageKey key) {
    return find_one(records_of_message(vault_, key));
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find_by_id(SettlementId our_id) {
    return find_one(records_of_id(vault_, our_id));
}

awaitable<Result<std::optional<SettlementRecord>>> SettlementStore::find_by_key(SettlementKey key,
                                                                                Direction direction) {
    return find_one(records_of_key(vault_, key, direction));
}

awaitable<Result<std::vector<SettlementRecord>>> SettlementStore::find_by_visit(VisitId our_visit) {
    return pool_.read(settlement_records, records_of_visit(vault_, our_visit));
}

awaitable<Result<ports::BillFacts>> SettlementStore::facts_of(ports::BillQuestion question) {
    return pool_.read(bills, BillToRead{std::move(question), &vault_});
}

awaitable<Result<std::vector<SettlementRecord>>> SettlementStore::list(ports::SettlementFilter filter) {
    const auto state = filter.state ? std::optional(name_of(*filter.state)) : std::nullopt;
    const auto direction = filter.direction ? std::optional(name_of(*filter.direction)) : std::nullopt;
    Arguments arguments{
        state, filter.day, direction, filter.platform, filter.counterparty, filter.after_id.value_or(""), filter.limit};
    auto work = [this, &statement = statement_for(filter),
                 arguments = std::move(arguments)](Session& session) -> Result<std::vector<SettlementRecord>> {
        std::vector<SettlementRecord> records;
        for (const Row& row : session.run(statement, arguments))
            records.push_back(read_settlement(row, vault_));
        return records;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
