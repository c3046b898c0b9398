#pragma once

#include "gateway/domain/call.hpp"
#include "gateway/domain/carried.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/infra/json/value.hpp"

#include <string>
#include <string_view>

namespace clearing::national_format {

/// The request envelope (interface/README). Members that the gateway does not use are carried.
struct RequestEnvelope {
    CallHeader header;
    std::string version = "V1.0";  ///< infver
    std::string sent_at;           ///< inf_time as sent; senders' clocks run up to 40 s ahead
    std::string receiver_system;   ///< recer_sys_code
    json::Value input;             ///< an object, also when it was sent as a string
    Carried carried;

    /// Do the two divisions name different cities? Then the person's certificate and name are required.
    bool is_across_regions() const;
};

struct ResponseEnvelope {
    int code = 0;              ///< infcode: 0, or −1 for whatever is not 0
    std::string reference;     ///< inf_refmsgid, 30: receiver's division 6 + yyyyMMddHHmmss + 10 digits
    std::string received_at;   ///< refmsg_time, 17 digits
    std::string responded_at;  ///< respond_time, 17 digits
    std::string error_text;    ///< err_msg, of any length; seen beside infcode 0 too
    json::Value output;
    Carried carried;
};

/// Errors: malformed_json; over_limit (size, depth, lengths); wrong_type; missing_field (infno, msgid,
/// mdtrtarea_admvs, fixmedins_code); invalid_value. The bytes of an uploaded file (9101) are limited by max_bytes
/// alone.
Result<RequestEnvelope> read_request(std::string_view body, const json::Limits& limits = {});
std::string write_request(const RequestEnvelope& envelope);

/// Decided by infcode: beside a no, whatever else is told cannot make it unreadable.
/// Errors: malformed_json, over_limit, wrong_type, missing_field (infcode), invalid_value (infcode, no number).
Result<ResponseEnvelope> read_response(std::string_view body, const json::Limits& limits = {});
std::string write_response(const ResponseEnvelope& envelope);

/// The text that "same content" is digested over (SETTLEMENT §1).
std::string content_text(const RequestEnvelope& envelope);
/// The paths in which two requests' content differs: the first 50 in the order of their names, each cut at 200 bytes. A
/// body that cannot be read differs as a whole ("input").
std::vector<std::string> different_fields(std::string_view first_body, std::string_view second_body,
                                          const json::Limits& limits = {});

}  // namespace clearing::national_format
