#include "sim-peers/stories.hpp"

#include "centres.hpp"
#include "sim-peers/national/bodies.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace clearing::peers;
using namespace clearing::peers::testing;

namespace {

Story story_named(const Data& data, const std::string& name) {
    const auto file = read_json_file(std::string(CLEARING_SOURCE_DIR) + "/sim-peers/stories/" + name + ".json");
    BOOST_REQUIRE(file);
    auto story = read_story(*file, data.catalog);
    BOOST_REQUIRE_MESSAGE(story, (story ? "" : story.error()));
    return std::move(*story);
}

Fen total_of(const Story& story) {
    Scope sum;
    for (const auto& line : story.lines)
        sum += line.scope;
    BOOST_TEST(sum.adds_up());
    return sum.total;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sim_peers_stories)

BOOST_AUTO_TEST_CASE(every_story_file_is_readable_and_has_its_own_name) {
    Data data;
    int count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(CLEARING_SOURCE_DIR) + "/sim-peers/stories")) {
        if (entry.path().filename() == "catalog.json") continue;
        BOOST_TEST(story_named(data, entry.path().stem()).name == entry.path().stem().string());
        ++count;
    }
    BOOST_TEST(count >= 20);
}

BOOST_AUTO_TEST_CASE(the_lines_of_the_real_cases_sum_to_the_real_totals) {
    Data data;
    BOOST_TEST(total_of(story_named(data, "zhang-as-printed")).value == 136'883);
    BOOST_TEST(total_of(story_named(data, "tu")).value == 74'136);
    BOOST_TEST(total_of(story_named(data, "tang")).value == 1'525'329);
    BOOST_TEST(total_of(story_named(data, "yuan")).value == 993'300);
}

BOOST_AUTO_TEST_CASE(the_deposit_travels_in_exp_content_as_a_string) {
    Data data;
    auto people = People::read(data.people, "52");
    const Story story = story_named(data, "tang");
    VisitProgress progress;
    progress.visit_id = "V";
    const Json input =
        national::body_of_transaction("2304", story, *people->by_key("tang"), progress, data.catalog, false);
    const auto extra = Json::parse(input["data"].text("exp_content"));
    BOOST_REQUIRE(extra);
    BOOST_TEST(extra->text("DEPOSIT_AMT") == "3000.00");
    BOOST_TEST(extra->text("DEPOSIT_REFUND") == "197.20");
    BOOST_TEST(extra->text("IPT_TYPE") == "1");
}

BOOST_AUTO_TEST_CASE(a_hospitals_lines_carry_no_split_and_a_centres_do) {
    Data data;
    auto people = People::read(data.people, "33");
    const Story story = story_named(data, "yuan");
    const Person& person = *people->by_key("yuan");
    const Json bare = national::body_of_transaction("2301", story, person, {}, data.catalog, false);
    const Json split = national::body_of_transaction("2301", story, person, {}, data.catalog, true);
    BOOST_TEST(!bare["feedetail"].items().front().has("inscp_scp_amt"));
    BOOST_TEST(split["feedetail"].items().front().has("inscp_scp_amt"));
}

BOOST_AUTO_TEST_CASE(prices_above_the_ceiling_and_first_self_pay_leave_the_rest_in_scope) {
    Data data;
    const Scope bed = Catalog::price(*data.catalog.item("FW002"), 3);  // 60.00 against a ceiling of 40.00
    BOOST_TEST(bed.over_limit.value == 6'000);
    BOOST_TEST(bed.in_scope.value == 12'000);
    const Scope real = Catalog::price(*data.catalog.item("YP012"), 1);  // the line of the real 2204 answer
    BOOST_TEST(real.first_self_pay.value == 23);
    BOOST_TEST(real.in_scope.value == 429);
    BOOST_TEST(Catalog::price(*data.catalog.item("FW010"), 2).full_self_pay.value == 6'000);
}

BOOST_AUTO_TEST_CASE(the_readme_names_every_story) {
    std::ifstream file(std::string(CLEARING_SOURCE_DIR) + "/sim-peers/README.md");
    const std::string readme((std::istreambuf_iterator<char>(file)), {});
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(CLEARING_SOURCE_DIR) + "/sim-peers/stories")) {
        const std::string name = entry.path().stem().string();
        if (name != "catalog") BOOST_TEST(readme.find("`" + name + "`") != std::string::npos, name);
    }
}

BOOST_AUTO_TEST_CASE(an_answer_is_judged_by_what_the_step_expects) {
    StoryStep step;
    BOOST_TEST(as_expected(step, true, ""));
    BOOST_TEST(!as_expected(step, false, "GW1504"));
    step.expect = "GW15";
    BOOST_TEST(as_expected(step, false, "GW1504"));
    BOOST_TEST(!as_expected(step, true, ""));
    BOOST_TEST(!as_expected(step, false, "GW3001"));
}

BOOST_AUTO_TEST_SUITE_END()
