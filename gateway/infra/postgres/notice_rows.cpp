#include "gateway/infra/postgres/notice_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql select_notices{"select_notices", R"sql(
    SELECT *, ms_of(made_at) AS made_ms, ms_of(checked_at) AS checked_ms, ms_of(released_at) AS released_ms,
           ms_of(handed_over_at) AS handed_over_ms
    FROM notice
    WHERE ($1::text IS NULL OR id = $1) AND ($2::text IS NULL OR platform = $2)
      AND ($3::text IS NULL OR counterparty = $3) AND ($4::text IS NULL OR direction = $4)
    ORDER BY last_day DESC, platform, counterparty, direction)sql"};

constexpr Sql select_cells{"select_notice_cells", R"sql(
    SELECT part, insurance_type, care, component, amount FROM notice_cell WHERE notice = $1
    UNION ALL
    SELECT 'settled', insurance_type, care, component, sum(amount)::bigint FROM notice_allocation WHERE notice = $1
    GROUP BY insurance_type, care, component HAVING sum(amount) <> 0)sql"};

constexpr Sql new_notice{"insert_notice", R"sql(
    INSERT INTO notice (id, platform, counterparty, direction, first_day, last_day, lines, state, made_by, made_at,
                        hand_over_due, hand_over_due_missing, payment_due_missing, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'made', $8, instant_of($9), $10, $11, '', 0))sql"};

constexpr Sql new_cell{"insert_notice_cell", R"sql(
    INSERT INTO notice_cell (notice, part, insurance_type, care, component, amount)
    VALUES ($1, $2, $3, $4, $5, $6))sql"};

constexpr Sql change_notice{"update_notice", R"sql(
    UPDATE notice SET made_by = $13, made_at = instant_of($14), state = $3, checked_by = $4, checked_at = instant_of($5), released_by = $6,
        released_at = instant_of($7), handed_over_by = $8, handed_over_at = instant_of($9), payment_due = $10,
        payment_due_missing = $11, carried_into = $12, revision = revision + 1
    WHERE id = $1 AND revision = $2)sql"};

constexpr Sql select_payments{"select_bank_payments", R"sql(
    SELECT *, ms_of(entered_at) AS entered_ms FROM bank_payment WHERE $1::text IS NULL OR id = $1
    ORDER BY payment_no DESC)sql"};

constexpr Sql select_allocations{"select_payment_allocations", R"sql(
    SELECT a.notice, n.direction, a.insurance_type, a.care, a.component, sum(a.amount)::bigint AS amount
    FROM notice_allocation a JOIN notice n ON n.id = a.notice
    WHERE a.payment = $1
    GROUP BY a.notice, n.direction, a.insurance_type, a.care, a.component HAVING sum(a.amount) <> 0
    ORDER BY a.notice, a.insurance_type, a.care, a.component)sql"};

constexpr Sql new_payment{"insert_bank_payment", R"sql(
    INSERT INTO bank_payment (id, bank, serial, moved_on, amount, platform, counterparty, direction, names_notice,
                              entered_by, entered_at, bounced, bounce_reason, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, instant_of($11), false, '', 0))sql"};

constexpr Sql change_payment{"update_bank_payment", R"sql(
    UPDATE bank_payment SET bounced = $3, bounce_reason = $4, revision = revision + 1
    WHERE id = $1 AND revision = $2)sql"};

constexpr Sql new_allocation{"insert_notice_allocation", R"sql(
    INSERT INTO notice_allocation (notice, payment, voucher, insurance_type, care, component, amount)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};

NoticeCell read_cell(const Row& row) {
    return {InsuranceType(row.text("insurance_type")), care_setting_named(row.text("care")).value(),
            component_named(row.text("component")).value()};
}

Signature read_signature(const Row& row, const std::string& name) {
    if (row.is_null(name + "_by")) return {};
    return {row.text(name + "_by"), row.instant(name + "_ms")};
}

Deadline read_deadline(const Row& row, const std::string& name) {
    const auto day = row.optional_day(name);
    return {day ? std::optional(day->date) : std::nullopt, row.text(name + "_missing")};
}

Notice read_notice(Session& session, const Row& row) {
    Notice notice;
    notice.id = row.text("id");
    notice.platform = PlatformName(row.text("platform"));
    notice.counterparty = DivisionCode(row.text("counterparty"));
    notice.direction = direction_named(row.text("direction")).value();
    notice.first = row.day("first_day");
    notice.last = row.day("last_day");
    notice.lines = row.number("lines");
    notice.state = notice_state_named(row.text("state")).value();
    notice.made = read_signature(row, "made");
    notice.checked = read_signature(row, "checked");
    notice.released = read_signature(row, "released");
    notice.handed_over = read_signature(row, "handed_over");
    notice.hand_over_due = read_deadline(row, "hand_over_due");
    notice.payment_due = read_deadline(row, "payment_due");
    notice.carried_into = row.text_or_empty("carried_into");
    notice.revision = static_cast<int>(row.number("revision"));
    for (const Row& cell : session.run(select_cells, {notice.id})) {
        CellAmounts& part = cell.text("part") == "cleared"   ? notice.cleared
                            : cell.text("part") == "carried" ? notice.carried
                                                             : notice.settled;
        part[read_cell(cell)] = cell.money("amount");
    }
    return notice;
}

BankPayment read_payment(Session& session, const Row& row) {
    BankPayment payment;
    payment.id = row.text("id");
    payment.entry = {row.text("bank"),
                     row.text("serial"),
                     row.day("moved_on").date,
                     row.money("amount"),
                     PlatformName(row.text("platform")),
                     DivisionCode(row.text("counterparty")),
                     direction_named(row.text("direction")).value(),
                     row.text("names_notice")};
    payment.bounced = row.flag("bounced");
    payment.bounce_reason = row.text("bounce_reason");
    payment.entered = {row.text("entered_by"), row.instant("entered_ms")};
    payment.revision = static_cast<int>(row.number("revision"));
    for (const Row& part : session.run(select_allocations, {payment.id})) {
        if (payment.allocations.empty() || payment.allocations.back().notice != part.text("notice"))
            payment.allocations.push_back({part.text("notice"), direction_named(part.text("direction")).value(), {}});
        payment.allocations.back().amounts[read_cell(part)] = part.money("amount");
    }
    return payment;
}

Argument date_or_null(const std::optional<Date>& day) {
    return day ? Argument(day->to_text()) : Argument(std::nullopt);
}
Argument text_or_null(const std::string& text) {
    return text.empty() ? Argument(std::nullopt) : Argument(text);
}
Argument time_or_null(const Signature& signature) {
    return signature.by.empty() ? Argument(std::nullopt) : Argument(signature.at);
}

void insert_cells(Session& session, const std::string& notice, std::string_view part, const CellAmounts& amounts) {
    for (const auto& [cell, amount] : amounts)
        session.run(new_cell, {notice, part, cell.insurance_type, name_of(cell.care), name_of(cell.component), amount});
}

}  // namespace

std::vector<Notice> find_notices(Session& session, const PairFilter& filter) {
    const auto direction = filter.direction ? std::optional<std::string>(name_of(*filter.direction)) : std::nullopt;
    std::vector<Notice> found;
    for (const Row& row : session.run(select_notices, {std::nullopt, filter.platform, filter.counterparty, direction}))
        found.push_back(read_notice(session, row));
    return found;
}

std::optional<Notice> find_notice(Session& session, const std::string& id) {
    const auto row = session.first(select_notices, {id, std::nullopt, std::nullopt, std::nullopt});
    if (!row) return std::nullopt;
    return read_notice(session, *row);
}

void insert_notice(Session& session, const Notice& notice) {
    session.run(new_notice, {notice.id, notice.platform, notice.counterparty, name_of(notice.direction), notice.first,
                             notice.last, notice.lines, notice.made.by, notice.made.at,
                             date_or_null(notice.hand_over_due.day), notice.hand_over_due.missing});
    insert_cells(session, notice.id, "cleared", notice.cleared);
    insert_cells(session, notice.id, "carried", notice.carried);
}

bool update_notice(Session& session, const Notice& notice) {
    const Rows rows = session.run(
        change_notice,
        {notice.id, notice.revision, name_of(notice.state), text_or_null(notice.checked.by),
         time_or_null(notice.checked), text_or_null(notice.released.by), time_or_null(notice.released),
         text_or_null(notice.handed_over.by), time_or_null(notice.handed_over), date_or_null(notice.payment_due.day),
         notice.payment_due.missing, text_or_null(notice.carried_into), notice.made.by, notice.made.at});
    return rows.affected == 1;
}

std::vector<BankPayment> find_payments(Session& session) {
    std::vector<BankPayment> found;
    for (const Row& row : session.run(select_payments, {std::nullopt}))
        found.push_back(read_payment(session, row));
    return found;
}

std::optional<BankPayment> find_payment(Session& session, const std::string& id) {
    const auto row = session.first(select_payments, {id});
    if (!row) return std::nullopt;
    return read_payment(session, *row);
}

void insert_payment(Session& session, const BankPayment& payment) {
    const BankEntry& entry = payment.entry;
    session.run(new_payment,
                {payment.id, entry.bank, entry.serial, entry.date.to_text(), entry.amount, entry.platform,
                 entry.counterparty, name_of(entry.direction), entry.notice, payment.entered.by, payment.entered.at});
}

bool update_payment(Session& session, const BankPayment& payment) {
    const Rows rows =
        session.run(change_payment, {payment.id, payment.revision, payment.bounced, payment.bounce_reason});
    return rows.affected == 1;
}

void insert_allocation(Session& session, const ports::MoneyChange::Settled& settled,
                       const std::optional<std::string>& voucher) {
    for (const auto& [cell, amount] : settled.allocation.amounts)
        session.run(new_allocation, {settled.allocation.notice, text_or_null(settled.payment), voucher,
                                     cell.insurance_type, name_of(cell.care), name_of(cell.component), amount});
}

}  // namespace clearing::postgres
