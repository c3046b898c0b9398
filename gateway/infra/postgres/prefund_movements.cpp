// The part of the prefund book that people order: movements with their release, and requests to raise a prefund.
#include "gateway/infra/json/value.hpp"
#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/infra/postgres/prefund_book.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"
#include "gateway/infra/postgres/voucher_rows.hpp"

#include <fmt/format.h>

namespace clearing::postgres {

using ports::KeptPrefundMovement;
using ports::KeptUrgentIncrease;

namespace {

constexpr Write enter_movement{"prefund.enter", Commit::alone};
constexpr Write begin_prefund{"prefund.begin", Commit::alone};
constexpr Write count_prefund{"prefund.count", Commit::alone};
constexpr Write release_movement{"prefund.release", Commit::alone};
constexpr Write keep_request{"prefund.urgent", Commit::alone};

// Whoever changes an exposure and finds no row holds the table until its commit: once the lock is there, all of them
// are in the books, and all others will find the row.
constexpr Sql hold_all{"hold_prefund_table", "LOCK TABLE prefund_exposure IN SHARE ROW EXCLUSIVE MODE"};
constexpr Sql insert_row{"insert_prefund_row", R"sql(
    INSERT INTO prefund_exposure (counterparty, direction) VALUES ($1, $2) ON CONFLICT DO NOTHING)sql"};
constexpr Sql is_counted{"prefund_is_counted", R"sql(
    SELECT counted FROM prefund_exposure WHERE counterparty = $1 AND direction = $2)sql"};
// One statement sees one state of the row and of the books: whatever happens meanwhile changes both alike.
constexpr Sql uncounted_part{"prefund_uncounted_part", R"sql(
    SELECT b.held - e.held AS held, b.exposure - e.exposure AS exposure
    FROM prefund_exposure e CROSS JOIN LATERAL prefund_by_the_books(e.counterparty, e.direction) b
    WHERE e.counterparty = $1 AND e.direction = $2)sql"};
constexpr Sql take_in_part{"take_in_prefund_part", R"sql(
    UPDATE prefund_exposure SET counted = true, held = held + $3, exposure = exposure + $4
    WHERE counterparty = $1 AND direction = $2 AND NOT counted)sql"};

constexpr Sql insert_movement{"insert_prefund_movement", R"sql(
    INSERT INTO prefund_movement (counterparty, direction, platform, year, kind, amount, bank, serial, paid_on, note,
                                  made_by, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, instant_of($12))
    ON CONFLICT ON CONSTRAINT prefund_movement_of_the_bank DO NOTHING RETURNING movement_no)sql"};

#define MOVEMENT_COLUMNS                                                                                              \
    "SELECT m.movement_no, counterparty, direction, platform, year, kind, amount, bank, serial, paid_on, note, "      \
    "made_by, ms_of(made_at) AS made_ms, coalesce(voucher, '') AS voucher, coalesce(released_by, '') AS released_by," \
    " ms_of(released_at) AS released_ms FROM prefund_movement m LEFT JOIN prefund_release USING (movement_no) "
constexpr Sql by_bank{"prefund_movement_by_bank", MOVEMENT_COLUMNS "WHERE bank = $1 AND serial = $2"};
constexpr Sql by_number{"prefund_movement_by_number", MOVEMENT_COLUMNS "WHERE m.movement_no = $1"};
constexpr Sql lock_movement{"lock_prefund_movement", R"sql(
    SELECT pg_advisory_xact_lock(hashtextextended('prefund movement', $1)))sql"};
constexpr Sql of_year{"prefund_movements_of_year",
                      MOVEMENT_COLUMNS "WHERE $1::int IS NULL OR year = $1 ORDER BY m.movement_no DESC LIMIT 1000"};
#undef MOVEMENT_COLUMNS

constexpr Sql insert_release{"insert_prefund_release", R"sql(
    INSERT INTO prefund_release (movement_no, voucher, released_by, released_at)
    VALUES ($1, $2, $3, instant_of($4)))sql"};

constexpr Sql insert_urgent{"insert_prefund_urgent", R"sql(
    INSERT INTO prefund_urgent (counterparty, direction, year, signed_on, apply_by, asked, document, made_by, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, instant_of($9)) RETURNING urgent_no)sql"};
constexpr Sql select_urgent{"select_prefund_urgent", R"sql(
    SELECT urgent_no, counterparty, direction, year, signed_on, apply_by, asked,
           (document ->> 'held')::bigint AS held, (document ->> 'exposure')::bigint AS exposure,
           (document ->> 'to_clear')::bigint AS to_clear, document ->> 'exhausted_on' AS exhausted_on,
           document ->> 'note' AS note, made_by, ms_of(made_at) AS made_ms
    FROM prefund_urgent ORDER BY urgent_no DESC LIMIT 1000)sql"};

std::optional<Date> date_in(const Row& row, std::string_view column) {
    const auto day = row.optional_day(column);
    return day ? std::optional(day->date) : std::nullopt;
}

std::optional<std::string> text_or_null(const std::optional<Date>& date) {
    return date ? std::optional(date->to_text()) : std::nullopt;
}

KeptPrefundMovement movement_in(const Row& row) {
    PrefundMovement movement;
    movement.key = {DivisionCode(row.text("counterparty")), direction_named(row.text("direction")).value()};
    movement.platform = PlatformName(row.text("platform"));
    movement.year = static_cast<int>(row.number("year"));
    movement.kind = prefund_movement_kind_named(row.text("kind")).value();
    movement.amount = row.money("amount");
    movement.bank = row.text("bank");
    movement.serial = row.text("serial");
    movement.paid_on = row.day("paid_on").date;
    movement.note = row.text("note");
    movement.made_by = row.text("made_by");
    movement.made_at = row.instant("made_ms");
    const auto released_at = row.is_null("released_ms") ? std::nullopt : std::optional(row.instant("released_ms"));
    return {row.number("movement_no"), std::move(movement), row.text("voucher"), row.text("released_by"), released_at};
}

std::string subject_of(const PrefundKey& key, int year) {
    return fmt::format("{}-{}-{}", key.counterparty.text, name_of(key.direction), year);
}

/// What whoever repeats the same order gets again.
bool is_same_order(PrefundMovement left, const PrefundMovement& right) {
    left.made_at = right.made_at;
    return left == right;
}

Result<KeptPrefundMovement> enter_in(Session& session, const PrefundMovement& m) {
    const auto row = session.first(
        insert_movement, {m.key.counterparty, name_of(m.key.direction), m.platform, m.year, name_of(m.kind), m.amount,
                          m.bank, m.serial, m.paid_on.to_text(), m.note, m.made_by, m.made_at});
    if (!row) {
        const auto other = session.first(by_bank, {m.bank, m.serial});
        if (other && is_same_order(movement_in(*other).movement, m)) return movement_in(*other);
        return fail(ErrorCode::conflict, "the bank's transaction stands in the books already", {"serial"});
    }
    write_audit_event(session, {m.made_at, "prefund_entered", m.made_by, subject_of(m.key, m.year),
                                fmt::format("{} {}", name_of(m.kind), m.amount.to_yuan())});
    return KeptPrefundMovement{row->number("movement_no"), m, {}, {}, std::nullopt};
}

/// Nobody else releases the same meanwhile.
Result<KeptPrefundMovement> movement_held(Session& session, long long no) {
    session.run(lock_movement, {no});
    const auto row = session.first(by_number, {no});
    if (!row) return fail(ErrorCode::not_found, fmt::format("there is no prefund movement {}", no), {"no"});
    return movement_in(*row);
}

/// Nothing: it is to be released now.
Result<std::optional<KeptPrefundMovement>> released_already(const KeptPrefundMovement& kept, const std::string& by) {
    if (kept.released_at && kept.released_by == by) return kept;  // repeated
    if (kept.released_at) return fail(ErrorCode::conflict, "released already by " + kept.released_by, {"no"});
    if (auto allowed = check_release(kept.movement, by); !allowed) return fail(allowed.error());
    return std::nullopt;
}

Result<void> check_there_is_enough(Session& session, const PrefundMovement& m) {
    const auto row = find_prefund(session, m.key, Holding::yes);
    const Money held = row ? row->use.held : Money();
    if (adds_to_prefund(m.kind) || m.amount <= held) return {};
    return fail(ErrorCode::conflict, "more would be given back than is held", {"amount"});
}

Result<KeptPrefundMovement> release_in(Session& session, long long no, const std::string& by, Instant at) {
    Result<KeptPrefundMovement> kept = movement_held(session, no);
    if (!kept) return kept;
    const auto earlier = released_already(*kept, by);
    if (!earlier) return fail(earlier.error());
    if (*earlier) return **earlier;
    const PrefundMovement& m = kept->movement;
    // Before the row of the prefund, as everywhere; the pair's first day is made alone.
    open_day_held(session, {m.platform, m.key.counterparty, m.key.direction}, ClearingDay{local_date(at)}, at);
    if (auto enough = check_there_is_enough(session, m); !enough) return fail(enough.error());
    const Voucher voucher = voucher_of(m, no, by, at);
    kept->voucher = voucher.id;
    kept->released_by = by;
    kept->released_at = at;
    session.run(insert_release, {no, kept->voucher, by, at});
    if (auto posted = write_voucher(session, voucher); !posted) return fail(posted.error());
    write_audit_event(session, {at, "prefund_released", by, kept->voucher,
                                fmt::format("{} {} made by {}", name_of(m.kind), m.amount.to_yuan(), m.made_by)});
    return kept;
}

std::string document_of(const ports::UrgentIncrease& request) {
    return json::write(json::Object{
        {"held", static_cast<long long>(request.use.held.fen())},
        {"exposure", static_cast<long long>(request.use.exposure.fen())},
        {"to_clear", static_cast<long long>(request.to_clear.fen())},
        {"exhausted_on", request.exhausted_on ? json::Value(request.exhausted_on->to_text()) : json::Value()},
        {"note", request.note}});
}

KeptUrgentIncrease urgent_in(const Row& row) {
    ports::UrgentIncrease request;
    request.key = {DivisionCode(row.text("counterparty")), direction_named(row.text("direction")).value()};
    request.year = static_cast<int>(row.number("year"));
    request.signed_on = row.day("signed_on").date;
    request.apply_by = date_in(row, "apply_by");
    request.asked = row.money("asked");
    request.use = {row.money("held"), row.money("exposure")};
    request.to_clear = row.money("to_clear");
    request.exhausted_on = date_in(row, "exhausted_on");
    request.note = row.text("note");
    request.made_by = row.text("made_by");
    request.made_at = row.instant("made_ms");
    return {row.number("urgent_no"), std::move(request)};
}

}  // namespace

awaitable<Result<KeptPrefundMovement>> PrefundBook::enter(PrefundMovement movement) {
    if (auto sound = check(movement); !sound) co_return fail(sound.error());
    auto work = [m = std::move(movement)](Session& session) { return enter_in(session, m); };
    co_return co_await pool_.write_repeatable(enter_movement, std::move(work));
}

/// The row of a prefund, with all that the books have of it. In two commits: the table is held for the first, an empty
/// row, and the sums of the second take as long as the books are long.
awaitable<Result<void>> PrefundBook::begin(PrefundKey key) {
    const Arguments of_key{key.counterparty, name_of(key.direction)};
    auto look = [of_key](Session& session) -> Result<std::optional<bool>> {
        const auto row = session.first(is_counted, of_key);
        return row ? std::optional(row->flag("counted")) : std::nullopt;
    };
    const auto counted = co_await pool_.read(std::move(look));
    if (!counted) co_return fail(counted.error());
    if (*counted == true) co_return Result<void>{};
    if (!*counted) {
        auto insert = [of_key](Session& session) -> Result<void> {
            session.run(hold_all);
            session.run(insert_row, of_key);
            return {};
        };
        if (auto begun = co_await pool_.write_repeatable(begin_prefund, std::move(insert)); !begun) co_return begun;
    }
    auto count = [of_key](Session& session) -> Result<void> {
        const Row part = session.first(uncounted_part, of_key).value();
        Arguments arguments = of_key;
        arguments.insert(arguments.end(), {part.money("held"), part.money("exposure")});
        session.run(take_in_part, arguments);
        return {};
    };
    co_return co_await long_work_.write_repeatable(count_prefund, std::move(count));
}

awaitable<Result<KeptPrefundMovement>> PrefundBook::release(long long movement_no, std::string by, Instant at) {
    auto look = [movement_no, by](Session& session) -> Result<std::optional<PrefundKey>> {
        const auto row = session.first(by_number, {movement_no});
        if (!row) return std::nullopt;
        const PrefundMovement movement = movement_in(*row).movement;
        const bool is_allowed = check_release(movement, by).has_value();
        return is_allowed && adds_to_prefund(movement.kind) ? std::optional(movement.key) : std::nullopt;
    };
    auto key = co_await pool_.read(std::move(look));
    if (!key) co_return fail(key.error());
    if (*key)
        if (auto begun = co_await begin(**key); !begun) co_return fail(begun.error());
    auto work = [movement_no, by = std::move(by), at](Session& session) {
        return release_in(session, movement_no, by, at);
    };
    co_return co_await pool_.write_repeatable(release_movement, std::move(work));
}

awaitable<Result<std::vector<KeptPrefundMovement>>> PrefundBook::movements(std::optional<int> year) {
    auto work = [year](Session& session) -> Result<std::vector<KeptPrefundMovement>> {
        std::vector<KeptPrefundMovement> movements;
        for (const Row& row : session.run(of_year, {year}))
            movements.push_back(movement_in(row));
        return movements;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<KeptUrgentIncrease>> PrefundBook::keep_urgent(ports::UrgentIncrease request) {
    auto work = [r = std::move(request)](Session& session) -> Result<KeptUrgentIncrease> {
        const auto row =
            session.first(insert_urgent, {r.key.counterparty, name_of(r.key.direction), r.year, r.signed_on.to_text(),
                                          text_or_null(r.apply_by), r.asked, document_of(r), r.made_by, r.made_at});
        write_audit_event(session, {r.made_at, "prefund_urgent_made", r.made_by, subject_of(r.key, r.year),
                                    "asks for " + r.asked.to_yuan()});
        return KeptUrgentIncrease{row.value().number("urgent_no"), r};
    };
    return pool_.write(keep_request, std::move(work));
}

awaitable<Result<std::vector<KeptUrgentIncrease>>> PrefundBook::urgent_increases() {
    auto work = [](Session& session) -> Result<std::vector<KeptUrgentIncrease>> {
        std::vector<KeptUrgentIncrease> requests;
        for (const Row& row : session.run(select_urgent))
            requests.push_back(urgent_in(row));
        return requests;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
