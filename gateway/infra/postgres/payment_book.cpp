#include "gateway/infra/postgres/payment_book.hpp"

#include "gateway/infra/postgres/arrays.hpp"
#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/notice_rows.hpp"
#include "gateway/infra/postgres/voucher_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Write write_money{"payment.write", Commit::alone};

constexpr Sql period_begin{"notice_period_begin", R"sql(
    SELECT coalesce(
        (SELECT max(last_day) + 1 FROM notice WHERE platform = $1 AND counterparty = $2 AND direction = $3),
        (SELECT min(day) FROM clearing_day WHERE platform = $1 AND counterparty = $2 AND direction = $3)) AS first)sql"};

// Of all days up to the last one, also of those that were begun behind the last notice.
constexpr Sql days_to_notify{"notice_days", R"sql(
    SELECT day, state IN ('agreed', 'agreed_with_carried_lines') AS is_agreed FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day <= $4 AND notice IS NULL
    ORDER BY day)sql"};

constexpr Sql cleared_lines{"notice_cleared_lines", R"sql(
    SELECT count(*) AS lines FROM clearing_day d JOIN cleared_line l USING (day_no)
    WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = ANY ($4::date[])
      AND l.cleared_day = ANY ($4::date[]))sql"};

constexpr Sql cleared_cells{"notice_cleared_cells", R"sql(
    SELECT insurance_type, care, component, sum(amount)::bigint AS amount FROM cleared_cell
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND clearing_day = ANY ($4::date[])
    GROUP BY insurance_type, care, component HAVING sum(amount) <> 0)sql"};

constexpr Sql put_on_notice{"notice_takes_days", R"sql(
    UPDATE clearing_day SET notice = $5
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = ANY ($4::date[]) AND notice IS NULL)sql"};

constexpr Sql prefund_balance{"prefund_balance", R"sql(
    SELECT coalesce(sum(CASE WHEN credit = 'PR' OR debit = 'PA' THEN amount ELSE -amount END), 0)::bigint AS balance
    FROM transfer
    WHERE platform = $1 AND counterparty = $2 AND direction = $3
      AND component = 'prefund' AND (debit IN ('PR', 'PA') OR credit IN ('PR', 'PA')))sql"};

constexpr Sql year_open{"open_of_year", "SELECT kind, id, amount FROM open_of_year($1) ORDER BY kind, id"};

struct StaleRow : std::exception {};

std::string date_array(const std::vector<ClearingDay>& days) {
    return text_array(days, [](const ClearingDay& day) { return day.to_text(); });
}

/// Throws where one of its days stands on another notice by now.
void insert_notice_of_days(Session& session, const Notice& notice, const std::vector<ClearingDay>& days) {
    insert_notice(session, notice);
    const Rows taken = session.run(
        put_on_notice, {notice.platform, notice.counterparty, name_of(notice.direction), date_array(days), notice.id});
    if (taken.affected != days.size()) throw StaleRow();
}

/// Throws where the change was decided from something else: everything is rolled back with it.
void write_rows(Session& session, const ports::MoneyChange& change) {
    for (const Notice& notice : change.changed_notices)
        if (notice.carried_into.empty() && !update_notice(session, notice)) throw StaleRow();
    if (change.new_notice) insert_notice_of_days(session, *change.new_notice, change.noticed_days);
    // Only now the one it points to exists.
    for (const Notice& notice : change.changed_notices)
        if (!notice.carried_into.empty() && !update_notice(session, notice)) throw StaleRow();
    if (change.new_payment) insert_payment(session, *change.new_payment);
    if (change.changed_payment && !update_payment(session, *change.changed_payment)) throw StaleRow();
}

Result<void> write_change(Session& session, const ports::MoneyChange& change) {
    std::optional<std::string> voucher;
    // Before the rows: the switch of the day holds its lock alone and then waits for rows.
    if (change.voucher) {
        const Result<PostedVoucher> posted = write_voucher(session, *change.voucher);
        if (!posted) return fail(posted.error());
        voucher = change.voucher->id;
    }
    try {
        write_rows(session, change);
    } catch (const StaleRow&) {
        return fail(ErrorCode::conflict, "somebody else has changed it meanwhile");
    } catch (const SqlFailure& failure) {
        if (!failure.is_unique_violation()) throw;
        return fail(ErrorCode::conflict, "it exists already: " + failure.constraint());
    }
    for (const ports::MoneyChange::Settled& settled : change.settled)
        insert_allocation(session, settled, voucher);
    write_audit_event(session, change.audit);
    return {};
}

}  // namespace

awaitable<Result<ports::ClearedPeriod>> PaymentBook::cleared(PairKey pair, ClearingDay last) {
    auto work = [pair = std::move(pair), last](Session& session) -> Result<ports::ClearedPeriod> {
        ports::ClearedPeriod period;
        period.first = session.first(period_begin, {pair.platform, pair.counterparty, name_of(pair.direction)})
                           ->optional_day("first");
        if (!period.first) return period;
        for (const Row& row :
             session.run(days_to_notify, {pair.platform, pair.counterparty, name_of(pair.direction), last}))
            (row.flag("is_agreed") ? period.days : period.not_agreed).push_back(row.day("day"));
        const Arguments arguments{pair.platform, pair.counterparty, name_of(pair.direction), date_array(period.days)};
        period.lines = session.first(cleared_lines, arguments)->number("lines");
        for (const Row& row : session.run(cleared_cells, arguments))
            period.amounts[{InsuranceType(row.text("insurance_type")), care_setting_named(row.text("care")).value(),
                            component_named(row.text("component")).value()}] = row.money("amount");
        return period;
    };
    return long_work_.read(std::move(work));
}

awaitable<Result<std::vector<Notice>>> PaymentBook::notices(PairFilter filter) {
    auto work = [filter = std::move(filter)](Session& session) -> Result<std::vector<Notice>> {
        return find_notices(session, filter);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<Notice>>> PaymentBook::notice(std::string id) {
    auto work = [id = std::move(id)](Session& session) -> Result<std::optional<Notice>> {
        return find_notice(session, id);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<BankPayment>>> PaymentBook::payments() {
    auto work = [](Session& session) -> Result<std::vector<BankPayment>> { return find_payments(session); };
    return pool_.read(std::move(work));
}

awaitable<Result<std::optional<BankPayment>>> PaymentBook::payment(std::string id) {
    auto work = [id = std::move(id)](Session& session) -> Result<std::optional<BankPayment>> {
        return find_payment(session, id);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<Money>> PaymentBook::prefund(PairKey pair) {
    auto work = [pair = std::move(pair)](Session& session) -> Result<Money> {
        return session.first(prefund_balance, {pair.platform, pair.counterparty, name_of(pair.direction)})
            ->money("balance");
    };
    return pool_.read(std::move(work));
}

awaitable<Result<void>> PaymentBook::write(ports::MoneyChange change) {
    auto work = [change = std::move(change)](Session& session) { return write_change(session, change); };
    // Its guards make a second time a conflict: whoever is in doubt reads again.
    return pool_.write(write_money, std::move(work));
}

awaitable<Result<std::vector<ports::OpenItem>>> PaymentBook::open_of_year(int year) {
    auto work = [year](Session& session) -> Result<std::vector<ports::OpenItem>> {
        std::vector<ports::OpenItem> open;
        for (const Row& row : session.run(year_open, {year}))
            open.push_back({row.text("kind"), row.text("id"), row.money("amount")});
        return open;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
