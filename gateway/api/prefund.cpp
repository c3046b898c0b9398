// What can be read about prefunds.
#include "gateway/api/prefund.hpp"

#include "gateway/api/answers.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/api/prefund_json.hpp"

namespace clearing::api {

using ports::awaitable;

namespace {

constexpr std::size_t first_year = 2016, last_year = 2200;

template <class T>
http::Response answer_value(const World& world, const Result<T>& result) {
    return result ? answer(to_json(*result, world.naming)) : answer(result.error());
}

template <class T>
http::Response answer_list(const World& world, const char* name, const Result<std::vector<T>>& result) {
    if (!result) return answer(result.error());
    json::Array list;
    for (const T& one : *result)
        list.push_back(to_json(one, world.naming));
    return answer(json::Value(json::Object{{name, std::move(list)}}));
}

}  // namespace

Result<PrefundKey> prefund_key_of(const Ask& ask) {
    const auto direction = direction_named(ask.path.at("direction"));
    if (!direction) return fail(ErrorCode::invalid_value, "must be visitor or resident_away", {"direction"});
    const std::string& counterparty = ask.path.at("counterparty");
    const bool is_code = counterparty.size() == 6 && counterparty.find_first_not_of("0123456789") == std::string::npos;
    if (!is_code) return fail(ErrorCode::invalid_value, "must be a division code", {"counterparty"});
    return PrefundKey{DivisionCode(counterparty), *direction};
}

awaitable<http::Response> list_prefunds(World& world, Ask) {
    const auto positions = co_await world.prefund.book.positions();
    co_return answer_list(world, "prefunds", positions);
}

awaitable<http::Response> get_prefund(World& world, Ask ask) {
    const Result<PrefundKey> key = prefund_key_of(ask);
    if (!key) co_return answer(key.error());
    const auto sheet = co_await world.prefund.papers.sheet(*key);
    co_return answer_value(world, sheet);
}

awaitable<http::Response> get_prefund_size(World& world, Ask ask) {
    const Result<PrefundKey> key = prefund_key_of(ask);
    if (!key) co_return answer(key.error());
    const auto this_year = static_cast<std::size_t>(local_date(world.clock.now()).year());
    const Result<std::size_t> year = number_of(ask, "year", this_year, first_year, last_year);
    if (!year) co_return answer(year.error());
    const auto size = co_await world.prefund.papers.size(*key, static_cast<int>(*year));
    co_return answer_value(world, size);
}

awaitable<http::Response> list_prefund_movements(World& world, Ask ask) {
    std::optional<int> wanted;
    if (query_of(ask, "year")) {
        const Result<std::size_t> year = number_of(ask, "year", first_year, first_year, last_year);
        if (!year) co_return answer(year.error());
        wanted = static_cast<int>(*year);
    }
    const auto movements = co_await world.prefund.book.movements(wanted);
    co_return answer_list(world, "movements", movements);
}

awaitable<http::Response> list_urgent_increases(World& world, Ask) {
    const auto requests = co_await world.prefund.book.urgent_increases();
    co_return answer_list(world, "urgent", requests);
}

awaitable<http::Response> check_prefunds(World& world, Ask) {
    const auto found = co_await world.prefund.book.disagreements();
    co_return answer_list(world, "disagreements", found);
}

}  // namespace clearing::api
