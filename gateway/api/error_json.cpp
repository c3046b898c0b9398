#include "gateway/api/error_json.hpp"

namespace clearing::api {

json::Value to_json(const Error& error) {
    const ErrorText& text = text_of(error.code);
    json::Array fields;
    for (const std::string& field : error.fields)
        fields.emplace_back(field);
    return json::Object{
        {"code", stable_code(error.code)}, {"name", text.name},          {"zh", text.zh}, {"en", text.en},
        {"detail", error.detail},          {"fields", std::move(fields)}};
}

}  // namespace clearing::api
