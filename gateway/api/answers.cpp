#include "gateway/api/answers.hpp"

namespace clearing::api {

http::Response answer(json::Value value) {
    http::Response response;
    response.body = json::write(value);
    response.headers["cache-control"] = "no-store";
    return response;
}

http::Response answer_csv(std::string csv, const std::string& file_name) {
    http::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.headers["content-disposition"] = "attachment; filename=\"" + file_name + "\"";
    response.headers["cache-control"] = "no-store";
    response.body = std::move(csv);
    return response;
}

http::Response answer_text(std::string text) {
    http::Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.headers["cache-control"] = "no-store";
    response.body = std::move(text);
    return response;
}

json::Value time_or_null(const std::optional<Instant>& instant) {
    return instant ? json::Value(to_local_time(*instant)) : json::Value();
}

json::Value signature_json(const Signature& signature) {
    if (signature.by.empty()) return nullptr;
    return json::Object{{"by", signature.by}, {"at", to_local_time(signature.at)}};
}

unsigned status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::not_found:
        case ErrorCode::settlement_unknown:
            return 404;
        case ErrorCode::forbidden:
            return 403;
        case ErrorCode::conflict:
            return 409;
        case ErrorCode::internal_error:
            return 500;
        default:
            break;
    }
    if (class_of(code) == ErrorClass::unavailable) return 503;
    if (class_of(code) == ErrorClass::in_doubt) return 504;
    // 10xx is about the request itself; every other refusal is about the state of the books.
    return static_cast<unsigned>(code) < 1100 ? 400 : 409;
}

http::Response answer(const Error& error) {
    http::Response response = answer(json::Value(json::Object{{"error", to_json(error)}}));
    response.status = status_of(error.code);
    return response;
}

http::Response answer_job(const Result<json::Value>& job) {
    if (!job) return answer(job.error());
    http::Response response = answer(*job);
    response.status = 202;
    if (const json::Value* id = job->find("id"))
        response.headers["location"] = "/api/v1/mapping/jobs/" + *id->as_string();
    return response;
}

}  // namespace clearing::api
