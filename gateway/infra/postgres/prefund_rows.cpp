#include "gateway/infra/postgres/prefund_rows.hpp"

#include <map>

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

#define EXPOSURE_COLUMNS \
    "held, exposure, level, yellow_at, yellow_clear, red_at, red_clear, exhausted_at, exhausted_clear"

constexpr Sql add{"add_prefund_exposure", R"sql(
    UPDATE prefund_exposure SET exposure = exposure + $3 WHERE counterparty = $1 AND direction = $2
    RETURNING )sql" EXPOSURE_COLUMNS};
constexpr Sql begin_exposure{"begin_prefund_exposure", R"sql(
    INSERT INTO prefund_exposure (counterparty, direction) VALUES ($1, $2) ON CONFLICT DO NOTHING)sql"};
constexpr Sql add_if_it_fits{"add_prefund_exposure_if_it_fits", R"sql(
    UPDATE prefund_exposure SET exposure = exposure + $3
    WHERE counterparty = $1 AND direction = $2 AND held >= exposure + $3
    RETURNING )sql" EXPOSURE_COLUMNS};
constexpr Sql lock_exposure{"lock_prefund_exposure", "SELECT " EXPOSURE_COLUMNS R"sql( FROM prefund_exposure
    WHERE counterparty = $1 AND direction = $2 FOR NO KEY UPDATE)sql"};
constexpr Sql select_exposure{"select_prefund_exposure", "SELECT " EXPOSURE_COLUMNS R"sql( FROM prefund_exposure
    WHERE counterparty = $1 AND direction = $2)sql"};
constexpr Sql change_level{"change_prefund_level", R"sql(
    UPDATE prefund_exposure SET level = $3 WHERE counterparty = $1 AND direction = $2)sql"};
constexpr Sql insert_rise{"insert_prefund_rise", R"sql(
    INSERT INTO prefund_rise (counterparty, direction, level, held, exposure, at)
    VALUES ($1, $2, $3, $4, $5, instant_of($6)))sql"};
constexpr Sql reach_limit{"reach_prefund_limit", R"sql(
    UPDATE prefund_exposure SET level = 'exhausted'
    WHERE counterparty = $1 AND direction = $2 AND level <> 'exhausted' AND held > 0
      AND exposure::numeric * 100 >= held::numeric * exhausted_clear
    RETURNING held, exposure)sql"};

#undef EXPOSURE_COLUMNS

constexpr char separator = '|';

std::string text_of(const PrefundKey& key) {
    return fmt::format("{}{}{}", key.counterparty.text, separator, name_of(key.direction));
}

PrefundKey key_in(const std::string& text) {
    const auto end = text.find(separator);
    return {DivisionCode(text.substr(0, end)), direction_named(text.substr(end + 1)).value()};
}

PrefundUse use_in(const Row& row) {
    return {row.money("held"), row.money("exposure")};
}

std::optional<PrefundMarks> marks_in(const Row& row) {
    if (row.is_null("yellow_at")) return std::nullopt;
    const auto mark = [&row](std::string_view at, std::string_view clear) {
        return LevelMarks{static_cast<int>(row.number(at)), static_cast<int>(row.number(clear))};
    };
    return PrefundMarks{mark("yellow_at", "yellow_clear"), mark("red_at", "red_clear"),
                        mark("exhausted_at", "exhausted_clear")};
}

void write_rise(Session& session, const PrefundKey& key, PrefundLevel level, const PrefundUse& use, Instant at) {
    session.run(insert_rise, {key.counterparty, name_of(key.direction), name_of(level), use.held, use.exposure, at});
}

/// With the row locked by the statement that answered it. A mark is crossed rarely, so this is rarely more than a look.
void settle_level(Session& session, const PrefundKey& key, const Row& row, Instant at) {
    const auto marks = marks_in(row);
    if (!marks) return;
    const PrefundLevel present = prefund_level_named(row.text("level")).value();
    const PrefundUse use = use_in(row);
    const PrefundLevel next = next_level(present, use, *marks);
    if (next == present) return;
    session.run(change_level, {key.counterparty, name_of(key.direction), name_of(next)});
    if (next > present) write_rise(session, key, next, use, at);
}

void write_sum(Session& session, const std::string& text, long long fen, Instant at) {
    if (fen == 0) return;
    const PrefundKey key = key_in(text);
    const Arguments arguments{key.counterparty, name_of(key.direction), fen};
    auto row = session.first(add, arguments);
    if (!row) {
        session.run(begin_exposure, {key.counterparty, name_of(key.direction)});
        row = session.first(add, arguments);
    }
    settle_level(session, key, row.value(), at);
}

/// Decided in their order against the locked row. What is allowed beyond the limit counts for those behind it.
Money decide_in_order(const PrefundUse& present, std::span<const Reservation> wanted,
                      const std::vector<std::size_t>& of, std::vector<bool>& taken) {
    PrefundUse use = present;
    Money sum;
    for (const std::size_t i : of) {
        const PrefundHold& hold = wanted[i].hold;
        taken[i] = hold.at_limit == AtLimit::allow || fits(use, hold.amount);
        if (!taken[i]) continue;
        use.exposure += hold.amount;
        sum += hold.amount;
    }
    return sum;
}

/// The reservations of one counterparty, some of them limited.
void reserve_within(Session& session, const PrefundKey& key, std::span<const Reservation> wanted,
                    const std::vector<std::size_t>& of, std::vector<bool>& taken, Instant at) {
    // What earlier work of this transaction has left to its end counts already.
    const Money pending = Money::from_fen(session.left_to_the_end(write_sum, text_of(key)));
    Money sum;
    for (const std::size_t i : of)
        sum += wanted[i].hold.amount;
    const auto written = [&](const Sql& statement, Money amount) {
        return session.first(statement, {key.counterparty, name_of(key.direction), amount});
    };
    auto row = written(add_if_it_fits, pending + sum);
    if (!row) {
        row = session.first(lock_exposure, {key.counterparty, name_of(key.direction)});
        PrefundUse use = row ? use_in(*row) : PrefundUse{};
        use.exposure += pending;
        const Money accepted = decide_in_order(use, wanted, of, taken);
        if (accepted.is_zero()) return;
        row = written(add, pending + accepted);
        if (!row) return session.leave_to_the_end(write_sum, text_of(key), accepted.fen(), at);
    }
    session.leave_to_the_end(write_sum, text_of(key), -pending.fen(), at);
    settle_level(session, key, row.value(), at);
}

}  // namespace

Reservation reservation_of(const SettlementRecord& record) {
    return {{record.counterparty, record.direction}, record.prefund};
}

std::vector<bool> reserve(Session& session, std::span<const Reservation> wanted, Instant at) {
    std::vector<bool> taken(wanted.size(), true);
    std::map<PrefundKey, std::vector<std::size_t>> by_key;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!wanted[i].hold.amount.is_zero()) by_key[wanted[i].key].push_back(i);
    for (const auto& [key, of] : by_key) {
        bool is_limited = false;
        for (const std::size_t i : of)
            is_limited = is_limited || wanted[i].hold.at_limit != AtLimit::allow;
        if (is_limited) {
            reserve_within(session, key, wanted, of, taken, at);
            continue;
        }
        for (const std::size_t i : of)
            session.leave_to_the_end(write_sum, text_of(key), wanted[i].hold.amount.fen(), at);
    }
    return taken;
}

void add_exposure(Session& session, const PrefundKey& key, Money amount, Instant at) {
    if (!amount.is_zero()) session.leave_to_the_end(write_sum, text_of(key), amount.fen(), at);
}

void follow_change(Session& session, Money reserved_before, const SettlementRecord& after,
                   std::span<const Transfer> transfers) {
    const Money change = reserved_by(after) - reserved_before + unpaid_change(after.direction, transfers);
    add_exposure(session, {after.counterparty, after.direction}, change, after.changed_at);
}

void look_at_level(Session& session, const PrefundKey& key, Instant at) {
    if (const auto row = session.first(lock_exposure, {key.counterparty, name_of(key.direction)}))
        settle_level(session, key, *row, at);
}

bool is_level_settled(Session& session, const PrefundKey& key, const PrefundMarks& marks) {
    const auto row = session.first(select_exposure, {key.counterparty, name_of(key.direction)});
    if (!row) return true;
    const PrefundLevel present = prefund_level_named(row->text("level")).value();
    return marks_in(*row) == marks && next_level(present, use_in(*row), marks) == present;
}

void note_limit(Session& session, const PrefundKey& key, Instant at) {
    if (const auto row = session.first(reach_limit, {key.counterparty, name_of(key.direction)}))
        write_rise(session, key, PrefundLevel::exhausted, use_in(*row), at);
}

Error does_not_fit(const Reservation& wanted) {
    std::string detail = fmt::format("the prefund of {} does not cover {} more", wanted.key.counterparty.text,
                                     wanted.hold.amount.to_yuan());
    if (wanted.hold.at_limit == AtLimit::refuse) return {ErrorCode::prefund_exhausted, std::move(detail), {}, {}};
    Error error{ErrorCode::busy, std::move(detail), {}, {}};
    error.retry_after = wanted.hold.retry_after;
    return error;
}

}  // namespace clearing::postgres
