#include "gateway/infra/postgres/institution_payments.hpp"

#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/voucher_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Write enter_payment{"institution_payment.enter", Commit::alone};
constexpr Write confirm_payment{"institution_payment.confirm", Commit::alone};
constexpr Write withdraw_payment{"institution_payment.withdraw", Commit::alone};
constexpr Write enter_payment_return{"institution_payment.enter_return", Commit::alone};
constexpr Write withdraw_payment_return{"institution_payment.withdraw_return", Commit::alone};
constexpr Write confirm_payment_return{"institution_payment.confirm_return", Commit::alone};

constexpr Sql select_payments{"select_institution_payments", R"sql(
    SELECT p.*, i.code AS institution, ms_of(p.entered_at) AS entered_ms, ms_of(p.confirmed_at) AS confirmed_ms,
           ms_of(p.withdrawn_at) AS withdrawn_ms, ms_of(p.back_entered_at) AS back_entered_ms,
           ms_of(p.back_confirmed_at) AS back_confirmed_ms
    FROM institution_payment p JOIN institution i USING (institution_no)
    WHERE $1::text IS NULL OR p.id = $1
    ORDER BY p.payment_no DESC)sql"};

constexpr Sql select_shares{"select_institution_shares", R"sql(
    SELECT insurance_type, care, component, sum(CASE WHEN debit = 'H' THEN amount ELSE -amount END)::bigint AS amount
    FROM transfer WHERE voucher = $1
    GROUP BY insurance_type, care, component)sql"};

// H by institution: the settlements' own postings, those of their adjustments, what was paid and what came back. By the
// postings alone, whatever the states: a cancel that is being reversed has posted, and is not undone yet.
constexpr Sql select_owed{"owed_to_institution", R"sql(
    WITH treated AS (
        SELECT s.settlement_no FROM settlement s
        WHERE s.institution_no = (SELECT institution_no FROM institution WHERE code = $1) AND s.platform = $2
          AND s.counterparty = $3 AND s.direction = 'visitor'),
    moved AS (
        SELECT t.insurance_type, t.care, t.component, t.debit, t.credit, t.amount
        FROM treated JOIN transfer t USING (settlement_no)
        UNION ALL
        SELECT t.insurance_type, t.care, t.component, t.debit, t.credit, t.amount
        FROM treated JOIN adjustment a USING (settlement_no) JOIN transfer t ON t.voucher = a.voucher
        UNION ALL
        SELECT t.insurance_type, t.care, t.component, t.debit, t.credit, t.amount
        FROM institution_payment p, LATERAL (VALUES (p.voucher), (p.back_voucher)) v(id)
        JOIN transfer t ON t.voucher = v.id
        WHERE p.institution_no = (SELECT institution_no FROM institution WHERE code = $1) AND p.platform = $2
          AND p.counterparty = $3)
    SELECT insurance_type, care, component,
           sum(CASE WHEN credit = 'H' THEN amount WHEN debit = 'H' THEN -amount ELSE 0 END)::bigint AS amount
    FROM moved GROUP BY insurance_type, care, component
    HAVING sum(CASE WHEN credit = 'H' THEN amount WHEN debit = 'H' THEN -amount ELSE 0 END) <> 0)sql"};

constexpr Sql insert_payment{"insert_institution_payment", R"sql(
    INSERT INTO institution_payment (id, institution_no, platform, counterparty, bank, serial, moved_on, amount,
                                     entered_by, entered_at)
    VALUES ($1, institution_number($2), $3, $4, $5, $6, $7::date, $8, $9, instant_of($10)) ON CONFLICT DO NOTHING)sql"};

// Two payments of one institution never pay the same amount.
constexpr Sql hold_institution{"hold_paid_institution",
                               "SELECT pg_advisory_xact_lock(hashtextextended('paid|' || $1, 3302))"};

constexpr Sql set_confirmed{"confirm_institution_payment", R"sql(
    UPDATE institution_payment SET confirmed_by = $2, confirmed_at = instant_of($3), voucher = $4
    WHERE id = $1 AND confirmed_by IS NULL)sql"};
constexpr Sql set_withdrawn{"withdraw_institution_payment", R"sql(
    UPDATE institution_payment SET withdrawn_by = $2, withdrawn_at = instant_of($3) WHERE id = $1)sql"};
constexpr Sql set_back_entered{"enter_institution_payment_return", R"sql(
    UPDATE institution_payment SET back_entered_by = $2, back_entered_at = instant_of($3), back_on = $4::date,
                                   back_reason = $5
    WHERE id = $1)sql"};
constexpr Sql forget_back{"forget_institution_payment_return", R"sql(
    UPDATE institution_payment SET back_entered_by = NULL, back_entered_at = NULL, back_on = NULL, back_reason = NULL
    WHERE id = $1)sql"};
constexpr Sql set_back_confirmed{"confirm_institution_payment_return", R"sql(
    UPDATE institution_payment SET back_confirmed_by = $2, back_confirmed_at = instant_of($3), back_voucher = $4
    WHERE id = $1)sql"};

CellAmounts read_cells(const Rows& rows) {
    CellAmounts cells;
    for (const Row& row : rows)
        cells[{InsuranceType(row.text("insurance_type")), care_setting_named(row.text("care")).value(),
               component_named(row.text("component")).value()}] = row.money("amount");
    return cells;
}

/// Of the columns NAME_by and NAME_ms. Null: nobody's yet.
Signature read_signature(const Row& row, const std::string& name) {
    if (row.is_null(name + "_by")) return {};
    return {row.text(name + "_by"), row.instant(name + "_ms")};
}

InstitutionPayment read_payment(Session& session, const Row& row) {
    InstitutionPayment payment;
    payment.id = row.text("id");
    payment.institution = InstitutionCode(row.text("institution"));
    payment.platform = PlatformName(row.text("platform"));
    payment.counterparty = DivisionCode(row.text("counterparty"));
    payment.bank = row.text("bank");
    payment.serial = row.text("serial");
    payment.date = row.day("moved_on").date;
    payment.amount = row.money("amount");
    payment.entered = read_signature(row, "entered");
    payment.confirmed = read_signature(row, "confirmed");
    payment.withdrawn = read_signature(row, "withdrawn");
    payment.back_entered = read_signature(row, "back_entered");
    payment.back_confirmed = read_signature(row, "back_confirmed");
    if (!row.is_null("back_on")) payment.back = {row.day("back_on").date, row.text("back_reason")};
    if (payment.is_confirmed()) payment.shares = read_cells(session.run(select_shares, {row.text("voucher")}));
    return payment;
}

std::optional<InstitutionPayment> find_payment_to(Session& session, const std::string& id) {
    const auto row = session.first(select_payments, {id});
    if (!row) return std::nullopt;
    return read_payment(session, *row);
}

CellAmounts owed_to(Session& session, const InstitutionCode& institution, const PlatformName& platform,
                    const DivisionCode& counterparty) {
    return read_cells(session.run(select_owed, {institution, platform, counterparty}));
}

/// As it stands, with its institution held: whoever held it before may have done the same.
Result<InstitutionPayment> find_held(Session& session, const std::string& id) {
    const auto entered = find_payment_to(session, id);
    if (!entered) return fail(ErrorCode::not_found, "there is no payment " + id, {"payment"});
    session.run(hold_institution, {entered->institution});
    return *find_payment_to(session, id);
}

Result<InstitutionPayment> confirm_in(Session& session, const std::string& id, const Signature& signature,
                                      const ports::AuditEvent& audit) {
    const auto standing = find_held(session, id);
    if (!standing || standing->confirmed == signature) return standing;
    const CellAmounts owed = owed_to(session, standing->institution, standing->platform, standing->counterparty);
    Result<InstitutionPayment> confirmed = confirmed_by(*standing, owed, signature);
    if (!confirmed) return confirmed;
    const Voucher voucher = voucher_of(*confirmed);
    if (const auto posted = write_voucher(session, voucher); !posted) return fail(posted.error());

    // After this point the confirmation must succeed.
    session.run(set_confirmed, {id, signature.by, signature.at, voucher.id});
    write_audit_event(session, audit);
    return confirmed;
}

Result<InstitutionPayment> withdraw_in(Session& session, const std::string& id, const Signature& signature,
                                       const ports::AuditEvent& audit) {
    const auto standing = find_held(session, id);
    if (!standing || standing->withdrawn == signature) return standing;
    Result<InstitutionPayment> withdrawn = withdrawn_by(*standing, signature);
    if (!withdrawn) return withdrawn;
    session.run(set_withdrawn, {id, signature.by, signature.at});
    write_audit_event(session, audit);
    return withdrawn;
}

Result<InstitutionPayment> enter_return_in(Session& session, const std::string& id, const PaymentReturn& back,
                                           const Signature& signature, const ports::AuditEvent& audit) {
    const auto standing = find_held(session, id);
    if (!standing || standing->back_entered == signature) return standing;
    Result<InstitutionPayment> entered = return_entered_by(*standing, back, signature);
    if (!entered) return entered;
    session.run(set_back_entered, {id, signature.by, signature.at, back.date.to_text(), back.reason});
    write_audit_event(session, audit);
    return entered;
}

Result<InstitutionPayment> withdraw_return_in(Session& session, const std::string& id, const ports::AuditEvent& audit) {
    const auto standing = find_held(session, id);
    if (!standing) return standing;
    Result<InstitutionPayment> withdrawn = return_withdrawn(*standing);
    if (!withdrawn || standing->back_entered.by.empty()) return withdrawn;
    session.run(forget_back, {id});
    write_audit_event(session, audit);
    return withdrawn;
}

Result<InstitutionPayment> confirm_return_in(Session& session, const std::string& id, const Signature& signature,
                                             const ports::AuditEvent& audit) {
    const auto standing = find_held(session, id);
    if (!standing || standing->back_confirmed == signature) return standing;
    Result<InstitutionPayment> confirmed = return_confirmed_by(*standing, signature);
    if (!confirmed) return confirmed;
    const Voucher voucher = voucher_of_return(*confirmed);
    if (const auto posted = write_voucher(session, voucher); !posted) return fail(posted.error());

    // After this point the confirmation must succeed.
    session.run(set_back_confirmed, {id, signature.by, signature.at, voucher.id});
    write_audit_event(session, audit);
    return confirmed;
}

}  // namespace

awaitable<Result<std::vector<InstitutionPayment>>> InstitutionPayments::payments() {
    auto work = [](Session& session) -> Result<std::vector<InstitutionPayment>> {
        std::vector<InstitutionPayment> found;
        for (const Row& row : session.run(select_payments, {std::nullopt}))
            found.push_back(read_payment(session, row));
        return found;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<InstitutionPayment>>> InstitutionPayments::payment(std::string id) {
    auto work = [id = std::move(id)](Session& session) -> Result<std::optional<InstitutionPayment>> {
        return find_payment_to(session, id);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<CellAmounts>> InstitutionPayments::owed(InstitutionCode institution, PlatformName platform,
                                                         DivisionCode counterparty) {
    auto work = [institution = std::move(institution), platform = std::move(platform),
                 counterparty = std::move(counterparty)](Session& session) -> Result<CellAmounts> {
        return owed_to(session, institution, platform, counterparty);
    };
    return long_work_.read(std::move(work));
}

awaitable<Result<void>> InstitutionPayments::enter(InstitutionPayment payment, ports::AuditEvent audit) {
    auto work = [p = std::move(payment), audit = std::move(audit)](Session& session) -> Result<void> {
        const auto inserted =
            session.run(insert_payment, {p.id, p.institution, p.platform, p.counterparty, p.bank, p.serial,
                                         p.date.to_text(), p.amount, p.entered.by, p.entered.at});
        if (inserted.affected == 0)
            return fail(ErrorCode::conflict, "the serial " + p.serial + " of " + p.bank + " is taken", {"serial"});
        write_audit_event(session, audit);
        return {};
    };
    return pool_.write(enter_payment, std::move(work));
}

awaitable<Result<InstitutionPayment>> InstitutionPayments::confirm(std::string id, Signature signature,
                                                                   ports::AuditEvent audit) {
    auto work = [id = std::move(id), signature = std::move(signature), audit = std::move(audit)](Session& session) {
        return confirm_in(session, id, signature, audit);
    };
    // The sum comes before the voucher, with which the pair is held.
    return long_work_.write_repeatable(confirm_payment, std::move(work));
}

awaitable<Result<InstitutionPayment>> InstitutionPayments::withdraw(std::string id, Signature signature,
                                                                    ports::AuditEvent audit) {
    auto work = [id = std::move(id), signature = std::move(signature), audit = std::move(audit)](Session& session) {
        return withdraw_in(session, id, signature, audit);
    };
    return pool_.write_repeatable(withdraw_payment, std::move(work));
}

awaitable<Result<InstitutionPayment>> InstitutionPayments::enter_return(std::string id, PaymentReturn back,
                                                                        Signature signature, ports::AuditEvent audit) {
    auto work = [id = std::move(id), back = std::move(back), signature = std::move(signature),
                 audit = std::move(audit)](Session& session) {
        return enter_return_in(session, id, back, signature, audit);
    };
    return pool_.write_repeatable(enter_payment_return, std::move(work));
}

awaitable<Result<InstitutionPayment>> InstitutionPayments::withdraw_return(std::string id, ports::AuditEvent audit) {
    auto work = [id = std::move(id), audit = std::move(audit)](Session& session) {
        return withdraw_return_in(session, id, audit);
    };
    return pool_.write_repeatable(withdraw_payment_return, std::move(work));
}

awaitable<Result<InstitutionPayment>> InstitutionPayments::confirm_return(std::string id, Signature signature,
                                                                          ports::AuditEvent audit) {
    auto work = [id = std::move(id), signature = std::move(signature), audit = std::move(audit)](Session& session) {
        return confirm_return_in(session, id, signature, audit);
    };
    return pool_.write_repeatable(confirm_payment_return, std::move(work));
}

}  // namespace clearing::postgres
