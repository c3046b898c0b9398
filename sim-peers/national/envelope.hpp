#pragma once

#include "sim-peers/clock.hpp"
#include "sim-peers/json.hpp"
#include "sim-peers/refusal.hpp"

#include <expected>
#include <string>

namespace clearing::peers::national {

/// A request in the national envelope.
struct Request {
    std::string infno;  ///< four digits: 2207A is read as 2207
    std::string msgid, treatment_division, insured_division, institution, institution_name;
    Json input;
    std::string sign_no = {};

    /// infno, divisions, institution and input, numbers as decimals, null and "" and missing alike (SETTLEMENT §1).
    std::string content() const;
    /// The input's only or first node: data, mdtrtinfo, adminfo, dscginfo …
    const Json& node(std::string_view name = "data") const { return input[name]; }
};

/// Error: one sentence. `input` may be an object or a string holding one.
std::expected<Request, std::string> read_request(const std::string& body);
Json write_request(const Request& request, const std::string& sender_name, const std::string& time);

/// What the other side answered: infcode 0 and an output, or a code out of err_msg.
struct Reply {
    bool ok = false;
    std::string infcode, err_msg, code;  ///< code: "GW1504" when err_msg begins with one in brackets, else ""
    Json output;
};
std::expected<Reply, std::string> read_reply(const std::string& body);

Json write_answer(Json output, const std::string& division, const Clock& clock);
Json write_refusal(const Refusal& refusal, const std::string& division, const Clock& clock);
/// The answer with ids of this message; `division` is the receiver's, six digits.
bool is_refusal(const Json& answer);

/// exp_content is a JSON string: its members, or an empty object.
Json read_exp_content(const Json& node);

}  // namespace clearing::peers::national
