#include "fake_world.hpp"
#include "tests/support/mappings.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

constexpr std::uint32_t viewer = 1, maker = 2, checker = 4, both = 5;

using Query = std::map<std::string, std::string>;

const Query drugs_from_today{{"kind", "drug"}, {"valid_from", "2018-10-16"}, {"origin", "notice 7"}};

struct Counter {
    FakeWorld world;
    std::string first = world.mapping->begin();

    Answer import(std::string sheet, Query query = drugs_from_today, std::uint32_t uid = maker) {
        return world.post(uid, "/mapping/imports", std::move(sheet), std::move(query));
    }
    /// The version of a sheet with another ratio for one drug.
    std::string imported(std::string_view ratio = "0.1", std::uint32_t uid = maker) {
        const Answer job = world.job_of(import(sheet_of_second_drug(ratio), drugs_from_today, uid));
        BOOST_REQUIRE_MESSAGE(job.text("state") == "done", job.response.body);
        return job.text("result.version.id");
    }
    Answer activate(std::uint32_t uid, const std::string& version, Query query = {}) {
        return world.post(uid, "/mapping/versions/" + version + "/activate", {}, std::move(query));
    }
    std::string in_force() { return world.get("/mapping/versions").text("in_force"); }
    std::string ratio() {
        return world.get("/mapping/lookup", {{"kind", "drug"}, {"code", "YP002"}})
            .text("rows.0.catalog.first_self_pay_ratio");
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_sheet_with_broken_rows_is_refused_whole_with_every_row) {
    Counter counter;
    std::string sheet = sheet_of_second_drug("0.1");
    sheet += "YP003,x,=1+1,y,101,09,02,0.1,-\r\nYP004,x,XC08CAA209A001010190004,y,101,09,02,2,-\r\n";
    const Answer job = counter.world.job_of(counter.import(sheet));
    BOOST_CHECK_EQUAL(job.text("state"), "failed");
    BOOST_CHECK_EQUAL(job.text("error.code"), "GW1008");
    BOOST_CHECK_EQUAL(job.size("error.fields"), 2);
    BOOST_CHECK_MESSAGE(job.text("error.fields.0").starts_with("row 3: "), job.text("error.fields.0"));
    BOOST_CHECK_MESSAGE(job.text("error.fields.1").starts_with("row 4: "), job.text("error.fields.1"));
    BOOST_CHECK_EQUAL(counter.world.get("/mapping/versions").size("versions"), 1);
    BOOST_CHECK_EQUAL(counter.in_force(), counter.first);
}

BOOST_AUTO_TEST_CASE(a_sheet_in_the_wrong_encoding_is_refused) {
    Counter counter;
    const Answer job = counter.world.job_of(counter.import(sheet_of_second_drug("0.1") + "\xff\xff"));
    BOOST_CHECK_EQUAL(job.text("state"), "failed");
    BOOST_CHECK_EQUAL(job.text("error.code"), "GW1008");
}

BOOST_AUTO_TEST_CASE(an_imported_sheet_is_a_version_of_its_maker_that_is_not_in_force) {
    Counter counter;
    const Answer ordered = counter.import(sheet_of_second_drug("0.1"));
    BOOST_CHECK_EQUAL(ordered.response.status, 202);
    BOOST_CHECK_EQUAL(ordered.response.headers.at("location"), "/api/v1/mapping/jobs/" + ordered.text("id"));
    const Answer job = counter.world.job_of(ordered);
    BOOST_CHECK_EQUAL(job.text("result.report.replaced"), "1");
    BOOST_CHECK_EQUAL(job.text("result.report.encoding"), "UTF-8");
    BOOST_CHECK_EQUAL(job.text("result.is_new"), "true");
    const Answer listed = counter.world.get("/mapping/versions");
    BOOST_CHECK_EQUAL(listed.text("in_force"), counter.first);
    BOOST_CHECK_EQUAL(listed.size("versions"), 2);
    const std::string id = job.text("result.version.id");
    const std::size_t at = listed.text("versions.0.id") == id ? 0 : 1;
    const std::string made = "versions." + std::to_string(at), start = "versions." + std::to_string(1 - at);
    BOOST_CHECK_EQUAL(listed.text(made + ".id"), id);
    BOOST_CHECK_EQUAL(listed.text(made + ".base"), counter.first);
    BOOST_CHECK_EQUAL(listed.text(made + ".made_by"), "maker");
    BOOST_CHECK_EQUAL(listed.size(made + ".activations"), 0);
    BOOST_CHECK_EQUAL(listed.text(start + ".activations.0.standing"), "in_force");
    BOOST_CHECK_EQUAL(listed.text(start + ".activations.0.by"), "daemon");
    BOOST_CHECK_EQUAL(counter.ratio(), "0.05");
}

BOOST_AUTO_TEST_CASE(an_import_says_what_it_lacks) {
    Counter counter;
    const std::vector<std::pair<Query, std::string>> wrong{
        {{}, "kind"},
        {{{"kind", "pill"}}, "kind"},
        {{{"kind", "drug"}, {"from", "latin"}}, "from"},
        {{{"kind", "drug"}, {"from", "national"}}, "from"},
        {{{"kind", "drug"}, {"valid_from", "soon"}}, "valid_from"},
        {{{"kind", "drug"}, {"complete", "perhaps"}}, "complete"},
    };
    for (const auto& [query, field] : wrong) {
        const Answer answer = counter.import("x", query);
        BOOST_CHECK_EQUAL(answer.response.status, 400);
        BOOST_CHECK_EQUAL(answer.text("error.fields.0"), field);
    }
    BOOST_CHECK_EQUAL(counter.import("").response.status, 400);
}

BOOST_AUTO_TEST_CASE(only_a_maker_imports) {
    Counter counter;
    for (const std::uint32_t uid : {viewer, checker}) {
        BOOST_CHECK_EQUAL(counter.import(sheet_of_second_drug("0.1"), drugs_from_today, uid).response.status, 403);
        BOOST_CHECK_EQUAL(counter.world.post(uid, "/mapping/sets", "{}").response.status, 403);
    }
    BOOST_CHECK_EQUAL(counter.world.get("/mapping/versions").size("versions"), 1);
}

BOOST_AUTO_TEST_CASE(the_maker_does_not_activate_what_they_made_and_that_is_on_record) {
    Counter counter;
    const std::string version = counter.imported("0.1", both);
    BOOST_CHECK_EQUAL(counter.activate(maker, version).response.status, 403);  // not even a checker
    const Answer refused = counter.activate(both, version);
    BOOST_CHECK_EQUAL(refused.response.status, 403);
    BOOST_CHECK_EQUAL(refused.text("error.code"), "GW1702");
    BOOST_CHECK_EQUAL(counter.world.audit.events.back().event, "api_caller_refused");
    BOOST_CHECK_EQUAL(counter.world.audit.events.back().actor, "both");
    BOOST_CHECK_EQUAL(counter.in_force(), counter.first);
}

BOOST_AUTO_TEST_CASE(a_second_person_activates_and_the_daemon_works_with_it_before_the_answer) {
    Counter counter;
    const std::string version = counter.imported();
    const Answer job = counter.world.job_of(counter.activate(checker, version));
    BOOST_REQUIRE_MESSAGE(job.text("state") == "done", job.response.body);
    BOOST_CHECK_EQUAL(job.text("result.activation.version"), version);
    BOOST_CHECK_EQUAL(job.text("result.activation.by"), "checker");
    BOOST_CHECK_EQUAL(job.text("result.activation.standing"), "in_force");
    BOOST_CHECK_EQUAL(job.text("result.notice"), "");
    BOOST_CHECK_EQUAL(counter.world.mapping->tables.current()->version, version);
    BOOST_CHECK_EQUAL(counter.ratio(), "0.1");
}

BOOST_AUTO_TEST_CASE(a_later_day_is_planned_and_a_past_one_refused) {
    Counter counter;
    const std::string version = counter.imported();
    const Answer past = counter.activate(checker, version, {{"on", "2018-10-15"}});
    BOOST_CHECK_EQUAL(past.response.status, 400);
    BOOST_CHECK_EQUAL(past.text("error.fields.0"), "on");
    BOOST_CHECK_EQUAL(counter.activate(checker, version, {{"on", "tomorrow"}}).response.status, 400);
    BOOST_CHECK_EQUAL(counter.activate(checker, "000000000000").response.status, 404);

    const Answer later = counter.world.job_of(counter.activate(checker, version, {{"on", "2018-11-01"}}));
    BOOST_CHECK_EQUAL(later.text("result.activation.standing"), "planned");
    BOOST_CHECK_EQUAL(later.text("result.activation.effective_at"), "2018-11-01 00:00:00");
    BOOST_CHECK_EQUAL(counter.in_force(), counter.first);
    BOOST_CHECK_EQUAL(counter.ratio(), "0.05");
}

BOOST_AUTO_TEST_CASE(an_activation_that_could_not_be_followed_stands_and_says_so) {
    Counter counter;
    const std::string version = counter.imported();
    counter.world.mapping->audit.unavailable = true;  // the watch cannot write down its swap
    const Answer job = counter.world.job_of(counter.activate(checker, version));
    BOOST_CHECK_EQUAL(job.text("state"), "done");
    BOOST_CHECK_MESSAGE(job.text("result.notice").find("GW2003") != std::string::npos, job.response.body);
}

BOOST_AUTO_TEST_CASE(a_version_that_would_orphan_codes_of_open_visits_is_refused_naming_them) {
    Counter counter;
    counter.world.mapping->open_visit("bed 7", second_drug);
    const std::string complete =
        "source_code,source_name,target_code,target_name,list_type,charge_item_type,"
        "charge_level,first_self_pay_ratio,price_ceiling\r\n"
        "YP001,阿莫西林胶囊,XJ01CAA040E001010190001,阿莫西林胶囊,101,09,01,0,-\r\n";
    // It begins before the line was delivered: the line's code would have no row.
    Query query{{"kind", "drug"}, {"valid_from", "2018-10-01"}, {"origin", "notice"}, {"complete", "true"}};
    const Answer made = counter.world.job_of(counter.import(complete, query));
    BOOST_REQUIRE_MESSAGE(made.text("state") == "done", made.response.body);
    const Answer job = counter.world.job_of(counter.activate(checker, made.text("result.version.id")));
    BOOST_CHECK_EQUAL(job.text("state"), "failed");
    BOOST_CHECK_EQUAL(job.text("error.code"), "GW1703");
    BOOST_CHECK_MESSAGE(job.text("error.fields.0").find(second_drug) != std::string::npos, job.response.body);
    BOOST_CHECK_EQUAL(counter.in_force(), counter.first);
}

BOOST_AUTO_TEST_CASE(a_rollback_puts_the_version_before_in_force_and_withdraws_what_was_planned) {
    Counter counter;
    BOOST_CHECK_EQUAL(counter.world.post(checker, "/mapping/rollback").response.status, 409);
    const std::string second = counter.imported("0.1"), third = counter.imported("0.2");
    counter.world.job_of(counter.activate(checker, second));
    counter.world.job_of(counter.activate(checker, third, {{"on", "2018-11-01"}}));
    BOOST_CHECK_EQUAL(counter.ratio(), "0.1");
    BOOST_CHECK_EQUAL(counter.world.post(maker, "/mapping/rollback").response.status, 403);

    const Answer back = counter.world.post(checker, "/mapping/rollback");
    BOOST_CHECK_EQUAL(back.response.status, 200);
    BOOST_CHECK_EQUAL(back.text("activation.version"), counter.first);
    BOOST_CHECK_EQUAL(back.text("activation.action"), "rollback");
    BOOST_CHECK_EQUAL(back.text("activation.standing"), "in_force");
    BOOST_CHECK_EQUAL(counter.ratio(), "0.05");
    const Answer listed = counter.world.get("/mapping/versions");
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string at = "versions." + std::to_string(i);
        if (listed.text(at + ".id") != third) continue;
        BOOST_CHECK_EQUAL(listed.text(at + ".activations.0.standing"), "withdrawn");
        BOOST_CHECK_EQUAL(listed.text(at + ".activations.0.withdrawn_by"), "checker");
    }
}

BOOST_AUTO_TEST_CASE(a_whole_set_is_kept_as_a_version_and_an_equal_one_is_the_same) {
    Counter counter;
    json::Object files;
    for (const auto& [name, text] : tests::table_set())
        files.emplace_back(name, text);
    const Answer same = counter.world.job_of(counter.world.post(maker, "/mapping/sets", json::write(files)));
    BOOST_REQUIRE_MESSAGE(same.text("state") == "done", same.response.body);
    BOOST_CHECK_EQUAL(same.text("result.version.id"), counter.first);
    BOOST_CHECK_EQUAL(same.text("result.is_new"), "false");
    BOOST_CHECK_EQUAL(same.text("result.report"), "null");

    const Answer lacking = counter.world.job_of(counter.world.post(maker, "/mapping/sets", R"({"drugs.tsv": ""})"));
    BOOST_CHECK_EQUAL(lacking.text("state"), "failed");
    BOOST_CHECK_GT(lacking.size("error.fields"), 20);
}

BOOST_AUTO_TEST_CASE(a_set_that_is_none_fails_with_what_is_wrong) {
    Counter counter;
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"{", "GW1001"}, {"[]", "GW1008"}, {R"({"passwd": "x"})", "GW1008"}, {R"({"drugs.tsv": 5})", "GW1008"}};
    for (const auto& [body, code] : wrong) {
        const Answer job = counter.world.job_of(counter.world.post(maker, "/mapping/sets", body));
        BOOST_CHECK_EQUAL(job.text("error.code"), code);
    }
}

BOOST_AUTO_TEST_CASE(a_store_that_is_away_makes_no_version) {
    Counter counter;
    const std::string version = counter.imported();
    counter.world.mapping->store.unavailable = true;
    BOOST_CHECK_EQUAL(counter.world.job_of(counter.import(sheet_of_second_drug("0.2"))).text("error.code"), "GW2003");
    BOOST_CHECK_EQUAL(counter.activate(checker, version).response.status, 503);
    BOOST_CHECK_EQUAL(counter.world.get("/mapping/versions").response.status, 503);
    BOOST_CHECK_EQUAL(counter.world.post(checker, "/mapping/rollback").response.status, 503);
}
