#include "gateway/infra/json/value.hpp"

#include <cassert>

namespace clearing::json {

const Value* Value::find(std::string_view key) const {
    const Object* object = as_object();
    if (!object) return nullptr;
    for (const Member& member : *object)
        if (member.first == key) return &member.second;
    return nullptr;
}

Value& Value::set(std::string_view key, Value value) {
    if (is_null()) data_ = Object{};
    Object* object = as_object();
    assert(object != nullptr);
    for (Member& member : *object)
        if (member.first == key) return member.second = std::move(value);
    return object->emplace_back(std::string(key), std::move(value)).second;
}

}  // namespace clearing::json
