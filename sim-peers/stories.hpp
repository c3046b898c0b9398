#pragma once

#include "sim-peers/catalog.hpp"
#include "sim-peers/json.hpp"
#include "sim-peers/people.hpp"

#include <expected>
#include <map>
#include <string>
#include <vector>

namespace clearing::peers {

/// One message of a story.
struct StoryStep {
    std::string infno;          ///< 2207 … on the national format; person, quote, settle … on Delta
    std::string expect = "ok";  ///< "ok", or how the refusal's code begins: "GW1", "GW1401"
    bool same_msgid = false;    ///< repeat under the message id of the last message of this infno
    bool allowed = false;       ///< whatever is answered is fine
    std::string bill;           ///< another bill number
    Json tamper;                ///< members that replace those of the body's main node
};

/// A visit and its bill, as a treating institution tells it.
struct Story {
    std::string name, title;
    std::string from;       ///< hospital | beijing | shanghai: who treats
    std::string continues;  ///< go on with the visit of this story
    std::string treatment_division, insured_division;
    std::string institution;
    bool inpatient = false, use_account = false;
    std::string insurance_type, med_type, begin, end, bill_no;
    std::vector<std::string> diagnoses;
    std::vector<PricedLine> lines;
    Json exp_content;
    std::string person;  ///< key in people.json
    std::vector<StoryStep> steps;
};

/// Error: which member of the story is wrong.
std::expected<Story, std::string> read_story(const Json& json, const Catalog& catalog);

/// What a visit has brought so far; kept by story name so that a later story can go on with it.
struct VisitProgress {
    std::string visit_id, person_number, person_type, settlement_id, cancel_id, quote_id, sign_no, bill_no;
    Scope scope;
    bool has_scope = false;
    std::map<std::string, std::string> message_ids;  ///< infno → last message id
    std::map<std::string, std::string> bodies;       ///< infno → last body's bytes, to be repeated unchanged
    Json last_split;                                 ///< amounts of the last settlement answered
};

/// One answered step, as the control API tells it.
Json step_result(const StoryStep& step, const std::string& msgid, bool ok, const std::string& code,
                 const std::string& text, long long milliseconds);
/// Did the answer's code come as the step expects?
bool as_expected(const StoryStep& step, bool ok, const std::string& code);

}  // namespace clearing::peers
