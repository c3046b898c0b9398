// The part of the prefund book that people order: movements with their release, and requests to raise a prefund.
#include "gateway/infra/json/value.hpp"
#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/day_rows.hpp"
#include "gateway/infra/postgres/prefund_book.hpp"
#include "gateway/infra/postgres/prefund_rows.hpp"

#include <fmt/format.h>

namespace clearing::postgres {

using ports::KeptPrefundMovement;
using ports::KeptUrgentIncrease;

namespace {

constexpr Write enter_movement{"prefund.enter"};
constexpr Write release_movement{"prefund.release"};
constexpr Write keep_request{"prefund.urgent"};

constexpr Sql insert_movement{"insert_prefund_movement", R"sql(
    INSERT INTO prefund_movement (counterparty, direction, platform, year, kind, amount, bank, serial, paid_on, note,
                                  made_by, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, instant_of($12))
    ON CONFLICT ON CONSTRAINT prefund_movement_of_the_bank DO NOTHING RETURNING movement_no)sql"};

#define MOVEMENT_COLUMNS                                                                                              \
    "SELECT m.movement_no, counterparty, direction, platform, year, kind, amount, bank, serial, paid_on, note, "      \
    "made_by, ms_of(made_at) AS made_ms, coalesce(voucher, '') AS voucher, coalesce(released_by, '') AS released_by," \
    " ms_of(released_at) AS released_ms FROM prefund_movement m LEFT JOIN prefund_release USING (movement_no) "
constexpr Sql by_bank{"prefund_movement_by_bank", MOVEMENT_COLUMNS "WHERE bank = $1 AND serial = $2 AND paid_on = $3"};
constexpr Sql by_number{"prefund_movement_by_number", MOVEMENT_COLUMNS "WHERE m.movement_no = $1"};
constexpr Sql lock_movement{"lock_prefund_movement", R"sql(
    SELECT pg_advisory_xact_lock(hashtextextended('prefund movement', $1)))sql"};
constexpr Sql of_year{"prefund_movements_of_year",
                      MOVEMENT_COLUMNS "WHERE $1::int IS NULL OR year = $1 ORDER BY m.movement_no DESC LIMIT 1000"};
#undef MOVEMENT_COLUMNS

constexpr Sql insert_release{"insert_prefund_release", R"sql(
    INSERT INTO prefund_release (movement_no, voucher, released_by, released_at)
    VALUES ($1, $2, $3, instant_of($4)))sql"};

// On the pair's open day. A pair without days has none that could be closed.
constexpr Sql posting_day{"prefund_posting_day", R"sql(
    SELECT coalesce(max(day) FILTER (WHERE state = 'open'), greatest($4::date, max(day) + 1)) AS day FROM clearing_day
    WHERE platform = $1 AND counterparty = $2 AND direction = $3)sql"};
constexpr Sql insert_transfer{"insert_prefund_transfer", R"sql(
    INSERT INTO transfer (voucher, event, debit, credit, component, amount, platform, counterparty, insurance_type, care,
                          direction, clearing_day, posted_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', $9, $10, instant_of($11)))sql"};

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
        const auto other = session.first(by_bank, {m.bank, m.serial, m.paid_on.to_text()});
        if (other && is_same_order(movement_in(*other).movement, m)) return movement_in(*other);
        return fail(ErrorCode::conflict, "the bank's transaction stands in the books already", {"serial"});
    }
    write_audit_event(session, {m.made_at, "prefund_entered", m.made_by, subject_of(m.key, m.year),
                                fmt::format("{} {}", name_of(m.kind), m.amount.to_yuan())});
    return KeptPrefundMovement{row->number("movement_no"), m, {}, {}, std::nullopt};
}

void post(Session& session, const PrefundMovement& m, const std::string& voucher, Instant at) {
    const Transfer transfer = posting_of(m);
    const std::string day =
        session
            .first(posting_day, {m.platform, m.key.counterparty, name_of(m.key.direction), local_date(at).to_text()})
            ->text_or_empty("day");
    session.run(insert_transfer,
                {voucher, "prefund_" + std::string(name_of(m.kind)), name_of(transfer.debit), name_of(transfer.credit),
                 name_of(transfer.component), transfer.amount, m.platform, m.key.counterparty, name_of(m.key.direction),
                 day.empty() ? local_date(at).to_text() : day, at});
}

Result<KeptPrefundMovement> release_in(Session& session, long long no, const std::string& by, Instant at) {
    session.run(lock_movement, {no});
    const auto row = session.first(by_number, {no});
    if (!row) return fail(ErrorCode::not_found, fmt::format("there is no prefund movement {}", no), {"no"});
    KeptPrefundMovement kept = movement_in(*row);
    if (kept.released_at && kept.released_by == by) return kept;  // repeated
    if (kept.released_at) return fail(ErrorCode::conflict, "released already by " + kept.released_by, {"no"});
    if (auto allowed = check_release(kept.movement, by); !allowed) return fail(allowed.error());
    const PrefundMovement& m = kept.movement;
    hold_shared(session, {m.platform, m.key.counterparty, m.key.direction});
    kept.voucher = voucher_of(m, no);
    kept.released_by = by;
    kept.released_at = at;
    session.run(insert_release, {no, kept.voucher, by, at});
    post(session, m, kept.voucher, at);
    look_at_level(session, m.key, at);
    write_audit_event(session, {at, "prefund_released", by, kept.voucher,
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

awaitable<Result<KeptPrefundMovement>> PrefundBook::release(long long movement_no, std::string by, Instant at) {
    auto work = [movement_no, by = std::move(by), at](Session& session) -> Result<KeptPrefundMovement> {
        try {
            return release_in(session, movement_no, by, at);
        } catch (const SqlFailure& failure) {
            if (failure.constraint() != "prefund_is_never_below_nothing") throw;
            return fail(ErrorCode::conflict, "more would be given back than is held", {"amount"});
        }
    };
    return pool_.write_repeatable(release_movement, std::move(work));
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
