#include "adapters/national_format/envelope.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace clearing::national_format {

namespace {

/// inf_time, sign_no, dev_*, opter*, cainfo and the like are no content (SETTLEMENT §1).
json::Value content_of(const RequestEnvelope& envelope) {
    json::Value content;
    content.set("infno", envelope.header.infno);
    content.set("mdtrtarea_admvs", envelope.header.treatment_division.text);
    content.set("insuplc_admdvs", envelope.header.insured_division.text);
    content.set("fixmedins_code", envelope.header.institution.text);
    content.set("input", envelope.input);
    return content;
}

std::string joined(const std::string& path, std::string_view key) {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

void compare(const json::Value& first, const json::Value& second, const std::string& path,
             std::vector<std::string>& found);

void compare_objects(const json::Value& first, const json::Value& second, const std::string& path,
                     std::vector<std::string>& found) {
    static const json::Value nothing;
    std::set<std::string_view> keys;
    for (const json::Member& member : *first.as_object())
        keys.insert(member.first);
    for (const json::Member& member : *second.as_object())
        keys.insert(member.first);
    for (const std::string_view key : keys) {
        const json::Value* left = first.find(key);
        const json::Value* right = second.find(key);
        compare(left ? *left : nothing, right ? *right : nothing, joined(path, key), found);
    }
}

void compare(const json::Value& first, const json::Value& second, const std::string& path,
             std::vector<std::string>& found) {
    if (json::equivalent(first, second)) return;
    if (first.as_object() && second.as_object()) return compare_objects(first, second, path, found);
    const json::Array* left = first.as_array();
    const json::Array* right = second.as_array();
    if (!left || !right || left->size() != right->size()) {
        found.push_back(path);
        return;
    }
    for (std::size_t i = 0; i < left->size(); ++i)
        compare((*left)[i], (*right)[i], fmt::format("{}[{}]", path, i), found);
}

}  // namespace

std::string content_text(const RequestEnvelope& envelope) {
    return json::canonical(content_of(envelope));
}

std::vector<std::string> different_fields(std::string_view first_body, std::string_view second_body,
                                          const json::Limits& limits) {
    const auto first = read_request(first_body, limits);
    const auto second = read_request(second_body, limits);
    if (!first || !second) return {"input"};
    std::vector<std::string> found;
    compare(content_of(*first), content_of(*second), "", found);
    return found;
}

}  // namespace clearing::national_format
