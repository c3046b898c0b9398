#include "gateway/infra/json/value.hpp"
#include "tests/fuzz/check.hpp"

#include <algorithm>

namespace clearing::fuzz {
namespace {

constexpr json::Limits limits{.max_bytes = 64 * 1024, .max_depth = 8, .max_array = 200, .max_string = 2000};

void check_limits(const json::Value& value, std::size_t depth) {
    promise(depth <= limits.max_depth, "deeper than the limit");
    if (const auto* text = value.as_string()) promise(text->size() <= limits.max_string, "a text beyond the limit");
    if (const auto* array = value.as_array()) {
        promise(array->size() <= limits.max_array, "an array beyond the limit");
        for (const json::Value& element : *array)
            check_limits(element, depth + (element.as_array() || element.as_object() ? 1 : 0));
    }
    if (const auto* object = value.as_object()) {
        promise(object->size() <= limits.max_array, "an object beyond the limit");
        std::vector<std::string_view> keys;
        for (const auto& [key, member] : *object) {
            keys.push_back(key);
            check_limits(member, depth + (member.as_array() || member.as_object() ? 1 : 0));
        }
        std::ranges::sort(keys);
        promise(std::ranges::adjacent_find(keys) == keys.end(), "a key twice");
    }
}

}  // namespace

bool check_json(Bytes bytes) {
    const std::string_view text = text_of(bytes);
    const auto read = json::parse(text, limits);
    if (!read) {
        promise(!read.error().reason.empty(), "a refusal without a reason");
        return false;
    }
    promise(text.size() <= limits.max_bytes, "longer than the limit");
    check_limits(*read, 1);
    const auto again = json::parse(json::write(*read));
    promise(again && *again == *read, "what is written does not read as the same");
    const std::string canonical = json::canonical(*read);
    promise(canonical.size() <= text.size() * 2 + 200 * text.size(), "a canonical text out of proportion");
    const auto meant = json::parse(canonical);
    promise(meant && json::canonical(*meant) == canonical, "the canonical text is not canonical");
    promise(json::equivalent(*read, *meant), "the canonical text means something else");
    return true;
}

}  // namespace clearing::fuzz
