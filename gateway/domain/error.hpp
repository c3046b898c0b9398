#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace clearing {

/// What the asker may do next (SETTLEMENT §5). The first digit of every code.
enum class ErrorClass : std::uint8_t {
    refused = 1,      ///< final: this message will never be accepted
    unavailable = 2,  ///< nothing happened: the same message id may come again
    in_doubt = 3,     ///< ask before doing anything: do not take the patient's money as self-pay
};

/// The closed list of errors the outside can see. Numbers are part of the contract: never reused, never renumbered.
enum class ErrorCode : std::uint16_t {
    // the message itself
    malformed_json = 1001,
    wrong_type = 1002,
    missing_field = 1003,
    unknown_transaction = 1004,
    too_many_decimals = 1005,
    negative_amount = 1006,
    over_limit = 1007,
    invalid_value = 1008,
    malformed_message = 1009,
    unsupported_version = 1010,
    malformed_http = 1011,
    different_content = 1101,
    message_reversed = 1102,
    // who may speak, where to
    local_traffic = 1201,
    unknown_region = 1202,
    route_closed = 1203,
    institution_not_open = 1204,
    unknown_institution = 1205,
    speaker_not_allowed = 1206,
    treatment_division_not_allowed = 1207,
    // codes and lines
    unmapped_code = 1301,
    unknown_line = 1302,
    duplicate_line = 1303,
    split_differs = 1304,
    refund_exceeds_original = 1305,
    line_already_settled = 1306,
    // laws
    law_a_broken = 1401,
    law_b_broken = 1402,
    law_c_broken = 1403,
    law_d_broken = 1404,
    law_e_broken = 1405,
    law_f_broken = 1406,
    law_g_broken = 1407,
    cancel_amounts_differ = 1408,
    answer_unbalanced = 1409,
    // the books
    visit_unknown = 1501,
    visit_closed = 1502,
    bill_without_lines = 1503,
    already_settled = 1504,
    settlement_unknown = 1505,
    not_settled = 1506,
    already_cancelled = 1507,
    visit_has_settlements = 1508,
    person_differs = 1509,
    filing_required = 1510,
    not_payable_by_policy = 1511,
    quote_superseded = 1512,
    quote_expired = 1513,
    clearing_day_closed = 1514,
    not_reversible = 1515,
    day_not_over = 1516,
    cancel_is_final = 1517,
    bill_changed = 1518,
    prefund_exhausted = 1519,
    // the other side's final no
    refused_by_insured_side = 1601,
    person_unknown = 1602,
    // the daemon's own interface
    not_found = 1701,
    forbidden = 1702,
    conflict = 1703,
    // nothing happened
    peer_unreachable = 2001,
    too_little_time = 2002,
    store_unavailable = 2003,
    busy = 2004,
    shutting_down = 2005,
    not_loaded = 2006,
    peer_unavailable = 2007,
    held_for_mapping = 2008,
    internal_error = 2009,
    day_not_begun = 2010,
    // ask
    in_doubt = 3001,
    awaiting_answer = 3002,
    reversing = 3003,
    cancel_in_doubt = 3004,
};

/// With quote_superseded: what the insured side would pay now (claim.hpp).
struct NewQuote;

struct Error {
    ErrorCode code{};
    std::string detail;               ///< the particulars, one sentence; no person data, ever
    std::vector<std::string> fields;  ///< names (paths) of the fields concerned
    std::string settlement_id;        ///< our setl_id, where the error is about a settlement
    /// Of the moment: not kept with a refused settlement.
    std::shared_ptr<const NewQuote> new_quote = nullptr;
    /// With busy: come again after so long, not before.
    std::optional<std::chrono::milliseconds> retry_after = {};

    bool operator==(const Error&) const = default;
};

/// One row of the error list, for documentation and for the outside.
struct ErrorText {
    ErrorCode code;
    std::string_view name;  ///< stable, snake_case
    std::string_view zh;
    std::string_view en;
};

ErrorClass class_of(ErrorCode code);
std::span<const ErrorText> error_list();
const ErrorText& text_of(ErrorCode code);

/// "GW1203".
std::string stable_code(ErrorCode code);

/// Reads "GW1203" at the start of a text, with or without brackets; nothing if there is no code of our list's form.
/// A well-formed code that we do not know (a partner's newer list) is answered by its class through `class_of_text`.
std::optional<ErrorCode> read_code(std::string_view text);
std::optional<ErrorClass> class_of_text(std::string_view text);

/// What a person at the desk reads: "[GW3001] 结果未知，… (R330200…) | Outcome unknown … : detail". Chinese first.
std::string sentence(const Error& error);

}  // namespace clearing
