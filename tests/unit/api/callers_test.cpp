#include "fake_world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

http::Request with_certificate(std::string region, std::string role, std::string name) {
    http::Request request;
    request.method = "GET";
    request.path = "/api/v1/status";
    request.peer = tls::Identity{std::move(region), std::move(role), std::move(name), "", {}};
    return request;
}

/// Of an API that has answered before: FakeWorld::call makes a new one each time.
http::Response answer_of(api::Api& api, http::Request request) {
    boost::asio::io_context context;
    auto answered = boost::asio::co_spawn(context, api.handle(std::move(request)), boost::asio::use_future);
    context.run();
    return answered.get();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_user_of_the_socket_is_known_by_uid) {
    FakeWorld world;
    BOOST_CHECK_EQUAL(world.get("/status").response.status, 200);
    http::Request request;
    request.method = "GET";
    request.path = "/api/v1/status";
    request.socket_uid = 99;
    const Answer refused = world.call(request);
    BOOST_CHECK_EQUAL(refused.response.status, 403);
    BOOST_CHECK_EQUAL(refused.text("error.code"), "GW1702");
    BOOST_REQUIRE_EQUAL(world.audit.events.size(), 1);
    BOOST_CHECK_EQUAL(world.audit.events[0].event, "api_caller_refused");
    BOOST_CHECK_EQUAL(world.audit.events[0].actor, "uid 99");
}

BOOST_AUTO_TEST_CASE(a_certificate_counts_by_its_name_our_region_and_a_persons_role) {
    FakeWorld world;
    BOOST_CHECK_EQUAL(world.call(with_certificate("330200", "finance-maker", "finance-maker")).response.status, 200);
    BOOST_CHECK_EQUAL(world.call(with_certificate("310000", "finance-maker", "finance-maker")).response.status, 403);
    BOOST_CHECK_EQUAL(world.call(with_certificate("330200", "finance-maker", "somebody")).response.status, 403);
    for (const char* machine : {"gateway", "local-bureau", "national", "partner"})
        BOOST_CHECK_EQUAL(world.call(with_certificate("330200", machine, "finance-maker")).response.status, 403);
    BOOST_CHECK_EQUAL(world.audit.events.size(), 6);
}

BOOST_AUTO_TEST_CASE(a_request_without_any_identity_is_refused) {
    FakeWorld world;
    http::Request request;
    request.method = "GET";
    request.path = "/api/v1/status";
    BOOST_CHECK_EQUAL(world.call(request).response.status, 403);
}

BOOST_AUTO_TEST_CASE(strangers_are_audited_at_a_rate_and_the_rest_is_counted_there) {
    FakeWorld world;
    api::Api api(world.for_api(), FakeWorld::callers());
    const http::Request strange = with_certificate("310000", "partner", "shanghai");
    constexpr std::size_t all = 400;
    for (std::size_t i = 0; i < all; ++i) {
        const http::Response response = answer_of(api, strange);
        BOOST_REQUIRE_EQUAL(response.status, 403);
        BOOST_REQUIRE(response.close);
    }
    const std::size_t audited = world.audit.events.size();
    BOOST_CHECK_GE(audited, 20);
    BOOST_CHECK_LE(audited, 100);
    world.clock.steady_time += std::chrono::seconds(10);
    answer_of(api, strange);
    BOOST_REQUIRE_EQUAL(world.audit.events.size(), audited + 1);
    BOOST_CHECK_EQUAL(world.audit.events.back().actor, "certificate shanghai (310000, partner)");
    BOOST_CHECK_EQUAL(world.audit.events.back().detail, std::to_string(all - audited) + " before it are not on record");
}

BOOST_AUTO_TEST_CASE(a_stranger_who_cannot_be_audited_is_counted_with_the_next) {
    FakeWorld world;
    api::Api api(world.for_api(), FakeWorld::callers());
    const http::Request strange = with_certificate("310000", "partner", "shanghai");
    world.audit.down = true;
    BOOST_CHECK_EQUAL(answer_of(api, strange).status, 503);
    BOOST_CHECK_EQUAL(answer_of(api, strange).status, 503);
    world.audit.down = false;
    BOOST_CHECK_EQUAL(answer_of(api, strange).status, 403);
    BOOST_REQUIRE_EQUAL(world.audit.events.size(), 1);
    BOOST_CHECK_EQUAL(world.audit.events[0].detail, "2 before it are not on record");
}

BOOST_AUTO_TEST_CASE(a_user_who_lacks_a_role_is_always_on_record_and_keeps_his_connection) {
    FakeWorld world;
    api::Api api(world.for_api(), FakeWorld::callers());
    http::Request order;
    order.method = "POST";
    order.path = "/api/v1/days/delta/310000/visitor/2018-10-16/close";
    order.socket_uid = 1;
    constexpr std::size_t all = 150;
    for (std::size_t i = 0; i < all; ++i) {
        const http::Response response = answer_of(api, order);
        BOOST_REQUIRE_EQUAL(response.status, 403);
        BOOST_REQUIRE(!response.close);
    }
    BOOST_CHECK_EQUAL(world.audit.events.size(), all);
}

BOOST_AUTO_TEST_CASE(an_order_needs_its_role_and_a_refused_one_is_on_record_and_not_carried_out) {
    FakeWorld world;
    const Answer refused = world.post(1, "/days/delta/310000/visitor/2018-10-16/close");
    BOOST_CHECK_EQUAL(refused.response.status, 403);
    BOOST_CHECK(world.closing.ordered.empty());
    BOOST_REQUIRE_EQUAL(world.audit.events.size(), 1);
    BOOST_CHECK_EQUAL(world.audit.events[0].actor, "reader");
    BOOST_CHECK_EQUAL(world.post(2, "/clock/advance", R"({"to":"2018-10-17 00:05:00"})").response.status, 403);
}

BOOST_AUTO_TEST_CASE(a_refusal_that_cannot_be_recorded_is_still_a_refusal) {
    FakeWorld world;
    world.audit.down = true;
    BOOST_CHECK_EQUAL(world.post(1, "/days/delta/310000/visitor/2018-10-16/close").response.status, 503);
    BOOST_CHECK(world.closing.ordered.empty());
}

BOOST_AUTO_TEST_CASE(roles_are_read_by_name) {
    for (const char* name : {"viewer", "maker", "checker", "operator"}) {
        BOOST_REQUIRE(api::role_named(name));
        BOOST_CHECK_EQUAL(name_of(*api::role_named(name)), name);
    }
    BOOST_CHECK(!api::role_named("emperor"));
}
