#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/infra/export/settlement.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

json::Value page_of(const std::vector<SettlementRecord>& records, const std::optional<std::string>& next) {
    json::Array list;
    for (const SettlementRecord& record : records)
        list.push_back(exports::summary_of(record));
    return json::Object{{"settlements", std::move(list)}, {"next", next ? json::Value(*next) : json::Value()}};
}

}  // namespace

awaitable<http::Response> list_settlements(World& world, Ask ask) {
    Result<ports::SettlementFilter> filter = filter_of(ask);
    if (!filter) co_return answer(filter.error());
    // One more than asked for tells whether there is a next page.
    const std::size_t limit = filter->limit++;
    Result<std::vector<SettlementRecord>> records = co_await world.settlements.list(*filter);
    if (!records) co_return answer(records.error());
    std::optional<std::string> next;
    if (records->size() > limit) {
        records->resize(limit);
        next = records->back().id.text;
    }
    if (query_of(ask, "format") != "csv") co_return answer(page_of(*records, next));
    const exports::CsvOptions options{.bom = query_of(ask, "bom") == "true"};
    http::Response response = answer_csv(exports::to_csv(*records, options), "settlements.csv");
    if (next) response.headers["x-next"] = *next;
    co_return response;
}

awaitable<http::Response> get_settlement(World& world, Ask ask) {
    const SettlementId id(ask.path.at("id"));
    const Result<std::optional<SettlementRecord>> record = co_await world.settlements.find_by_id(id);
    if (!record) co_return answer(record.error());
    if (!*record) co_return answer(Error{ErrorCode::not_found, "there is no settlement of this id", {"id"}, {}});
    co_return answer(exports::to_json(**record));
}

}  // namespace clearing::api
