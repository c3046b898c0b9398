#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/domain/signature.hpp"
#include "gateway/infra/export/period_json.hpp"
#include "gateway/infra/export/statement.hpp"

#include <algorithm>
#include <map>

// Statements of closed days, and where the statements of a month stand.

namespace clearing::api {

using ports::awaitable;

namespace {

struct WhichStatements {
    PairFilter pairs;
    std::optional<ClearingDay> day;
    std::optional<Period> month;
    bool of_months = false;
};

Result<WhichStatements> which_statements(const Ask& ask) {
    WhichStatements which;
    const Result<std::optional<ClearingDay>> day = day_of(ask);
    if (!day) return fail(day.error());
    which.day = *day;
    if (const auto text = query_of(ask, "month")) {
        const Result<Period> month = Period::month(*text);
        if (!month) return fail(month.error());
        which.month = *month;
    }
    if (which.day && which.month) return fail(ErrorCode::invalid_value, "day or month, not both", {"day", "month"});
    which.of_months = query_of(ask, "kind").value_or(which.month ? "month" : "day") == "month";
    if (which.of_months && !which.month)
        return fail(ErrorCode::invalid_value, "month: is missing; statements of which month?", {"month"});
    which.pairs = pair_filter_of(ask);
    return which;
}

awaitable<Result<std::vector<Statement>>> day_statements(World& world, WhichStatements which) {
    if (!which.month) co_return co_await world.days.statements(which.day);
    std::vector<Statement> found;
    for (Date date = which.month->last; date >= which.month->first; date = date.previous()) {
        auto of_day = co_await world.days.statements(ClearingDay{date});
        if (!of_day) co_return fail(of_day.error());
        std::ranges::move(*of_day, std::back_inserter(found));
    }
    co_return found;
}

/// A month's statement of one pair as work: what it still waits for, or how far its last revision is.
struct MonthStatement {
    PairKey pair;
    std::vector<ports::Day> days;  ///< of the month, the one before it, and earlier ones that are not agreed
    std::optional<StatementRevision> last;
};

std::string_view standing_of(const MonthStatement& statement, bool is_complete) {
    if (!is_complete) return "incomplete";
    if (!statement.last) return "not_made";
    if (statement.last->is_released()) return "released";
    return statement.last->made_by == drafted_by ? "drafted" : "made";
}

json::Value statement_row(const MonthStatement& statement, const Period& month, const exports::Naming& naming) {
    const auto is_counted = [&](const ports::Day& day) {
        return month.contains(day.key.day.date) && is_agreed(day.state);
    };
    json::Array missing;
    for (const std::string& sentence : statements::days_missing(statement.days, month))
        missing.emplace_back(sentence);
    const PairKey& pair = statement.pair;
    json::Value value =
        json::Object{{"id", period_id(pair, month, naming.own_region)},
                     {"platform", pair.platform.text},
                     {"counterparty", pair.counterparty.text},
                     {"counterparty_name", naming.region_name ? naming.region_name(pair.counterparty) : std::string()},
                     {"direction", name_of(pair.direction)},
                     {"direction_zh", exports::chinese(pair.direction)},
                     {"period", month.to_text()},
                     {"state", standing_of(statement, missing.empty())},
                     {"days_agreed", static_cast<long long>(std::ranges::count_if(statement.days, is_counted))},
                     {"missing", std::move(missing)}};
    const json::Value last = statement.last ? exports::to_json(*statement.last) : json::Value(json::Object{});
    value.set("revision", last.find("number") ? *last.find("number") : json::Value());
    for (const char* of_revision : {"net", "made_by", "made_at", "released_by", "released_at"})
        value.set(of_revision, last.find(of_revision) ? *last.find(of_revision) : json::Value());
    return value;
}

/// Nothing is made for it, so a month can be looked at while its days are still closing.
awaitable<Result<json::Array>> month_statements(World& world, WhichStatements which) {
    const Period month = *which.month;
    // The day before tells a pair that begins in the month from one that lacks its first days.
    const ClearingDay before{month.first.previous()}, last{month.last};
    auto days = co_await world.days.days_between(before, last);
    if (!days) co_return fail(days.error());
    std::map<PairKey, MonthStatement> pairs;
    for (const ports::Day& day : *days)
        if (const PairKey pair = pair_of(day.key); which.pairs.takes(pair)) {
            pairs[pair].pair = pair;
            pairs[pair].days.push_back(day);
        }
    json::Array rows;
    for (auto& [pair, statement] : pairs) {
        const bool has_day_there =
            std::ranges::any_of(statement.days, [&](const ports::Day& day) { return day.key.day != before; });
        if (!has_day_there) continue;
        ports::PairDays asked{pair, {before.date.previous()}, true};
        auto not_agreed = co_await world.days.days_of(std::move(asked));
        if (!not_agreed) co_return fail(not_agreed.error());
        std::ranges::move(*not_agreed, std::back_inserter(statement.days));
        std::string id = period_id(pair, month, world.naming.own_region);
        auto revisions = co_await world.papers.revisions(std::move(id));
        if (!revisions) co_return fail(revisions.error());
        if (!revisions->empty()) statement.last = std::move(revisions->back());
        rows.push_back(statement_row(statement, month, world.naming));
    }
    co_return rows;
}

}  // namespace

awaitable<http::Response> list_statements(World& world, Ask ask) {
    const Result<WhichStatements> which = which_statements(ask);
    if (!which) co_return answer(which.error());
    json::Array of_days, of_months;
    if (which->of_months) {
        auto rows = co_await month_statements(world, *which);
        if (!rows) co_return answer(rows.error());
        of_months = std::move(*rows);
    } else {
        const auto statements = co_await day_statements(world, *which);
        if (!statements) co_return answer(statements.error());
        for (const Statement& statement : *statements)
            if (which->pairs.takes(pair_of(statement.key)))
                of_days.push_back(exports::summary_of(statement, world.naming));
    }
    co_return answer(json::Value(json::Object{{"statements", std::move(of_days)}, {"months", std::move(of_months)}}));
}

awaitable<http::Response> get_statement(World& world, Ask ask) {
    const std::string id = ask.path.at("id");
    const Result<std::optional<Statement>> statement = co_await world.days.statement(id);
    if (!statement) co_return answer(statement.error());
    if (!*statement) co_return answer(Error{ErrorCode::not_found, "there is no statement of this id", {"id"}, {}});
    const std::string format = query_of(ask, "format").value_or("json");
    if (format == "text") co_return answer_text(exports::to_text(**statement, world.naming));
    if (format == "json") co_return answer(exports::to_json(**statement, world.naming));
    const exports::CsvOptions options{.bom = query_of(ask, "bom") == "true"};
    co_return answer_csv(exports::to_csv(**statement, world.naming, options), (*statement)->id + ".csv");
}

}  // namespace clearing::api
