#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace clearing::api {

struct Property {
    std::string_view name;
    /// "text", "count", "flag", "amount" (exact decimal of yuan in a text), "day" (2018-10-16), "time"
    /// (2018-10-16 09:30:00, Asia/Shanghai), or another schema's name; "[…]" is a list of it; "…?" may be null; "A|B"
    /// is one of them.
    std::string_view type;
};

/// The name of a property that stands for all others: the object is a list of names.
inline constexpr std::string_view any_name = "*";

struct Schema {
    std::string_view name;
    std::vector<Property> properties;
};

/// The shapes of the answers, as the OpenAPI document states them; a test holds real answers against them.
std::span<const Schema> schemas();
std::span<const Schema> prefund_schemas();
std::span<const Schema> mapping_schemas();  ///< those among them of the tables' change control

}  // namespace clearing::api
