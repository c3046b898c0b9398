#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/domain/month_table.hpp"
#include "gateway/infra/export/statement.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

json::Value to_json(const ports::KeptConfirmation& kept) {
    return json::Object{{"institution", kept.institution.text},
                        {"month", kept.month.to_text().substr(0, 7)},
                        {"message", kept.message.text},
                        {"confirmed", kept.confirmed},
                        {"refused", kept.refused},
                        {"at", to_local_time(kept.at)},
                        {"rolled_back_at", time_or_null(kept.rolled_back_at)}};
}

json::Value to_json(const ports::InstitutionComparison& comparison) {
    json::Array differences;
    for (const auto& difference : comparison.differences)
        differences.push_back(json::Object{{"settlement_id", difference.named.text},
                                           {"result", name_in(line_verdict_codes, difference.verdict)},
                                           {"memo", difference.memo}});
    return json::Object{{"institution", comparison.institution.text},
                        {"begin", comparison.begin.to_text()},
                        {"end", comparison.end.to_text()},
                        {"message", comparison.message.text},
                        {"sent", comparison.sent},
                        {"matched", comparison.matched},
                        {"unreadable", comparison.unreadable},
                        {"at", to_local_time(comparison.at)},
                        {"differences", std::move(differences)}};
}

json::Value to_json(const ports::UnconfirmedLine& line) {
    return json::Object{{"settlement", exports::to_json(line.key)},
                        {"institution", line.institution.text},
                        {"reason", ports::name_of(line.reason)}};
}

template <class Items>
json::Array list_of(const Items& items) {
    json::Array list;
    for (const auto& item : items)
        list.push_back(to_json(item));
    return list;
}

}  // namespace

/// What institutions have said of a day: of its month their confirmations, of the day their comparisons, and its lines
/// that are not confirmed.
awaitable<http::Response> get_institutions(World& world, Ask ask) {
    const Result<DayKey> key = day_key_of(ask);
    if (!key) co_return answer(key.error());
    std::optional<InstitutionCode> institution;
    if (const auto wanted = query_of(ask, "institution")) institution = InstitutionCode(*wanted);
    const Date day = key->day.date;
    const auto confirmations = co_await world.institutions.confirmations(institution, Month::of(day).first);
    if (!confirmations) co_return answer(confirmations.error());
    const auto comparisons = co_await world.institutions.comparisons(institution, day, day);
    if (!comparisons) co_return answer(comparisons.error());
    auto unconfirmed = co_await world.institutions.unconfirmed(*key);
    if (!unconfirmed) co_return answer(unconfirmed.error());
    if (institution) std::erase_if(*unconfirmed, [&](const auto& line) { return line.institution != *institution; });
    co_return answer(json::Value(json::Object{{"confirmations", list_of(*confirmations)},
                                              {"comparisons", list_of(*comparisons)},
                                              {"unconfirmed", list_of(*unconfirmed)}}));
}

}  // namespace clearing::api
