#include "fake_world.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

using Query = std::map<std::string, std::string>;

struct Reader {
    FakeWorld world;
    std::string first = world.mapping->begin();

    std::string imported(std::string_view ratio) {
        const Query query{{"kind", "drug"}, {"valid_from", "2018-10-16"}, {"origin", "notice 7"}};
        const Answer job = world.job_of(world.post(2, "/mapping/imports", sheet_of_second_drug(ratio), query));
        BOOST_REQUIRE_MESSAGE(job.text("state") == "done", job.response.body);
        return job.text("result.version.id");
    }
    Answer report(const std::string& path, Query query = {}) { return world.job_of(world.post(1, path, {}, query)); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_diff_tells_rows_that_ended_and_followed) {
    Reader reader;
    const std::string version = reader.imported("0.1");
    const Answer diff = reader.world.get("/mapping/versions/" + version + "/diff");
    BOOST_CHECK_EQUAL(diff.text("before"), reader.first);
    BOOST_CHECK_EQUAL(diff.text("after"), version);
    BOOST_CHECK_EQUAL(diff.text("differs"), "true");
    BOOST_CHECK_EQUAL(diff.size("files"), 1);
    BOOST_CHECK_EQUAL(diff.text("files.0.file"), "drugs.tsv");
    BOOST_CHECK_EQUAL(diff.text("files.0.added"), "1");
    BOOST_CHECK_EQUAL(diff.text("files.0.ended"), "1");
    const std::string path = "/mapping/versions/" + reader.first + "/diff";
    BOOST_CHECK_EQUAL(reader.world.get(path).text("differs"), "false");
    BOOST_CHECK_EQUAL(reader.world.get(path, {{"against", version}}).text("files.0.removed"), "1");
    BOOST_CHECK_EQUAL(reader.world.get(path, {{"against", version}, {"limit", "1"}}).size("files.0.changes"), 1);
    BOOST_CHECK_EQUAL(reader.world.get("/mapping/versions/none/diff").response.status, 404);
    BOOST_CHECK_EQUAL(reader.world.get(path, {{"against", "none"}}).response.status, 404);
}

BOOST_AUTO_TEST_CASE(a_dry_run_tells_which_settlements_would_have_changed_and_by_how_much_money) {
    Reader reader;
    reader.world.mapping->settle("S1", second_drug);
    reader.world.mapping->settle("S2", "XJ01CAA040E001010190001");
    const Answer job = reader.report("/mapping/versions/" + reader.imported("0.1") + "/dry-run", {{"days", "7"}});
    BOOST_REQUIRE_MESSAGE(job.text("state") == "done", job.response.body);
    BOOST_CHECK_EQUAL(job.text("result.first"), "2018-10-10");
    BOOST_CHECK_EQUAL(job.text("result.last"), "2018-10-16");
    BOOST_CHECK_EQUAL(job.text("result.bills"), "2");
    BOOST_CHECK_EQUAL(job.text("result.changed"), "1");
    BOOST_CHECK_EQUAL(job.text("result.stopped"), "0");
    // 200.00 at 0.05 and at 0.1.
    BOOST_CHECK_EQUAL(job.text("result.before.first_self_pay"), "10.00");
    BOOST_CHECK_EQUAL(job.text("result.after.first_self_pay"), "20.00");
    BOOST_CHECK_EQUAL(job.text("result.difference.first_self_pay"), "10.00");
    BOOST_CHECK_EQUAL(job.text("result.difference.in_scope"), "-10.00");
    BOOST_CHECK_EQUAL(job.text("result.changes.0.settlement"), "S1");
    BOOST_CHECK_EQUAL(job.text("result.changes.0.total"), "200.00");
    BOOST_CHECK_EQUAL(job.text("done"), "2");
    BOOST_CHECK_EQUAL(job.text("total"), "2");
}

BOOST_AUTO_TEST_CASE(a_dry_run_of_no_version_or_no_days_is_refused_at_once) {
    Reader reader;
    const std::string path = "/mapping/versions/" + reader.first + "/dry-run";
    BOOST_CHECK_EQUAL(reader.world.post(1, "/mapping/versions/none/dry-run").response.status, 404);
    for (const char* days : {"0", "367", "ten"})
        BOOST_CHECK_EQUAL(reader.world.post(1, path, {}, {{"days", days}}).text("error.fields.0"), "days");
}

BOOST_AUTO_TEST_CASE(coverage_tells_what_is_mapped_and_suggests_names_for_what_is_not) {
    Reader reader;
    reader.world.mapping->settle("S1", second_drug);
    const ports::CodeGap gap{
        PlatformName("national"), "diagnosis", "local", "national", "J06.900x999", "急性上呼吸道感染病", "hold", 3,
        Money::from_fen(12'300),  {},          {}};
    reader.world.mapping->store.noted.push_back(gap);
    const Answer job = reader.report("/mapping/coverage");
    BOOST_REQUIRE_MESSAGE(job.text("state") == "done", job.response.body);
    bool catalog = false, diagnoses = false;
    for (std::size_t i = 0; i < job.size("result.cells"); ++i) {
        const std::string cell = "result.cells." + std::to_string(i);
        if (job.text(cell + ".kind") == "drug" && job.text(cell + ".mapped") == "1") catalog = true;
        if (job.text(cell + ".kind") != "diagnosis") continue;
        diagnoses = true;
        BOOST_CHECK_EQUAL(job.text(cell + ".mapped"), "0");
        BOOST_CHECK_EQUAL(job.text(cell + ".unmapped_amount"), "123.00");
        BOOST_CHECK_EQUAL(job.text(cell + ".unmapped.0.code"), "J06.900x999");
        BOOST_CHECK_EQUAL(job.text(cell + ".unmapped.0.times"), "3");
        BOOST_CHECK_MESSAGE(job.text(cell + ".unmapped.0.suggestions.0.name").find("上呼吸道") != std::string::npos,
                            job.response.body);
    }
    BOOST_CHECK(catalog);
    BOOST_CHECK(diagnoses);
    const Answer none = reader.report("/mapping/coverage", {{"shown", "0"}});
    for (std::size_t i = 0; i < none.size("result.cells"); ++i)
        BOOST_CHECK_EQUAL(none.size("result.cells." + std::to_string(i) + ".unmapped"), 0);
}

BOOST_AUTO_TEST_CASE(a_lookup_answers_the_row_in_force_on_the_day_in_the_version_asked_for) {
    Reader reader;
    const std::string version = reader.imported("0.1");
    const Query code{{"kind", "drug"}, {"code", "YP002"}};
    const Answer now = reader.world.get("/mapping/lookup", code);
    BOOST_CHECK_EQUAL(now.text("version"), reader.first);
    BOOST_CHECK_EQUAL(now.text("outcome"), "mapped");
    BOOST_CHECK_EQUAL(now.text("target"), second_drug);
    BOOST_CHECK_EQUAL(now.text("on"), "2018-10-16");
    BOOST_CHECK_EQUAL(now.text("rows.0.catalog.first_self_pay_ratio"), "0.05");
    BOOST_CHECK_EQUAL(now.text("rows.0.valid_to"), "null");
    Query later = code;
    later["version"] = version;
    BOOST_CHECK_EQUAL(reader.world.get("/mapping/lookup", later).text("rows.0.catalog.first_self_pay_ratio"), "0.1");
    later["on"] = "2018-10-15";
    const Answer before = reader.world.get("/mapping/lookup", later);
    BOOST_CHECK_EQUAL(before.text("rows.0.catalog.first_self_pay_ratio"), "0.05");
    BOOST_CHECK_EQUAL(before.text("rows.0.valid_to"), "2018-10-15");
    BOOST_CHECK_EQUAL(
        reader.world.get("/mapping/lookup", {{"kind", "drug"}, {"code", "YP002"}, {"version", "none"}}).response.status,
        404);
}

BOOST_AUTO_TEST_CASE(a_lookup_of_a_code_without_a_row_tells_what_is_done_with_it) {
    Reader reader;
    const Answer refused = reader.world.get("/mapping/lookup", {{"kind", "drug"}, {"code", "YP999"}});
    BOOST_CHECK_EQUAL(refused.text("outcome"), "refuse");
    BOOST_CHECK_EQUAL(refused.text("target"), "null");
    BOOST_CHECK_MESSAGE(refused.text("refusal").find("GW1301") != std::string::npos, refused.response.body);
    BOOST_CHECK_EQUAL(refused.size("rows"), 0);
    const Answer passed = reader.world.get("/mapping/lookup", {{"kind", "diagnosis"}, {"code", "Z99.999"}});
    BOOST_CHECK_EQUAL(passed.text("outcome"), "pass");
    BOOST_CHECK_EQUAL(passed.text("target"), "Z99.999");
    BOOST_CHECK_EQUAL(passed.text("map_row"), "unmapped");
    for (const char* missing : {"kind", "code"}) {
        Query query{{"kind", "drug"}, {"code", "x"}};
        query.erase(missing);
        BOOST_CHECK_EQUAL(reader.world.get("/mapping/lookup", query).text("error.fields.0"), missing);
    }
}

BOOST_AUTO_TEST_CASE(an_old_settlement_is_made_again_with_the_version_it_was_made_with) {
    Reader reader;
    reader.world.mapping->settle("S1", second_drug);
    reader.world.job_of(reader.world.post(4, "/mapping/versions/" + reader.imported("0.1") + "/activate"));
    const Answer replay = reader.world.get("/mapping/replay/S1");
    BOOST_CHECK_EQUAL(replay.text("lines"), "1");
    BOOST_CHECK_EQUAL(replay.text("versions.0"), reader.first);
    BOOST_CHECK_EQUAL(replay.size("differences"), 0);
    for (auto& [visit, lines] : reader.world.mapping->books.lines)
        lines.front().line.split.in_scope = Money::from_fen(1);
    BOOST_CHECK_EQUAL(reader.world.get("/mapping/replay/S1").size("differences"), 1);
    BOOST_CHECK_EQUAL(reader.world.get("/mapping/replay/S9").response.status, 404);
}

BOOST_AUTO_TEST_CASE(gaps_are_listed_dearest_first) {
    Reader reader;
    for (const auto& [code, fen] : {std::pair("A", 100), std::pair("B", 300)})
        reader.world.mapping->store.noted.push_back(
            {PlatformName("delta"), "drug", "local", "national", code, "", "hold", 1, Money::from_fen(fen), {}, {}});
    const Answer gaps = reader.world.get("/mapping/gaps");
    BOOST_CHECK_EQUAL(gaps.text("gaps.0.code"), "B");
    BOOST_CHECK_EQUAL(gaps.text("gaps.0.amount"), "3.00");
    BOOST_CHECK_EQUAL(gaps.text("gaps.1.code"), "A");
}

BOOST_AUTO_TEST_CASE(more_orders_than_may_wait_are_refused_as_busy_and_the_running_one_tells_how_far_it_is) {
    Reader reader;
    reader.world.mapping->settle("S1", second_drug);
    reader.world.mapping->workshop.hold();
    const Answer first = reader.world.post(1, "/mapping/coverage");
    for (int i = 0; i < 4; ++i)
        BOOST_CHECK_EQUAL(reader.world.post(1, "/mapping/coverage").response.status, 202);
    const Answer refused = reader.world.post(1, "/mapping/coverage");
    BOOST_CHECK_EQUAL(refused.response.status, 503);
    BOOST_CHECK_EQUAL(refused.text("error.code"), "GW2004");
    const Answer running = reader.world.job_of(first);
    BOOST_CHECK_EQUAL(running.text("state"), "running");
    BOOST_CHECK_EQUAL(running.text("done"), "1");
    BOOST_CHECK_EQUAL(running.text("total"), "1");
    reader.world.mapping->workshop.let_go();
    reader.world.get("/status");
    BOOST_CHECK_EQUAL(reader.world.job_of(first).text("state"), "done");
    BOOST_CHECK_EQUAL(reader.world.get("/mapping/jobs/none").response.status, 404);
}
