#include "gateway/infra/postgres/settlement_row.hpp"

#include "gateway/infra/json/value.hpp"
#include "gateway/infra/postgres/json_forms.hpp"

namespace clearing::postgres {
namespace {

// An institution we have no number for yet: its record is not written (number_institutions comes first).
constexpr RowsSql insert_rows{
    "insert_settlements",
    "text, text, text, text, text, text, text, text, text, text, text, text, text, text, text, text, bytea, text, "
    "bigint, text, text, text, text, text, text, text, text, text, text, text, text, boolean, boolean, integer, text, "
    "jsonb, text, bigint, bigint, date, bigint, text, bytea, bytea, text, bigint, integer",
    R"sql(
    WITH asked AS MATERIALIZED (
        SELECT * FROM ({rows}) AS a(
            institution, kind, direction, care, platform, other_side, treatment_division, insured_division,
            counterparty, institution_name, insurance_type, med_type, message_peer, message_institution, message_id,
            infno, content_digest, id, visit_no, visit_id, bill_institution, bill_visit_id, bill_number, key_division,
            key_id, our_message, reverse_message, their_id, their_visit_id, quote_id, state, reverse_remembered,
            had_been_booked, error_code, error_detail, error_fields, error_settlement_id, claimed_total, cancels,
            assigned_day, opened_ms, settled_at, translations_sealed, answer_sealed, event, reserved, visit_revision)),
    bills_of AS MATERIALIZED (
        SELECT v.visit_no FROM asked a JOIN visit v ON v.visit_no = a.visit_no AND v.revision = a.visit_revision
        WHERE a.care = 'outpatient' ORDER BY v.visit_no FOR SHARE OF v),
    stays AS MATERIALIZED (
        SELECT v.visit_no FROM asked a JOIN visit v ON v.visit_no = a.visit_no AND v.revision = a.visit_revision
        WHERE a.care = 'inpatient' ORDER BY v.visit_no FOR NO KEY UPDATE OF v),
    renewed AS (
        UPDATE visit v SET revision = v.revision + 1 FROM stays s WHERE v.visit_no = s.visit_no
        RETURNING v.visit_no),
    opened AS (
        INSERT INTO settlement (
            institution_no, kind, direction, care, platform, other_side, treatment_division, insured_division,
            counterparty, institution_name, insurance_type, med_type, message_peer, message_institution_no, message_id,
            infno, content_digest, id, visit_no, visit_id, bill_institution_no, bill_visit_id, bill_number,
            key_division, key_id, our_message, reverse_message, their_id, their_visit_id, quote_id, lines_until, state,
            reverse_remembered, had_been_booked, error_code, error_detail, error_fields, error_settlement_id,
            claimed_total, cancels, assigned_day, opened_at, changed_at, settled_at, translations_sealed,
            answer_sealed, reserved)
        SELECT own.institution_no, a.kind, a.direction, a.care, a.platform, a.other_side, a.treatment_division,
               a.insured_division, a.counterparty, a.institution_name, a.insurance_type, a.med_type, a.message_peer,
               sender.institution_no, a.message_id, a.infno, a.content_digest, a.id, a.visit_no, a.visit_id,
               billed.institution_no, a.bill_visit_id, a.bill_number, a.key_division, a.key_id, a.our_message,
               a.reverse_message, a.their_id, a.their_visit_id, a.quote_id,
               (SELECT coalesce(max(greatest(line_no, free_since)), 0) FROM fee_line WHERE visit_no = a.visit_no),
               a.state,
               a.reverse_remembered, a.had_been_booked, a.error_code, a.error_detail, a.error_fields,
               a.error_settlement_id, a.claimed_total, a.cancels, a.assigned_day, instant_of(a.opened_ms),
               instant_of(a.opened_ms), a.settled_at, a.translations_sealed, a.answer_sealed, a.reserved
        FROM asked a,
             LATERAL (SELECT institution_no FROM institution WHERE code = a.institution OFFSET 0) own,
             LATERAL (SELECT institution_no FROM institution WHERE code = a.message_institution OFFSET 0) sender,
             LATERAL (SELECT institution_no FROM institution WHERE code = a.bill_institution OFFSET 0) billed
        WHERE a.visit_revision IS NULL
           OR a.visit_no IN (SELECT visit_no FROM bills_of UNION ALL SELECT visit_no FROM renewed)
        ON CONFLICT DO NOTHING
        RETURNING settlement_no, institution_no, id, state, error_code, opened_at),
    history AS (
        INSERT INTO settlement_history
            (settlement_no, institution_no, from_state, to_state, event, error_code, change_token, at)
        SELECT o.settlement_no, o.institution_no, NULL, o.state, a.event, o.error_code, '', o.opened_at
        FROM opened o JOIN asked a ON a.id = o.id)
    SELECT settlement_no, id FROM opened)sql"};

constexpr Sql number_institution{"number_institution", "SELECT institution_number($1)"};

constexpr Sql insert_history{"insert_settlement_history", R"sql(
    INSERT INTO settlement_history
        (settlement_no, institution_no, from_state, to_state, event, error_code, change_token, at)
    SELECT settlement_no, institution_no, $2, $3, $4, $5::int, $6, instant_of($7) FROM settlement
    WHERE settlement_no = $1)sql"};

constexpr Sql by_number{"settlement_by_number", R"sql(
    SELECT *, ms_of(opened_at) AS opened_ms, ms_of(changed_at) AS changed_ms FROM settlement_record
    WHERE settlement_no = $1)sql"};

std::string answer_purpose(const SettlementId& own_id) {
    return "settlement.answer:" + own_id.text;
}

std::string translations_purpose(const SettlementId& own_id) {
    return "settlement.translations:" + own_id.text;
}

/// Before there is an answer: what the desk said that the answer has to bring back.
std::optional<Bytes> sealed_desk_information(const Vault& vault, const SettlementRecord& record) {
    if (record.answer.carried.empty()) return std::nullopt;
    SettledBill only;
    only.carried = record.answer.carried;
    return vault.seal(answer_purpose(record.id), sealed_part(only));
}

std::vector<TranslationNote> read_translations(const Row& row, const Vault& vault, const SettlementId& own_id) {
    if (row.is_null("translations_sealed")) return {};
    return read_translation_notes(vault.unseal(translations_purpose(own_id), row.bytes("translations_sealed")));
}

template <class T>
T known(std::optional<T> value, std::string_view column) {
    if (!value) throw std::logic_error("an unknown name in column " + std::string(column));
    return *value;
}

std::optional<Error> read_error(const Row& row) {
    if (row.is_null("error_code")) return std::nullopt;
    return Error{static_cast<ErrorCode>(row.number("error_code")), row.text_or_empty("error_detail"),
                 read_text_list(row.text("error_fields")), row.text_or_empty("error_settlement_id")};
}

SettledBill read_answer(const Row& row, const Vault& vault, const SettlementId& own_id) {
    SettledBill answer;
    if (!row.is_null("answer_sealed"))
        read_sealed_part(vault.unseal(answer_purpose(own_id), row.bytes("answer_sealed")), answer);
    answer.split = read_amounts(row);
    if (!row.is_null("payments")) answer.split.payments = read_payments(row.text("payments"));
    answer.clearing_type = row.text("clearing_type");
    return answer;
}

void read_identity(const Row& row, SettlementRecord& record) {
    record.message = {PeerName(row.text("message_peer")), InstitutionCode(row.text("message_institution")),
                      MessageId(row.text("message_id"))};
    record.infno = row.text("infno");
    record.content_digest = row.digest("content_digest");
    record.id = SettlementId(row.text("id"));
    if (!row.is_null("visit_no")) record.visit_no = VisitNo(row.number("visit_no"));
    record.visit = VisitId(row.text("visit_id"));
    record.bill = {InstitutionCode(row.text("bill_institution")), VisitId(row.text("bill_visit_id")),
                   BillNumber(row.text("bill_number"))};
    record.key = {DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))};
    record.our_message = MessageId(row.text("our_message"));
    record.reverse_message = MessageId(row.text("reverse_message"));
    record.their_id = SettlementId(row.text("their_id"));
    record.their_visit = VisitId(row.text("their_visit_id"));
    record.quote = QuoteId(row.text("quote_id"));
    if (!row.is_null("cancels")) record.cancels = SettlementNo(row.number("cancels"));
    if (!row.is_null("original_id")) record.original_id = SettlementId(row.text("original_id"));
}

void read_parties(const Row& row, SettlementRecord& record) {
    record.no = SettlementNo(row.number("settlement_no"));
    record.kind = row.text("kind") == "settle" ? SettlementKind::settle : SettlementKind::cancel;
    record.direction = known(direction_named(row.text("direction")), "direction");
    record.care = known(care_setting_named(row.text("care")), "care");
    record.platform = PlatformName(row.text("platform"));
    record.other_side = PeerName(row.text("other_side"));
    record.treatment_division = DivisionCode(row.text("treatment_division"));
    record.insured_division = DivisionCode(row.text("insured_division"));
    record.counterparty = DivisionCode(row.text("counterparty"));
    record.institution = InstitutionCode(row.text("institution"));
    record.institution_name = row.text("institution_name");
    record.insurance_type = InsuranceType(row.text("insurance_type"));
    record.med_type = row.text("med_type");
}

std::optional<long long> number_or_null(VisitNo no) {
    return no.value == 0 ? std::nullopt : std::optional(no.value);
}

Arguments row_of(const NewSettlement& settlement) {
    const SettlementRecord& r = settlement.record;
    const std::optional<Error>& error = r.error;
    return {r.institution,
            name_of(r.kind),
            name_of(r.direction),
            name_of(r.care),
            r.platform,
            r.other_side,
            r.treatment_division,
            r.insured_division,
            r.counterparty,
            r.institution_name,
            r.insurance_type,
            r.med_type,
            r.message.peer,
            r.message.institution,
            r.message.message,
            r.infno,
            r.content_digest,
            r.id,
            number_or_null(r.visit_no),
            r.visit,
            r.bill.institution,
            r.bill.visit,
            r.bill.bill,
            r.key.treatment_division,
            r.key.settlement,
            r.our_message,
            r.reverse_message,
            r.their_id,
            r.their_visit,
            r.quote,
            name_of(r.state),
            r.facts.reverse_remembered,
            r.facts.had_been_booked,
            error ? std::optional(static_cast<int>(error->code)) : std::nullopt,
            error ? std::optional(error->detail) : std::nullopt,
            error ? std::optional(text_list(error->fields)) : std::nullopt,
            error ? std::optional(error->settlement_id) : std::nullopt,
            r.claimed_total,
            r.cancels,
            r.assigned_day,
            r.opened_at,
            r.settled_at,
            settlement.translations,
            settlement.desk_information,
            settlement.event,
            r.prefund.amount,
            settlement.visit_revision};
}

}  // namespace

PaymentSplit read_amounts(const Row& row) {
    PaymentSplit split;
    split.total = row.money("total");
    for (Fund fund : all_funds)
        split.funds[fund] = row.money(name_of(fund));
    split.fund_total = row.money("fund_total");
    split.account = row.money("account");
    split.mutual_aid = row.money("mutual_aid");
    split.cash = row.money("cash");
    split.person_total = row.money("person_total");
    split.hospital = row.money("hospital");
    split.scope = {row.money("full_self_pay"), row.money("over_limit"), row.money("first_self_pay"),
                   row.money("in_scope")};
    return split;
}

SettlementRecord read_settlement(const Row& row, const Vault& vault) {
    SettlementRecord record;
    read_parties(row, record);
    read_identity(row, record);
    record.state = known(settlement_state_named(row.text("state")), "state");
    record.facts = {row.flag("day_open"), row.flag("reverse_remembered"), row.flag("had_been_booked")};
    record.error = read_error(row);
    record.answer = read_answer(row, vault, record.id);
    record.claimed_total = row.money("claimed_total");
    record.prefund.amount = row.money("reserved");
    record.assigned_day = row.optional_day("assigned_day");
    record.cleared_day = row.optional_day("cleared_day");
    record.opened_at = row.instant("opened_ms");
    record.changed_at = row.instant("changed_ms");
    record.settled_at = row.text("settled_at");
    record.translations = read_translations(row, vault, record.id);
    return record;
}

NewSettlement new_settlement(const Vault& vault, SettlementRecord record, std::string event) {
    std::optional<Bytes> translations = sealed_translations(vault, record.id, record.translations);
    std::optional<Bytes> desk_information = sealed_desk_information(vault, record);
    return {std::move(record), std::move(event), std::move(translations), std::move(desk_information)};
}

void number_institutions(Session& session, const std::set<InstitutionCode>& institutions) {
    for (const InstitutionCode& code : institutions)
        session.run(number_institution, {code});
}

std::map<SettlementId, SettlementNo> insert_settlements(Session& session,
                                                        const std::vector<const NewSettlement*>& settlements) {
    std::vector<Arguments> rows;
    for (const NewSettlement* settlement : settlements)
        rows.push_back(row_of(*settlement));
    std::map<SettlementId, SettlementNo> numbers;
    for (const Row& row : session.run(insert_rows, rows))
        numbers.emplace(SettlementId(row.text("id")), SettlementNo(row.number("settlement_no")));
    return numbers;
}

std::optional<Bytes> sealed_translations(const Vault& vault, const SettlementId& own_id,
                                         const std::vector<TranslationNote>& notes) {
    if (notes.empty()) return std::nullopt;
    return vault.seal(translations_purpose(own_id), whole(notes));
}

Bytes sealed_answer(const Vault& vault, const SettlementId& own_id, const SettledBill& answer) {
    return vault.seal(answer_purpose(own_id), sealed_part(answer));
}

void write_history(Session& session, const HistoryRow& row) {
    session.run(insert_history,
                {row.no, row.from ? std::optional(name_of(*row.from)) : std::nullopt, name_of(row.to), row.event,
                 row.error ? std::optional(static_cast<int>(*row.error)) : std::nullopt, row.change_token, row.at});
}

std::optional<SettlementRecord> find_settlement(Session& session, const Vault& vault, SettlementNo no) {
    const auto row = session.first(by_number, {no});
    if (!row) return std::nullopt;
    return read_settlement(*row, vault);
}

}  // namespace clearing::postgres
