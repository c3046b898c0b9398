#include "sim-peers/faults.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing::peers;

namespace {

Json fault(const char* text) {
    return *Json::parse(text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sim_peers_faults)

BOOST_AUTO_TEST_CASE(a_counted_fault_ends_by_itself) {
    Faults faults;
    BOOST_REQUIRE(faults.add(fault(R"({"role":"hub","name":"stall","count":2})")));
    BOOST_TEST(faults.take("hub", "stall", "2207").has_value());
    BOOST_TEST(faults.take("hub", "stall", "1101").has_value());
    BOOST_TEST(!faults.take("hub", "stall", "2207").has_value());
}

BOOST_AUTO_TEST_CASE(a_fault_belongs_to_its_role_and_its_transactions) {
    Faults faults;
    BOOST_REQUIRE(faults.add(fault(R"({"role":"shanghai","name":"drop_reply","on":["settle"]})")));
    BOOST_TEST(!faults.take("hub", "drop_reply", "settle").has_value());
    BOOST_TEST(!faults.take("shanghai", "drop_reply", "quote").has_value());
    BOOST_TEST((plan_reply(faults, "shanghai", "settle").fault == ReplyFault::drop));
    BOOST_TEST((plan_reply(faults, "shanghai", "settle").fault == ReplyFault::drop));  // until it is switched off
    faults.remove("shanghai", "");
    BOOST_TEST((plan_reply(faults, "shanghai", "settle").fault == ReplyFault::none));
}

BOOST_AUTO_TEST_CASE(an_unknown_fault_and_a_fault_of_nobody_are_refused) {
    Faults faults;
    BOOST_TEST(!faults.add(fault(R"({"role":"hub","name":"explode"})")));
    BOOST_TEST(!faults.add(fault(R"({"name":"stall"})")));
    for (const auto& name : Faults::names()) {
        Json one = Json::object();
        one.set("role", "hub").set("name", name);
        BOOST_TEST(faults.add(one).has_value());
    }
}

BOOST_AUTO_TEST_SUITE_END()
