#include "gateway/infra/postgres/fee_lines.hpp"

#include "gateway/infra/json/value.hpp"
#include "gateway/infra/postgres/json_forms.hpp"

#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::postgres {
namespace {

constexpr Sql lock_visit{"lock_visit", "SELECT id, state FROM visit WHERE visit_no = $1 FOR NO KEY UPDATE"};
// Whoever has checked a bill of it meanwhile finds another revision (Intent::visit_revision).
constexpr Sql renew_visit{"renew_visit", "UPDATE visit SET revision = revision + 1 WHERE visit_no = $1"};

constexpr Sql taken_ids{"taken_line_ids", R"sql(
    SELECT line_id FROM fee_line
    WHERE visit_no = $1 AND NOT removed AND line_id IN (SELECT jsonb_array_elements_text($2::jsonb))
    ORDER BY line_id)sql"};

constexpr Sql insert_lines{"insert_fee_lines", R"sql(
    INSERT INTO fee_line (visit_no, line_id, refund_of, bill, occurred_at, med_list_code, institution_list_code,
                          list_type, charge_item_type, charge_level, count_millionths, unit_price_millionths, amount,
                          full_self_pay, over_limit, first_self_pay, in_scope, map_version, map_row, sealed,
                          settled_by, told)
    SELECT $1::bigint, l.line_id, l.refund_of, l.bill, instant_of(l.occurred_ms), l.med_list_code,
           l.institution_list_code, l.list_type, l.charge_item_type, l.charge_level, l.count_millionths,
           l.unit_price_millionths, l.amount, l.full_self_pay, l.over_limit, l.first_self_pay, l.in_scope,
           l.map_version, l.map_row, l.sealed::bytea, $3::bigint, $3::bigint IS NOT NULL
    FROM ROWS FROM (jsonb_to_recordset($2::jsonb) AS (
             line_id text, refund_of text, bill text, occurred_ms bigint, med_list_code text,
             institution_list_code text, list_type text, charge_item_type text, charge_level text,
             count_millionths bigint, unit_price_millionths bigint, amount bigint, full_self_pay bigint,
             over_limit bigint, first_self_pay bigint, in_scope bigint, map_version text, map_row text, sealed text))
         WITH ORDINALITY AS l(line_id, refund_of, bill, occurred_ms, med_list_code, institution_list_code, list_type,
                              charge_item_type, charge_level, count_millionths, unit_price_millionths, amount,
                              full_self_pay, over_limit, first_self_pay, in_scope, map_version, map_row, sealed,
                              position)
    ORDER BY l.position)sql"};

// Refunds of the named lines beside their originals: what is wrong with them, if anything. Removed lines do not count.
constexpr Sql unsound_refunds{"unsound_refunds", R"sql(
    SELECT w.refund_of, o.line_no IS NULL AS is_unknown,
           coalesce(NOT o.told AND fee_line_is_taken(o), false) AS is_taken
    FROM (SELECT refund_of, sum(amount) AS refunded FROM fee_line
          WHERE visit_no = $1 AND NOT removed AND refund_of <> ''
            AND refund_of IN (SELECT jsonb_array_elements_text($2::jsonb))
          GROUP BY refund_of) w
    LEFT JOIN fee_line o ON o.visit_no = $1 AND o.line_id = w.refund_of AND NOT o.removed AND o.refund_of = ''
    WHERE o.line_no IS NULL OR NOT o.told AND fee_line_is_taken(o) OR o.amount + w.refunded < 0
    ORDER BY w.refund_of)sql"};

constexpr Sql candidates{"removable_fee_lines", R"sql(
    SELECT l.line_no, l.line_id, fee_line_is_taken(l) AS is_taken FROM fee_line l
    WHERE l.visit_no = $1 AND NOT l.removed
      AND ($2 = '' OR l.bill = $2)
      AND ($3::jsonb = '[]' OR l.line_id IN (SELECT jsonb_array_elements_text($3::jsonb)))
    ORDER BY l.line_no)sql"};

constexpr Sql mark_removed{"mark_line_removed", R"sql(
    UPDATE fee_line SET removed = true WHERE line_no IN (SELECT n::bigint FROM jsonb_array_elements_text($1::jsonb) n))sql"};

// Those whose place a line that is told now takes.
constexpr Sql lines_told_again{"lines_told_again", R"sql(
    SELECT line_no, line_id, NOT told AND fee_line_is_taken(l) AS is_taken FROM fee_line l
    WHERE visit_no = $1 AND NOT removed AND line_id IN (SELECT jsonb_array_elements_text($2::jsonb))
    ORDER BY line_no)sql"};
constexpr Sql remove_told_again{"remove_lines_told_again", R"sql(
    UPDATE fee_line SET removed = true, settled_by = NULL WHERE line_no = ANY ($1::bigint[]))sql"};

constexpr Sql lines_of_visit{"lines_of_visit", R"sql(
    SELECT line_id, visit_no, sealed, settled_by FROM fee_line
    WHERE visit_no = $1 AND NOT removed ORDER BY line_no)sql"};
constexpr Sql lines_of_settlement{"lines_of_settlement", R"sql(
    SELECT line_id, visit_no, sealed FROM fee_line WHERE settled_by = $1 AND NOT removed ORDER BY line_no)sql"};

constexpr Sql lines_by_settlement{"lines_by_settlement", R"sql(
    SELECT line_id, visit_no, sealed, settled_by AS owner FROM fee_line
    WHERE settled_by = ANY ($1::bigint[]) AND NOT removed ORDER BY line_no)sql"};
constexpr Sql unsettled_by_visit{"unsettled_lines_by_visit", R"sql(
    SELECT line_id, visit_no, sealed, visit_no AS owner FROM fee_line
    WHERE visit_no = ANY ($1::bigint[]) AND settled_by IS NULL AND NOT removed ORDER BY line_no)sql"};
constexpr Sql lines_of_intent{"lines_of_settlement_intent", R"sql(
    SELECT l.line_id, l.visit_no, l.sealed FROM settlement s JOIN fee_line l ON l.visit_no = s.visit_no
    WHERE s.settlement_no = $1 AND NOT l.removed AND l.line_no <= s.lines_until
      AND (s.care = 'inpatient' OR l.bill = s.bill_number)
    ORDER BY l.line_no)sql"};

constexpr std::string_view everything = "0000";  ///< on the wire: all unsettled lines

std::string sealed_purpose(long long visit, std::string_view line) {
    return "fee_line:" + std::to_string(visit) + ":" + std::string(line);
}

std::string id_list(const auto& ids) {
    std::vector<std::string> texts;
    for (const auto& id : ids)
        texts.push_back(id.text);
    return text_list(texts);
}

std::vector<std::string> texts_of(const Rows& rows, std::string_view column) {
    std::vector<std::string> texts;
    for (const Row& row : rows)
        texts.push_back(row.text(column));
    return texts;
}

json::Value row_of(const Vault& vault, VisitNo visit, const FeeLine& l) {
    const auto number = [](std::int64_t value) { return json::Value(static_cast<long long>(value)); };
    return json::Object{{"line_id", l.id.text},
                        {"refund_of", l.refund_of.text},
                        {"bill", l.bill.text},
                        {"occurred_ms", number(l.occurred_at.time_since_epoch().count())},
                        {"med_list_code", l.med_list_code},
                        {"institution_list_code", l.institution_list_code},
                        {"list_type", l.list_type},
                        {"charge_item_type", l.charge_item_type},
                        {"charge_level", l.charge_level},
                        {"count_millionths", number(l.count.millionths())},
                        {"unit_price_millionths", number(l.unit_price.millionths())},
                        {"amount", number(l.amount.fen())},
                        {"full_self_pay", number(l.split.full_self_pay.fen())},
                        {"over_limit", number(l.split.over_limit.fen())},
                        {"first_self_pay", number(l.split.first_self_pay.fen())},
                        {"in_scope", number(l.split.in_scope.fen())},
                        {"map_version", l.translated.map_version},
                        {"map_row", l.translated.map_row},
                        {"sealed", bytea_text(vault.seal(sealed_purpose(visit.value, l.id.text), whole(l)).raw)}};
}

std::vector<std::string> repeated_ids(const std::vector<FeeLine>& lines) {
    std::set<LineId> seen;
    std::set<std::string> repeated;
    for (const FeeLine& line : lines)
        if (!seen.insert(line.id).second) repeated.insert(line.id.text);
    return {repeated.begin(), repeated.end()};
}

/// Σ refunds ≤ original for each of `originals`, as the visit now stands.
Result<void> check_refunds(Session& session, VisitNo visit, const std::vector<std::string>& originals) {
    const Rows unsound = session.run(unsound_refunds, {visit, text_list(originals)});
    if (unsound.empty()) return {};
    const Row& worst = unsound.front();
    std::vector<std::string> ids = texts_of(unsound, "refund_of");
    if (worst.flag("is_unknown")) return fail(ErrorCode::unknown_line, "a refund names no line of the visit", ids);
    if (worst.flag("is_taken"))
        return fail(ErrorCode::line_already_settled, "a settled line is refunded by cancelling its settlement", ids);
    return fail(ErrorCode::refund_exceeds_original, "the refunds are more than the line", ids);
}

FeeLine read_line(const Row& row, const Vault& vault) {
    return read_fee_line(
        vault.unseal(sealed_purpose(row.number("visit_no"), row.text("line_id")), row.bytes("sealed")));
}

std::vector<FeeLine> read_lines(const Rows& rows, const Vault& vault) {
    std::vector<FeeLine> lines;
    for (const Row& row : rows)
        lines.push_back(read_line(row, vault));
    return lines;
}

template <class Number>
std::map<Number, std::vector<FeeLine>> lines_by_owner(Session& session, const Vault& vault, const Sql& statement,
                                                      const std::vector<Number>& owners) {
    std::map<Number, std::vector<FeeLine>> lines;
    for (const Row& row : session.run(statement, {number_array(owners)}))
        lines[Number(row.number("owner"))].push_back(read_line(row, vault));
    return lines;
}

std::vector<LineId> ids_of(const std::vector<FeeLine>& lines) {
    std::vector<LineId> ids;
    for (const FeeLine& line : lines)
        ids.push_back(line.id);
    return ids;
}

/// The visit is held from here on.
Result<void> hold_for_lines(Session& session, VisitNo visit, const std::vector<FeeLine>& lines) {
    const auto row = session.first(lock_visit, {visit});
    if (!row) return fail(ErrorCode::visit_unknown);
    if (row->text("state") == "cancelled") return fail(ErrorCode::visit_closed);
    if (std::vector<std::string> repeated = repeated_ids(lines); !repeated.empty())
        return fail(ErrorCode::duplicate_line, "a line id stands twice in the upload", std::move(repeated));
    return {};
}

/// `told_of`: their settlement; nothing: they are free.
Result<void> insert_new_lines(Session& session, const Vault& vault, VisitNo visit, const std::vector<FeeLine>& lines,
                              std::optional<SettlementNo> told_of) {
    std::vector<std::string> refunded;
    json::Array rows;
    for (const FeeLine& line : lines) {
        if (!line.refund_of.empty()) refunded.push_back(line.refund_of.text);
        rows.push_back(row_of(vault, visit, line));
    }
    session.run(insert_lines, {visit, json::write(rows), told_of});
    session.send(renew_visit, {visit});
    return check_refunds(session, visit, refunded);
}

}  // namespace

Result<void> add_fee_lines(Session& session, const Vault& vault, VisitNo visit, const std::vector<FeeLine>& lines) {
    if (Result<void> held = hold_for_lines(session, visit, lines); !held) return held;
    if (const Rows taken = session.run(taken_ids, {visit, id_list(ids_of(lines))}); !taken.empty())
        return fail(ErrorCode::duplicate_line, "the visit has a line of this id", texts_of(taken, "line_id"));
    return insert_new_lines(session, vault, visit, lines, std::nullopt);
}

Result<void> keep_told_fee_lines(Session& session, const Vault& vault, VisitNo visit, SettlementNo of,
                                 const std::vector<FeeLine>& lines) {
    if (Result<void> held = hold_for_lines(session, visit, lines); !held) return held;
    std::vector<long long> replaced;
    std::vector<std::string> taken;
    for (const Row& row : session.run(lines_told_again, {visit, id_list(ids_of(lines))})) {
        if (row.flag("is_taken")) taken.push_back(row.text("line_id"));
        replaced.push_back(row.number("line_no"));
    }
    if (!taken.empty())
        return fail(ErrorCode::line_already_settled, "another settlement has taken it", std::move(taken));
    if (!replaced.empty()) session.run(remove_told_again, {fmt::format("{{{}}}", fmt::join(replaced, ","))});
    return insert_new_lines(session, vault, visit, lines, of);
}

bool are_fee_lines_stored(Session& session, VisitNo visit, const std::vector<LineId>& ids) {
    return session.run(taken_ids, {visit, id_list(ids)}).size() == ids.size();
}

Result<long long> remove_fee_lines(Session& session, VisitNo visit, const BillNumber& bill,
                                   const std::vector<LineId>& lines) {
    if (!session.first(lock_visit, {visit})) return fail(ErrorCode::visit_unknown);
    const bool all_lines = lines.empty() || (lines.size() == 1 && lines.front().text == everything);
    const std::string wanted_bill = bill.text == everything ? "" : bill.text;
    const Rows found =
        session.run(candidates, {visit, wanted_bill, id_list(all_lines ? std::vector<LineId>{} : lines)});

    std::set<std::string> known;
    std::vector<std::string> taken, removed;
    json::Array removable;
    for (const Row& row : found) {
        known.insert(row.text("line_id"));
        if (row.flag("is_taken")) {
            taken.push_back(row.text("line_id"));
        } else {
            removed.push_back(row.text("line_id"));
            removable.push_back(row.number("line_no"));
        }
    }
    std::vector<std::string> unknown;
    if (!all_lines)
        for (const LineId& line : lines)
            if (!known.contains(line.text)) unknown.push_back(line.text);
    if (!unknown.empty()) return fail(ErrorCode::unknown_line, "the visit has no such line", std::move(unknown));
    // "All" means all unsettled ones; a bill or a line that is named is refused when it is settled.
    const bool named = !all_lines || !wanted_bill.empty();
    if (named && !taken.empty()) return fail(ErrorCode::line_already_settled, "cancel first", std::move(taken));
    if (!removable.empty()) {
        session.run(mark_removed, {json::write(removable)});
        session.send(renew_visit, {visit});
    }
    if (Result<void> sound = check_refunds(session, visit, removed); !sound) {
        if (sound.error().code == ErrorCode::unknown_line)
            return fail(ErrorCode::refund_exceeds_original, "a refund of the line would remain", sound.error().fields);
        return fail(std::move(sound.error()));
    }
    return static_cast<long long>(removable.size());
}

std::vector<ports::StoredLine> fee_lines_of_visit(Session& session, const Vault& vault, VisitNo visit) {
    std::vector<ports::StoredLine> stored;
    for (const Row& row : session.run(lines_of_visit, {visit})) {
        ports::StoredLine line{read_line(row, vault), std::nullopt};
        if (!row.is_null("settled_by")) line.settled_by = SettlementNo(row.number("settled_by"));
        stored.push_back(std::move(line));
    }
    return stored;
}

std::vector<FeeLine> read_settled_lines(Session& session, const Vault& vault, SettlementNo settlement) {
    return read_lines(session.run(lines_of_settlement, {settlement}), vault);
}

std::map<SettlementNo, std::vector<FeeLine>> lines_of_settlements(Session& session, const Vault& vault,
                                                                  const std::vector<SettlementNo>& settlements) {
    return lines_by_owner(session, vault, lines_by_settlement, settlements);
}

std::map<VisitNo, std::vector<FeeLine>> unsettled_lines_of_visits(Session& session, const Vault& vault,
                                                                  const std::vector<VisitNo>& visits) {
    return lines_by_owner(session, vault, unsettled_by_visit, visits);
}

std::vector<FeeLine> read_lines_of_intent(Session& session, const Vault& vault, SettlementNo settlement) {
    return read_lines(session.run(lines_of_intent, {settlement}), vault);
}

}  // namespace clearing::postgres
