#include "fake_world.hpp"
#include "gateway/api/route.hpp"
#include "gateway/api/schemas.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;
using clearing::api::Property;
using clearing::api::Schema;

namespace {

const Schema* find_schema(std::string_view name) {
    for (const Schema& schema : api::schemas())
        if (schema.name == name) return &schema;
    return nullptr;
}

/// Of "A|B" the schema whose properties the value has.
/// A statement has one of the two.
bool may_be_missing(const Property& property) {
    return property.name == "receivable" || property.name == "payable";
}

std::string_view one_of(std::string_view types, const json::Value& value) {
    while (true) {
        const std::string_view type = types.substr(0, types.find('|'));
        const Schema* schema = find_schema(type);
        const bool fits = schema && std::ranges::all_of(schema->properties, [&](const Property& property) {
                              return may_be_missing(property) || value.find(property.name) != nullptr;
                          });
        if (fits || type.size() == types.size()) return type;
        types.remove_prefix(type.size() + 1);
    }
}

void check_value(const json::Value& value, std::string_view type, const std::string& where);

void check_object(const json::Value& value, const Schema& schema, const std::string& where) {
    const json::Object* object = value.as_object();
    BOOST_REQUIRE_MESSAGE(object, where << " is no object");
    for (const auto& [key, member] : *object) {
        const auto property = std::ranges::find(schema.properties, key, &Property::name);
        BOOST_REQUIRE_MESSAGE(property != schema.properties.end(), where << "." << key << " is not in " << schema.name);
        check_value(member, property->type, where + "." + key);
    }
    for (const Property& property : schema.properties) {
        if (may_be_missing(property)) continue;
        BOOST_CHECK_MESSAGE(value.find(property.name), where << " lacks " << property.name);
    }
}

void check_value(const json::Value& value, std::string_view type, const std::string& where) {
    if (type.ends_with('?')) {
        if (value.is_null()) return;
        type.remove_suffix(1);
    }
    if (type.starts_with('[')) {
        BOOST_REQUIRE_MESSAGE(value.as_array(), where << " is no array");
        for (const json::Value& item : *value.as_array())
            check_value(item, type.substr(1, type.size() - 2), where + "[]");
        return;
    }
    if (const auto bar = type.find('|'); bar != std::string_view::npos)
        return check_value(value, one_of(type, value), where);
    if (const Schema* schema = find_schema(type)) return check_object(value, *schema, where);
    if (type == "count" || type == "flag") {
        const bool fits = type == "count" ? value.as_number() != nullptr : value.as_bool() != nullptr;
        BOOST_CHECK_MESSAGE(fits, where << " is no " << type);
        return;
    }
    BOOST_REQUIRE_MESSAGE(value.as_string(), where << " is no text");
    const char* form = type == "amount" ? "-?[0-9]+\\.[0-9]{2}"
                       : type == "day"  ? "[0-9]{4}-[0-9]{2}-[0-9]{2}"
                       : type == "time" ? "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"
                                        : "[^]*";
    BOOST_CHECK_MESSAGE(std::regex_match(*value.as_string(), std::regex(form)), where << ": " << *value.as_string());
}

/// A position that no posting bears out, a movement to be released, a request.
void begin_prefund(FakePrefund& prefund) {
    const PrefundKey key{DivisionCode("310000"), Direction::visitor};
    prefund.books.prefunds[key].use = {Money::from_fen(100), Money::from_fen(70)};
    ports::KeptPrefundMovement movement;
    movement.no = 7;
    movement.movement.key = key;
    movement.movement.platform = PlatformName("delta");
    movement.movement.amount = Money::from_fen(100);
    movement.movement.made_by = "maker";
    prefund.books.prefund_movements = {movement};
    prefund.books.urgent_increases.emplace_back();
}

FakeWorld full_world() {
    FakeWorld world;
    SettlementRecord refused = booked("B");
    refused.error = Error{ErrorCode::law_a_broken, "2.00 missing", {"medfee_sumamt"}, {}};
    world.settlements.records = {booked("A"), refused};
    world.days.rows = {{zhang_day(), DayState::agreed, {}}};
    world.days.content_of_day.lines.emplace_back();
    world.days.content_of_day.carried.emplace_back();
    world.days.late_of_day.emplace_back();
    world.days.differences_of[zhang_day()] = zhang_statement().differences;
    world.days.balance = zhang_statement().trial_balance;
    world.days.statements_made = {zhang_statement()};
    world.closing.outcome = zhang_statement();
    world.peers.known.push_back(shanghai());
    world.doubts.rows = {in_doubt("C")};
    world.doubts.owed = {owed_undoing("D", 16)};
    for (const char* id : {"A", "C"})
        world.reversals->hold(in_doubt(id).record);
    world.reversals->add_order(7, SettlementId("C"));
    world.outbox.rows = {outbox_row(12, ports::OutboxState::parked)};
    world.peers.held.emplace_back();
    world.status.raised.push_back({7, "A", "a late yes", {}});
    world.audit.events.emplace_back();
    world.differences->open_case(7);
    world.differences->reconciling.finds = {{DifferenceKind::cash, 1}};
    world.schedule.planned = {planned_close()};
    world.deliveries.states = {webhook_that_is_away()};
    begin_prefund(*world.prefund);
    world.mapping->begin();
    world.mapping->settle("A", second_drug);
    world.mapping->store.noted.push_back(
        {PlatformName("delta"), "drug", "local", "national", "YP999", "某药", "hold", 2, {}, {}, {}});
    const Answer made =
        world.job_of(world.post(2, "/mapping/imports", sheet_of_second_drug("0.1"),
                                {{"kind", "drug"}, {"valid_from", "2018-10-16"}, {"origin", "notice"}}));
    BOOST_REQUIRE_MESSAGE(made.text("state") == "done", made.response.body);
    world.money->hold(booked("A"));
    world.money->add_examples();
    world.details.lines[zhang_day()] = {zhang_line()};
    world.post(2, "/statements/330200-delta-310000-visitor-2018-10-16/revisions");
    return world;
}

const std::map<std::string_view, std::string> money_orders{
    {"NoticeOrder", R"({"platform":"delta","counterparty":"310000","direction":"visitor","last":"2018-10-16"})"},
    {"NettingOrder", R"({"receivable":"released","payable":"payable"})"},
    {"BankEntry", R"({"bank":"B","serial":"1","date":"2018-10-17","amount":"1.00","platform":"delta",)"
                  R"("counterparty":"310000","direction":"visitor"})"},
    {"InstitutionPaymentOrder", R"({"institution":"H33020300001","platform":"delta","counterparty":"310000",)"
                                R"("bank":"B","serial":"2","date":"2018-10-17","amount":"1.00"})"},
    {"MatchOrder", R"({"notice":"released"})"},
    {"FindingOrder", R"({"id":"f","settlement":"A","class":"ask","reason":"twice","amount":"1.00"})"},
    {"BounceOrder", R"({"reason":"closed account"})"},
    {"PrefundMovementOrder", R"({"platform":"delta","year":2018,"kind":"first","amount":"1.00","bank":"B",)"
                             R"("serial":"S","paid_on":"2018-10-15"})"},
    {"InstitutionPaymentReturn", R"({"date":"2018-10-17","reason":"r"})"},
    {"UrgentOrder", R"({"signed_on":"2018-10-16","asked":"1.00"})"},
    {"AdjustmentOrder", R"({"settlement":"A","reason":"deduction","origin":"f","components":{"hifp":"1.00"}})"},
};

/// A notice that is as far as the step wants it.
std::string notice_for(std::string_view path) {
    if (path.ends_with("/take-over")) return "draft";
    if (path.ends_with("/release")) return "checked";
    if (path.ends_with("/hand-over") || path.ends_with("/offset")) return "released";
    return "made";
}

std::string institution_payment_for(std::string_view path) {
    if (path.ends_with("/return")) return "工商银行-I2";
    if (path.ends_with("/return/confirm") || path.ends_with("/return/withdraw")) return "工商银行-I3";
    return "工商银行-I1";
}

struct Posted {
    std::uint32_t uid = 2;
    std::string body;
    std::map<std::string, std::string> query;
};

/// What an order needs to be taken.
Posted posted(const api::Route& route) {
    if (route.body == "ClockAdvance") return {3, R"({"to":"2018-10-17 00:05:00"})", {}};
    if (const auto order = money_orders.find(route.body); order != money_orders.end())
        return {route.role == api::Role::checker ? 4U : 2U, order->second, {}};
    if (route.path == "/payments/import") return {2, "bank,serial,date,amount,platform,counterparty,direction\n", {}};
    if (route.body == "text/csv")
        return {2, sheet_of_second_drug("0.2"), {{"kind", "drug"}, {"valid_from", "2018-10-16"}, {"origin", "notice"}}};
    if (route.body == "ReversalReason") return {2, R"({"reason":"no answer for a week"})", {}};
    if (route.body == "RevisionOrder") return {2, R"({"reason":"deduction"})", {}};
    if (route.path.ends_with("/file-imports") || route.path.ends_with("/file-exports"))
        return {2, "", {{"file", "a.zip"}}};
    if (route.body == "ResumeOrder") return {3, R"({"peer":"shanghai"})", {}};
    if (route.body == "ForwardingOrder") return {3, R"({"peer":"shanghai","on":false})", {}};
    if (route.body == "CaseAssignment") return {2, R"({"owner":"li"})", {}};
    if (route.body == "NewCaseNote") return {2, R"({"text":"asked by telephone"})", {}};
    if (route.body == "CaseResolution") return {4, R"({"reason":"theirs was the double"})", {}};
    if (route.role == api::Role::operator_) return {3, "", {}};
    if (route.body == "TableSet") return {2, "{}", {}};
    if (route.role == api::Role::checker) return {4, "", {}};
    return {};
}

std::map<std::string, std::string> asked(const api::Route& route) {
    if (route.path == "/mapping/lookup") return {{"kind", "drug"}, {"code", "YP002"}};
    if (route.path == "/calendar/deadline") return {{"name", "to_finance"}, {"from", "2018-09-28"}};
    return {};
}

std::string filled(std::string path, const FakeWorld& world) {
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"{platform}", "delta"},
                                            {"{counterparty}", "310000"},
                                            {"{direction}", "visitor"},
                                            {"{day}", "2018-10-16"},
                                            {"{month}", "2018-10"},
                                            {"{settlement}", "A"},
                                            {"{institution}", "H33020300001"},
                                            {"{no}", "7"},
                                            {"{year}", "2018"},
                                            {"{number}", "1"},
                                            {"{version}", world.mapping->store.kept.back().version.id}})
        if (const std::size_t at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    if (const std::size_t at = path.find("{id}"); at != std::string::npos)
        path.replace(at, 4,
                     path.starts_with("/notices")        ? notice_for(path)
                     : path.ends_with("/accept")         ? "notified"
                     : path.starts_with("/findings")     ? "proposed"
                     : path.starts_with("/payments")     ? "工商银行-S0"
                     : path.starts_with("/institution-") ? institution_payment_for(path)
                     : path.starts_with("/statements")   ? "330200-delta-310000-visitor-2018-10-16"
                     : path.starts_with("/mapping/jobs") ? "20181016090000000-1"
                                                         : "A");
    return path;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_route_answers_in_the_shape_its_document_states) {
    for (const api::Route& route : api::routes()) {
        if (route.schema.empty()) continue;
        FakeWorld world = full_world();
        if (route.path == "/months/{month}") fill_october(world);  // its sum wants all of its days
        const std::string path = filled(std::string(route.path), world);
        if (route.path == "/mapping/rollback")
            world.job_of(world.post(4, filled("/mapping/versions/{version}/activate", world)));
        const auto [uid, body, query] = posted(route);
        const Answer answer =
            route.method == "GET" ? world.get(path, asked(route)) : world.post(uid, path, body, query);
        BOOST_REQUIRE_MESSAGE(answer.response.status == route.success, path << ": " << answer.response.body);
        check_value(answer.body, route.schema, path);
        if (route.success == 202) check_value(world.job_of(answer).body, route.schema, path);
    }
    check_value(FakeWorld().get("/nothing").body, "Failure", "/nothing");
    // The list of statements has rows of two shapes, one at a time.
    FakeWorld world = full_world();
    fill_october(world);
    world.post(2, "/statements/330200-delta-310000-visitor-2018-10/revisions");
    const Answer months = world.get("/statements", {{"month", "2018-10"}});
    BOOST_REQUIRE_EQUAL(months.size("months"), 1);
    BOOST_CHECK_EQUAL(months.text("months.0.revision"), "1");
    check_value(months.body, "StatementList", "/statements?month=2018-10");
}

BOOST_AUTO_TEST_CASE(the_document_names_every_route_and_no_schema_that_is_not_there) {
    FakeWorld world;
    const Answer answer = world.get("/openapi.json");
    BOOST_CHECK_EQUAL(answer.text("openapi"), "3.1.0");
    for (const api::Route& route : api::routes()) {
        const json::Value* path = answer.body.find("paths")->find(route.path);
        BOOST_REQUIRE_MESSAGE(path, route.path);
        BOOST_CHECK(path->find(route.method == "GET" ? "get" : "post"));
    }
    static const std::regex reference("#/components/schemas/([A-Za-z]+)");
    std::set<std::string> wanted;
    const std::string& text = answer.response.body;
    for (std::sregex_iterator it(text.begin(), text.end(), reference), end; it != end; ++it)
        wanted.insert((*it)[1]);
    BOOST_CHECK_GT(wanted.size(), 40);
    for (const std::string& name : wanted)
        BOOST_CHECK_MESSAGE(find_schema(name), name);
    for (const Schema& schema : api::schemas())
        BOOST_CHECK_MESSAGE(wanted.contains(std::string(schema.name)), schema.name << " is never used");
}

BOOST_AUTO_TEST_CASE(path_parameters_and_closed_lists_are_in_the_document) {
    FakeWorld world;
    const Answer answer = world.get("/openapi.json");
    const json::Value& close =
        *answer.body.find("paths")->find("/days/{platform}/{counterparty}/{direction}/{day}/close")->find("post");
    BOOST_CHECK_EQUAL(close.find("parameters")->as_array()->size(), 4);
    BOOST_CHECK_EQUAL(*close.find("description")->as_string(), "Needs the role maker.");
    const std::string settlements = json::write(*answer.body.find("paths")->find("/settlements")->find("get"));
    BOOST_CHECK(settlements.find("\"in_doubt\"") != std::string::npos);
    BOOST_CHECK(settlements.find("text/csv") != std::string::npos);
}
