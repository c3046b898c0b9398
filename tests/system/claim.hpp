#pragma once

#include "gateway/infra/json/value.hpp"
#include "tests/system/world.hpp"

#include <string>
#include <utility>
#include <vector>

namespace clearing::test {

enum class Care { outpatient, inpatient };

/// A message in the national envelope, changed before it is sent as a test likes.
struct Message {
    json::Value envelope;

    std::string msgid() const { return text_of(envelope, "msgid"); }
    std::string text() const { return json::write(envelope); }
    Message& set(std::string_view name, json::Value value);
    /// Of the body's first node (of a list: its first row); a null value removes the member.
    Message& set_data(std::string_view name, json::Value value);
};

/// One visitor of ours at a hospital of Ningbo: a Shanghai person's outpatient bill of 89.70, or a Guiyang person's
/// stay of 632.56. Each has a person and ids of its own.
class Visit {
public:
    explicit Visit(Care care = Care::outpatient);
    /// Asks for the person, registers the visit and uploads the lines; throws when one of them is refused.
    Visit& open();

    Message person() const;                                  ///< 1101
    Message registration() const;                            ///< 2201, 2401
    Message details() const;                                 ///< 2203
    Message lines() const;                                   ///< 2204, 2301
    Message quote() const;                                   ///< 2206, 2303
    Message settle() const;                                  ///< 2207, 2304
    Message cancel(const std::string& settlement_id) const;  ///< 2208, 2305
    Message query(const std::string& settlement_id) const;   ///< 5203
    Message reverse(const std::string& msgid) const;         ///< 2601

    std::string visit_id = "330200NEVERREGISTERED000000000";
    std::string insured, begin, bill, institution;

private:
    json::Value identity() const;
    json::Value claim() const;
    Message message(std::string infno, const char* node, json::Value content) const;

    Care care_;
    std::string certificate_number_, name_, person_number_, person_type_;
};

/// 9001, which every listener of the national envelope answers.
std::string sign_in();
/// A message id nobody used before.
std::string new_msgid();

}  // namespace clearing::test
