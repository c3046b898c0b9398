#pragma once

#include "gateway/api/error_json.hpp"
#include "gateway/domain/calendar.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/signature.hpp"
#include "gateway/infra/http/message.hpp"
#include "gateway/infra/json/value.hpp"

#include <optional>
#include <string>

namespace clearing::api {

http::Response answer(json::Value value);
/// 202: the order is taken and its job can be asked about; a refusal as any other.
http::Response answer_job(const Result<json::Value>& job);
/// `file_name`: what a browser saves it as.
http::Response answer_csv(std::string csv, const std::string& file_name);
http::Response answer_text(std::string text);

json::Value time_or_null(const std::optional<Instant>& instant);
json::Value signature_json(const Signature& signature);  ///< null: nobody's yet

/// {"error": {code, name, zh, en, detail, fields}} and the status that fits the code: 400, 403, 404, 409, 500, 503,
/// 504.
http::Response answer(const Error& error);
unsigned status_of(ErrorCode code);

}  // namespace clearing::api
