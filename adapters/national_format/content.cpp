#include "adapters/national_format/envelope.hpp"
#include "adapters/national_format/node.hpp"

#include <map>

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

/// As many as the other protocol's door names: enough to see what is wrong.
constexpr std::size_t most_named_fields = 50;
/// Names are the sender's, who may give them any length.
constexpr std::size_t longest_path = 200;

std::string joined(const std::string& path, std::string_view key) {
    return shortened(path.empty() ? std::string(key) : fmt::format("{}.{}", path, key), longest_path);
}

void name_differences(const json::Value& first, const json::Value& second, const std::string& path,
                      std::vector<std::string>& found);

/// A name's two values; a JSON null where a side lacks it.
struct BothSides {
    const json::Value* first;
    const json::Value* second;
};

/// By name, once: looking every name up in the other side's list would take the square of what a sender chose to send.
std::map<std::string_view, BothSides> by_name(const json::Object& first, const json::Object& second) {
    static const json::Value nothing;
    std::map<std::string_view, BothSides> members;
    for (const json::Member& member : first)
        members.try_emplace(member.first, &member.second, &nothing);
    for (const json::Member& member : second)
        members.try_emplace(member.first, &nothing, &member.second).first->second.second = &member.second;
    return members;
}

void name_in_objects(const json::Object& first, const json::Object& second, const std::string& path,
                     std::vector<std::string>& found) {
    for (const auto& [name, sides] : by_name(first, second)) {
        if (found.size() >= most_named_fields) return;
        if (json::equivalent(*sides.first, *sides.second)) continue;
        name_differences(*sides.first, *sides.second, joined(path, name), found);
    }
}

void name_in_arrays(const json::Array& first, const json::Array& second, const std::string& path,
                    std::vector<std::string>& found) {
    for (std::size_t i = 0; i < first.size() && found.size() < most_named_fields; ++i) {
        if (json::equivalent(first[i], second[i])) continue;
        name_differences(first[i], second[i], shortened(fmt::format("{}[{}]", path, i), longest_path), found);
    }
}

/// Of two values that differ. Only what differs has its path made: a path is as long as the sender's names.
void name_differences(const json::Value& first, const json::Value& second, const std::string& path,
                      std::vector<std::string>& found) {
    if (first.as_object() && second.as_object())
        return name_in_objects(*first.as_object(), *second.as_object(), path, found);
    const json::Array* left = first.as_array();
    const json::Array* right = second.as_array();
    if (left && right && left->size() == right->size()) return name_in_arrays(*left, *right, path, found);
    found.push_back(path);
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
    const json::Value first_content = content_of(*first);
    const json::Value second_content = content_of(*second);
    std::vector<std::string> found;
    name_in_objects(*first_content.as_object(), *second_content.as_object(), "", found);
    return found;
}

}  // namespace clearing::national_format
