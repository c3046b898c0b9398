#include "gateway/infra/postgres/payment_book.hpp"

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

constexpr Sql days_to_agree{"notice_days_to_agree", R"sql(
    SELECT day FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day BETWEEN $4 AND $5
      AND state NOT IN ('agreed', 'agreed_with_carried_lines')
    ORDER BY day)sql"};

constexpr Sql cleared_lines{"notice_cleared_lines", R"sql(
    SELECT count(*) AS lines FROM clearing_day d JOIN cleared_line l USING (day_no)
    WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day BETWEEN $4 AND $5)sql"};

constexpr Sql cleared_cells{"notice_cleared_cells", R"sql(
    SELECT insurance_type, care, component, sum(amount)::bigint AS amount FROM cleared_cell
    WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND clearing_day BETWEEN $4 AND $5
    GROUP BY insurance_type, care, component HAVING sum(amount) <> 0)sql"};

constexpr Sql prefund_balance{"prefund_balance", R"sql(
    SELECT coalesce(sum(CASE WHEN credit = 'PR' OR debit = 'PA' THEN amount ELSE -amount END), 0)::bigint AS balance
    FROM transfer
    WHERE platform = $1 AND counterparty = $2 AND direction = $3
      AND component = 'prefund' AND (debit IN ('PR', 'PA') OR credit IN ('PR', 'PA')))sql"};

constexpr Sql year_open{"open_of_year", "SELECT kind, id, amount FROM open_of_year($1) ORDER BY kind, id"};

struct StaleRow : std::exception {};

/// Throws where the change was decided from something else: everything is rolled back with it.
void write_rows(Session& session, const ports::MoneyChange& change) {
    for (const Notice& notice : change.changed_notices)
        if (notice.carried_into.empty() && !update_notice(session, notice)) throw StaleRow();
    if (change.new_notice) insert_notice(session, *change.new_notice);
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

awaitable<Result<ports::ClearedPeriod>> PaymentBook::cleared(PlatformName platform, DivisionCode counterparty,
                                                             Direction direction, ClearingDay last) {
    auto work = [platform = std::move(platform), counterparty = std::move(counterparty), direction,
                 last](Session& session) -> Result<ports::ClearedPeriod> {
        ports::ClearedPeriod period;
        period.first = session.first(period_begin, {platform, counterparty, name_of(direction)})->optional_day("first");
        if (!period.first) return period;
        const Arguments arguments{platform, counterparty, name_of(direction), *period.first, last};
        for (const Row& row : session.run(days_to_agree, arguments))
            period.not_agreed.push_back(row.day("day"));
        period.lines = session.first(cleared_lines, arguments)->number("lines");
        for (const Row& row : session.run(cleared_cells, arguments))
            period.amounts[{InsuranceType(row.text("insurance_type")), care_setting_named(row.text("care")).value(),
                            component_named(row.text("component")).value()}] = row.money("amount");
        return period;
    };
    return long_work_.read(std::move(work));
}

awaitable<Result<std::vector<Notice>>> PaymentBook::notices(ports::NoticeFilter filter) {
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

awaitable<Result<Money>> PaymentBook::prefund(PlatformName platform, DivisionCode counterparty, Direction direction) {
    auto work = [platform = std::move(platform), counterparty = std::move(counterparty),
                 direction](Session& session) -> Result<Money> {
        return session.first(prefund_balance, {platform, counterparty, name_of(direction)})->money("balance");
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
