#include "sim-peers/stories.hpp"

namespace clearing::peers {
namespace {

StoryStep read_step(const Json& json) {
    StoryStep step;
    if (!json.is_object()) {
        step.infno = json.text();
        return step;
    }
    step.infno = json.text("infno");
    if (json.has("expect")) step.expect = json.text("expect");
    step.same_msgid = json["same_msgid"].truth();
    step.allowed = step.expect == "any";
    step.bill = json.text("bill");
    step.tamper = json["tamper"];
    return step;
}

}  // namespace

std::expected<Story, std::string> read_story(const Json& json, const Catalog& catalog) {
    Story story;
    story.name = json.text("name");
    story.title = json.text("title");
    story.from = json.text("from");
    story.continues = json.text("continues");
    story.treatment_division = json.text("treatment");
    story.insured_division = json.text("insured");
    story.institution = json.text("institution");
    story.inpatient = json.text("care") == "inpatient";
    story.use_account = json["use_account"].truth();
    story.insurance_type = json.text("insutype").empty() ? "310" : json.text("insutype");
    story.med_type = json.text("med_type").empty() ? (story.inpatient ? "21" : "11") : json.text("med_type");
    story.begin = json.text("begin");
    story.end = json.text("end");
    story.bill_no = json.text("bill");
    story.person = json.text("person");
    story.exp_content = json["exp_content"];
    for (const auto& code : json["diagnoses"].items())
        story.diagnoses.push_back(code.text());
    std::size_t number = 0;
    for (const auto& row : json["lines"].items()) {
        if (row.items().size() != 2) return std::unexpected(story.name + ": a line is [local code, count]");
        const CatalogItem* item = catalog.item(row.items()[0].text());
        if (!item) return std::unexpected(story.name + ": unknown item " + row.items()[0].text());
        const int count = static_cast<int>(row.items()[1].integer());
        story.lines.push_back({std::to_string(++number), item, std::to_string(count), Catalog::price(*item, count)});
    }
    for (const auto& step : json["steps"].items())
        story.steps.push_back(read_step(step));
    if (story.name.empty() || story.steps.empty())
        return std::unexpected("a story needs a name and steps: " + story.name);
    if (story.continues.empty() &&
        (story.person.empty() || story.lines.empty() || !catalog.institution(story.institution))) {
        return std::unexpected(story.name + ": person, lines or institution is missing");
    }
    return story;
}

bool as_expected(const StoryStep& step, bool ok, const std::string& code) {
    if (step.allowed) return true;
    if (step.expect == "ok") return ok;
    return !ok && code.starts_with(step.expect);
}

Json step_result(const StoryStep& step, const std::string& msgid, bool ok, const std::string& code,
                 const std::string& text, long long milliseconds) {
    Json row = Json::object();
    row.set("infno", step.infno).set("msgid", msgid).set("infcode", Json::number(ok ? 0 : -1)).set("code", code);
    row.set("err_msg", text).set("expected", step.expect).set("as_expected", as_expected(step, ok, code));
    row.set("ms", Json::number(milliseconds));
    return row;
}

}  // namespace clearing::peers
