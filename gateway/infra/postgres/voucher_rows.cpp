#include "gateway/infra/postgres/voucher_rows.hpp"

#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"

#include <map>

namespace clearing::postgres {
namespace {

constexpr Sql insert_voucher{"insert_voucher", R"sql(
    INSERT INTO voucher (id, event, origin, text, made_by, made_at) VALUES ($1, $2, $3, $4, $5, instant_of($6))
    ON CONFLICT DO NOTHING)sql"};

constexpr Sql insert_line{"insert_voucher_line", R"sql(
    INSERT INTO transfer (voucher, event, debit, credit, component, amount, platform, counterparty, insurance_type, care,
                          direction, clearing_day, posted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, instant_of($13)))sql"};

constexpr Sql select_voucher{"select_voucher", R"sql(
    SELECT id, event, origin, text, made_by, ms_of(made_at) AS made_ms FROM voucher WHERE id = $1)sql"};

constexpr Sql select_lines{"select_voucher_lines", R"sql(
    SELECT debit, credit, component, amount, platform, counterparty, insurance_type, care, direction, clearing_day
    FROM transfer WHERE voucher = $1 ORDER BY transfer_no)sql"};

constexpr Sql share_day{"share_clearing_day", R"sql(
    SELECT state FROM clearing_day WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND day = $4
    FOR SHARE)sql"};

std::map<PairKey, ClearingDay> days_given(Session& session, const Voucher& voucher, ClearingDay day) {
    std::map<PairKey, ClearingDay> days;
    for (const VoucherLine& line : voucher.lines)
        days.try_emplace(pair_of(line), day);
    for (const auto& [pair, given] : days)
        hold_shared(session, pair);
    return days;
}

/// In ascending order, so that two vouchers over the same pairs never wait for each other.
std::map<PairKey, ClearingDay> open_days(Session& session, const Voucher& voucher) {
    std::map<PairKey, ClearingDay> days;
    for (const VoucherLine& line : voucher.lines)
        days.try_emplace(pair_of(line));
    for (auto& [pair, day] : days)
        day = open_day_held(session, pair, ClearingDay{local_date(voucher.at)}, voucher.at);
    return days;
}

VoucherLine read_voucher_line(const Row& row) {
    return {PlatformName(row.text("platform")),
            DivisionCode(row.text("counterparty")),
            direction_named(row.text("direction")).value(),
            InsuranceType(row.text("insurance_type")),
            care_setting_named(row.text("care")),
            {account_named(row.text("debit")).value(), account_named(row.text("credit")).value(),
             component_named(row.text("component")).value(), row.money("amount")}};
}

bool says_the_same(const Voucher& left, const Voucher& right) {
    return left.event == right.event && left.origin == right.origin && left.lines == right.lines;
}

Result<PostedVoucher> write_on(Session& session, const Voucher& voucher, const std::map<PairKey, ClearingDay>& days);

}  // namespace

std::optional<PostedVoucher> find_voucher(Session& session, const std::string& id) {
    const auto row = session.first(select_voucher, {id});
    if (!row) return std::nullopt;
    PostedVoucher posted;
    posted.voucher = {row->text("id"),
                      row->text("event"),
                      row->text("origin"),
                      row->text("text"),
                      row->text("made_by"),
                      row->instant("made_ms"),
                      {}};
    for (const Row& line : session.run(select_lines, {id})) {
        posted.voucher.lines.push_back(read_voucher_line(line));
        posted.days.push_back(line.day("clearing_day"));
    }
    return posted;
}

Result<PostedVoucher> write_voucher(Session& session, const Voucher& voucher) {
    if (voucher.lines.empty()) return fail(ErrorCode::invalid_value, "a voucher has lines", {"lines"});
    return write_on(session, voucher, open_days(session, voucher));
}

Result<PostedVoucher> write_voucher(Session& session, const Voucher& voucher, ClearingDay day) {
    if (voucher.lines.empty()) return fail(ErrorCode::invalid_value, "a voucher has lines", {"lines"});
    return write_on(session, voucher, days_given(session, voucher, day));
}

Result<void> check_takes_postings(Session& session, const DayKey& key, Instant at) {
    const Arguments arguments{key.platform, key.counterparty, name_of(key.direction), key.day};
    auto row = session.first(share_day, arguments);
    if (!row) {
        if (is_over(session, key)) return fail(ErrorCode::clearing_day_closed, {}, {"clearing_day"});
        day_row(session, key, at);
        row = session.first(share_day, arguments);
    }
    if (is_agreed(day_state_named(row->text("state")).value()))
        return fail(ErrorCode::clearing_day_closed, "the day is agreed", {"clearing_day"});
    return {};
}

namespace {

Result<PostedVoucher> write_on(Session& session, const Voucher& voucher, const std::map<PairKey, ClearingDay>& days) {
    const auto inserted = session.run(
        insert_voucher, {voucher.id, voucher.event, voucher.origin, voucher.text, voucher.made_by, voucher.at});
    if (inserted.affected == 0) {
        std::optional<PostedVoucher> standing = find_voucher(session, voucher.id);
        if (standing && says_the_same(standing->voucher, voucher)) return std::move(*standing);
        return fail(ErrorCode::conflict, "the voucher " + voucher.id + " stands for something else", {"id"});
    }

    // After this point the voucher must succeed.
    PostedVoucher posted{voucher, {}};
    for (const VoucherLine& line : voucher.lines) {
        const ClearingDay day = days.at(pair_of(line));
        const Transfer& transfer = line.transfer;
        session.run(insert_line, {voucher.id, voucher.event, name_of(transfer.debit), name_of(transfer.credit),
                                  name_of(transfer.component), transfer.amount, line.platform, line.counterparty,
                                  line.insurance_type, line.care ? name_of(*line.care) : std::string_view(),
                                  name_of(line.direction), day, voucher.at});
        posted.days.push_back(day);
        follow_line(session, line, voucher.at);
    }
    return posted;
}

}  // namespace

}  // namespace clearing::postgres
