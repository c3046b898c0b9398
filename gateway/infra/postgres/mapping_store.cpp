#include "gateway/infra/postgres/mapping_store.hpp"

#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/mapping_texts.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::postgres {
namespace {

constexpr Write keep_version{"mapping.keep", Commit::alone};
constexpr Write order_activation{"mapping.activate", Commit::alone};
constexpr Write note_gap{"mapping.gaps", Commit::alone};

using ports::AuditEvent;
using ports::CodeGap;
using ports::MappingAction;
using ports::MappingActivation;
using ports::MappingVersion;

#define VERSION_COLUMNS "SELECT id, digest, base, made_by, ms_of(made_at) AS made_ms, summary FROM mapping_version "

// By its id or, where two keep it at the same moment, by its digest.
constexpr Sql insert_version{"insert_mapping_version", R"sql(
    INSERT INTO mapping_version (id, digest, base, made_by, made_at, summary)
    VALUES ($1, $2, $3, $4, instant_of($5), $6)
    ON CONFLICT DO NOTHING RETURNING id)sql"};
constexpr Sql all_versions{"mapping_versions", VERSION_COLUMNS "ORDER BY made_at DESC, version_no DESC"};
constexpr Sql version_by_id{"mapping_version_by_id", VERSION_COLUMNS "WHERE id = $1"};

#undef VERSION_COLUMNS

constexpr Sql all_activations{"mapping_activations", R"sql(
    SELECT activation_no, version, ms_of(effective_at) AS effective_ms, action, made_by, ms_of(at) AS at_ms,
           withdrawn_by
    FROM mapping_activation ORDER BY mapping_activation.effective_at, activation_no)sql"};

// A lock of its own: LOCK TABLE would need more than the daemon's role may do. Readers do not wait for it.
constexpr Sql hold_activations{"hold_mapping_activations",
                               "SELECT pg_advisory_xact_lock(hashtextextended('mapping_activation', 3302))"};
constexpr Sql last_activation{"last_mapping_activation",
                              "SELECT coalesce(max(activation_no), 0) AS last FROM mapping_activation"};
constexpr Sql withdraw_activations{"withdraw_mapping_activations", R"sql(
    UPDATE mapping_activation SET withdrawn_by = $2
    WHERE activation_no = ANY ($1::bigint[]) AND withdrawn_by = '' AND effective_at > instant_of($3))sql"};
constexpr Sql insert_activation{"insert_mapping_activation", R"sql(
    INSERT INTO mapping_activation (version, effective_at, action, made_by, at)
    VALUES ($1, instant_of($2), $3, $4, instant_of($5)) RETURNING activation_no)sql"};
constexpr Sql activation_exists{"mapping_activation_exists",
                                "SELECT 1 FROM mapping_activation WHERE activation_no = $1"};

constexpr Sql count_gap{"count_mapping_gap", R"sql(
    INSERT INTO mapping_gap (platform, kind, from_system, to_system, code, outcome, name, times, amount, first_seen,
                             last_seen)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, instant_of($10), instant_of($11))
    ON CONFLICT (platform, kind, from_system, to_system, code, outcome) DO UPDATE SET
        name = CASE WHEN excluded.name <> '' THEN excluded.name ELSE mapping_gap.name END,
        times = mapping_gap.times + excluded.times,
        amount = mapping_gap.amount + excluded.amount,
        last_seen = greatest(mapping_gap.last_seen, excluded.last_seen))sql"};
constexpr Sql all_gaps{"mapping_gaps", R"sql(
    SELECT platform, kind, from_system, to_system, code, outcome, name, times, amount, ms_of(first_seen) AS first_ms,
           ms_of(last_seen) AS last_ms
    FROM mapping_gap ORDER BY amount DESC, times DESC, platform, kind, from_system, to_system, code, outcome)sql"};

MappingVersion read_version(const Row& row) {
    return {row.text("id"),      row.digest("digest"),   row.text("base"),
            row.text("made_by"), row.instant("made_ms"), row.text("summary")};
}

MappingAction action_named(std::string_view name) {
    for (const MappingAction action : {MappingAction::start, MappingAction::activate, MappingAction::rollback})
        if (name_of(action) == name) return action;
    throw std::logic_error("an unknown name in column action");
}

MappingActivation read_activation(const Row& row) {
    return {row.number("activation_no"),      row.text("version"), row.instant("effective_ms"),
            action_named(row.text("action")), row.text("made_by"), row.instant("at_ms"),
            row.text("withdrawn_by")};
}

CodeGap read_gap(const Row& row) {
    CodeGap gap;
    gap.platform = PlatformName(row.text("platform"));
    gap.kind = row.text("kind");
    gap.from = row.text("from_system");
    gap.to = row.text("to_system");
    gap.code = row.text("code");
    gap.name = row.text("name");
    gap.outcome = row.text("outcome");
    gap.times = row.number("times");
    gap.amount = row.money("amount");
    gap.first_seen = row.instant("first_ms");
    gap.last_seen = row.instant("last_ms");
    return gap;
}

template <class T>
Result<std::vector<T>> read_all(Session& session, const Sql& statement, T (*read)(const Row&)) {
    std::vector<T> items;
    for (const Row& row : session.run(statement))
        items.push_back(read(row));
    return items;
}

std::optional<MappingVersion> find_version(Session& session, const std::string& id) {
    const auto row = session.first(version_by_id, {id});
    if (!row) return std::nullopt;
    return read_version(*row);
}

Result<bool> keep_in(Session& session, const MappingVersion& v, const std::map<std::string, std::string>& texts,
                     const AuditEvent& event) {
    if (!session.first(insert_version, {v.id, v.digest, v.base, v.made_by, v.made_at, v.summary})) {
        if (find_version(session, v.id).value().digest != v.digest)
            return fail(ErrorCode::conflict, "another mapping version has the id " + v.id);
        return false;
    }
    keep_mapping_texts(session, v.id, texts);
    write_audit_event(session, event);
    return true;
}

Result<MappingActivation> activate_in(Session& session, MappingActivation a, const std::vector<long long>& withdrawn,
                                      long long expected_last, const AuditEvent& event) {
    session.run(hold_activations);
    const long long last = session.first(last_activation)->number("last");
    if (last != expected_last)
        return fail(ErrorCode::conflict,
                    fmt::format("activation {} came in between: decided on {}", last, expected_last));
    const auto version = find_version(session, a.version);
    if (!version) return fail(ErrorCode::not_found, "no mapping version " + a.version);
    if (a.action == MappingAction::activate && version->made_by == a.by)
        return fail(ErrorCode::forbidden, "the maker of a version does not activate it");

    // After this point the activation must succeed.
    if (!withdrawn.empty())
        session.run(withdraw_activations, {fmt::format("{{{}}}", fmt::join(withdrawn, ",")), a.by, a.at});
    a.no = session.first(insert_activation, {a.version, a.effective_at, name_of(a.action), a.by, a.at})
               ->number("activation_no");
    a.withdrawn_by.clear();
    write_audit_event(session, event);
    return a;
}

/// In the order of their keys, each once: two calls never wait for each other crosswise.
std::vector<CodeGap> summed_by_key(std::vector<CodeGap> gaps) {
    std::map<std::tuple<PlatformName, std::string, std::string, std::string, std::string, std::string>, CodeGap> sums;
    for (CodeGap& gap : gaps) {
        gap.times = std::max(gap.times, 1LL);
        const auto [place, is_new] =
            sums.try_emplace({gap.platform, gap.kind, gap.from, gap.to, gap.code, gap.outcome}, gap);
        if (is_new) continue;
        CodeGap& sum = place->second;
        if (!gap.name.empty()) sum.name = gap.name;
        sum.times += gap.times;
        sum.amount += gap.amount;
        sum.first_seen = std::min(sum.first_seen, gap.first_seen);
        sum.last_seen = std::max(sum.last_seen, gap.last_seen);
    }
    std::vector<CodeGap> summed;
    for (auto& [key, sum] : sums)
        summed.push_back(std::move(sum));
    return summed;
}

}  // namespace

awaitable<Result<bool>> MappingStore::keep(MappingVersion version, std::map<std::string, std::string> texts,
                                           AuditEvent event) {
    std::string id = version.id;
    auto work = [version = std::move(version), texts = std::move(texts), event = std::move(event)](Session& session) {
        return keep_in(session, version, texts, event);
    };
    auto was_committed = [id = std::move(id)](Session& session, bool) { return find_version(session, id).has_value(); };
    return pool_.write(keep_version, std::move(work), std::move(was_committed));
}

awaitable<Result<std::vector<MappingVersion>>> MappingStore::versions() {
    return pool_.read([](Session& session) { return read_all(session, all_versions, read_version); });
}

awaitable<Result<std::optional<MappingVersion>>> MappingStore::find(std::string id) {
    auto work = [id = std::move(id)](Session& session) -> Result<std::optional<MappingVersion>> {
        return find_version(session, id);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::map<std::string, std::string>>> MappingStore::texts(std::string id,
                                                                          std::vector<std::string> files) {
    auto work = [id = std::move(id),
                 files = std::move(files)](Session& session) -> Result<std::map<std::string, std::string>> {
        if (!find_version(session, id)) return fail(ErrorCode::not_found, "no mapping version " + id);
        return read_mapping_texts(session, id, files);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<MappingActivation>>> MappingStore::activations() {
    return pool_.read([](Session& session) { return read_all(session, all_activations, read_activation); });
}

awaitable<Result<MappingActivation>> MappingStore::activate(MappingActivation activation,
                                                            std::vector<long long> withdrawn, long long expected_last,
                                                            AuditEvent event) {
    auto work = [activation = std::move(activation), withdrawn = std::move(withdrawn), expected_last,
                 event = std::move(event)](Session& session) {
        return activate_in(session, activation, withdrawn, expected_last, event);
    };
    auto was_committed = [](Session& session, const MappingActivation& answer) {
        return session.first(activation_exists, {answer.no}).has_value();
    };
    return pool_.write(order_activation, std::move(work), was_committed);
}

awaitable<Result<void>> MappingStore::note_gaps(std::vector<CodeGap> gaps) {
    auto work = [gaps = summed_by_key(std::move(gaps))](Session& session) -> Result<void> {
        for (const CodeGap& g : gaps)
            session.run(count_gap, {g.platform, g.kind, g.from, g.to, g.code, g.outcome, g.name, g.times, g.amount,
                                    g.first_seen, g.last_seen});
        return {};
    };
    // A count whose commit is in doubt is not counted again: once too few does less harm than twice.
    return pool_.write(note_gap, std::move(work));
}

awaitable<Result<std::vector<CodeGap>>> MappingStore::gaps() {
    return pool_.read([](Session& session) { return read_all(session, all_gaps, read_gap); });
}

}  // namespace clearing::postgres
