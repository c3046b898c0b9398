#include "gateway/infra/postgres/prefund_rows.hpp"

#include "gateway/infra/postgres/day_rows.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

#define PREFUND_COLUMNS                                                                                              \
    "e.counterparty, e.direction, e.held, e.exposure, e.level, e.yellow_at, e.yellow_clear, e.red_at, e.red_clear, " \
    "e.exhausted_at, e.exhausted_clear"

// In the order of their keys, whoever asks.
constexpr RowsSql hold_prefunds{"hold_prefunds", "text, text", "SELECT " PREFUND_COLUMNS R"sql(
    FROM ({rows}) AS k(counterparty, direction)
    JOIN prefund_exposure e ON e.counterparty = k.counterparty AND e.direction = k.direction
    WHERE e.counted ORDER BY e.counterparty, e.direction DESC FOR NO KEY UPDATE OF e)sql"};

// Counts into a row that was begun just now as well.
constexpr RowsSql change_prefunds{"change_prefunds", "text, text, bigint, bigint", R"sql(
    UPDATE prefund_exposure e SET exposure = e.exposure + c.exposure, held = e.held + c.held
    FROM ({rows}) AS c(counterparty, direction, exposure, held)
    WHERE e.counterparty = c.counterparty AND e.direction = c.direction
    RETURNING )sql" PREFUND_COLUMNS};

constexpr Sql one_prefund{"prefund_row", "SELECT " PREFUND_COLUMNS R"sql( FROM prefund_exposure e
    WHERE e.counterparty = $1 AND e.direction = $2 AND e.counted)sql"};
constexpr Sql one_prefund_held{"hold_prefund_row", "SELECT " PREFUND_COLUMNS R"sql( FROM prefund_exposure e
    WHERE e.counterparty = $1 AND e.direction = $2 AND e.counted FOR NO KEY UPDATE)sql"};

#undef PREFUND_COLUMNS

constexpr Sql change_level{"change_prefund_level", R"sql(
    UPDATE prefund_exposure SET level = $3 WHERE counterparty = $1 AND direction = $2)sql"};

constexpr Sql insert_alarm_unless_open{"insert_prefund_alarm", R"sql(
    INSERT INTO alarm (kind, subject, text, raised_at)
    SELECT $1, $2, $3, instant_of($4)
    WHERE NOT EXISTS (SELECT FROM alarm a WHERE a.kind = $1 AND a.subject = $2
                      AND NOT EXISTS (SELECT FROM alarm_acknowledgement k WHERE k.alarm_no = a.alarm_no)))sql"};

std::optional<PrefundMarks> marks_in(const Row& row) {
    if (row.is_null("yellow_at")) return std::nullopt;
    const auto mark = [&row](std::string_view at, std::string_view clear) {
        return LevelMarks{static_cast<int>(row.number(at)), static_cast<int>(row.number(clear))};
    };
    return PrefundMarks{mark("yellow_at", "yellow_clear"), mark("red_at", "red_clear"),
                        mark("exhausted_at", "exhausted_clear")};
}

PrefundKey prefund_key_in(const Row& row) {
    return {DivisionCode(row.text("counterparty")), direction_named(row.text("direction")).value()};
}

PrefundRow prefund_in(const Row& row) {
    return {{row.money("held"), row.money("exposure")}, prefund_level_named(row.text("level")).value(), marks_in(row)};
}

PrefundLevel level_of(const PrefundRow& row) {
    return row.marks ? next_level(row.level, row.use, *row.marks) : row.level;
}

/// Whether that level would not be left at once.
bool ends_at_exhausted(const PrefundRow& row) {
    return row.marks && next_level(PrefundLevel::exhausted, row.use, *row.marks) == PrefundLevel::exhausted;
}

void move_level(Session& session, const PrefundKey& key, const PrefundRow& row, PrefundLevel to, Instant at) {
    if (to == row.level) return;
    session.run(change_level, {key.counterparty, name_of(key.direction), name_of(to)});
    if (to > row.level) raise_prefund_alarm(session, warning_of_level(key, to, row.use, at), at);
}

/// What one transaction adds to prefunds, and what it holds of them.
class PrefundChanges final : public Gathered {
public:
    struct Sum {
        Money exposure, held;
        bool limit_was_reached = false;
        Instant at{};

        bool changes_the_row() const { return !exposure.is_zero() || !held.is_zero() || limit_was_reached; }
    };

    std::set<PairKey> announced_pairs;
    std::set<PrefundKey> announced;

    void add(const PrefundKey& key, Money exposure, Money held, Instant at) {
        Sum& sum = sums_[key];
        sum.exposure += exposure;
        sum.held += held;
        sum.at = at;
    }

    void reach_limit(const PrefundKey& key, Instant at) {
        Sum& sum = sums_[key];
        sum.limit_was_reached = true;
        sum.at = at;
    }

    /// With what this transaction will add; nothing where none is kept.
    std::optional<PrefundUse> use_held(Session& session, const PrefundKey& key) {
        if (!known_.contains(key)) hold(session, key);
        const auto found = rows_.find(key);
        if (found == rows_.end()) return std::nullopt;
        PrefundUse use = found->second.use;
        if (const auto sum = sums_.find(key); sum != sums_.end()) {
            use.exposure += sum->second.exposure;
            use.held += sum->second.held;
        }
        return use;
    }

    void write(Session& session) override {
        std::vector<Arguments> changes;
        for (const auto& [key, sum] : sums_)
            if (sum.changes_the_row())
                changes.push_back({key.counterparty, name_of(key.direction), sum.exposure, sum.held});
        for (const Row& row : session.run(change_prefunds, changes)) {
            const PrefundKey key = prefund_key_in(row);
            const Sum& sum = sums_.at(key);
            const PrefundRow changed = prefund_in(row);
            const bool is_exhausted = sum.limit_was_reached && ends_at_exhausted(changed);
            move_level(session, key, changed, is_exhausted ? PrefundLevel::exhausted : level_of(changed), sum.at);
        }
    }

private:
    void hold(Session& session, const PrefundKey& wanted) {
        hold_shared(session, announced_pairs);
        announced.insert(wanted);
        std::vector<Arguments> keys;
        for (const PrefundKey& key : announced)
            if (known_.insert(key).second) keys.push_back({key.counterparty, name_of(key.direction)});
        for (const Row& row : session.run(hold_prefunds, keys))
            rows_.emplace(prefund_key_in(row), prefund_in(row));
    }

    std::map<PrefundKey, Sum> sums_;
    std::set<PrefundKey> known_;             ///< held, or known not to be kept
    std::map<PrefundKey, PrefundRow> rows_;  ///< as they stood when they were held
};

bool is_limited(const Reservation& wanted) {
    return wanted.hold.at_limit != AtLimit::allow && !wanted.hold.amount.is_zero();
}

}  // namespace

Reservation reservation_of(const SettlementRecord& record) {
    Reservation reservation{{record.counterparty, record.direction}, record.prefund};
    if (record.state != SettlementState::awaiting_answer) reservation.hold.amount = {};
    return reservation;
}

void announce_prefund(Session& session, const SettlementRecord& record) {
    auto& changes = session.gathered<PrefundChanges>();
    changes.announced.insert({record.counterparty, record.direction});
    changes.announced_pairs.insert(pair_of(record));
}

std::vector<bool> which_fit(Session& session, std::span<const Reservation> wanted) {
    std::vector<bool> fitting(wanted.size(), true);
    if (std::ranges::none_of(wanted, is_limited)) return fitting;
    auto& changes = session.gathered<PrefundChanges>();
    std::map<PrefundKey, Money> taken;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const Reservation& one = wanted[i];
        if (is_limited(one)) {
            std::optional<PrefundUse> use = changes.use_held(session, one.key);
            if (use) use->exposure += taken[one.key];
            fitting[i] = !use || fits(*use, one.hold.amount);
        }
        // What is allowed beyond the limit counts for those behind it.
        if (fitting[i]) taken[one.key] += one.hold.amount;
    }
    return fitting;
}

Error does_not_fit(const Reservation& wanted) {
    std::string detail = fmt::format("the prefund of {} does not cover {} more", wanted.key.counterparty.text,
                                     wanted.hold.amount.to_yuan());
    if (wanted.hold.at_limit == AtLimit::refuse) return {ErrorCode::prefund_exhausted, std::move(detail), {}, {}};
    Error error{ErrorCode::busy, std::move(detail), {}, {}};
    error.retry_after = wanted.hold.retry_after;
    return error;
}

void add_exposure(Session& session, const PrefundKey& key, Money amount, Instant at) {
    if (amount.is_zero()) return;
    session.will_write();
    session.gathered<PrefundChanges>().add(key, amount, {}, at);
}

void follow_change(Session& session, Money reserved_before, const SettlementRecord& after,
                   std::span<const Transfer> transfers) {
    const Money change = reserved_by(after) - reserved_before + unpaid_change(after.direction, transfers);
    add_exposure(session, {after.counterparty, after.direction}, change, after.changed_at);
}

void follow_line(Session& session, const VoucherLine& line, Instant at) {
    const std::span<const Transfer> transfer(&line.transfer, 1);
    session.gathered<PrefundChanges>().add({line.counterparty, line.direction}, unpaid_change(line.direction, transfer),
                                           held_change(line.direction, transfer), at);
}

void note_reached_limit(Session& session, const PrefundKey& key, Instant at) {
    // Where it is exhausted already nothing is held for a note.
    const auto row = find_prefund(session, key, Holding::no);
    if (!row || row->level == PrefundLevel::exhausted || !ends_at_exhausted(*row)) return;
    session.will_write();
    session.gathered<PrefundChanges>().reach_limit(key, at);
}

std::optional<PrefundRow> find_prefund(Session& session, const PrefundKey& key, Holding holding) {
    const Sql& statement = holding == Holding::yes ? one_prefund_held : one_prefund;
    const auto row = session.first(statement, {key.counterparty, name_of(key.direction)});
    if (!row) return std::nullopt;
    return prefund_in(*row);
}

void settle_level(Session& session, const PrefundKey& key, const PrefundRow& row, Instant at) {
    move_level(session, key, row, level_of(row), at);
}

void raise_prefund_alarm(Session& session, const PrefundWarning& warning, Instant at) {
    session.run(insert_alarm_unless_open, {warning.kind, warning.subject, warning.text, at});
}

}  // namespace clearing::postgres
