#include "gateway/infra/postgres/institution_confirmations.hpp"

#include "gateway/infra/postgres/audit_log.hpp"

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

using Reason = ports::UnconfirmedLine::Reason;

constexpr Write keep_word{"institution.confirm", Commit::alone};
constexpr Write take_back{"institution.roll_back", Commit::alone};
constexpr Write keep_compared{"institution.keep_comparison", Commit::alone};

// One institution says one thing at a time: two messages about a line cannot both be the first.
constexpr Sql hold_institution{"hold_institution", R"sql(
    SELECT institution_number($1) AS institution_no, pg_advisory_xact_lock(hashtextextended($1, 3261)))sql"};

constexpr Sql known_message{"known_confirmation", R"sql(
    SELECT 1 FROM institution_confirmation WHERE institution_no = $1 AND message_id = $2)sql"};
constexpr Sql word_on_line{"word_on_line", R"sql(
    SELECT s.id FROM institution_word w JOIN settlement s USING (settlement_no) WHERE w.settlement_no = $1)sql"};
constexpr Sql insert_confirmation{"insert_confirmation", R"sql(
    INSERT INTO institution_confirmation (institution_no, month, message_id, made_at)
    VALUES ($1, $2::date, $3, instant_of($4)) RETURNING confirmation_no)sql"};
constexpr Sql insert_confirmed_line{"insert_confirmation_line", R"sql(
    INSERT INTO institution_confirmation_line (confirmation_no, settlement_no, institution_no, confirmed)
    VALUES ($1, $2, $3, $4))sql"};

constexpr Sql insert_rollback{"insert_rollback", R"sql(
    INSERT INTO institution_rollback (confirmation_no, message_id, rolled_back_at)
    SELECT c.confirmation_no, $4, instant_of($5) FROM institution_confirmation c
    WHERE c.institution_no = $1 AND c.month = $2::date AND ($3 = '0' OR c.message_id = $3)
      AND NOT EXISTS (SELECT FROM institution_rollback r WHERE r.confirmation_no = c.confirmation_no)
    RETURNING (SELECT count(*) FROM institution_confirmation_line l
               WHERE l.confirmation_no = institution_rollback.confirmation_no) AS lines)sql"};
constexpr Sql rolled_back_by{"rolled_back_by", R"sql(
    SELECT count(l.settlement_no) AS lines, count(DISTINCT c.confirmation_no) AS messages
    FROM institution_rollback r JOIN institution_confirmation c USING (confirmation_no)
    JOIN institution_confirmation_line l USING (confirmation_no)
    WHERE c.institution_no = $1 AND r.message_id = $2)sql"};

constexpr Sql insert_comparison{"insert_comparison", R"sql(
    INSERT INTO institution_comparison (institution_no, first_day, last_day, message_id, sent, matched, unreadable,
                                        compared_at)
    VALUES ($1, $2::date, $3::date, $4, $5, $6, $7, instant_of($8))
    ON CONFLICT ON CONSTRAINT institution_comparison_once DO NOTHING RETURNING comparison_no)sql"};
constexpr Sql insert_found{"insert_institution_difference", R"sql(
    INSERT INTO institution_difference (comparison_no, settlement_no, named_id, result, memo)
    VALUES ($1, $2, $3, $4, $5))sql"};

// The last 3202 that covers the line's day decides whether it differs.
constexpr Sql unconfirmed_of_day{"unconfirmed_of_day", R"sql(
    SELECT s.settlement_no, s.key_division, s.key_id, i.code AS institution, w.confirmed, d.differs
    FROM settlement s JOIN institution i USING (institution_no)
    LEFT JOIN institution_word w USING (settlement_no)
    LEFT JOIN LATERAL (SELECT c.comparison_no FROM institution_comparison c
                       WHERE c.institution_no = s.institution_no
                         AND s.assigned_day BETWEEN c.first_day AND c.last_day
                       ORDER BY c.comparison_no DESC LIMIT 1) last ON true
    LEFT JOIN LATERAL (SELECT true AS differs FROM institution_difference f
                       WHERE f.comparison_no = last.comparison_no AND f.settlement_no = s.settlement_no LIMIT 1) d
        ON true
    WHERE s.platform = $1 AND s.counterparty = $2 AND s.direction = $3 AND s.assigned_day = $4
      AND s.state IN ('booked', 'cancelled') AND w.confirmed IS DISTINCT FROM true
    ORDER BY s.key_division, s.key_id)sql"};

constexpr Sql confirmations_of{"confirmations_of_month", R"sql(
    SELECT i.code AS institution, c.month, c.message_id, ms_of(c.made_at) AS made_ms,
           ms_of(r.rolled_back_at) AS rolled_back_ms,
           count(l.settlement_no) FILTER (WHERE l.confirmed) AS confirmed,
           count(l.settlement_no) FILTER (WHERE NOT l.confirmed) AS refused
    FROM institution_confirmation c JOIN institution i USING (institution_no)
    LEFT JOIN institution_rollback r USING (confirmation_no)
    LEFT JOIN institution_confirmation_line l USING (confirmation_no)
    WHERE c.month = $1::date AND ($2::text IS NULL OR i.code = $2)
    GROUP BY c.confirmation_no, i.code, r.rolled_back_at ORDER BY c.confirmation_no DESC)sql"};

constexpr Sql comparisons_of{"comparisons_of_days", R"sql(
    SELECT c.comparison_no, i.code AS institution, c.first_day, c.last_day, c.message_id, c.sent, c.matched,
           c.unreadable, ms_of(c.compared_at) AS compared_ms
    FROM institution_comparison c JOIN institution i USING (institution_no)
    WHERE c.first_day <= $2::date AND c.last_day >= $1::date AND ($3::text IS NULL OR i.code = $3)
    ORDER BY c.comparison_no DESC LIMIT 1000)sql"};
constexpr Sql differences_of{"differences_of_comparison", R"sql(
    SELECT settlement_no, named_id, result, memo FROM institution_difference WHERE comparison_no = $1
    ORDER BY difference_no)sql"};

long long hold(Session& session, const InstitutionCode& institution) {
    return session.first(hold_institution, {institution})->number("institution_no");
}

std::string month_text(Date month) {
    return month.to_text().substr(0, 7);
}

Reason reason_of(const Row& row) {
    if (!row.is_null("confirmed")) return Reason::refused;
    return row.is_null("differs") ? Reason::not_confirmed : Reason::differs;
}

Result<void> write_confirmation(Session& session, const ports::InstitutionConfirmation& c) {
    const long long institution_no = hold(session, c.institution);
    if (session.first(known_message, {institution_no, c.message})) return {};
    long long confirmed = 0;
    for (const auto& line : c.lines) {
        const auto word = session.first(word_on_line, {line.settlement});
        if (word) return fail(ErrorCode::conflict, word->text("id") + " is confirmed or refused already", {"setl_sn"});
        confirmed += line.confirmed ? 1 : 0;
    }
    // After this point the confirmation must succeed.
    const auto row = session.first(insert_confirmation, {institution_no, c.month.to_text(), c.message, c.at});
    const long long confirmation_no = row->number("confirmation_no");
    for (const auto& line : c.lines)
        session.run(insert_confirmed_line, {confirmation_no, line.settlement, institution_no, line.confirmed});
    const auto refused = static_cast<long long>(c.lines.size()) - confirmed;
    write_audit_event(session, {c.at, "institution_confirmed", c.institution.text,
                                fmt::format("{} {}", month_text(c.month), c.message.text),
                                fmt::format("{} confirmed, {} not", confirmed, refused)});
    return {};
}

struct TakenBack {
    long long messages = 0, lines = 0;
    bool before = false;  ///< by this message, when it came first
};

TakenBack write_rollback(Session& session, long long institution_no, Date month, const MessageId& message,
                         const MessageId& by, Instant at) {
    TakenBack taken;
    const auto before = session.first(rolled_back_by, {institution_no, by});
    if (before->number("messages") > 0) return {before->number("messages"), before->number("lines"), true};
    for (const Row& row : session.run(insert_rollback, {institution_no, month.to_text(), message, by, at})) {
        taken.messages += 1;
        taken.lines += row.number("lines");
    }
    return taken;
}

ports::InstitutionComparison read_comparison(Session& session, const Row& row) {
    ports::InstitutionComparison comparison{InstitutionCode(row.text("institution")),
                                            row.day("first_day").date,
                                            row.day("last_day").date,
                                            MessageId(row.text("message_id")),
                                            row.number("sent"),
                                            row.number("matched"),
                                            row.number("unreadable"),
                                            {},
                                            row.instant("compared_ms")};
    for (const Row& found : session.run(differences_of, {row.number("comparison_no")})) {
        std::optional<SettlementNo> settlement;
        if (!found.is_null("settlement_no")) settlement = SettlementNo(found.number("settlement_no"));
        comparison.differences.push_back(
            {settlement, SettlementId(found.text("named_id")),
             value_in(line_verdict_codes, found.text("result")).value_or(LineVerdict::differs), found.text("memo")});
    }
    return comparison;
}

}  // namespace

awaitable<Result<void>> InstitutionConfirmations::confirm(ports::InstitutionConfirmation confirmation) {
    auto work = [confirmation = std::move(confirmation)](Session& session) {
        return write_confirmation(session, confirmation);
    };
    return pool_.write_repeatable(keep_word, std::move(work));
}

awaitable<Result<long long>> InstitutionConfirmations::roll_back(InstitutionCode institution, Date month,
                                                                 MessageId message, MessageId by, Instant at) {
    auto work = [institution = std::move(institution), month, message = std::move(message), by = std::move(by),
                 at](Session& session) -> Result<long long> {
        const long long institution_no = hold(session, institution);
        const TakenBack taken = write_rollback(session, institution_no, month, message, by, at);
        if (taken.messages == 0) return fail(ErrorCode::not_found, "no such confirmation stands", {"otransid"});
        if (taken.before) return taken.lines;
        write_audit_event(session, {at, "institution_rolled_back", institution.text,
                                    fmt::format("{} {}", month_text(month), message.text),
                                    fmt::format("{} messages, {} lines", taken.messages, taken.lines)});
        return taken.lines;
    };
    return pool_.write_repeatable(take_back, std::move(work));
}

awaitable<Result<void>> InstitutionConfirmations::keep_comparison(ports::InstitutionComparison comparison) {
    auto work = [c = std::move(comparison)](Session& session) -> Result<void> {
        const long long institution_no = hold(session, c.institution);
        const auto row = session.first(insert_comparison, {institution_no, c.begin.to_text(), c.end.to_text(),
                                                           c.message, c.sent, c.matched, c.unreadable, c.at});
        if (!row) return {};  // the message is known: what it found stands
        for (const auto& d : c.differences)
            session.run(insert_found, {row->number("comparison_no"), d.settlement, d.named,
                                       name_in(line_verdict_codes, d.verdict), d.memo});
        write_audit_event(session, {c.at, "institution_compared", c.institution.text,
                                    fmt::format("{} {} {}", c.begin.to_text(), c.end.to_text(), c.message.text),
                                    fmt::format("{} sent, {} matched, {} unreadable, {} differ", c.sent, c.matched,
                                                c.unreadable, c.differences.size())});
        return {};
    };
    return pool_.write_repeatable(keep_compared, std::move(work));
}

awaitable<Result<std::vector<ports::UnconfirmedLine>>> InstitutionConfirmations::unconfirmed(DayKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::vector<ports::UnconfirmedLine>> {
        std::vector<ports::UnconfirmedLine> lines;
        for (const Row& row :
             session.run(unconfirmed_of_day, {key.platform, key.counterparty, name_of(key.direction), key.day}))
            lines.push_back({SettlementNo(row.number("settlement_no")),
                             {DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))},
                             InstitutionCode(row.text("institution")),
                             reason_of(row)});
        return lines;
    };
    return long_work_.read(std::move(work));
}

awaitable<Result<std::vector<ports::KeptConfirmation>>> InstitutionConfirmations::confirmations(
    std::optional<InstitutionCode> institution, Date month) {
    auto work = [institution = std::move(institution),
                 month](Session& session) -> Result<std::vector<ports::KeptConfirmation>> {
        std::vector<ports::KeptConfirmation> kept;
        for (const Row& row : session.run(confirmations_of, {month.to_text(), institution})) {
            std::optional<Instant> rolled_back_at;
            if (!row.is_null("rolled_back_ms")) rolled_back_at = row.instant("rolled_back_ms");
            kept.push_back({InstitutionCode(row.text("institution")), row.day("month").date,
                            MessageId(row.text("message_id")), row.number("confirmed"), row.number("refused"),
                            row.instant("made_ms"), rolled_back_at});
        }
        return kept;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<ports::InstitutionComparison>>> InstitutionConfirmations::comparisons(
    std::optional<InstitutionCode> institution, Date begin, Date end) {
    auto work = [institution = std::move(institution), begin,
                 end](Session& session) -> Result<std::vector<ports::InstitutionComparison>> {
        std::vector<ports::InstitutionComparison> all;
        for (const Row& row : session.run(comparisons_of, {begin.to_text(), end.to_text(), institution}))
            all.push_back(read_comparison(session, row));
        return all;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
